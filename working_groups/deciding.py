"""Decisions: numbered without gaps and twice the same, released to the public."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from community.models import Office
from kpss_portal.audit import record
from working_groups.enums import Numbering
from working_groups.models import Decision, Group

OFFICE_SERIES = "office"


def series_of(group: Group) -> str:
    """Decisions of one series are numbered together."""
    return OFFICE_SERIES if group.decision_numbering == Numbering.OFFICE else f"group-{group.pk}"


@transaction.atomic
def add_decision(decision: Decision, *, by: Any) -> Decision:
    """Gives a new decision the next number of its year and stores it. PermissionDenied if `by` may not."""
    if not by.has_perm("working_groups.add_decision", decision):
        raise PermissionDenied
    number_it(decision)
    decision.save()
    record(by, "decision.add", decision)
    return decision


def number_it(decision: Decision) -> None:
    """The next number of the series in the year of the decision; call it inside the transaction that stores it."""
    Office.objects.select_for_update().first()  # one at a time, also for groups that share a series
    decision.series, decision.year = series_of(decision.group), decision.decided_on.year
    last = Decision.objects.filter(series=decision.series, year=decision.year).aggregate(last=Max("number"))["last"]
    decision.number = (last or 0) + 1


@transaction.atomic
def release(decision: Decision, *, by: Any) -> bool:
    """Shows the decision to everybody; False if it was shown before. PermissionDenied if `by` may not."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not by.has_perm("working_groups.release_decision", decision):
        raise PermissionDenied
    if decision.released_at is not None:
        return False
    decision.released_at, decision.released_by = timezone.now(), by
    decision.save(update_fields=["released_at", "released_by", "updated_at"])
    record(by, "decision.release", decision)
    return True
