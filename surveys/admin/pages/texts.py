"""Written answers in the workshop: a shuffled list to be sorted into themes, and quotes for a second person."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from surveys.admin.pages.common import frame, survey_for
from surveys.enums import QuestionKind
from surveys.errors import StepNotOpen
from surveys.forms.results import QuoteForm, ThemeForm
from surveys.models import CodedText, Question, Quote, Survey, Theme
from surveys.results.texts import decide_quote, sort_texts, written

AT_ONCE = 25  # texts on a page


def texts(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Texts of one question, without anything else of the answers."""
    survey = survey_for(request, pk, "surveys.sort_texts")
    return _page(request, survey, _question(survey, question))


def _question(survey: Survey, key: int) -> Question:
    return get_object_or_404(survey.questions, pk=key, kind__in=QuestionKind.written())


def _page(request: HttpRequest, survey: Survey, question: Question, **forms: Any) -> HttpResponse:
    page = Paginator(written(question) if survey.is_settled else Question.objects.none(), AT_ONCE).get_page(
        request.GET.get("strana")
    )
    themes = list(question.themes.all())
    rows = list(page.object_list)
    stored = {
        text.response_id: text
        for text in CodedText.objects.filter(question=question, response__in=rows).prefetch_related("themes")
    }
    context = {
        "title": _("Written answers: %(question)s") % {"question": question},
        "survey": survey,
        "question": question,
        "page": page,
        "themes": themes,
        "rows": [_row(row, question, stored.get(row.pk), themes) for row in rows],
        "done": CodedText.objects.filter(question=question, is_done=True).count(),
        "quotes": [
            (quote, request.user.has_perm("surveys.decide_quote", quote))
            for quote in question.quotes.select_related("proposed_by", "decided_by")
        ],
        "theme_form": forms.get("theme_form") or ThemeForm(),
        "quote_form": forms.get("quote_form") or QuoteForm(),
    }
    return render(request, "admin/surveys/texts.html", frame(request, **context))


def _row(response: Any, question: Question, stored: CodedText | None, themes: list[Theme]) -> dict[str, Any]:
    chosen = {theme.pk for theme in stored.themes.all()} if stored else set()
    return {
        "key": response.pk,
        "text": response.answers[question.code],
        "is_done": stored is not None and stored.is_done,
        "themes": [(theme, theme.pk in chosen) for theme in themes],
    }


def _back(survey: Survey, question: Question, page: str = "") -> HttpResponseRedirect:
    address = reverse("admin:surveys_survey_texts", args=[survey.pk, question.pk])
    return HttpResponseRedirect(f"{address}?strana={page}" if page.isascii() and page.isdecimal() else address)


@require_POST
def sort(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Stores the themes of the texts on one page."""
    survey = survey_for(request, pk, "surveys.sort_texts")
    row = _question(survey, question)
    keys = [key for key in request.POST.getlist("text") if key.isascii() and key.isdecimal()][:AT_ONCE]
    chosen = {
        int(key): [int(one) for one in request.POST.getlist(f"t{key}") if one.isascii() and one.isdecimal()]
        for key in keys
    }
    count = sort_texts(row, chosen, by=request.user)
    words = ngettext("%(count)d text is sorted.", "%(count)d texts are sorted.", count)
    messages.success(request, words % {"count": count})
    return _back(survey, row, request.POST.get("strana", ""))


@require_POST
def add_theme(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Adds a theme at the end of the list."""
    survey = survey_for(request, pk, "surveys.sort_texts")
    row = _question(survey, question)
    form = ThemeForm(request.POST, instance=Theme(question=row, position=row.themes.count() + 1))
    if not form.is_valid():
        return _page(request, survey, row, theme_form=form)
    form.save()
    return _back(survey, row)


@require_POST
def remove_theme(request: HttpRequest, pk: int, question: int, theme: int) -> HttpResponse:
    """Takes a theme out; texts stay sorted by the others."""
    survey = survey_for(request, pk, "surveys.sort_texts")
    row = _question(survey, question)
    get_object_or_404(Theme, pk=theme, question=row).delete()
    return _back(survey, row)


@require_POST
def propose_quote(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Proposes a redacted quote."""
    survey = survey_for(request, pk, "surveys.sort_texts")
    row = _question(survey, question)
    by: Any = request.user  # signed in: the page is of the administration
    form = QuoteForm(request.POST, instance=Quote(question=row, proposed_by=by))
    if not form.is_valid():
        return _page(request, survey, row, quote_form=form)
    form.save()
    messages.success(request, _("The quote waits for a second person."))
    return _back(survey, row)


@require_POST
def judge_quote(request: HttpRequest, pk: int, question: int, quote: int) -> HttpResponse:
    """Approves or declines a quote that somebody else proposed."""
    survey = survey_for(request, pk, "surveys.sort_texts")
    row = _question(survey, question)
    try:
        decide_quote(
            get_object_or_404(Quote, pk=quote, question=row), request.POST.get("co") == "schvalit", by=request.user
        )
    except StepNotOpen:
        messages.error(request, _("Somebody has decided about this quote meanwhile."))
    return _back(survey, row)
