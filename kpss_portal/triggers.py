"""Triggers that refuse a change whatever door it comes by; SQLite and PostgreSQL side by side.

Each app says in its `freezing.py` which table, event and condition; the words of the engines stand only here. Triggers are
put in place after every migration, since SQLite loses those of a table that a migration rebuilds.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections

Conditions = dict[tuple[str, str], str]  # when a change is refused, by table and event


def any_changed(columns: Iterable[str]) -> str:
    """Condition: one of the columns gets another value."""
    return " OR ".join(changed(column) for column in columns)


def changed(column: str) -> str:
    """SQLite has IS NOT between values; PostgreSQL gets IS DISTINCT FROM in its place."""
    return f'OLD."{column}" IS NOT NEW."{column}"'


def of_document(table: str, columns: Iterable[str]) -> Conditions:
    """Refusals for a document that freezes: nothing of the columns changes, it does not go, its PDF comes once."""
    late = f"(OLD.pdf_id IS NOT NULL AND {changed('pdf_id')})"
    return {
        (table, "DELETE"): "OLD.frozen_at IS NOT NULL",
        (table, "UPDATE"): f"OLD.frozen_at IS NOT NULL AND ({any_changed(columns)} OR {late})",
    }


def of_part(table: str, document: str, path: str) -> Conditions:
    """Refusals for a part of a document that freezes; `path` leads from the row, written as {row}, to its document's key."""

    def is_frozen(row: str) -> str:
        key = path.format(row=row)
        return f"EXISTS (SELECT 1 FROM {document} WHERE id = {key} AND frozen_at IS NOT NULL)"  # noqa: S608  # of constants of apps

    return {
        (table, "INSERT"): is_frozen("NEW"),
        (table, "DELETE"): is_frozen("OLD"),
        (table, "UPDATE"): f"{is_frozen('OLD')} OR {is_frozen('NEW')}",
    }


def install(using: str, prefix: str, conditions: Conditions, message: str) -> None:
    """Puts all triggers in place anew; harmless when repeated."""
    connection = connections[using]
    make = _for_sqlite if connection.vendor == "sqlite" else _for_postgresql
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for (table, event), condition in conditions.items():
            if table not in tables:  # an older state of the database, reached by going back
                continue
            for statement in make(_name(prefix, table, event), table, event, condition, message):
                cursor.execute(statement)


def _name(prefix: str, table: str, event: str) -> str:
    return f"{prefix}{table}_{event.lower()}"


def _for_sqlite(name: str, table: str, event: str, condition: str, message: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
    ]


def _for_postgresql(name: str, table: str, event: str, condition: str, message: str) -> list[str]:
    condition = condition.replace(" IS NOT NEW.", " IS DISTINCT FROM NEW.")
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def remove(using: str, prefix: str) -> None:
    """Takes the triggers away: SQLite cannot rebuild a table that triggers speak of."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in _present(connection, cursor, prefix):
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


def missing(using: str, prefix: str, conditions: Conditions) -> set[str]:
    """Names of triggers that are not in place; a table that an older state of the database lacks needs none."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        present = {name for name, _table in _present(connection, cursor, prefix)}
    return {_name(prefix, table, event) for table, event in conditions if table in tables} - present


def _present(connection: Any, cursor: Any, prefix: str) -> list[tuple[str, str]]:
    """Names of triggers of the prefix with their tables."""
    query = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
    )
    cursor.execute(query)
    return [(name, table) for name, table in cursor.fetchall() if name.startswith(prefix)]
