"""What SQLite and PostgreSQL say differently: a snapshot beside people who write, last keys given, triggers; side by side."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connections, transaction

from kpss_portal.backup.rows import Table

SNAPSHOT = "kpss_snapshot"


@contextmanager
def snapshot(using: str) -> Iterator[str]:
    """Alias of a second connection that sees one moment and blocks nobody.

    SQLite's readers see the moment of their first question while the write-ahead log grows; PostgreSQL's are told to.
    """
    connection = connections[using].copy(SNAPSHOT)
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"  # an immediate one would keep writers out
    connection.settings_dict["CONN_MAX_AGE"] = None
    connections[SNAPSHOT] = connection
    try:
        with transaction.atomic(using=SNAPSHOT):
            _take(connection)
            yield SNAPSHOT
    finally:
        connection.close()
        del connections[SNAPSHOT]


def _take(connection: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT COUNT(*) FROM django_migrations")


def last_keys(tables: list[Table], using: str) -> dict[str, int]:
    """The last key that each table has given, also to a row that is gone: a key is not given twice."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            given = dict(cursor.fetchall())
            return {table.name: given[table.name] for table in tables if table.name in given}
        found = {}
        for table, sequence in _sequences(tables, cursor):
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608  # a name that the engine gave
            last, is_called = cursor.fetchone()
            if is_called:
                found[table.name] = last
        return found


def set_last_keys(tables: list[Table], keys: dict[str, int], using: str) -> None:
    """The next key of each table follows both its rows and what was given before."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _set_for_sqlite(cursor, keys)
            return
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)
        for table, sequence in _sequences(tables, cursor):
            if keys.get(table.name, 0) > 0:
                cursor.execute(
                    "SELECT setval(%s, GREATEST(%s, nextval(%s) - 1))", [sequence, keys[table.name], sequence]
                )


def _set_for_sqlite(cursor: Any, keys: dict[str, int]) -> None:
    cursor.execute("SELECT name, seq FROM sqlite_sequence")
    present = dict(cursor.fetchall())
    for name, last in keys.items():
        if name not in present:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last])
        elif present[name] < last:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, name])


def _sequences(tables: list[Table], cursor: Any) -> Iterator[tuple[Table, str]]:
    """Tables that number their rows, with the sequence that does it."""
    for table in tables:
        key = table.model._meta.pk
        if key is None or key.get_internal_type() not in {"AutoField", "BigAutoField", "SmallAutoField"}:
            continue
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', key.column])
        (sequence,) = cursor.fetchone()
        if sequence:
            yield table, sequence


def triggers_of(using: str) -> list[tuple[str, str]]:
    """Names of all triggers with their tables."""
    connection = connections[using]
    query = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(cursor.fetchall())


def without_triggers(using: str) -> None:
    """Takes all triggers away, within the transaction: a restore writes also what is frozen. Migrating puts them back."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in triggers_of(using):
            on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
            cursor.execute(f'DROP TRIGGER "{name}"{on}')


def empty(names: list[str], using: str) -> None:
    """Deletes all rows of the tables, within the transaction."""
    connection = connections[using]
    quoted = [connection.ops.quote_name(name) for name in names]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(quoted)} CASCADE")
            return
        for name in quoted:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608  # names of our own tables
        cursor.execute("DELETE FROM sqlite_sequence")
