"""Makes one backup in a folder: whole under its name, or not there at all."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.storage import default_storage
from django.utils import timezone

from kpss_portal.backup import sealing
from kpss_portal.backup.archive import CHUNK, Listing, Stream, parts_of
from kpss_portal.backup.errors import BackupFault

ENDING = ".tar.age"
NAME = "kpss-%Y-%m-%dT%H%M%SZ" + ENDING


@dataclass(frozen=True)
class Made:
    """A finished backup."""

    path: Path
    facts: dict[str, Any]


class Summing:
    """A file that knows the sum and the size of what was written into it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Writes and counts."""
        self.sum.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        """For the one who seals."""
        self._file.flush()


def make_backup(folder: Path, keys: Sequence[str], *, using: str = "default", also_for: Sequence[str] = ()) -> Made:
    """A new backup in the folder, closed for `keys` and, at a rehearsal, for the key `also_for` as well."""
    sealing.check_recipients(keys)
    with held(folder):
        _clear_unfinished(folder)
        path = folder / timezone.now().astimezone(UTC).strftime(NAME)
        if path.exists():
            raise BackupFault(f"{path.name} is there already; wait a second")
        listing = Listing()
        begun = path.with_name(path.name + ".part")
        with _private_file(begun) as file, closing(parts_of(using, default_storage, listing)) as parts:
            to = Summing(file)
            sealing.seal(Stream(parts), to, [*keys, *also_for])
            _to_disk(file)
        facts = _facts(path, to, listing, keys)
        write_whole(beside(path), json.dumps(facts, ensure_ascii=False, indent=1))
        begun.rename(path)  # from now on there is a backup
        _folder_to_disk(folder)
    return Made(path, facts)


def beside(path: Path) -> Path:
    """The open list beside a backup: nothing personal, enough to see that it is whole."""
    return path.with_name(path.name + ".json")


def _facts(path: Path, to: Summing, listing: Listing, keys: Sequence[str]) -> dict[str, Any]:
    return {
        "file": path.name,
        "made_at": datetime.strptime(path.name, NAME).replace(tzinfo=UTC).isoformat(),
        "bytes": to.size,
        "sha256": to.sum.hexdigest(),
        "rows": listing.rows,
        "files": len(listing.files),
        "files_bytes": sum(part["bytes"] for part in listing.files),
        "missing_files": len(listing.missing),
        "keys": list(keys),
    }


def backups_in(folder: Path) -> list[Path]:
    """Finished backups of the folder, the oldest first."""
    return sorted(folder.glob(f"kpss-*{ENDING}"))


def is_whole(path: Path) -> bool:
    """Whether the closed file is still what was written; needs no key."""
    facts = json.loads(beside(path).read_text(encoding="utf-8"))
    return bool(path.stat().st_size == facts["bytes"] and sum_of_file(path) == facts["sha256"])


def sum_of_file(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """One work at a time in the folder; the system lets go of it when the process ends, however that happens."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise BackupFault(f"another backup is being made in {folder}") from fault
        yield


def _clear_unfinished(folder: Path) -> None:
    """What a stopped backup left: its beginning, and the list of one that did not come to be."""
    for path in folder.glob("kpss-*.part"):
        path.unlink()
    for path in folder.glob(f"kpss-*{ENDING}.json"):
        if not path.with_suffix("").exists():
            path.unlink()


@contextmanager
def _private_file(path: Path) -> Iterator[BinaryIO]:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=CHUNK) as file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_whole(path: Path, text: str) -> None:
    """The file appears under its name only when all of it is on the disk."""
    begun = path.with_name(path.name + ".part")
    begun.unlink(missing_ok=True)
    with _private_file(begun) as file:
        file.write(text.encode())
        _to_disk(file)
    begun.rename(path)


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _folder_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
