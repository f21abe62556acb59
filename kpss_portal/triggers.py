"""Triggers that refuse a change whatever door it comes by; SQLite and PostgreSQL side by side.

Each app says in its `freezing.py` which table, event and condition; the words of the engines stand only here. Triggers are
put in place after every migration, since SQLite loses those of a table that a migration rebuilds.
"""

from collections.abc import Iterable

from django.db import connections

Conditions = dict[tuple[str, str], str]  # when a change is refused, by table and event


def any_changed(columns: Iterable[str]) -> str:
    """Condition: one of the columns gets another value."""
    return " OR ".join(changed(column) for column in columns)


def changed(column: str) -> str:
    """SQLite has IS NOT between values; PostgreSQL gets IS DISTINCT FROM in its place."""
    return f'OLD."{column}" IS NOT NEW."{column}"'


def install(using: str, prefix: str, conditions: Conditions, message: str) -> None:
    """Puts all triggers in place anew; harmless when repeated."""
    connection = connections[using]
    make = _for_sqlite if connection.vendor == "sqlite" else _for_postgresql
    with connection.cursor() as cursor:
        for (table, event), condition in conditions.items():
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


def missing(using: str, prefix: str, conditions: Conditions) -> set[str]:
    """Names of triggers that are not in place."""
    connection = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return {_name(prefix, table, event) for table, event in conditions} - present
