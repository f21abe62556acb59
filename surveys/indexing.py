"""What search knows of surveys: open and published ones, and those that wait for results."""

from kpss_portal.search import Text, forget, index
from surveys.enums import SurveyState
from surveys.models import Survey

SURVEY = "survey"


def reindex_survey(survey_id: int) -> None:
    """Brings search in step with the survey."""
    survey = Survey.objects.filter(pk=survey_id).first()
    if survey is None or survey.state not in SurveyState.public():
        forget(SURVEY, [survey_id])
        return
    questions = [(text, 1) for text in survey.questions.values_list("text", flat=True)]
    index(Text(SURVEY, survey.pk, survey.title, survey.get_absolute_url(), survey.intro, questions))


def reindex_surveys() -> None:
    """All of them."""
    for pk in Survey.objects.values_list("pk", flat=True):
        reindex_survey(pk)
