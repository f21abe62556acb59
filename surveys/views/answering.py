"""Answering page by page. The key in the address is all that ties the pages together: no session, no cookie of ours."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kpss_portal.spam_guard import Verdict
from surveys import answering
from surveys.branching import Path
from surveys.codes import shown, tidy
from surveys.enums import Channel
from surveys.errors import AlreadySent, CodeUsed, NotAccepting
from surveys.forms.section import SectionForm, told
from surveys.models import Survey
from surveys.questionnaire import Asked, Part
from surveys.views.survey import next_address, survey_of, trail

View = Callable[..., HttpResponse]


def answering_page(view: View) -> View:
    """For pages under a key: they are not kept, not found by search engines, and what fails is said in words."""

    @wraps(view)
    @never_cache
    def page(request: HttpRequest, slug: str, key: str, **kwargs: Any) -> HttpResponse:
        survey = survey_of(request, slug)
        try:
            response = view(request, survey, tidy(key), **kwargs)
        except AlreadySent:
            response = _over(request, survey, "sent", 410)
        except NotAccepting:
            response = _over(request, survey, "closed", 410)
        except CodeUsed:
            response = _over(request, survey, "used", 409)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"  # the key does not leave in addresses
        return response

    return page


def _over(request: HttpRequest, survey: Survey, why: str, status: int) -> HttpResponse:
    typed = _typed(request) if why == "closed" else []
    context = {"survey": survey, "why": why, "typed": typed, "breadcrumbs": trail(survey, (_("Answers"), ""))}
    return render(request, "surveys/over.html", context, status=status)


def _typed(request: HttpRequest) -> list[str]:
    """Texts that somebody wrote and that came too late: shown, so that they can be copied."""
    return [
        value
        for name in request.POST
        if name.startswith("o")
        for value in request.POST.getlist(name)
        if len(value) > 3  # numbers of choices are no texts
    ]


def _place(path: Path, position: int) -> tuple[int, Part, list[Asked]] | None:
    """The section with its number on this person's way; None where their answers do not lead through it."""
    for number, (part, questions) in enumerate(path.parts, start=1):
        if part.row.position == position:
            return number, part, questions
    return None


@answering_page
def section(request: HttpRequest, survey: Survey, key: str, position: int) -> HttpResponse:
    """One section: shown, saved, and the way to the next one."""
    sheet = answering.load(survey, key)
    _questionnaire, path = answering.pages_of(survey, sheet)
    place = _place(path, position)
    if place is None:  # the back button, after an answer that hid the section
        return HttpResponseRedirect(next_address(survey, key, sheet))
    number, part, questions = place
    is_again = part.row.pk in sheet.passed
    data = request.POST if request.method == "POST" else None
    form = SectionForm(questions, data, answers=sheet.answers, is_again=is_again)
    if data is not None and ("later" in data or form.is_valid()):
        form.is_valid()
        is_suspect = not form.errors and form.verdict() == Verdict.QUARANTINE
        answers = form.answers()
        saved = answering.save(survey, key, part.row.pk, answers, is_suspect=is_suspect)
        return HttpResponseRedirect(_onward(request, survey, key, saved, part, questions))
    context = _context(survey, key, path, number, part, sheet) | {
        "form": form,
        "is_new": "nove" in request.GET,
        "fresh": [question for question in questions if question.code not in sheet.answers],
    }
    return render(request, "surveys/section.html", context)


def _context(survey: Survey, key: str, path: Path, number: int, part: Part, sheet: answering.Sheet) -> dict[str, Any]:
    previous = path.parts[number - 2][0] if number > 1 else None
    return {
        "survey": survey,
        "key": key,
        "part": part,
        "number": number,
        "total": len(path.parts),
        "language": sheet.language,
        "is_trial": sheet.channel == Channel.TEST,
        "previous": reverse("surveys:section", args=[survey.slug, key, previous.row.position]) if previous else "",
        "previous_number": number - 1,
    }


def _onward(
    request: HttpRequest, survey: Survey, key: str, saved: answering.Sheet, part: Part, before: list[Asked]
) -> str:
    """Where a saved section leads: to questions that it has just opened on the same page, or to the next section."""
    if "later" in request.POST:
        return reverse("surveys:saved", args=[survey.slug, key])
    _questionnaire, path = answering.pages_of(survey, saved)
    position = part.row.position
    now_shown = next((questions for row, questions in path.parts if row.row.pk == part.row.pk), [])
    if {question.row.pk for question in now_shown} - {question.row.pk for question in before}:
        return reverse("surveys:section", args=[survey.slug, key, position]) + "?nove"
    if "kontrola" in request.GET:
        return next_address(survey, key, saved)
    following = [row.row.position for row, _questions in path.parts if row.row.position > position]
    if not following:
        return next_address(survey, key, saved)
    return reverse("surveys:section", args=[survey.slug, key, following[0]])


@answering_page
def saved(request: HttpRequest, survey: Survey, key: str) -> HttpResponse:
    """The code to write down."""
    sheet = answering.load(survey, key)
    context = {
        "survey": survey,
        "code": shown(key),
        "onward": next_address(survey, key, sheet),
        "days": answering.UNFINISHED_DAYS,
        "breadcrumbs": trail(survey, (_("Saved"), "")),
    }
    return render(request, "surveys/saved.html", context)


@answering_page
def check(request: HttpRequest, survey: Survey, key: str) -> HttpResponse:
    """All answers at once, with ways to change them; sends by POST, exactly once."""
    missing: list[Asked] = []
    if request.method == "POST":
        try:
            answering.send(survey, key)
        except AlreadySent:  # a second press: the first one has done it
            return HttpResponseRedirect(reverse("surveys:thanks", args=[survey.slug]))
        except answering.AnswersMissing as fault:
            missing = fault.questions
        else:
            return HttpResponseRedirect(reverse("surveys:thanks", args=[survey.slug]))
    sheet = answering.load(survey, key)
    questionnaire, path = answering.pages_of(survey, sheet)
    asked = questionnaire.by_code()
    parts = [
        {
            "title": part.title,
            "address": reverse("surveys:section", args=[survey.slug, key, part.row.position]) + "?kontrola",
            "rows": [
                (question, told(question, sheet.answers.get(question.code))) for question in questions if question.code
            ],
        }
        for part, questions in path.parts
    ]
    context = {
        "survey": survey,
        "parts": parts,
        "missing": missing,
        "addresses": {question.code: _address(survey, key, path, question) for question in missing},
        "dropped": [asked[code] for code in path.dropped() if code in asked],
        "previous": reverse("surveys:section", args=[survey.slug, key, path.parts[-1][0].row.position])
        if path.parts
        else "",
        "language": sheet.language,
        "is_trial": sheet.channel == Channel.TEST,
        "key": key,
    }
    return render(request, "surveys/check.html", context)


def _address(survey: Survey, key: str, path: Path, question: Asked) -> str:
    return reverse("surveys:section", args=[survey.slug, key, question.row.section.position])
