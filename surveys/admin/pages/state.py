"""Steps of a survey: what can be done now, how many answers there are, what waits for a decision."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from surveys import quarantine, workflow
from surveys.admin.pages.common import frame, survey_for
from surveys.enums import SurveyState
from surveys.models import CodeBook, Survey
from surveys.readiness import advice_on, obstacles_of


def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the survey stands and where it can go."""
    survey = survey_for(request, pk)
    context = {
        "title": _("State of the survey: %(survey)s") % {"survey": survey},
        "survey": survey,
        "steps": workflow.open_steps(survey, request.user),
        "obstacles": obstacles_of(survey) if survey.state == SurveyState.DRAFT else [],
        "advice": advice_on(survey) if survey.state == SurveyState.DRAFT else [],
        "counts": [(channel.label, count) for channel, count in workflow.told_counts(survey).items()],
        "book": CodeBook.objects.filter(survey=survey).first(),
        "suspect": quarantine.waiting(survey),
        "may_judge": request.user.has_perm("surveys.judge_quarantine", survey),
    }
    return render(request, "admin/surveys/state.html", frame(request, **context))


def confirm(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Tells what the step does; takes it by POST. A step that cannot be taken back wants a word typed."""
    survey = survey_for(request, pk)
    if step not in workflow.STEPS:
        raise Http404
    found = workflow.STEPS[step]
    if not request.user.has_perm(found.permission, survey):
        raise PermissionDenied
    errors: list[str] = []
    if request.method == "POST":
        errors = _take(request, survey, step)
        if not errors:
            return HttpResponseRedirect(reverse("admin:surveys_survey_state", args=[survey.pk]))
    context = {
        "title": found.label,
        "survey": survey,
        "name": step,
        "step": found,
        "is_open": survey.state in found.sources,
        "errors": errors,
        "word": confirmation_word(),
    }
    return render(request, "admin/surveys/step.html", frame(request, **context))


def confirmation_word() -> str:
    """What has to be typed for a step without a way back."""
    return _("YES")


def _take(request: HttpRequest, survey: Survey, step: str) -> list[str]:
    """Takes the step; gives what is wrong, or nothing."""
    if workflow.STEPS[step].is_final and request.POST.get("potvrzeni", "").strip().upper() != confirmation_word():
        return [_("Type the word %(word)s to confirm.") % {"word": confirmation_word()}]
    try:
        workflow.take_step(survey, step, by=request.user)
    except workflow.StepNotOpen:
        return [_("Somebody has moved this survey on meanwhile.")]
    except ValidationError as error:
        return list(error.messages)
    messages.success(request, _("Done: %(step)s.") % {"step": workflow.STEPS[step].label})
    return []


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers set aside: all of them count, or all of them go. Nobody reads them one by one."""
    survey = survey_for(request, pk, "surveys.judge_quarantine")
    is_accepted = request.POST.get("co") == "prijmout"
    count = quarantine.judge(survey, is_accepted, by=request.user)
    words = (
        ngettext("%(count)d answer now counts.", "%(count)d answers now count.", count)
        if is_accepted
        else ngettext("%(count)d answer was deleted.", "%(count)d answers were deleted.", count)
    )
    messages.success(request, words % {"count": count})
    return HttpResponseRedirect(reverse("admin:surveys_survey_state", args=[survey.pk]))
