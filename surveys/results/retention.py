"""Answers are kept for as long as the survey promised and then deleted; the published set stays."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from kpss_portal.privacy import retention as terms
from surveys.enums import SurveyState
from surveys.models import Survey

WARN = timedelta(days=30)
KEPT_STATES = (SurveyState.CLOSED, SurveyState.PUBLISHED, SurveyState.WITHDRAWN)


def ends_on(survey: Survey) -> date | None:
    """The day on which the answers go: so many months after closing, on the last day of a shorter month."""
    closed = survey.closed_at or (survey.updated_at if survey.state == SurveyState.WITHDRAWN else None)
    if closed is None:
        return None
    day = timezone.localdate(closed)
    months = day.month - 1 + survey.retention_months
    year, month = day.year + months // 12, months % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))


def with_answers() -> list[Survey]:
    """Closed surveys whose answers are still here."""
    return list(Survey.objects.filter(state__in=KEPT_STATES, responses__isnull=False).distinct())


def over(today: date | None = None) -> list[Survey]:
    """Surveys whose answers are past their term."""
    day = today or timezone.localdate()
    return [survey for survey in with_answers() if (last := ends_on(survey)) is not None and last <= day]


def delete_old_answers(today: date | None = None) -> list[Survey]:
    """Deletes answers whose term is over; gives the surveys."""
    found = over(today)
    for survey in found:
        _delete(survey)
    return found


@transaction.atomic
def _delete(survey: Survey) -> None:
    """All answers at once, sorted texts with them. How many is in the results; here it could tell more than they do."""
    survey.responses.all().delete()
    record(None, "survey.delete_answers", survey, {"retention_months": survey.retention_months})


terms.add(
    terms.Sweep(
        "surveys.answers",
        "surveys.Response",
        lambda: _("all answers of a survey: as many months after its end as the survey promised"),
        lambda now: len(over(timezone.localdate(now))),  # surveys: a count of answers could tell more than results do
        lambda now: len(delete_old_answers(timezone.localdate(now))),
    )
)
