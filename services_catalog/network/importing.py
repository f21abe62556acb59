"""A workbook into a draft: looked at before, written whole or not at all, taken back as long as nothing followed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from kpss_portal.canonical import canonical
from services_catalog.models import Network, NetworkEntry, NetworkImport, NetworkMoney, Service
from services_catalog.network import checking, comparing
from services_catalog.network.content import content_of
from services_catalog.network.steps import locked_draft, need
from services_catalog.network.workbook import Facts, Reading
from services_catalog.network_enums import EntryStatus, NetworkUnit

NEW: Facts = {
    "unit": NetworkUnit.FTE.value,
    "amount": None,
    "status": EntryStatus.REGIONAL.value,
    "reason": "",
    "ended_on": None,
}


def remember(network: Network, reading: Reading, filename: str, *, by: Any) -> NetworkImport:
    """Keeps what was read, to be looked at. PermissionDenied, StepNotOpen."""
    need(by, "change_network", locked_draft_of(network))
    return NetworkImport.objects.create(network=network, filename=filename[:200], rows=reading.rows, created_by=by)


@transaction.atomic
def locked_draft_of(network: Network) -> Network:
    """The draft as it is now. StepNotOpen."""
    found: Network = locked_draft(network)
    return found


def merged(entries: list[Facts], rows: list[Facts]) -> list[Facts]:
    """Entries after the import: rows overwrite what they say, the rest stays."""
    found = {(entry["service_uuid"], entry["form"]): entry for entry in entries}
    for row in rows:
        key = row["service_uuid"], row["form"]
        known = found.get(key, NEW | {"service_uuid": key[0], "form": key[1], "money": []})
        found[key] = known | {name: row[name] for name in NEW if name in row} | {"money": _money(known["money"], row)}
    return list(found.values())


def _money(known: list[Facts], row: Facts) -> list[Facts]:
    amounts = {f"{part['kind']}-{part['item']}": part["amount_czk"] for part in known} | row["money"]
    return [
        {"kind": key.partition("-")[0], "item": key.partition("-")[2], "amount_czk": amount}
        for key, amount in amounts.items()
        if amount is not None
    ]


def preview(batch: NetworkImport) -> comparing.Comparison:
    """What the import would change in the draft as it is now."""
    now = content_of(batch.network)
    after = [_named(entry) for entry in merged(now["entries"], batch.rows)]
    return comparing.compare(now, now | {"entries": after})


def warnings(batch: NetworkImport) -> list[tuple[Facts, list[str]]]:
    """What to look at before it is written: thousands among crowns, sums that do not meet."""
    now = content_of(batch.network)["entries"]
    found = checking.warnings_of_import(batch.network, now, merged(now, batch.rows))
    return [(_named(entry), sentences) for entry, sentences in found]


def _named(entry: Facts) -> Facts:
    """A new entry with names from the catalogue."""
    if "service" in entry:
        return entry
    service = Service.objects.select_related("provider", "service_type").get(uuid=entry["service_uuid"])
    kind = service.service_type
    names = {"service": service.name, "provider": service.provider.name}
    return entry | names | {"type": kind.name if kind else "", "paragraph": kind.paragraph if kind else ""}


@transaction.atomic
def apply(batch: NetworkImport, *, by: Any) -> None:
    """Writes the import; pressed twice it is written once. StepNotOpen, PermissionDenied."""
    network = locked_draft(batch.network)
    need(by, "change_network", network)
    batch.refresh_from_db()
    if batch.applied_at is not None:
        return
    batch.before = content_of(network)["entries"]
    _put(network, merged(batch.before, batch.rows))
    batch.applied_at = timezone.now()
    batch.save()
    record(by, "network.import", network, {"file": batch.filename, "rows": len(batch.rows)})


@transaction.atomic
def undo(batch: NetworkImport, *, by: Any) -> None:
    """Puts the draft back. ValidationError where something was changed since; StepNotOpen, PermissionDenied."""
    network = locked_draft(batch.network)
    need(by, "change_network", network)
    batch.refresh_from_db()
    if batch.applied_at is None or batch.undone_at is not None:
        return
    now = content_of(network)["entries"]
    if _said(now) != _said(merged(batch.before, batch.rows)):
        raise ValidationError(_("Something was changed since the import, so it cannot be taken back."))
    _put(network, batch.before)
    batch.undone_at = timezone.now()
    batch.save()
    record(by, "network.undo_import", network, {"file": batch.filename})


def _said(entries: list[Facts]) -> str:
    """Entries without names and in one order, to be compared."""
    rows = []
    for entry in entries:
        money = sorted((part["kind"], part["item"], part["amount_czk"]) for part in entry["money"])
        rows.append([entry["service_uuid"], entry["form"], *(entry[name] for name in NEW), money])
    return canonical({"rows": sorted(rows, key=lambda row: (row[0], row[1]))})


def _put(network: Network, entries: list[Facts]) -> None:
    """The draft has exactly these entries; those that stay keep their addresses."""
    keys = {str(uuid): key for uuid, key in Service.objects.values_list("uuid", "pk")}
    present = {(entry.service_id, entry.form): entry for entry in network.entries.all()}
    money: list[NetworkMoney] = []
    kept = set()
    for facts in entries:
        place = keys[facts["service_uuid"]], facts["form"]
        entry = present.get(place) or NetworkEntry(network=network, service_id=place[0], form=place[1])
        for name in NEW:
            setattr(entry, name, facts[name])
        entry.save()
        kept.add(entry.pk)
        parts = ({name: part[name] for name in ("item", "kind", "amount_czk")} for part in facts["money"])
        money += [NetworkMoney(entry=entry, **part) for part in parts]
    NetworkMoney.objects.filter(entry__network=network).delete()
    network.entries.exclude(pk__in=kept).delete()
    NetworkMoney.objects.bulk_create(money)
