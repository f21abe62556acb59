"""The official PDF of an approved plan: made once of the frozen content, stored, and given out byte for byte."""

import errno
import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.models import DocumentState, StoredDocument
from kpss_portal.pdf import PdfUnavailable, page_count, render_pdf
from plans.content_document import canonical, content_of, parsed, sha256_of
from plans.models import Edition, Plan
from plans.print_view import print_context

TEMPLATE = "plans/pdf/plan.html"
TEMPLATE_VERSION = 1
OFFICIAL, DRAFT = "plan", "draft"
PATIENCE = timedelta(minutes=10)  # a document that is not ready by then will not be: its worker was stopped
logger = logging.getLogger(__name__)


def make_document(edition_id: int) -> StoredDocument:
    """Makes the official document of an edition unless it is there; what went wrong is written at it."""
    edition = Edition.objects.select_related("plan", "pdf").get(pk=edition_id)
    if edition.pdf and edition.pdf.is_ready:
        return edition.pdf
    stored = waiting_document(edition)
    if fill(stored, lambda: render_official(edition, _progress(stored))):
        _attach(edition, stored)
    return stored


def waiting_document(edition: Edition) -> StoredDocument:
    """The document on which somebody may wait; made when it is first asked for."""
    return StoredDocument.objects.get_or_create(
        kind=OFFICIAL,
        content_sha256=edition.content_sha256,
        template_version=TEMPLATE_VERSION,
        defaults={"title": str(edition.plan)},
    )[0]


@transaction.atomic
def _attach(edition: Edition, stored: StoredDocument) -> None:
    """The first ready document is the official one for ever, even if two workers made it."""
    locked = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if locked.pdf_id is None:
        locked.pdf = stored
        locked.save(update_fields=["pdf"])


def render_official(edition: Edition, progress: Callable[[int, str], None] | None = None) -> bytes:
    """Bytes of the official document: the same for the same edition."""
    context = print_context(parsed(edition.content), edition.content_sha256, is_draft=False)
    return render_pdf(TEMPLATE, context, made_at=edition.approved_at, progress=progress)


def render_draft(plan: Plan, made_at: datetime | None = None) -> bytes:
    """A draft with a watermark; never given out as the official document."""
    content = canonical(content_of(plan))
    context = print_context(parsed(content), sha256_of(content), is_draft=True)
    return render_pdf(TEMPLATE, context, made_at=made_at or timezone.now())


def fill(stored: StoredDocument, render: Callable[[], bytes]) -> bool:
    """Renders into the stored document; False, with a reason in words, when it cannot be done now."""
    StoredDocument.objects.filter(pk=stored.pk).update(state=DocumentState.RENDERING, percent=1, message="")
    try:
        _store(stored, render())
    except PdfUnavailable as missing:
        return _failed(stored, str(missing))
    except OSError as fault:
        if fault.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        return _failed(stored, _("There is no space left on the disk. Have the document made again when there is."))
    except Exception as fault:  # the person who waits must learn that it failed, and the log why
        logger.exception("a document could not be made")
        _failed(stored, _("The document could not be made. The administrator finds the reason in the log."))
        raise fault
    return True


def _store(stored: StoredDocument, data: bytes) -> None:
    stored.file.save("plan.pdf", ContentFile(data), save=False)
    stored.file_sha256 = hashlib.sha256(data).hexdigest()
    stored.size_bytes, stored.pages = len(data), page_count(data)
    stored.state, stored.percent, stored.message, stored.ready_at = DocumentState.READY, 100, "", timezone.now()
    stored.save()


def _failed(stored: StoredDocument, reason: str) -> bool:
    StoredDocument.objects.filter(pk=stored.pk).update(state=DocumentState.FAILED, percent=0, message=reason[:300])
    stored.refresh_from_db()
    return False


def _progress(stored: StoredDocument) -> Callable[[int, str], None]:
    def tell(percent: int, message: str) -> None:
        StoredDocument.objects.filter(pk=stored.pk).update(percent=percent, message=message[:300])

    return tell


def has_given_up(edition: Edition) -> bool:
    """Whether nobody makes the document any more, so that it should be asked for again."""
    if edition.plan.is_file_only or (edition.pdf and edition.pdf.is_ready):
        return False
    stored = stored_state(edition.plan)["document"]
    return (stored is not None and stored.state == DocumentState.FAILED) or (
        timezone.now() - (stored.created_at if stored else edition.approved_at) > PATIENCE
    )


def wait_again(edition: Edition) -> None:
    """The document is waited for as on the first day."""
    StoredDocument.objects.filter(kind=OFFICIAL, content_sha256=edition.content_sha256).exclude(
        state=DocumentState.READY
    ).update(state=DocumentState.WAITING, percent=0, message="", created_at=timezone.now())


def faults_of(edition: Edition) -> list[str]:
    """What does not agree between the edition, its checksum and its stored document; empty if all is well."""
    faults: list[str] = []
    if sha256_of(edition.content) != edition.content_sha256:
        faults.append(_("the content does not have the checksum that was stored with it"))
    if edition.plan.is_file_only:
        return faults
    if edition.pdf is None:
        return [*faults, _("the official document has not been made yet")]
    return faults + _file_faults(edition.pdf)


def _file_faults(stored: StoredDocument) -> list[str]:
    try:
        with stored.file.open("rb") as file:
            found = hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return [_("the file of the official document is missing")]
    return [] if found == stored.file_sha256 else [_("the file of the official document has been changed")]


def stored_state(plan: Plan) -> dict[str, Any]:
    """What a page tells of the official document: ready, or how far it is."""
    edition = getattr(plan, "edition", None) if plan.is_frozen else None
    if edition is None:
        return {"edition": None, "document": None}
    waiting = edition.pdf or StoredDocument.objects.filter(kind=OFFICIAL, content_sha256=edition.content_sha256).first()
    return {"edition": edition, "document": waiting}
