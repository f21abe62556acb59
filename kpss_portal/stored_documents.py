"""Rendering into a stored document, for documents that a background task makes."""

import errno
import hashlib
import logging
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.models import DocumentState, StoredDocument
from kpss_portal.pdf import PdfUnavailable, page_count

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
logger = logging.getLogger(__name__)


def fill(stored: StoredDocument, render: Callable[[], bytes], filename: str) -> bool:
    """Renders and stores; False, with a reason in words at the document, when it cannot be done now.

    An unexpected fault is written there as well and raised again, so that the log has it.
    """
    StoredDocument.objects.filter(pk=stored.pk).update(state=DocumentState.RENDERING, percent=1, message="")
    try:
        _store(stored, render(), filename)
    except PdfUnavailable as missing:
        return _failed(stored, str(missing))
    except OSError as fault:
        if fault.errno not in NO_ROOM:
            raise
        return _failed(stored, _("There is no space left on the disk. Have the document made again when there is."))
    except Exception:
        logger.exception("a document could not be made")
        _failed(stored, _("The document could not be made. The administrator finds the reason in the log."))
        raise
    return True


def _store(stored: StoredDocument, data: bytes, filename: str) -> None:
    stored.file.save(filename, ContentFile(data), save=False)
    stored.file_sha256 = hashlib.sha256(data).hexdigest()
    stored.size_bytes, stored.pages = len(data), page_count(data)
    stored.state, stored.percent, stored.message, stored.ready_at = DocumentState.READY, 100, "", timezone.now()
    stored.save()


def _failed(stored: StoredDocument, reason: str) -> bool:
    StoredDocument.objects.filter(pk=stored.pk).update(state=DocumentState.FAILED, percent=0, message=reason[:300])
    stored.refresh_from_db()
    return False
