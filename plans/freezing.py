"""Triggers that keep approved plans as they are, whatever door a change comes by (law 1: approved means frozen).

What is refused stands here, how the engines say it in `kpss_portal.triggers`.
"""

from typing import Any

from django.core import checks
from django.db import DatabaseError, connections

from kpss_portal import triggers
from plans.progress import freezing as years

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
PUBLISHED = "EXISTS (SELECT 1 FROM plans_selfassessment WHERE id = OLD.assessment_id AND published_at IS NOT NULL)"
MESSAGE = "an approved plan does not change"
PREFIX = "kpss_frozen_"


def _plan_of(table: str, row: str) -> str:
    path = CONTENT[table]
    return path.format(row=row) if path.startswith("(") else f"{row}.{path}"


def _is_frozen(table: str, row: str) -> str:
    return f"EXISTS (SELECT 1 FROM plans_plan WHERE id = {_plan_of(table, row)} AND frozen_at IS NOT NULL)"  # noqa: S608  # of constants above


def _conditions() -> triggers.Conditions:
    """When a change is refused: by table and event."""
    refused = {}
    for table in CONTENT:
        refused[table, "INSERT"] = _is_frozen(table, "NEW")
        refused[table, "DELETE"] = _is_frozen(table, "OLD")
        refused[table, "UPDATE"] = f"{_is_frozen(table, 'OLD')} OR {_is_frozen(table, 'NEW')}"
    refused["plans_plan", "DELETE"] = "OLD.frozen_at IS NOT NULL"
    refused["plans_plan", "UPDATE"] = f"OLD.frozen_at IS NOT NULL AND ({triggers.any_changed(_plan_columns())})"
    refused["plans_plansnapshot", "DELETE"] = "1 = 1"
    refused["plans_plansnapshot", "UPDATE"] = triggers.any_changed(SNAPSHOT_CONTENT)
    for event in ("UPDATE", "DELETE"):  # what was published of a self-assessment
        refused["plans_selfassessment", event] = "OLD.published_at IS NOT NULL"
        refused["plans_assessedarea", event] = PUBLISHED
    refused["plans_edition", "DELETE"] = "1 = 1"
    refused["plans_edition", "UPDATE"] = (
        f"({triggers.any_changed(EDITION_CONTENT)}) OR (OLD.pdf_id IS NOT NULL AND {triggers.changed('pdf_id')})"
    )
    return refused | years.conditions()


def _plan_columns() -> tuple[str, ...]:
    from plans.models import Plan

    columns = (str(field.column) for field in Plan._meta.concrete_fields)
    return tuple(column for column in columns if column not in LIVING_PLAN_COLUMNS)


def install(using: str = "default", **_kwargs: Any) -> None:
    """Puts all triggers in place anew; harmless when repeated."""
    triggers.install(using, PREFIX, _conditions(), MESSAGE)


def remove(using: str = "default", plan: Any = (), **_kwargs: Any) -> None:
    """Takes the triggers away before migrations of `plan`: SQLite cannot rebuild a table that triggers speak of.

    `install` puts them back after the migrations; a migration that fails leaves them away, which the check tells.
    """
    if plan:
        triggers.remove(using, PREFIX)


def missing(using: str = "default") -> set[str]:
    """Names of triggers that are not in place."""
    return triggers.missing(using, PREFIX, _conditions())


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
                    f"Approved plans are not protected: run manage.py prepare ({len(absent)} triggers missing).",
                    id="plans.W001",
                )
            )
    return faults
