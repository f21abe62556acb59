"""The journal of deletions in files beside the database: in the data folder and beside backups. After a restore of an older
backup, what has been erased since is erased anew.

A line holds keys of rows, what was done with each, and marks of addresses made by the secret of the portal; no name, no address.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kpss_portal.backup.keeping import JOURNAL
from kpss_portal.backup.making import write_whole
from kpss_portal.models import Erasure

logger = logging.getLogger(__name__)
KEPT = timedelta(days=1095)  # as the rows of the journal
SALT = "kpss_portal.privacy.journal"


def mark_of(address: str, secret: str | bytes | None = None) -> str:
    """A mark of an e-mail; without the secret of the portal it tells nothing."""
    return salted_hmac(SALT, address.strip().lower(), secret=secret, algorithm="sha256").hexdigest()


def places() -> list[Path]:
    """Files of the journal: the data folder and, where it is on this machine, the folder of backups."""
    folders = [Path(settings.DATA_DIR), *([Path(settings.BACKUP_FOLDER)] if settings.BACKUP_FOLDER else [])]
    return [folder / JOURNAL for folder in dict.fromkeys(folders) if folder.is_dir()]


def line_of(erasure: Erasure) -> dict[str, Any]:
    """As it stands in a file."""
    names = ("uuid", "erased_at", "note", "acts", "marks", "kept")
    found: dict[str, Any] = json.loads(
        json.dumps({name: getattr(erasure, name) for name in names}, cls=DjangoJSONEncoder)
    )
    return found


def append(erasure: Erasure) -> None:
    """To the end of each file, to the disk before this returns. Beside backups a fault is only told: the night mends it."""
    first, *others = places()
    _append(first, [line_of(erasure)])
    for path in others:
        try:
            _append(path, [line_of(erasure)])
        except OSError:
            logger.exception("the journal of deletions could not be written beside the backups")


def _append(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())


def read(paths: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Lines of all files by their number, the oldest first; a line that a crash cut off is told and left out."""
    found = {line["uuid"]: line for path in paths if path.is_file() for line in _lines(path)}
    return dict(sorted(found.items(), key=lambda pair: str(pair[1]["erased_at"])))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            line = json.loads(text)
            line["uuid"], line["erased_at"], line["acts"], line["marks"]  # what the rest relies on
        except (ValueError, KeyError, TypeError):
            logger.error("line %d of %s is no line of the journal", number, path)
        else:
            yield line


def settle() -> None:
    """Each night: all files hold what the database and the other files do, without lines past their term."""
    for path in places():
        _write(path)


def lay_into(folder: Path) -> None:
    """Beside backups in a folder."""
    _write(folder / JOURNAL)


def _write(path: Path) -> None:
    known = read([*places(), path]) | {str(row.uuid): line_of(row) for row in Erasure.objects.all()}
    oldest = (timezone.now() - KEPT).isoformat()
    lines = [line for line in known.values() if line["erased_at"] > oldest]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    if text or path.exists():
        write_whole(path, text)
        path.chmod(0o600)
