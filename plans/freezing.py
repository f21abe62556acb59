"""Triggers that keep approved plans as they are, whatever door a change comes by (law 1: approved means frozen).

The one module with SQL of the engines: each trigger stands here for SQLite and for PostgreSQL side by side. They are put
in place after every migration, since SQLite loses triggers of a table that a migration rebuilds.
"""

from typing import Any

from django.core import checks
from django.db import DatabaseError, connections

CONTENT = {  # table: how a row leads to its plan
    "plans_planlevel": "plan_id",
    "plans_planitem": "plan_id",
    "plans_chapter": "plan_id",
    "plans_analysis": "plan_id",
    "plans_approval": "plan_id",
    "plans_planattachment": "plan_id",
    "plans_plan_partners": "plan_id",
    "plans_planitemactor": "(SELECT plan_id FROM plans_planitem WHERE id = {row}.item_id)",
    "plans_plancost": "(SELECT plan_id FROM plans_planitem WHERE id = {row}.item_id)",
    "plans_indicator": "(SELECT plan_id FROM plans_planitem WHERE id = {row}.item_id)",
    "plans_analysistable": "(SELECT plan_id FROM plans_analysis WHERE id = {row}.analysis_id)",
    "plans_planitem_areas": "(SELECT plan_id FROM plans_planitem WHERE id = {row}.planitem_id)",
    "plans_planitem_services": "(SELECT plan_id FROM plans_planitem WHERE id = {row}.planitem_id)",
    "plans_planitem_service_types": "(SELECT plan_id FROM plans_planitem WHERE id = {row}.planitem_id)",
}
LIVING_PLAN_COLUMNS = ("state", "updated_at")  # of a frozen plan only these move
EDITION_CONTENT = ("plan_id", "content", "content_sha256", "approved_at", "approved_by_id", "uuid")
SNAPSHOT_CONTENT = ("plan_id", "number", "content", "content_sha256", "taken_at", "taken_by_id", "uuid")
MESSAGE = "an approved plan does not change"
PREFIX = "kpss_frozen_"


def _plan_of(table: str, row: str) -> str:
    path = CONTENT[table]
    return path.format(row=row) if path.startswith("(") else f"{row}.{path}"


def _is_frozen(table: str, row: str) -> str:
    return f"EXISTS (SELECT 1 FROM plans_plan WHERE id = {_plan_of(table, row)} AND frozen_at IS NOT NULL)"  # noqa: S608  # of constants above


def _conditions() -> dict[tuple[str, str], str]:
    """When a change is refused: by table and event."""
    refused = {}
    for table in CONTENT:
        refused[table, "INSERT"] = _is_frozen(table, "NEW")
        refused[table, "DELETE"] = _is_frozen(table, "OLD")
        refused[table, "UPDATE"] = f"{_is_frozen(table, 'OLD')} OR {_is_frozen(table, 'NEW')}"
    refused["plans_plan", "DELETE"] = "OLD.frozen_at IS NOT NULL"
    refused["plans_plan", "UPDATE"] = f"OLD.frozen_at IS NOT NULL AND ({_any_changed(_plan_columns())})"
    refused["plans_plansnapshot", "DELETE"] = "1 = 1"
    refused["plans_plansnapshot", "UPDATE"] = _any_changed(SNAPSHOT_CONTENT)
    refused["plans_edition", "DELETE"] = "1 = 1"
    refused["plans_edition", "UPDATE"] = (
        f"({_any_changed(EDITION_CONTENT)}) OR (OLD.pdf_id IS NOT NULL AND {_changed('pdf_id')})"
    )
    return refused


def _plan_columns() -> tuple[str, ...]:
    from plans.models import Plan

    columns = (str(field.column) for field in Plan._meta.concrete_fields)
    return tuple(column for column in columns if column not in LIVING_PLAN_COLUMNS)


def _any_changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(_changed(column) for column in columns)


def _changed(column: str) -> str:
    """SQLite has IS NOT between values; PostgreSQL gets IS DISTINCT FROM in its place."""
    return f'OLD."{column}" IS NOT NEW."{column}"'


def install(using: str = "default", **_kwargs: Any) -> None:
    """Puts all triggers in place anew; harmless when repeated."""
    connection = connections[using]
    make = _for_sqlite if connection.vendor == "sqlite" else _for_postgresql
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for (table, event), condition in _conditions().items():
            if table not in tables:  # an older state of the database, reached by going back
                continue
            for statement in make(table, event, condition):
                cursor.execute(statement)


def remove(using: str = "default", plan: Any = (), **_kwargs: Any) -> None:
    """Takes the triggers away before migrations of `plan`: SQLite cannot rebuild a table that triggers speak of.

    `install` puts them back after the migrations; a migration that fails leaves them away, which the check tells.
    """
    connection = connections[using]
    if not plan:
        return
    with connection.cursor() as cursor:
        for name, table in _present(connection, cursor):
            cursor.execute(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


def _present(connection: Any, cursor: Any) -> list[tuple[str, str]]:
    """Names of our triggers with their tables."""
    query = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
    )
    cursor.execute(query)
    return [(name, table) for name, table in cursor.fetchall() if name.startswith(PREFIX)]


def _name(table: str, event: str) -> str:
    return f"{PREFIX}{table}_{event.lower()}"


def _for_sqlite(table: str, event: str, condition: str) -> list[str]:
    name = _name(table, event)
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ]


def _for_postgresql(table: str, event: str, condition: str) -> list[str]:
    name = _name(table, event)
    condition = condition.replace(" IS NOT NEW.", " IS DISTINCT FROM NEW.")
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def missing(using: str = "default") -> set[str]:
    """Names of triggers that are not in place."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = {name for name, _table in _present(connection, cursor)}
    return {_name(table, event) for table, event in _conditions()} - present


@checks.register(checks.Tags.database)
def triggers_in_place(app_configs: Any = None, databases: Any = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Told by `check --database default` when approved plans are not protected.

    A warning, not an error: an error would stop the very migration that puts the triggers in place.
    """
    faults: list[checks.CheckMessage] = []
    for using in databases or []:
        try:
            absent = missing(using)
        except DatabaseError:  # before the first migration there is nothing to protect
            continue
        if absent and "plans_plan" in connections[using].introspection.table_names():
            faults.append(
                checks.Warning(
                    f"Approved plans are not protected: run migrate ({len(absent)} triggers missing).", id="plans.W001"
                )
            )
    return faults
