"""All surveys: what can be answered now, what came out of the former ones."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys.enums import SurveyState
from surveys.models import Survey

MOST_OLD = 200


@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """Open ones first, then those with results, then those that wait for them."""
    now = timezone.now()
    rows = list(Survey.objects.filter(state__in=SurveyState.public()).order_by("-opened_at")[:MOST_OLD])
    context = {
        "breadcrumbs": [(_("Surveys"), "")],
        "open": [survey for survey in rows if survey.takes_new(now)],
        "coming": [survey for survey in rows if survey.state == SurveyState.OPEN and not survey.has_begun(now)],
        "published": [survey for survey in rows if survey.state == SurveyState.PUBLISHED],
        "closed": [
            survey
            for survey in rows
            if survey.state == SurveyState.CLOSED
            or (survey.state == SurveyState.OPEN and survey.has_begun(now) and not survey.takes_new(now))
        ],
    }
    return render(request, "surveys/list.html", context)
