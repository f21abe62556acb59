"""The one door of indicator values: submitted, returned, approved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from plans.models import Evaluation, Indicator, IndicatorPart, IndicatorReport
from plans.progress_enums import ValueState

MOST_PEOPLE = 12_000_000  # more than live in the country: a slip of the pen

AREA, MUNICIPALITY = "area", "municipality"
PartKey = tuple[str, int]  # AREA or MUNICIPALITY, key of the row


class StepNotOpen(Exception):
    """The value has moved on, or its year is closed."""


class ChangedMeanwhile(Exception):
    """Somebody else submitted another value since the form was opened; `stored` is theirs."""

    def __init__(self, stored: IndicatorReport) -> None:
        super().__init__()
        self.stored = stored


@dataclass(frozen=True)
class Figures:
    """What somebody submits: a number or why it is not known, and its parts."""

    value: Decimal | None
    note: str = ""
    parts: Mapping[PartKey, Decimal] = field(default_factory=dict)


def is_closed(slug: str, year: int) -> bool:
    """Whether the evaluation of the year is approved: its numbers do not change any more."""
    return Evaluation.objects.frozen().filter(slug=slug, year=year).exists()


@transaction.atomic
def submit(
    indicator: Indicator, year: int, figures: Figures, *, name: str, by: Any = None, seen: str | None = None
) -> IndicatorReport:
    """Takes a value to be approved; the same sent twice is one. Gives what is stored.

    name: who says it; by: the officer, None for an implementer whose right was proved by a code; seen: the moment of the
    stored value that the person saw, "" for none. Raises PermissionDenied, StepNotOpen (approved, or the year is closed),
    ChangedMeanwhile, ValidationError.
    """
    if by is not None and not by.has_perm("plans.change_indicatorreport"):
        raise PermissionDenied
    indicator = _locked_indicator(indicator)
    _check(indicator, year, figures)
    stored = IndicatorReport.objects.filter(lineage=indicator.lineage, year=year).first()
    if stored is not None and _same(stored, figures):
        return stored
    _refuse_moved(stored, indicator, year, seen)
    report = stored or IndicatorReport(indicator=indicator, year=year)
    report.value, report.note = figures.value, figures.note.strip()
    report.state, report.submitted_at, report.submitted_by = ValueState.SUBMITTED, timezone.now(), name[:200]
    report.decided_at, report.decided_by, report.reason = None, None, ""
    report.save()
    _write_parts(report, figures.parts)
    record(by, "indicator.submit", report, {"year": year})
    return report


def _locked_indicator(indicator: Indicator) -> Indicator:
    rows = Indicator.objects.select_for_update(of=("self",)).select_related("item__plan")
    return rows.get(pk=indicator.pk)


def _refuse_moved(stored: IndicatorReport | None, indicator: Indicator, year: int, seen: str | None) -> None:
    if is_closed(indicator.item.plan.slug, year) or (stored is not None and stored.state == ValueState.APPROVED):
        raise StepNotOpen
    if stored is not None and seen is not None and seen != stored.updated_at.isoformat():
        raise ChangedMeanwhile(stored)


def _same(stored: IndicatorReport, figures: Figures) -> bool:
    return (
        stored.state != ValueState.RETURNED
        and stored.value == figures.value
        and stored.note == figures.note.strip()
        and parts_of(stored) == dict(figures.parts)
    )


def parts_of(report: IndicatorReport) -> dict[PartKey, Decimal]:
    """Parts by what they are of."""
    return {
        (AREA, part.area_id) if part.area_id else (MUNICIPALITY, part.municipality_id or 0): part.value
        for part in report.parts.all()
    }


def _write_parts(report: IndicatorReport, parts: Mapping[PartKey, Decimal]) -> None:
    report.parts.all().delete()
    IndicatorPart.objects.bulk_create(
        IndicatorPart(report=report, value=value, **{f"{kind}_id": key}) for (kind, key), value in parts.items()
    )


def _check(indicator: Indicator, year: int, figures: Figures) -> None:
    if not indicator.item.plan.is_frozen:
        raise ValidationError(_("Values belong to indicators of an approved plan."))
    if year not in indicator.item.plan.years:
        raise ValidationError(_("The plan does not speak of the year %(year)d.") % {"year": year})
    if figures.value is None and not figures.note.strip():
        raise ValidationError(_("Write the number, or say in the note why it is not known."))
    if indicator.is_of_people:
        _check_people([*([figures.value] if figures.value is not None else []), *figures.parts.values()])


def _check_people(numbers: list[Decimal]) -> None:
    if any(number < 0 or number > MOST_PEOPLE or number != number.to_integral_value() for number in numbers):
        raise ValidationError(_("This indicator counts people: write whole numbers, zero or more."))


@transaction.atomic
def approve(report: IndicatorReport, *, by: Any) -> IndicatorReport:
    """Everybody may read it. Pressed twice it does nothing more. Raises PermissionDenied, StepNotOpen."""
    report = _locked(report, by)
    if report.state == ValueState.APPROVED:
        return report
    if report.state != ValueState.SUBMITTED:
        raise StepNotOpen
    return _decide(report, ValueState.APPROVED, "", by)


@transaction.atomic
def return_it(report: IndicatorReport, reason: str, *, by: Any) -> IndicatorReport:
    """Back to whoever submitted it, approved or not, while the year is open.

    Raises PermissionDenied, StepNotOpen, ValidationError without a reason.
    """
    report = _locked(report, by)
    if not reason.strip():
        raise ValidationError(_("Say why you return it; the person who submitted it will read it."))
    if report.state == ValueState.RETURNED or is_closed(report.indicator.item.plan.slug, report.year):
        raise StepNotOpen
    return _decide(report, ValueState.RETURNED, reason.strip()[:500], by)


def _locked(report: IndicatorReport, by: Any) -> IndicatorReport:
    rows = IndicatorReport.objects.select_for_update(of=("self",)).select_related("indicator__item__plan")
    report = rows.get(pk=report.pk)
    if not by.has_perm("plans.decide_indicatorreport", report):
        raise PermissionDenied
    return report


def _decide(report: IndicatorReport, state: ValueState, reason: str, by: Any) -> IndicatorReport:
    before = report.state
    report.state, report.reason, report.decided_at, report.decided_by = state, reason, timezone.now(), by
    report.save(update_fields=["state", "reason", "decided_at", "decided_by", "updated_at"])
    record(by, f"indicator.{state.value}", report, {"state": [before, state.value]})
    return report
