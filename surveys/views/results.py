"""Published results: the page, crossings of one question, open data, downloads and the report."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpss_portal.serving import serve_file
from kpss_portal.views.errors import Gone
from surveys.enums import ResultState, SurveyState
from surveys.models import ResultSet, Survey
from surveys.results.document import canonical, open_data
from surveys.results.downloads import code_book_csv, numbers_csv, workbook
from surveys.results.reading import Results

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@lru_cache(maxsize=8)
def _opened(sha256: str, key: int) -> Results:
    """A frozen set opened for reading: it never changes, so it is opened once in each process."""
    return Results(ResultSet.objects.get(pk=key, content_sha256=sha256).document)


def opened(results: ResultSet) -> Results:
    """The set opened for reading."""
    return _opened(results.content_sha256, results.pk)


def _living(request: HttpRequest, slug: str) -> tuple[Survey, ResultSet | None]:
    """The survey and its last set. Raises Http404 for a survey that the person may not see, Gone for a withdrawn one."""
    survey = get_object_or_404(Survey, slug=slug)
    if not request.user.has_perm("surveys.view_survey", survey):
        if survey.state == SurveyState.WITHDRAWN:
            raise Gone(_("This survey was withdrawn."))
        raise Http404
    sets = ResultSet.objects.filter(survey=survey).exclude(state=ResultState.FAILED)
    return survey, sets.select_related("pdf").defer("content").order_by("-number").first()


def _readable(request: HttpRequest, slug: str) -> tuple[Survey, ResultSet]:
    """The survey and a set that the person may read; Http404, or Gone with the reason of a withdrawal."""
    survey, results = _living(request, slug)
    if results is not None and results.state == ResultState.WITHDRAWN:
        raise Gone(_("The results were withdrawn: %(reason)s") % {"reason": results.reason})
    if results is None or not _may_read(request, results):
        raise Http404
    return survey, results


def _may_read(request: HttpRequest, results: ResultSet) -> bool:
    return results.is_counted and bool(request.user.has_perm("surveys.view_resultset", results))


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions of a survey; before that day, why there is nothing yet."""
    survey, found = _living(request, slug)
    if found is not None and found.state == ResultState.WITHDRAWN:
        raise Gone(_("The results were withdrawn: %(reason)s") % {"reason": found.reason})
    if found is None or not _may_read(request, found):
        return render(request, "surveys/results_waiting.html", {"survey": survey, "reason": _why_not(survey, found)})
    context: dict[str, Any] = {
        "survey": survey,
        "set": found,
        "results": opened(found),
        "is_preview": not found.is_public(),
    }
    return render(request, "surveys/results.html", context)


def _why_not(survey: Survey, found: ResultSet | None) -> str:
    """Why there are no results to read, in a sentence."""
    if survey.state == SurveyState.OPEN:
        return _("The survey is still open. Nobody sees its results before it closes, not even the office.")
    if found is not None and found.state == ResultState.PUBLISHED and found.embargo_on:
        day = f"{found.embargo_on.day}.\xa0{found.embargo_on.month}.\xa0{found.embargo_on.year}"
        return _("The results will be published on %(day)s.") % {"day": day}
    if survey.closed_at and survey.responses.counted().count() < survey.threshold:
        return _("Too few people answered. We publish nothing, so that nobody can be recognised from the results.")
    return _("The survey has closed. The office is preparing the results.")


@require_safe
def crossings(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One question by groups of people."""
    survey, found = _readable(request, slug)
    read = opened(found)
    question = next((shown for shown in read.questions if shown.code == code), None)
    if question is None or not question.has_crossings:
        raise Http404
    context = {
        "survey": survey,
        "question": question,
        "crossings": read.crossings(code),
        "is_preview": not found.is_public(),
    }
    return render(request, "surveys/results_question.html", context)


@require_safe
def open_data_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The published tables for machines."""
    return _download(request, slug, _json, "vysledky.json", "application/json; charset=utf-8", is_attachment=False)


def _json(read: Results) -> bytes:
    return canonical(open_data(read.document)).encode()


@require_safe
def content(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole frozen document: SHA-256 of exactly these bytes is the checksum that the report prints."""
    return _download(
        request,
        slug,
        lambda read: canonical(read.document).encode(),
        "obsah.json",
        "application/json; charset=utf-8",
        is_attachment=False,
    )


@require_safe
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """All numbers as CSV."""
    return _download(request, slug, numbers_csv, "vysledky.csv", CSV)


@require_safe
def code_book(request: HttpRequest, slug: str) -> HttpResponse:
    """What codes in the data mean."""
    return _download(request, slug, code_book_csv, "kodova-kniha.csv", CSV)


@require_safe
def spreadsheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Numbers and the code book as a workbook."""
    return _download(request, slug, workbook, "vysledky.xlsx", XLSX)


def _download(
    request: HttpRequest,
    slug: str,
    make: Callable[[Results], bytes],
    name: str,
    content_type: str,
    *,
    is_attachment: bool = True,
) -> HttpResponse:
    survey, found = _readable(request, slug)
    tag = quote_etag(f"{found.content_sha256}-{name}")
    if tag in {seen.removeprefix("W/") for seen in parse_etags(request.headers.get("If-None-Match", ""))}:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(make(opened(found)), content_type=content_type)
        if is_attachment:
            response["Content-Disposition"] = f'attachment; filename="{survey.slug}-{name}"'
    response["ETag"] = tag
    return response


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as PDF, byte for byte as it was made; a page that says so while it is being made."""
    survey, found = _readable(request, slug)
    document = found.pdf
    if document is None or not document.is_ready:
        reason = document.message if document else ""
        words = reason or _("The report is being made. Please come back in a minute.")
        return render(request, "surveys/results_waiting.html", {"survey": survey, "reason": words}, status=503)
    return serve_file(
        request,
        document.file,
        filename=f"{survey.slug}-vysledky.pdf",
        content_type="application/pdf",
        etag=document.file_sha256,
        is_attachment=False,
    )
