"""Answers are kept for as long as the survey promised and then deleted; the published set stays."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from kpss_portal.audit import record
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


def delete_old_answers(today: date | None = None) -> list[Survey]:
    """Deletes answers whose term is over; gives the surveys."""
    day = today or timezone.localdate()
    over = [survey for survey in with_answers() if (last := ends_on(survey)) is not None and last <= day]
    for survey in over:
        _delete(survey)
    return over


@transaction.atomic
def _delete(survey: Survey) -> None:
    """All answers at once, sorted texts with them. How many is in the results; here it could tell more than they do."""
    survey.responses.all().delete()
    record(None, "survey.delete_answers", survey, {"retention_months": survey.retention_months})
