"""The one door of networks: started, filled in, approved by a resolution, updated by a new version."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from services_catalog.models import ClientCount, Network, NetworkEntry, NetworkMoney
from services_catalog.network.content import content_of
from services_catalog.network.indexing import reindex_networks
from services_catalog.network.steps import Resolution, freeze, locked, locked_draft, need
from services_catalog.network.tasks import make_network_document
from services_catalog.network_enums import NetworkState as S

Money = Mapping[tuple[str, str], int]


@transaction.atomic
def start(year: int, title: str, *, by: Any, copy_from: Network | None = None) -> Network:
    """The network of a year, empty or with entries of another one; pressed twice it is there once. PermissionDenied."""
    need(by, "add_network")
    known = Network.objects.select_for_update().filter(year=year).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            made = Network.objects.create(year=year, title=title, money_note=copy_from.money_note if copy_from else "")
    except IntegrityError:  # somebody else began it at the same moment
        begun: Network = Network.objects.get(year=year, version=1)
        return begun
    if copy_from is not None:
        _copy_entries(copy_from, made, with_fact=False)
    record(by, "network.start", made, {"year": year})
    return made


@transaction.atomic
def write(entry: NetworkEntry, money: Money, *, by: Any) -> NetworkEntry:
    """Stores the entry with its amounts; one left out is unknown. Raises StepNotOpen, PermissionDenied."""
    network = locked_draft(entry.network)
    need(by, "change_network", network)
    entry.save()
    entry.money.all().delete()
    for (item, kind), amount in money.items():
        NetworkMoney.objects.create(entry=entry, item=item, kind=kind, amount_czk=amount)
    record(by, "network.write", network, {"entry": str(entry)})
    return entry


@transaction.atomic
def leave_out(entry: NetworkEntry, *, by: Any) -> None:
    """Takes the entry out of a draft. Raises StepNotOpen, PermissionDenied."""
    network = locked_draft(entry.network)
    need(by, "change_network", network)
    record(by, "network.leave_out", network, {"entry": str(entry)})
    entry.delete()


@transaction.atomic
def count_clients(year: int, service: Any, counts: Mapping[int, int], *, by: Any) -> None:
    """Clients of a service by municipality (keys); one left out is unknown. PermissionDenied."""
    need(by, "change_clientcount")
    rows = ClientCount.objects.filter(year=year, service=service)
    rows.exclude(municipality__in=counts).delete()
    for municipality, count in counts.items():
        rows.update_or_create(municipality_id=municipality, defaults={"count": count, "year": year, "service": service})
    record(by, "network.count_clients", service, {"year": year})


@transaction.atomic
def approve(network: Network, resolution: Resolution, *, by: Any) -> Network:
    """Freezes the draft; the version before it is replaced. Raises StepNotOpen, PermissionDenied, ValidationError."""
    network = locked_draft(network)
    need(by, "approve_network", network)
    if not network.entries.exists():
        raise ValidationError(_("The network has no services yet."))
    if network.version > 1 and not network.change_note.strip():
        raise ValidationError(_("Write down what this update changes and why."))
    freeze(network, resolution, content_of(network), by)
    Network.objects.filter(year=network.year, state=S.APPROVED).update(state=S.SUPERSEDED)
    network.state = S.APPROVED
    network.save()
    record(by, "network.approve", network, {"number": resolution.number})
    reindex_networks()
    transaction.on_commit(partial(make_network_document.enqueue, network.pk))
    return network


@transaction.atomic
def new_version(network: Network, *, by: Any) -> Network:
    """A draft of the next version with everything of the newest one; one that is being written is given instead."""
    network = locked(network)
    need(by, "add_network")
    newest: Network = Network.objects.filter(year=network.year).order_by("-version")[0]
    if not newest.is_frozen:
        return newest
    made = Network.objects.create(
        year=newest.year,
        version=newest.version + 1,
        title=newest.title,
        intro=newest.intro,
        money_note=newest.money_note,
    )
    _copy_entries(newest, made)
    record(by, "network.new_version", made, {"version": made.version})
    return made


def _copy_entries(source: Network, target: Network, *, with_fact: bool = True) -> None:
    """What ended in the year before does not go on into the next one."""
    names = ("service_id", "form", "unit", "amount", "status", "reason")
    rows = list(source.entries.prefetch_related("money"))
    if not with_fact:
        rows = [row for row in rows if row.ended_on is None]
    copies = [
        NetworkEntry(
            network=target,
            ended_on=row.ended_on,
            **{name: getattr(row, name) for name in names},
        )
        for row in rows
    ]
    NetworkEntry.objects.bulk_create(copies)
    NetworkMoney.objects.bulk_create(
        NetworkMoney(entry=copy, item=money.item, kind=money.kind, amount_czk=money.amount_czk)
        for row, copy in zip(rows, copies, strict=True)
        for money in row.money.all()
        if with_fact or money.kind != "fact"
    )
