"""What a backup holds, as a stream of named parts: files, rows of tables, and a list of everything at its end.

The parts make a tar archive, so that a backup can be read without the portal: `age -d` and `tar` are enough.
"""

import gzip
import hashlib
import json
import tarfile
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage
from django.db import connections, models
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from kpss_portal.backup import engines
from kpss_portal.backup.errors import Damaged
from kpss_portal.backup.rows import Sum, Table, lines_of, tables_of
from kpss_portal.environment import PROJECT_DIR

FORMAT = 1
BEGIN, MANIFEST, SECRET = "begin.json", "manifest.json", "own/secret-key"
FILES, TABLES = "files/", "tables/"
NOT_KEPT = ("operation/", "healthz/")  # of this server, not of the office
PART_BYTES = 4 * 1024 * 1024
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """A named piece of the stream with its size and bytes."""

    name: str
    size: int
    chunks: Iterable[bytes]


@dataclass
class Listing:
    """What has gone into the stream so far."""

    parts: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def noted(self, part: Part) -> Part:
        """The part, written down once its bytes have passed."""
        return Part(part.name, part.size, self._passing(part))

    def _passing(self, part: Part) -> Iterator[bytes]:
        seen = hashlib.sha256()
        for chunk in part.chunks:
            seen.update(chunk)
            yield chunk
        self.parts.append({"name": part.name, "bytes": part.size, "sha256": seen.hexdigest()})

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table["rows"] for table in self.tables.values())

    @property
    def files(self) -> list[dict[str, Any]]:
        """Parts that are files of the office."""
        return [part for part in self.parts if part["name"].startswith(FILES)]


def parts_of(using: str, storage: Storage, listing: Listing) -> Generator[Part, None, None]:
    """Everything in one moment of the database. Files come first: a row of the snapshot had its file before."""
    with engines.snapshot(using) as moment:
        tables = tables_of(apps)
        begin = beginning(tables, moment)
        yield listing.noted(_json_part(BEGIN, begin))
        yield from (listing.noted(part) for part in _file_parts(storage))
        yield from (listing.noted(part) for part in _own_parts())
        for table in tables:
            yield from (listing.noted(part) for part in table_parts(table, moment, listing))
        listing.missing = _missing(tables, moment, listing)
    yield _json_part(MANIFEST, _manifest(begin, listing))


def beginning(tables: list[Table], using: str) -> dict[str, Any]:
    """What a restore has to know before the first row."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "portal": portal_version(),
        "engine": connections[using].vendor,
        "migrations": sorted(applied),
        "columns": {table.name: table.columns for table in tables},
        "last_keys": engines.last_keys(tables, using),
    }


def portal_version() -> str:
    """Version of the portal as its sources say."""
    try:
        return version("kpss-portal")
    except PackageNotFoundError:  # not installed as a package, which is how it is run
        words = (PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8")
        return next(line.split('"')[1] for line in words.splitlines() if line.startswith("version"))


def _manifest(begin: dict[str, Any], listing: Listing) -> dict[str, Any]:
    return begin | {"tables": listing.tables, "parts": listing.parts, "missing": listing.missing}


def _json_part(name: str, content: dict[str, Any]) -> Part:
    data = json.dumps(content, ensure_ascii=False, indent=1).encode()
    return Part(name, len(data), [data])


def table_parts(table: Table, using: str, listing: Listing) -> Iterator[Part]:
    """Rows of a table in packed pieces; count and sum go to the listing at the end."""
    found, number, held, size = Sum(), 0, list[bytes](), 0
    for line in lines_of(table, using):
        found.add(line)
        held.append(line)
        size += len(line) + 1
        if size >= PART_BYTES:
            yield _rows_part(table, number, held)
            number, held, size = number + 1, [], 0
    if held:
        yield _rows_part(table, number, held)
    listing.tables[table.name] = {"rows": found.rows, "hash": found.hash}


def _rows_part(table: Table, number: int, lines: list[bytes]) -> Part:
    data = gzip.compress(b"\n".join(lines), 1, mtime=0)
    return Part(f"{TABLES}{table.name}/{number:06d}.jsonl.gz", len(data), [data])


def _file_parts(storage: Storage) -> Iterator[Part]:
    for name in names_in(storage):
        try:
            with storage.open(name) as file:
                yield Part(FILES + name, file.size, _exactly(file, file.size, name))
        except FileNotFoundError:
            continue  # deleted meanwhile; a row that still names it is told in the list


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """Names of all whole files of the office, in order."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not name.endswith(".part"):
            yield folder + name
    for name in sorted(folders):
        if not f"{folder}{name}/".startswith(NOT_KEPT):
            yield from names_in(storage, f"{folder}{name}/")


def _exactly(file: Any, size: int, name: str) -> Iterator[bytes]:
    """Bytes of a file that was opened; a stored file does not change, so anything else is a fault."""
    left = size
    while left:
        chunk = file.read(min(CHUNK, left))
        if not chunk:
            raise Damaged(f"the stored file {name} ends before its size")
        left -= len(chunk)
        yield chunk


def _own_parts() -> Iterator[Part]:
    """The secret that the portal made itself; one that was configured is kept with the configuration."""
    secret = Path(settings.DATA_DIR) / "secret-key"
    if secret.exists():
        data = secret.read_bytes()
        yield Part(SECRET, len(data), [data])


def _missing(tables: list[Table], using: str, listing: Listing) -> list[str]:
    """Files that rows name and the storage did not have."""
    present = {part["name"].removeprefix(FILES) for part in listing.files}
    named: set[str] = set()
    for table in tables:
        for one in table.fields:
            if isinstance(one, models.FileField):
                rows: Any = models.QuerySet(table.model, using=using).exclude(**{one.attname: ""})
                named |= set(rows.values_list(one.attname, flat=True))
    return sorted(named - present - {None})


class Stream:
    """The parts as a tar archive that is read piece by piece; nothing is held but the present piece."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._chunks = _tar(parts)
        self._held = memoryview(b"")

    def read(self, size: int = CHUNK) -> bytes:
        """The next bytes; none at the end."""
        while not self._held:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._held = memoryview(chunk)
        piece, self._held = self._held[:size], self._held[size:]
        return bytes(piece)


def _tar(parts: Iterable[Part]) -> Iterator[bytes]:
    for part in parts:
        head = tarfile.TarInfo(part.name)
        head.size, head.mode = part.size, 0o600
        yield head.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict")
        yield from part.chunks
        yield bytes(-part.size % tarfile.BLOCKSIZE)
    yield bytes(tarfile.BLOCKSIZE * 2)


def read_parts(stream: BinaryIO | Any) -> Iterator[Part]:
    """Parts of an archive in order; Damaged when it is no archive or ends too early."""
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK) as archive:
            for member in archive:
                file = archive.extractfile(member)
                if file is None:
                    raise Damaged(f"the archive holds something else than files: {member.name}")
                yield Part(member.name, member.size, _chunks(file))
    except (tarfile.TarError, EOFError) as fault:
        raise Damaged("the archive is not whole") from fault


def _chunks(file: Any) -> Iterator[bytes]:
    try:
        while chunk := file.read(CHUNK):
            yield chunk
    except tarfile.TarError as fault:
        raise Damaged("the archive is not whole") from fault
