"""Background work of what becomes of plans."""

from kpss_portal.background import task
from plans.models import ActionPlan, Evaluation
from plans.progress import documents


@task()
def make_action_plan_document(key: int) -> None:
    """Makes the PDF of an approved action plan."""
    documents.make_document(ActionPlan.objects.select_related("plan", "pdf").get(pk=key))


@task()
def make_evaluation_document(key: int) -> None:
    """Makes the PDF of an approved evaluation."""
    documents.make_document(Evaluation.objects.select_related("plan", "pdf").get(pk=key))
