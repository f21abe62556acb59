"""Results in the workshop: what will be counted, counting, checking, publishing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from surveys.admin.pages.common import frame, survey_for
from surveys.enums import QuestionKind, ResultState
from surveys.errors import ResultsNotReady, StepNotOpen
from surveys.forms.results import CountForm, CrossTableForm, NumberBandsForm, PublishForm, WithdrawForm
from surveys.models import CrossTable, NumberBands, ResultSet, Survey
from surveys.results import workflow
from surveys.results.progress import progress_of

STEP_FORMS: dict[str, Any] = {"publish": PublishForm, "withdraw": WithdrawForm}


def results(request: HttpRequest, pk: int) -> HttpResponse:
    """All about the results of one survey."""
    return _page(request, survey_for(request, pk))


def _page(request: HttpRequest, survey: Survey, status: int = 200, **forms: Any) -> HttpResponse:
    last = survey.result_sets.defer("content").select_related("pdf").order_by("-number").first()
    living = last if last is not None and last.is_fixing else None
    may_count = living is None and request.user.has_perm("surveys.count_results", survey)
    context = {
        "title": _("Results: %(survey)s") % {"survey": survey},
        "survey": survey,
        "progress": progress_of(survey) if survey.is_fixed else None,
        "crossings": survey.crossings.select_related("question", "by"),
        "bands": _bands(survey),
        "texts": survey.questions.filter(kind__in=QuestionKind.written()).order_by("section__position", "position"),
        "may_plan": request.user.has_perm("surveys.plan_results", survey),
        "may_sort": request.user.has_perm("surveys.sort_texts", survey),
        "may_count": may_count,
        "obstacles": workflow.obstacles_of(survey) if may_count else [],
        "last": last,
        "living": living,
        "waits": living is not None and living.state == ResultState.COMPUTING,
        "steps": _steps(request, living, forms) if living else [],
        "cross_form": forms.get("cross_form") or CrossTableForm(survey=survey),
        "count_form": forms.get("count_form") or CountForm(),
        "error": forms.get("error", ""),
    }
    return render(request, "admin/surveys/results.html", frame(request, **context), status=status)


def _bands(survey: Survey) -> list[tuple[Any, NumberBandsForm]]:
    rows = survey.questions.filter(kind=QuestionKind.NUMBER).select_related("bands")
    return [(row, NumberBandsForm(instance=getattr(row, "bands", None), prefix=f"p{row.pk}")) for row in rows]


def _steps(request: HttpRequest, living: ResultSet, forms: dict[str, Any]) -> list[tuple[str, workflow.Step, Any]]:
    return [
        (name, step, forms.get(f"form_{name}") or (STEP_FORMS[name]() if name in STEP_FORMS else None))
        for name, step in workflow.open_steps(living, request.user).items()
    ]


def _back(survey: Survey) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:surveys_survey_results", args=[survey.pk]))


@require_POST
def add_crossing(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds a crossing to the list."""
    survey = survey_for(request, pk, "surveys.plan_results")
    form = CrossTableForm(request.POST, survey=survey)
    if not form.is_valid():
        return _page(request, survey, cross_form=form)
    form.save()
    messages.success(request, _("The crossing is in the list."))
    return _back(survey)


@require_POST
def remove_crossing(request: HttpRequest, pk: int, crossing: int) -> HttpResponse:
    """Takes a crossing out of the list."""
    survey = survey_for(request, pk, "surveys.plan_results")
    get_object_or_404(CrossTable, pk=crossing, survey=survey).delete()
    return _back(survey)


@require_POST
def set_bands(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Into which bands a number is counted."""
    survey = survey_for(request, pk, "surveys.plan_results")
    row = get_object_or_404(survey.questions, pk=question, kind=QuestionKind.NUMBER)
    stored = NumberBands.objects.filter(question=row).first() or NumberBands(question=row)
    form = NumberBandsForm(request.POST, instance=stored, prefix=f"p{row.pk}")
    if not form.is_valid():
        return _page(request, survey, error=" ".join(str(error) for error in form.errors["bounds"]))
    form.save()
    messages.success(request, _("The bands are stored."))
    return _back(survey)


@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Has the results counted."""
    survey = survey_for(request, pk, "surveys.count_results")
    form = CountForm(request.POST)
    if not form.is_valid():
        return _page(request, survey, count_form=form)
    try:
        workflow.ask_for_results(survey, by=request.user, note=form.cleaned_data["note"])
    except ResultsNotReady as missing:
        return _page(request, survey, count_form=form, error=str(missing))
    except StepNotOpen:
        return _page(request, survey, error=_("Results have been counted already; withdraw them first."))
    messages.success(request, _("The results are being counted."))
    return _back(survey)


@require_POST
def take_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Checks, publishes or withdraws."""
    survey = survey_for(request, pk)
    living = next((found for found in survey.result_sets.order_by("-number") if found.is_fixing), None)
    if step not in workflow.STEPS or living is None:
        raise Http404
    form = STEP_FORMS[step](request.POST) if step in STEP_FORMS else None
    if form is not None and not form.is_valid():
        return _page(request, survey, **{f"form_{step}": form})
    try:
        workflow.take_step(living, step, by=request.user, **(form.cleaned_data if form else {}))
    except StepNotOpen:
        return _page(request, survey, error=_("Somebody has moved the results on meanwhile."))
    except ValidationError as error:
        return _page(request, survey, error=" ".join(error.messages))
    messages.success(request, _("Done: %(step)s.") % {"step": workflow.STEPS[step].label})
    return _back(survey)
