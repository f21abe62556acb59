"""The report of results as an accessible PDF: made once of the frozen document and stored by its checksum."""

from functools import partial
from typing import Any

from django.utils import timezone

from kpss_portal.accent import palette
from kpss_portal.document_making import fill
from kpss_portal.models import StoredDocument
from kpss_portal.pdf import render_pdf
from surveys.models import ResultSet
from surveys.results.reading import Results

TEMPLATE = "surveys/pdf/results.html"
TEMPLATE_VERSION = 2  # headings stay with their tables
KIND = "survey_results"


def make_report(results_id: int) -> StoredDocument:
    """Makes the report of a counted set unless it is there; what went wrong is written at it."""
    results = ResultSet.objects.select_related("survey", "pdf").get(pk=results_id)
    if results.pdf and results.pdf.is_ready:
        return results.pdf
    stored = StoredDocument.objects.get_or_create(
        kind=KIND,
        content_sha256=results.content_sha256,
        template_version=TEMPLATE_VERSION,
        defaults={"title": str(results.survey)[:250]},
    )[0]
    ResultSet.objects.filter(pk=results.pk).update(pdf=stored)
    if not stored.is_ready:
        fill(stored, partial(render_report, results))
    return stored


def render_report(results: ResultSet) -> bytes:
    """Bytes of the report: the same for the same set."""
    return render_pdf(TEMPLATE, report_context(results), made_at=results.computed_at or timezone.now())


def report_context(results: ResultSet) -> dict[str, Any]:
    """What the template shows."""
    read = Results(results.document)
    sha256 = results.content_sha256
    return {
        "results": read,
        "document": results.document,
        "questions": [(question, read.crossings(question.code)) for question in read.questions],
        "colors": {name.replace("-", "_"): shade for name, shade in palette(read.document["office"]["accent"]).items()},
        "sha256_groups": " ".join(sha256[place : place + 8] for place in range(0, len(sha256), 8)),
    }
