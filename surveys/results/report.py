"""The report of results as an accessible PDF: made once of the frozen document and stored by its checksum."""

import errno
import hashlib
import logging
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.accent import palette
from kpss_portal.models import DocumentState, StoredDocument
from kpss_portal.pdf import PdfUnavailable, page_count, render_pdf
from surveys.models import ResultSet
from surveys.results.reading import Results

TEMPLATE = "surveys/pdf/results.html"
TEMPLATE_VERSION = 1
KIND = "survey_results"
logger = logging.getLogger(__name__)


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
        _fill(stored, results)
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


def _fill(stored: StoredDocument, results: ResultSet) -> None:
    """Renders into the stored document; a reason in words is left there when it cannot be done."""
    StoredDocument.objects.filter(pk=stored.pk).update(state=DocumentState.RENDERING, percent=1, message="")
    try:
        _store(stored, render_report(results))
    except PdfUnavailable as missing:
        _failed(stored, str(missing))
    except OSError as fault:
        if fault.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        _failed(stored, _("There is no space left on the disk. Have the document made again when there is."))
    except Exception as fault:  # the person who waits must learn that it failed, and the log why
        logger.exception("a report of results could not be made")
        _failed(stored, _("The document could not be made. The administrator finds the reason in the log."))
        raise fault


def _store(stored: StoredDocument, data: bytes) -> None:
    stored.file.save("results.pdf", ContentFile(data), save=False)
    stored.file_sha256 = hashlib.sha256(data).hexdigest()
    stored.size_bytes, stored.pages = len(data), page_count(data)
    stored.state, stored.percent, stored.message, stored.ready_at = DocumentState.READY, 100, "", timezone.now()
    stored.save()


def _failed(stored: StoredDocument, reason: str) -> None:
    StoredDocument.objects.filter(pk=stored.pk).update(state=DocumentState.FAILED, percent=0, message=reason[:300])
    stored.refresh_from_db()
