"""What is done with surveys as time goes: closing by time, settling, deleting what has expired."""

from datetime import timedelta

from django.utils import timezone

from surveys.enums import ResponseState
from surveys.models import Response, UnfinishedSheet
from surveys.workflow import close_those_over, settle_closed

QUARANTINE_DAYS = 7


def delete_expired() -> int:
    """Unfinished answers past their day and answers that lay in quarantine for a week; gives how many."""
    today = timezone.localdate()
    unfinished, _rows = UnfinishedSheet.objects.filter(expires_on__lt=today).delete()
    old = today - timedelta(days=QUARANTINE_DAYS)
    suspect, _rows = Response.objects.filter(state=ResponseState.QUARANTINED, answered_on__lt=old).delete()
    return unfinished + suspect


def tend() -> dict[str, int]:
    """Everything that is due; counts by what was done."""
    return {"closed": close_those_over(), "settled": settle_closed(), "deleted": delete_expired()}
