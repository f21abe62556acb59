"""What the workshop shows of joint financing: a scenario, several of them side by side, payments."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from community.models import Municipality, Office
from services_catalog.models import (
    ContributionLetter,
    FinancingMember,
    JointFinancing,
    MunicipalityAddress,
    MunicipalityDesk,
    Network,
    Payment,
)
from services_catalog.network.computing import Figure, Result, Row, compute, pools_of
from services_catalog.network_enums import FinancingState, Method

Amounts = dict[int, int]  # crowns by the key of the municipality


def approved_of(year: int) -> JointFinancing | None:
    """The approved joint financing of the year."""
    rows = JointFinancing.objects.filter(network__year=year, state=FinancingState.APPROVED)
    found: JointFinancing | None = rows.select_related("network", "town").first()
    return found


def due_in(year: int) -> Amounts:
    """What municipalities bear in the year by what was approved."""
    rows = FinancingMember.objects.filter(
        financing__network__year=year, financing__state=FinancingState.APPROVED, due_czk__isnull=False
    )
    return dict(rows.values_list("municipality", "due_czk"))


def two_places(value: Fraction | None) -> Decimal | None:
    """For reading only; nothing is computed from it."""
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def result_of(financing: JointFinancing) -> Result:
    """What was approved as it was written down; a scenario is computed now."""
    if not financing.is_frozen:
        return compute(financing)
    members = financing.members.select_related("municipality")
    return Result([_stored(member) for member in members], pools_of(financing, {}))


def _stored(member: FinancingMember) -> Row:
    figure = (
        Figure(member.people, member.people_as_of, "") if member.people is not None and member.people_as_of else None
    )
    return Row(member, figure, member.clients or 0, member.share_czk or 0, member.due_czk or 0, dict(member.by_service))


@dataclass(frozen=True)
class Line:
    """A municipality of a scenario with the difference from last year."""

    row: Row
    per_head: Decimal | None
    before: int | None

    @property
    def difference(self) -> int | None:
        """Against last year, where it is known."""
        return None if self.before is None else self.row.due - self.before


def told(financing: JointFinancing) -> dict[str, Any]:
    """One scenario for its page."""
    result, before = result_of(financing), due_in(financing.network.year - 1)
    lines = [Line(row, two_places(row.per_head), before.get(row.member.municipality_id)) for row in result.rows]
    return {
        "result": result,
        "lines": lines,
        "replaced_count": len(result.replaced),
        "is_rate": financing.method == Method.RATE,
    }


@dataclass(frozen=True)
class Column:
    """A scenario beside others."""

    financing: JointFinancing
    result: Result
    amounts: Amounts


def side_by_side(network: Network) -> dict[str, Any]:
    """Scenarios of the network, a row for each municipality, with what was approved last year."""
    rows = network.financings.select_related("network", "town").order_by("pk")
    columns = [_column(financing) for financing in rows]
    before = due_in(network.year - 1)
    keys = {key for column in columns for key in column.amounts} | set(before)
    towns = Municipality.objects.filter(pk__in=keys)
    return {
        "columns": columns,
        "before_total": sum(before.values()) if before else None,
        "rows": [(town, before.get(town.pk), [column.amounts.get(town.pk) for column in columns]) for town in towns],
    }


def _column(financing: JointFinancing) -> Column:
    result = result_of(financing)
    amounts = {} if result.fault else {row.member.municipality_id: row.due for row in result.rows}
    return Column(financing, result, amounts)


def beginning(network: Network) -> JointFinancing:
    """An unsaved scenario: as the last one approved, else by inhabitants of the first day of the year before."""
    last = approved_of(network.year - 1)
    made = JointFinancing(network=network, people_on=date(network.year - 1, 1, 1), town=_own_town())
    if last is not None:
        for name in ("method", "rate_czk", "people_part", "clients_part", "equal_part", "town", "town_percent"):
            setattr(made, name, getattr(last, name))
        made.minimum_czk = last.minimum_czk
    return made


def _own_town() -> Municipality | None:
    """The municipality of the office, by its identification number."""
    ico = Office.load().ico
    return Municipality.objects.filter(office_ico=ico).first() if ico else None


def payments(financing: JointFinancing) -> dict[str, Any]:
    """What was paid and what is missing, municipality by municipality."""
    paid: dict[int, list[Payment]] = {}
    for payment in Payment.objects.filter(member__financing=financing):
        paid.setdefault(payment.member_id, []).append(payment)
    rows = []
    for member in financing.members.select_related("municipality"):
        found = paid.get(member.pk, [])
        total = sum(payment.amount_czk for payment in found)
        rows.append((member, found, total, (member.due_czk or 0) - total))
    return {
        "rows": rows,
        "due": sum(member.due_czk or 0 for member, *_rest in rows),
        "paid": sum(total for _member, _found, total, _left in rows),
    }


def letters(
    financing: JointFinancing,
) -> list[tuple[FinancingMember, ContributionLetter | None, str, MunicipalityDesk | None]]:
    """Municipalities that pay with their letter, the address it goes to (empty where none is known) and their desk."""
    made = {
        row.member_id: row
        for row in ContributionLetter.objects.filter(member__financing=financing).select_related("pdf")
    }
    addresses = dict(MunicipalityAddress.objects.values_list("municipality", "email"))
    members = financing.members.filter(due_czk__gt=0).select_related("municipality")
    desks = {desk.member_id: desk for desk in MunicipalityDesk.objects.filter(member__financing=financing)}
    return [
        (member, made.get(member.pk), addresses.get(member.municipality_id, ""), desks.get(member.pk))
        for member in members
    ]
