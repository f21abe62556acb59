"""What is done with surveys as time goes: closing by time, settling, deleting what has expired."""

from kpss_portal.privacy import retention
from surveys.models import Response, UnfinishedSheet
from surveys.workflow import close_those_over, settle_closed


def delete_expired() -> int:
    """Unfinished answers past their day and answers that lay in quarantine for a week; gives how many."""
    return retention.run_for(UnfinishedSheet) + retention.run_for(Response)


def tend() -> dict[str, int]:
    """Everything that is due; counts by what was done."""
    return {"closed": close_those_over(), "settled": settle_closed(), "deleted": delete_expired()}
