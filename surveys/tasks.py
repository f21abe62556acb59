"""Background work of surveys."""

from kpss_portal.background import task
from surveys.documents import make_forms
from surveys.models import Survey


@task()
def make_paper_forms(survey_id: int) -> None:
    """Makes the paper forms of a survey that has just opened."""
    make_forms(Survey.objects.get(pk=survey_id))
