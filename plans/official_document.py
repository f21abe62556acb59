"""The official PDF of an approved plan: made once of the frozen content, stored, and given out byte for byte."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.canonical import canonical, parsed, sha256_of
from kpss_portal.document_making import fill, progress_of
from kpss_portal.models import DocumentState, StoredDocument
from kpss_portal.pdf import render_pdf
from plans.content_document import content_of
from plans.models import Edition, Plan
from plans.print_view import print_context

TEMPLATE = "plans/pdf/plan.html"
TEMPLATE_VERSION = 2  # columns as wide as they need, names of bars beside them
OFFICIAL, DRAFT = "plan", "draft"
PATIENCE = timedelta(minutes=10)  # a document that is not ready by then will not be: its worker was stopped


def make_document(edition_id: int) -> StoredDocument:
    """Makes the official document of an edition unless it is there; what went wrong is written at it."""
    edition = Edition.objects.select_related("plan", "pdf").get(pk=edition_id)
    if edition.pdf and edition.pdf.is_ready:
        return edition.pdf
    stored = waiting_document(edition)
    if fill(stored, lambda: render_official(edition, progress_of(stored))):
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
