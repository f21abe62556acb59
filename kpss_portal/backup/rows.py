"""Rows of all tables as lines that mean the same on SQLite and PostgreSQL, and their sum.

A line is a JSON array of the row's values in the order of the table's columns: moments in UTC, decimals as text, bytes as
base64, keys of JSON values in order. The sum of a table adds the SHA-256 of its lines, so it does not depend on their order,
which the two engines see differently.
"""

import base64
import datetime
import decimal
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]  # made in C, told by no types
from typing import Any

from django.apps.registry import Apps
from django.db import connections, models

NOT_KEPT = frozenset({"sessions.session", "usersessions.usersession"})  # people sign in anew after a restore
ROWS_AT_ONCE = 2000
MODULUS = 1 << 256

Value = Any
Row = list[Value]


@dataclass
class Table:
    """A table, the model that writes it and the names of its columns in order."""

    model: type[models.Model]
    name: str = ""
    columns: list[str] = field(default_factory=list)
    fields: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = self.model._meta.db_table
        self.fields = [one for one in self.model._meta.local_concrete_fields if not getattr(one, "generated", False)]
        self.columns = [one.column for one in self.fields]


def tables_of(apps: Apps) -> list[Table]:
    """All tables that a backup holds, also those between two models, by name."""
    kept = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in NOT_KEPT
    }
    return [Table(kept[name]) for name in sorted(kept)]


def emptied_with(apps: Apps) -> list[str]:
    """Names of tables whose rows a backup does not hold, yet which a restore empties."""
    return [model._meta.db_table for model in apps.get_models() if model._meta.label_lower in NOT_KEPT]


@dataclass
class Sum:
    """How many lines there were and what they add up to."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        """Counts one line in."""
        self.rows += 1
        self.total += int.from_bytes(hashlib.sha256(line).digest())

    @property
    def hash(self) -> str:
        """64 hexadecimal digits."""
        return f"{self.total % MODULUS:064x}"


def lines_of(table: Table, using: str) -> Iterator[bytes]:
    """All rows of the table as lines, read through the model so that each engine gives the same values."""
    names = [one.attname for one in table.fields]
    rows: Any = models.QuerySet(table.model, using=using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield _encode(row).encode()


def sum_of(table: Table, using: str) -> Sum:
    """Count and hash of what the database holds now."""
    found = Sum()
    for line in lines_of(table, using):
        found.add(line)
    return found


def _plain(value: Value) -> Value:
    """What JSON itself does not know."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None and value.tzinfo is not datetime.UTC:
            value = value.astimezone(datetime.UTC)
        return value.isoformat().removesuffix("+00:00")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, datetime.timedelta):
        return value // datetime.timedelta(microseconds=1)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"a value of the kind {type(value).__name__} has no line")


def _encoder() -> Callable[[Value], str]:
    """As `JSONEncoder.encode`, which makes its machine anew for each row: half of the time of a backup."""
    if c_make_encoder is None:  # an interpreter without it
        return json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain).encode
    pieces = c_make_encoder(None, _plain, encode_basestring, None, ":", ",", True, False, True)
    return lambda row: "".join(pieces(row, 0))


_encode = _encoder()
_decode = json.JSONDecoder().decode


def _moment(value: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(value).replace(tzinfo=datetime.UTC)


READERS: tuple[tuple[type[models.Field[Any, Any]], Callable[[Any], Value]], ...] = (
    (models.DateTimeField, _moment),  # before the date, of which it is a kind
    (models.DateField, datetime.date.fromisoformat),
    (models.TimeField, datetime.time.fromisoformat),
    (models.DecimalField, decimal.Decimal),
    (models.UUIDField, uuid.UUID),
    (models.DurationField, lambda value: datetime.timedelta(microseconds=value)),
    (models.BinaryField, base64.b64decode),
)
STRAIGHT: dict[str, tuple[tuple[type[models.Field[Any, Any]], Callable[[str], Value]], ...]] = {
    # From the text of a line to the text of the engine, without a Python value in between: a third of the time of a restore.
    "sqlite": (
        (models.DateTimeField, lambda value: value.replace("T", " ")),
        (models.UUIDField, lambda value: value.replace("-", "")),
    ),
    "postgresql": ((models.DateTimeField, lambda value: f"{value}+00:00"), (models.UUIDField, str)),
}
AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.FloatField)


def _writer(one: Any, using: str) -> Callable[[Value], Value] | None:
    """How a value of a line becomes what the engine takes; None where it is taken as it is."""
    target = one
    while target.remote_field is not None:
        target = target.target_field
    read = next((reader for kind, reader in READERS if isinstance(target, kind)), None)
    if read is None and isinstance(target, AS_THEY_ARE):
        return None
    straight = STRAIGHT.get(connections[using].vendor, ())
    if known := next((turn for kind, turn in straight if isinstance(target, kind)), None):
        return lambda value: None if value is None else known(value)
    return partial(_prepared, target, read, connections[using])


def _prepared(target: Any, read: Callable[[Value], Value] | None, connection: Any, value: Value) -> Value:
    if value is None:
        return None
    return target.get_db_prep_save(read(value) if read else value, connection)


def write(table: Table, lines: Iterable[bytes], using: str) -> None:
    """Puts rows into the table as they were, past everything that a model does at saving."""
    writers = [(place, writer) for place, one in enumerate(table.fields) if (writer := _writer(one, using))]
    rows = (_row(line, writers) for line in lines)
    if connections[using].vendor == "postgresql":
        _copy(table, rows, using)
        return
    while some := list(islice(rows, ROWS_AT_ONCE)):
        _insert(table, some, using)


def _row(line: bytes, writers: list[tuple[int, Callable[[Value], Value]]]) -> Row:
    row: Row = _decode(line.decode())
    for place, writer in writers:
        row[place] = writer(row[place])
    return row


def _statement(table: Table, using: str, template: str) -> str:
    quote = connections[using].ops.quote_name
    columns, marks = ", ".join(quote(name) for name in table.columns), ", ".join(["%s"] * len(table.columns))
    return template.format(table=quote(table.name), columns=columns, marks=marks)


def _insert(table: Table, rows: list[Row], using: str) -> None:
    statement = _statement(table, using, "INSERT INTO {table} ({columns}) VALUES ({marks})")
    with connections[using].cursor() as cursor:
        cursor.executemany(statement, rows)


def _copy(table: Table, rows: Iterable[Row], using: str) -> None:
    """PostgreSQL takes a stream of rows ten times faster than statements."""
    with (
        connections[using].wrap_database_errors,  # a copy goes past Django, which would name its faults
        connections[using].cursor() as cursor,
        cursor.copy(_statement(table, using, "COPY {table} ({columns}) FROM STDIN")) as to,
    ):
        for row in rows:
            to.write_row(row)
