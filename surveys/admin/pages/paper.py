"""Paper: batches, typing in, differences between two entries."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import paper
from surveys.admin.pages.common import frame, survey_for
from surveys.forms.paper import BatchForm, SheetForm
from surveys.models import PaperBatch, Survey
from surveys.paper import write_answer
from surveys.questionnaire import Asked, questionnaire_of

ENTER = "surveys.enter_paper"


def batches(request: HttpRequest, pk: int) -> HttpResponse:
    """All piles of forms; a new one by POST."""
    survey = survey_for(request, pk)
    may_enter = request.user.has_perm(ENTER, survey)
    user: Any = request.user  # somebody of the office: the page is not for others
    batch = PaperBatch(survey=survey, created_by=user, received_on=timezone.localdate())
    form = BatchForm(request.POST or None, instance=batch)
    if request.method == "POST" and may_enter and form.is_valid():
        return HttpResponseRedirect(reverse("admin:surveys_survey_batch", args=[survey.pk, form.save().pk]))
    context = {
        "title": _("Paper forms: %(survey)s") % {"survey": survey},
        "survey": survey,
        "batches": survey.batches.select_related("municipality"),
        "form": form if may_enter else None,
    }
    return render(request, "admin/surveys/batches.html", frame(request, **context))


def _batch(survey: Survey, pk: int) -> PaperBatch:
    found: PaperBatch = get_object_or_404(survey.batches.select_related("survey"), pk=pk)
    return found


def batch(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """One pile: how far it is, what differs; finishes it by POST."""
    survey = survey_for(request, pk)
    found = _batch(survey, batch)
    if request.method == "POST":
        try:
            paper.finish(found, by=request.user)
            messages.success(request, _("The batch is finished and its forms count."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(request.path)
    sheets = list(found.sheets.all())
    context = {
        "title": _("Batch %(batch)s") % {"batch": found},
        "survey": survey,
        "batch": found,
        "count": len(sheets),
        "invalid": sum(sheet.is_invalid for sheet in sheets),
        "repeated": sum(sheet.second is not None for sheet in sheets),
        "differing": [sheet for sheet in sheets if sheet.differs],
        "obstacles": paper.obstacles(found) if found.state == "open" else [],
        "may_enter": request.user.has_perm(ENTER, survey),
    }
    return render(request, "admin/surveys/batch.html", frame(request, **context))


def entry(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """One form; after saving comes the next one. `podruhe` is the second entry."""
    survey = survey_for(request, pk, ENTER)
    found = _batch(survey, batch)
    is_second = "podruhe" in request.GET and found.is_double
    number = paper.next_number(found, is_second)
    if found.state != "open" or (is_second and not number):
        return HttpResponseRedirect(reverse("admin:surveys_survey_batch", args=[survey.pk, found.pk]))
    questions = questionnaire_of(survey).asked()
    form = SheetForm(questions, request.POST or None, initial={"number": number})
    if request.method == "POST" and form.is_valid() and _stored(request, found, form, is_second):
        messages.success(request, _("Form %(number)d is saved.") % {"number": form.cleaned_data["number"]})
        return HttpResponseRedirect(request.get_full_path())
    context = {
        "title": _("Batch %(batch)s: form") % {"batch": found.label},
        "survey": survey,
        "batch": found,
        "form": form,
        "is_second": is_second,
        "count": found.sheets.count(),
    }
    return render(request, "admin/surveys/entry.html", frame(request, **context))


def _stored(request: HttpRequest, batch: PaperBatch, form: SheetForm, is_second: bool) -> bool:
    number, answers = form.cleaned_data["number"], form.answers()
    try:
        if is_second:
            paper.enter_again(batch, number, answers, by=request.user)
        else:
            paper.enter(batch, number, answers, by=request.user, is_invalid=form.cleaned_data["is_invalid"])
    except ValidationError as error:
        form.add_error("number", error)
        return False
    return True


def settle(request: HttpRequest, pk: int, batch: int, number: int) -> HttpResponse:
    """The two entries side by side; the paper decides."""
    survey = survey_for(request, pk, ENTER)
    sheet = get_object_or_404(_batch(survey, batch).sheets.select_related("batch__survey"), number=number)
    questions = questionnaire_of(survey).asked()
    form = SheetForm(questions, request.POST or None, first=sheet.first, initial={"number": number})
    if request.method == "POST" and form.is_valid():
        paper.settle(sheet, form.answers(), by=request.user)
        messages.success(request, _("Form %(number)d is settled.") % {"number": number})
        return HttpResponseRedirect(reverse("admin:surveys_survey_batch", args=[survey.pk, batch]))
    context = {
        "title": _("Differences of form %(number)d") % {"number": number},
        "survey": survey,
        "batch": sheet.batch,
        "form": form,
        "rows": [_compared(question, field, sheet.first or {}, sheet.second or {}) for question, field in form.rows],
    }
    return render(request, "admin/surveys/settle.html", frame(request, **context))


def _compared(question: Asked, field: Any, first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    one, two = first.get(question.code), second.get(question.code)
    return {
        "question": question,
        "field": field,
        "first": write_answer(question, one),
        "second": write_answer(question, two),
        "differs": one != two,
    }
