"""The page of one question and of one section."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys.admin.pages.common import frame, survey_for
from surveys.admin.pages.outline import BUILD
from surveys.forms.survey import QuestionForm, SectionTextForm
from surveys.models import Survey


def question(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Words, choices and conditions of a question."""
    survey = survey_for(request, pk, BUILD)
    found = get_object_or_404(survey.questions.select_related("section", "survey"), pk=question)
    return _edit(request, survey, QuestionForm, found, f"q{found.pk}", found.get_kind_display())


def section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Words and conditions of a section."""
    survey = survey_for(request, pk, BUILD)
    found = get_object_or_404(survey.sections.select_related("survey"), pk=section)
    return _edit(request, survey, SectionTextForm, found, f"s{found.pk}", "")


@transaction.atomic
def _edit(request: HttpRequest, survey: Survey, form_class: Any, found: Any, anchor: str, note: str) -> HttpResponse:
    form = form_class(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        stored = form.store()
        messages.success(request, _("Saved: %(item)s") % {"item": stored})
        address = reverse("admin:surveys_survey_outline", args=[survey.pk])
        return HttpResponseRedirect(f"{address}#{anchor}")
    title = str(found)
    context = {"title": title, "survey": survey, "form": form, "note": note, "anchor": anchor}
    return render(request, "admin/surveys/edit.html", frame(request, **context))
