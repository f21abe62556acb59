"""Whether the portal only shows pages: told by a setting, by a mark that a command makes, or by an unfinished restore.

A mark is a file of the data folder, seen with the next request. Where files are in a store that several machines share, it
lies there, and each process looks at most every SEEN_SECONDS; who makes a mark waits for so long, and then it holds everywhere.
"""

import os
import time
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kpss_portal.away import ServerAway
from kpss_portal.storage import is_elsewhere

FLAG, UNFINISHED = "read-only", "restore-unfinished"
FOLDER = "operation/"  # backups leave it out
SEEN_SECONDS = 2.0


class Mark(Protocol):
    """Something that is there or not, for all processes."""

    def exists(self) -> bool:
        """Whether it is there."""

    def make(self, words: str = "") -> None:
        """From the end of this call on all processes know it."""

    def remove(self) -> None:
        """One that is not there is removed already."""


class FileMark:
    """In the data folder."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(settings.DATA_DIR) / self._name

    def exists(self) -> bool:
        """Asked of the folder each time."""
        return self.path.exists()

    def make(self, words: str = "") -> None:
        """Whole or not at all."""
        begun = self.path.with_name(f"{self._name}.begun")
        with begun.open("w", encoding="utf-8") as file:
            file.write(words)
            file.flush()
            os.fsync(file.fileno())
        begun.replace(self.path)

    def remove(self) -> None:
        """At once."""
        self.path.unlink(missing_ok=True)


class StoredMark:
    """In the store of files. While the store does not answer, what was seen last holds."""

    def __init__(self, name: str) -> None:
        self._name = FOLDER + name
        self._is_there, self._until = False, 0.0

    def exists(self) -> bool:
        """As seen at most SEEN_SECONDS ago."""
        if time.monotonic() >= self._until:
            try:
                self._seen(default_storage.exists(self._name))
            except ServerAway:
                self._seen(self._is_there)
        return self._is_there

    def make(self, words: str = "") -> None:
        """Waits until the last process that has not seen it has looked again."""
        if default_storage.exists(self._name):
            default_storage.delete(self._name)
        default_storage.save(self._name, ContentFile(words.encode()))
        self._seen(True)
        time.sleep(SEEN_SECONDS)

    def remove(self) -> None:
        """Others know it SEEN_SECONDS later, which harms nobody."""
        default_storage.delete(self._name)
        self._seen(False)

    def _seen(self, is_there: bool) -> None:
        self._is_there, self._until = is_there, time.monotonic() + SEEN_SECONDS


_files = {name: FileMark(name) for name in (FLAG, UNFINISHED)}
_stored = {name: StoredMark(name) for name in (FLAG, UNFINISHED)}


def mark_of(name: str) -> Mark:
    """The mark that all processes of this portal see."""
    return _stored[name] if is_elsewhere() else _files[name]


def read_only() -> bool:
    """Pages are shown, nothing is written."""
    return bool(settings.READ_ONLY) or mark_of(FLAG).exists()


def set_read_only(wanted: bool) -> None:
    """All processes of all machines obey when a mark was made."""
    if wanted:
        mark_of(FLAG).make()
    else:
        mark_of(FLAG).remove()


def is_unfinished() -> bool:
    """A restore was stopped in the middle: nobody is shown half of an office."""
    return mark_of(UNFINISHED).exists()
