"""The one door of joint financing: scenarios with their municipalities, an approved edition, payments."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from community.models import Municipality, Office
from kpss_portal.audit import record
from services_catalog.models import FinancingMember, JointFinancing, Network, Payment
from services_catalog.network.computing import Result, Row, compute
from services_catalog.network.content import number_text
from services_catalog.network.indexing import reindex_networks
from services_catalog.network.steps import Resolution, StepNotOpen, freeze, locked_draft, need
from services_catalog.network_enums import FinancingState as S

SCHEMA_VERSION = 1
KEY_FIELDS = (
    "method",
    "rate_czk",
    "people_part",
    "clients_part",
    "equal_part",
    "town",
    "town_percent",
    "minimum_czk",
    "people_on",
)


def months_in(municipality: Municipality, year: int) -> int:
    """Whole months of the year in which it belongs to the territory; the month of joining counts, of leaving too."""
    first = max(municipality.in_territory_from or date.max, date(year, 1, 1))
    last = min(municipality.in_territory_to or date(year, 12, 31), date(year, 12, 31))
    return last.month - first.month + 1 if first <= last else 0


def municipalities_of(year: int) -> Any:
    """Those that belong to the territory for a part of the year at least."""
    not_left = Q(in_territory_to__isnull=True) | Q(in_territory_to__gte=date(year, 1, 1))
    return Municipality.objects.filter(not_left, in_territory_from__lte=date(year, 12, 31))


@transaction.atomic
def save_scenario(scenario: JointFinancing, *, by: Any) -> JointFinancing:
    """Stores a scenario; a new one begins with all municipalities of the year. Raises StepNotOpen, PermissionDenied."""
    if scenario.pk:
        need(by, "change_jointfinancing", locked_draft(scenario))
        scenario.save()
    else:
        need(by, "add_jointfinancing")
        scenario.save()
        _join(scenario)
    record(by, "financing.save", scenario)
    return scenario


def _join(scenario: JointFinancing) -> int:
    """Municipalities of the year that are not there yet; gives their number."""
    year = scenario.network.year
    towns = municipalities_of(year).exclude(contributions__financing=scenario)
    rows = [FinancingMember(financing=scenario, municipality=town, months=months_in(town, year)) for town in towns]
    FinancingMember.objects.bulk_create(rows)
    return len(rows)


@transaction.atomic
def complete(scenario: JointFinancing, *, by: Any) -> int:
    """Adds municipalities that have joined the territory meanwhile. Raises StepNotOpen, PermissionDenied."""
    found = locked_draft(scenario)
    need(by, "change_jointfinancing", found)
    count = _join(found)
    record(by, "financing.complete", found, {"municipalities": count})
    return count


@transaction.atomic
def leave_out(member: FinancingMember, *, by: Any) -> None:
    """Takes a municipality out of a scenario. Raises StepNotOpen, PermissionDenied."""
    found = locked_draft(member.financing)
    need(by, "change_jointfinancing", found)
    record(by, "financing.leave_out", found, {"municipality": str(member)})
    member.delete()


@transaction.atomic
def copy(scenario: JointFinancing, name: str, *, by: Any, network: Network | None = None) -> JointFinancing:
    """Another scenario with the same key and municipalities, to try what changes. PermissionDenied."""
    need(by, "add_jointfinancing")
    values = {field: getattr(scenario, field) for field in KEY_FIELDS}
    made = JointFinancing.objects.create(network=network or scenario.network, name=name, note=scenario.note, **values)
    names = ("municipality_id", "months", "weight", "correction_czk", "correction_note")
    FinancingMember.objects.bulk_create(
        FinancingMember(financing=made, **{name: getattr(member, name) for name in names})
        for member in scenario.members.all()
    )
    record(by, "financing.copy", made)
    return made


@transaction.atomic
def write_members(scenario: JointFinancing, members: list[FinancingMember], *, by: Any) -> None:
    """Stores months, weights and corrections. Raises StepNotOpen, PermissionDenied."""
    need(by, "change_jointfinancing", locked_draft(scenario))
    for member in members:
        member.save()
    record(by, "financing.members", scenario)


@transaction.atomic
def throw_away(scenario: JointFinancing, *, by: Any) -> None:
    """Deletes a scenario. Raises StepNotOpen, PermissionDenied."""
    found = locked_draft(scenario)
    need(by, "delete_jointfinancing", found)
    record(by, "financing.throw_away", found)
    found.delete()


@transaction.atomic
def approve(scenario: JointFinancing, resolution: Resolution, *, by: Any) -> JointFinancing:
    """Freezes the scenario with what everybody bears; the one before it is replaced.

    Raises StepNotOpen, PermissionDenied; ValidationError if it cannot be computed or the network is not approved.
    """
    year = scenario.network.year
    list(
        Network.objects.select_for_update(of=("self",)).filter(year=year).values_list("pk")
    )  # one approval of a year at a time
    financing = locked_draft(scenario)
    need(by, "approve_jointfinancing", financing)
    if not financing.network.is_frozen:
        raise ValidationError(_("Approve the network first: the amounts are taken from it."))
    result = compute(financing)
    if result.fault:
        raise ValidationError(result.fault)
    for row in result.rows:
        _write_result(row)
    freeze(financing, resolution, content_of(financing, result), by)
    older = JointFinancing.objects.filter(network__year=year, state=S.APPROVED)
    older.update(state=S.SUPERSEDED)
    financing.state = S.APPROVED
    financing.save()
    record(by, "financing.approve", financing, {"number": resolution.number, "due_czk": result.due})
    reindex_networks()
    return financing


def _write_result(row: Row) -> None:
    member, figure = row.member, row.figure
    member.people, member.people_as_of = (figure.people, figure.as_of) if figure else (None, None)
    member.clients, member.by_service = row.clients, row.by_service
    member.share_czk, member.due_czk = row.share, row.due
    member.save()


def content_of(financing: JointFinancing, result: Result) -> dict[str, Any]:
    """What is approved, with names instead of keys. Where shares follow clients, amounts of single services would tell of
    persons, so they and clients stay out."""
    office = Office.load()
    return {
        "schema": SCHEMA_VERSION,
        "kind": "joint-financing",
        "uuid": str(financing.uuid),
        "office": {"name": office.legal_name, "ico": office.ico, "accent": office.accent_color},
        "year": financing.network.year,
        "network_version": financing.network.version,
        "network_sha256": financing.network.content_sha256,
        "name": financing.name,
        "note": financing.note,
        "key": {
            "method": financing.method,
            "rate_czk": number_text(financing.rate_czk),
            "people_part": financing.people_part,
            "clients_part": financing.clients_part,
            "equal_part": financing.equal_part,
            "town": financing.town.name if financing.town else "",
            "town_percent": number_text(financing.town_percent),
            "minimum_czk": financing.minimum_czk,
            "people_on": financing.people_on.isoformat(),
        },
        "needed_czk": result.needed,
        "shared_czk": result.shared,
        "due_czk": result.due,
        "municipalities": [_member(row, has_services=not financing.follows_clients) for row in result.rows],
    }


def _member(row: Row, *, has_services: bool) -> dict[str, Any]:
    member, figure = row.member, row.figure
    facts = {
        "code": member.municipality.code,
        "name": member.municipality.name,
        "people": figure.people if figure else None,
        "people_as_of": figure.as_of.isoformat() if figure else None,
        "people_source": figure.source if figure else "",
        "months": member.months,
        "weight": number_text(member.weight),
        "correction_czk": member.correction_czk,
        "correction_note": member.correction_note,
        "share_czk": row.share,
        "due_czk": row.due,
    }
    return facts | ({"by_service": row.by_service} if has_services else {})


@transaction.atomic
def pay(member: FinancingMember, paid_on: date, amount_czk: int, note: str = "", *, by: Any) -> Payment:
    """Records a payment. Raises StepNotOpen for a scenario, PermissionDenied, ValidationError for one recorded already."""
    need(by, "add_payment")
    if not member.financing.is_frozen:
        raise StepNotOpen
    payment = Payment(member=member, paid_on=paid_on, amount_czk=amount_czk, note=note)
    payment.full_clean()
    try:
        with transaction.atomic():
            payment.save()
    except IntegrityError:  # pressed twice at the same moment
        payment.validate_constraints()
        raise
    record(by, "financing.pay", payment, {"amount_czk": amount_czk})
    return payment
