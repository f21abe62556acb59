"""Fills stored documents: how far the making is, what went wrong in words, and the finished bytes with their checksum."""

import errno
import hashlib
import logging
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.models import DocumentState, StoredDocument
from kpss_portal.pdf import PdfUnavailable, page_count

logger = logging.getLogger(__name__)


def fill(stored: StoredDocument, render: Callable[[], bytes]) -> bool:
    """Renders into the stored document; False, with a reason in words, when it cannot be done now."""
    StoredDocument.objects.filter(pk=stored.pk).update(state=DocumentState.RENDERING, percent=1, message="")
    try:
        store(stored, render())
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


def store(stored: StoredDocument, data: bytes) -> None:
    """Writes the bytes, and with them the row: it is ready."""
    stored.file.save("document.pdf", ContentFile(data), save=False)
    stored.file_sha256 = hashlib.sha256(data).hexdigest()
    stored.size_bytes, stored.pages = len(data), page_count(data)
    stored.state, stored.percent, stored.message, stored.ready_at = DocumentState.READY, 100, "", timezone.now()
    stored.save()


def _failed(stored: StoredDocument, reason: str) -> bool:
    StoredDocument.objects.filter(pk=stored.pk).update(state=DocumentState.FAILED, percent=0, message=reason[:300])
    stored.refresh_from_db()
    return False


def progress_of(stored: StoredDocument) -> Callable[[int, str], None]:
    """Tells those who wait how far the making is."""

    def tell(percent: int, message: str) -> None:
        StoredDocument.objects.filter(pk=stored.pk).update(percent=percent, message=message[:300])

    return tell


def throw_away(stored: StoredDocument) -> None:
    """The row and its file; a file that is gone already is no fault."""
    file = stored.file
    stored.delete()
    if file:
        file.delete(save=False)
