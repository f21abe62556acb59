"""The outline: sections and questions on one page, with branching in words."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from surveys import outline as building
from surveys.admin.pages.common import frame, survey_for
from surveys.branching import told
from surveys.enums import QuestionKind
from surveys.models import Question, Section, Survey
from surveys.questionnaire import questionnaire_of
from surveys.readiness import advice_on, obstacles_of

BUILD = "surveys.build_survey"
MOVES = {"nahoru": -1, "dolu": 1}


def outline(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that the survey asks."""
    survey = survey_for(request, pk)
    questionnaire = questionnaire_of(survey)
    context = {
        "title": _("Questions: %(survey)s") % {"survey": survey},
        "survey": survey,
        "parts": questionnaire.parts,
        "count": len(list(questionnaire.questions())),
        "kinds": QuestionKind.choices,
        "may_build": request.user.has_perm(BUILD, survey),
        "branching": told(questionnaire),
        "obstacles": [] if survey.is_fixed else obstacles_of(survey),
        "advice": [] if survey.is_fixed else advice_on(survey),
    }
    return render(request, "admin/surveys/outline.html", frame(request, **context))


def _back(survey: Survey, anchor: str = "") -> HttpResponse:
    address = reverse("admin:surveys_survey_outline", args=[survey.pk])
    return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)


@require_POST
def add_section(request: HttpRequest, pk: int) -> HttpResponse:
    """A section at the end."""
    survey = survey_for(request, pk, BUILD)
    title = request.POST.get("nazev", "").strip()[:200]
    if not title:
        messages.error(request, _("Write the name of the new section."))
        return _back(survey)
    section = building.add_section(survey, title)
    messages.success(request, _("Added: %(item)s") % {"item": section})
    return _back(survey, f"s{section.pk}")


@require_POST
def add_question(request: HttpRequest, pk: int) -> HttpResponse:
    """A question at the end of a section; its page opens."""
    survey = survey_for(request, pk, BUILD)
    section = _section(survey, request.POST.get("cast", ""))
    text, kind = request.POST.get("text", "").strip()[:500], request.POST.get("druh", "")
    if not text or section is None or kind not in QuestionKind.values:
        messages.error(request, _("Write the question and choose its kind and section."))
        return _back(survey)
    question = building.add_question(section, kind, text)
    return HttpResponseRedirect(reverse("admin:surveys_survey_question", args=[survey.pk, question.pk]))


def _section(survey: Survey, key: str) -> Section | None:
    number = key.removeprefix("s")
    return survey.sections.filter(pk=int(number)).first() if number.isdecimal() else None


def _thing(survey: Survey, key: str) -> Section | Question:
    """A section (s12) or a question (q34) of this survey."""
    kind, number = key[:1], key[1:]
    if not number.isdecimal() or kind not in {"s", "q"}:
        raise Http404
    rows: Any = survey.sections if kind == "s" else survey.questions.select_related("section")
    thing: Section | Question = get_object_or_404(rows, pk=int(number))
    return thing


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """One step up or down (`kam`), or by dragging to a place (`poradi`) in a section (`pod`)."""
    survey = survey_for(request, pk, BUILD)
    thing = _thing(survey, request.POST.get("polozka", ""))
    step = MOVES.get(request.POST.get("kam", ""))
    place = request.POST.get("poradi", "")
    target = thing.position + step if step else int(place) if place.isdecimal() else 10_000
    try:
        _move(survey, thing, target, request.POST.get("pod", ""), bool(step))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(survey, request.POST.get("polozka", ""))


def _move(survey: Survey, thing: Section | Question, place: int, below: str, is_step: bool) -> None:
    if isinstance(thing, Section):
        building.move_section(thing, place)
        return
    section = thing.section
    if is_step:
        section, place = _over_the_edge(survey, thing, place)
    elif below:
        section = _section(survey, below) or section
    building.move_question(thing, section, place)


def _over_the_edge(survey: Survey, question: Question, place: int) -> tuple[Section, int]:
    """Up from the first place leads to the section before, down from the last one to the section after."""
    sections = list(survey.sections.order_by("position"))
    index = [section.pk for section in sections].index(question.section_id)
    if place < 1 and index > 0:
        return sections[index - 1], 10_000
    if place > question.section.questions.count() and index + 1 < len(sections):
        return sections[index + 1], 1
    return sections[index], place


@require_POST
def copy(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """A copy after the question."""
    survey = survey_for(request, pk, BUILD)
    copied = building.copy_question(get_object_or_404(survey.questions.select_related("section"), pk=question))
    messages.success(request, _("Added: %(item)s") % {"item": copied})
    return _back(survey, f"q{copied.pk}")


def remove(request: HttpRequest, pk: int, thing: str) -> HttpResponse:
    """Asks first; takes away by POST."""
    survey = survey_for(request, pk, BUILD)
    found = _thing(survey, thing)
    if request.method != "POST":
        context = {
            "title": _("Remove: %(item)s") % {"item": found},
            "survey": survey,
            "item": found,
            "below": found.questions.all() if isinstance(found, Section) else [],
        }
        return render(request, "admin/surveys/remove.html", frame(request, **context))
    try:
        building.remove(found)
        messages.success(request, _("Removed: %(item)s") % {"item": found})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(survey)
