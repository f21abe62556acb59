"""Restores a backup into an empty place, or over another one when told; stopped at any moment, it is simply begun again."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import transaction
from django.utils import timezone

from kpss_portal import audit
from kpss_portal.audit_actor import one_line
from kpss_portal.backup import after, sealing
from kpss_portal.backup.archive import BEGIN, FILES, MANIFEST, SECRET, TABLES, Part, names_in, read_parts
from kpss_portal.backup.errors import Damaged, NotEmpty
from kpss_portal.backup.loading import Loading, is_empty
from kpss_portal.backup.making import write_whole
from kpss_portal.maintenance import UNFINISHED, Mark, mark_of
from kpss_portal.models import AuditEntry, AuditKind

MARK = UNFINISHED  # while it is there, the portal answers nobody


@dataclass(frozen=True)
class Restored:
    """What has been put back."""

    rows: int
    files: int
    made_at: str
    missing: list[str]
    old_files: Path | None


def mark() -> Mark:
    """Where an unfinished restore is noted, so that no machine answers meanwhile."""
    return mark_of(MARK)


@one_line("rows of a backup bring their own lines")
def restore(path: Path, private_keys: str, *, using: str = "default", overwrite: bool = False) -> Restored:
    """Everything of the backup, compared with its sums. NotEmpty where data would be lost, Damaged for a bad file."""
    refuse_full_place(using, overwrite)
    with sealing.unsealed(path, private_keys) as stream:
        parts = read_parts(stream)
        begin = _beginning(parts)
        loading, place = Loading(begin, using), _place(default_storage)
        with _marked(path, place):
            loading.prepare()
            with transaction.atomic(using=using):
                loading.clear()
                manifest = _take_all(parts, loading, place)
                rows = loading.compare(manifest["tables"])
                old = place.settle()
    loading.finish()
    after.run(manifest | {"folder": str(path.parent), "using": using})
    if using == "default":
        audit.note("backup.restore", AuditKind.IMPORT, AuditEntry, {"file": path.name, "rows": rows})
    mark().remove()  # last: whoever ends the process before it finds a restore to be begun again
    return Restored(rows, place.files, begin["made_at"], manifest["missing"], old)


@contextmanager
def _marked(path: Path, place: "Place") -> Iterator[None]:
    """The portal answers nobody meanwhile. After a fault it answers again, if rows and files are as they were before."""
    was_unfinished = mark().exists()
    mark().make(json.dumps({"file": path.name, "began_at": timezone.now().isoformat()}))
    try:
        yield
    except BaseException:
        if place.let_go() and not was_unfinished:
            mark().remove()
        raise


def refuse_full_place(using: str, overwrite: bool) -> None:
    """NotEmpty when there is something to lose; what an unfinished restore has left is nothing."""
    if overwrite or mark().exists():
        return
    if not is_empty(using):
        raise NotEmpty("the database holds data; to replace them by the backup, say --overwrite")
    if next(names_in(default_storage), None):
        raise NotEmpty("the storage holds files; to replace them by the backup, say --overwrite")


def _beginning(parts: Iterator[Part]) -> dict[str, Any]:
    part = next(parts, None)
    if part is None or part.name != BEGIN:
        raise Damaged("this is no backup of the portal")
    begin: dict[str, Any] = json.loads(b"".join(part.chunks))
    return begin


def _take_all(parts: Iterator[Part], loading: Loading, place: "Place") -> dict[str, Any]:
    """Takes each part where it belongs; the list at the end says whether all came and none was changed."""
    seen: dict[str, str] = {}
    for part in parts:
        if part.name == MANIFEST:
            manifest: dict[str, Any] = json.loads(b"".join(part.chunks))
            _check(manifest, seen)
            return manifest
        seen[part.name] = _take(part, loading, place)
    raise Damaged("the backup ends before its list")


def _take(part: Part, loading: Loading, place: "Place") -> str:
    if part.name.startswith(FILES):
        return place.take(part)
    data = b"".join(part.chunks)
    if part.name.startswith(TABLES):
        loading.take(part, data)
    elif part.name == SECRET:
        place.secret = data
    return hashlib.sha256(data).hexdigest()


def _check(manifest: dict[str, Any], seen: dict[str, str]) -> None:
    kept = {part["name"]: part["sha256"] for part in manifest["parts"] if part["name"] != BEGIN}
    if kept != seen:
        wrong = sorted(name for name in kept.keys() | seen.keys() if kept.get(name) != seen.get(name))
        raise Damaged(f"parts of the backup are missing or changed: {', '.join(wrong[:5])}")


def _safe(name: str) -> str:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise Damaged(f"the backup names a file outside of the storage: {name}")
    return name


class Place:
    """Where files are put. In a folder they lie aside until everything has been compared, then take its place at once."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.is_changed = False  # from the first file that is not what it was before
        self.files = 0
        self.secret = b""

    def take(self, part: Part) -> str:
        """Stores a file and gives its SHA-256."""
        name = _safe(part.name.removeprefix(FILES))
        seen = hashlib.sha256()
        with self.writing(name) as write:
            for chunk in part.chunks:
                seen.update(chunk)
                write(chunk)
        self.files += 1
        return seen.hexdigest()

    @contextmanager
    def writing(self, name: str) -> Iterator[Callable[[bytes], Any]]:
        """A storage elsewhere takes one whole file at a time."""
        with tempfile.TemporaryFile() as held:
            yield held.write
            held.seek(0)
            self.is_changed = True
            self.storage.delete(name)
            self.storage.save(name, File(held))

    def settle(self) -> Path | None:
        """All files are where they belong."""
        self._keep_secret()
        return None

    def let_go(self) -> bool:
        """After a fault; whether the files of the storage are what they were before."""
        return not self.is_changed

    def _keep_secret(self) -> None:
        """The portal's own secret; one that is here already is known to be the present one only by its equality."""
        target = Path(settings.DATA_DIR) / "secret-key"
        if self.secret and (not target.exists() or target.read_bytes() != self.secret):
            write_whole(target, self.secret.decode())


class FolderPlace(Place):
    """A folder on this machine."""

    def __init__(self, storage: FileSystemStorage) -> None:
        super().__init__(storage)
        self.folder = Path(storage.location)
        self.aside = self.folder.with_name(self.folder.name + ".restoring")
        shutil.rmtree(self.aside, ignore_errors=True)
        self.aside.mkdir(parents=True)

    @contextmanager
    def writing(self, name: str) -> Iterator[Callable[[bytes], Any]]:
        """Beside the folder that is in use."""
        path = self.aside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            yield file.write
        path.chmod(settings.FILE_UPLOAD_PERMISSIONS)

    def settle(self) -> Path | None:
        """The old folder goes aside and stays there for the operator; the new one takes its place."""
        self.is_changed = True
        old = self._put_old_aside()
        self.aside.rename(self.folder)
        self._keep_secret()
        return old

    def let_go(self) -> bool:
        """What lay aside goes."""
        if not self.is_changed:
            shutil.rmtree(self.aside, ignore_errors=True)
        return super().let_go()

    def _put_old_aside(self) -> Path | None:
        if not self.folder.exists():
            return None
        if not any(path.is_file() for path in self.folder.rglob("*")):
            shutil.rmtree(self.folder)
            return None
        old = self.folder.with_name(f"{self.folder.name}.before-{timezone.now():%Y%m%dT%H%M%S}")
        self.folder.rename(old)
        return old


def _place(storage: Storage) -> Place:
    inner = getattr(storage, "_wrapped", storage)
    return FolderPlace(inner) if isinstance(inner, FileSystemStorage) else Place(storage)


def verify(path: Path, private_keys: str) -> dict[str, Any]:
    """Reads the whole backup without writing anything: every part against its sum. Gives its list."""
    seen: dict[str, str] = {}
    with sealing.unsealed(path, private_keys) as stream:
        parts = read_parts(stream)
        _beginning(parts)
        for part in parts:
            if part.name == MANIFEST:
                manifest: dict[str, Any] = json.loads(b"".join(part.chunks))
                _check(manifest, seen)
                return manifest
            seen[part.name] = _sum(part)
    raise Damaged("the backup ends before its list")


def _sum(part: Part) -> str:
    found = hashlib.sha256()
    for chunk in part.chunks:
        found.update(chunk)
    return found.hexdigest()
