"""The comparison as background work: a large file takes longer than a page may."""

import logging
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _

from kpss_portal.background import task
from services_catalog.enums import RegisterImportState
from services_catalog.models import RegisterImport
from services_catalog.register.faults import CountMoved, RegisterFault
from services_catalog.register.importing import run

logger = logging.getLogger(__name__)


@task()
def compare_with_register(import_id: int) -> None:
    """Compares the uploaded file; what went wrong stands at the import. The file is deleted unless it waits for consent."""
    register_import = RegisterImport.objects.get(pk=import_id)
    try:
        with register_import.file.open("rb") as file:
            run(register_import, cast(BinaryIO, file), _progress(register_import))
    except CountMoved:
        return
    except RegisterFault:
        logger.info("a file of the register was refused")
    except OSError:
        register_import.state = RegisterImportState.FAILED
        register_import.message = _("The uploaded file is not there any more. Upload it again.")
        register_import.save(update_fields=["state", "message"])
    forget_file(register_import)


def forget_file(register_import: RegisterImport) -> None:
    """The file has served its purpose: 99 MB with names of persons in it."""
    register_import.file.delete(save=False)
    register_import.save(update_fields=["file"])


def _progress(register_import: RegisterImport) -> Any:
    size = max(1, register_import.file.size)
    told = 1

    def tell(read_bytes: int) -> None:
        nonlocal told
        percent = min(95, 95 * read_bytes // size)
        if percent >= told + 5:
            told = percent
            RegisterImport.objects.filter(pk=register_import.pk).update(percent=percent)

    return tell
