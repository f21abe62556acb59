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
    with connection.cursor() as cursor:
        for (table, event), condition in _conditions().items():
            for statement in make(table, event, condition):
                cursor.execute(statement)


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
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return {_name(table, event) for table, event in _conditions()} - present


@checks.register(checks.Tags.database)
def triggers_in_place(app_configs: Any = None, databases: Any = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Told by `check --database default` when approved plans are not protected."""
    faults: list[checks.CheckMessage] = []
    for using in databases or []:
        try:
            absent = missing(using)
        except DatabaseError:  # before the first migration there is nothing to protect
            continue
        if absent and "plans_plan" in connections[using].introspection.table_names():
            faults.append(
                checks.Error(
                    f"Approved plans are not protected: run migrate ({len(absent)} triggers missing).", id="plans.E001"
                )
            )
    return faults
