"""Answers set aside as perhaps by a robot: a person decides about all of them at once, without reading them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kpss_portal.audit import record
from surveys.enums import ResponseState
from surveys.models import Survey


def waiting(survey: Survey) -> int:
    """How many answers wait for a decision."""
    return survey.responses.filter(state=ResponseState.QUARANTINED).count()


@transaction.atomic
def judge(survey: Survey, is_accepted: bool, *, by: Any) -> int:
    """Counts them, or deletes them; gives how many. PermissionDenied if `by` may not."""
    if not by.has_perm("surveys.judge_quarantine", survey):
        raise PermissionDenied
    rows = survey.responses.filter(state=ResponseState.QUARANTINED)
    count = rows.update(state=ResponseState.VALID) if is_accepted else rows.delete()[0]
    record(by, "survey.judge_quarantine", survey, {"accepted": is_accepted, "count": count})
    return count
