"""Triggers that keep approved networks and approved joint financing as they are, whatever door a change comes by."""

from typing import Any

from django.core import checks
from django.db import DatabaseError, connections

from kpss_portal import triggers

MESSAGE = "an approved network does not change"
PREFIX = "kpss_network_frozen_"
LIVING_COLUMNS = ("state", "updated_at", "pdf_id")  # the document comes once, its state may become superseded
PARTS = {  # table: its document, and how a row leads to it
    "services_catalog_networkentry": ("services_catalog_network", "{row}.network_id"),
    "services_catalog_networkmoney": (
        "services_catalog_network",
        "(SELECT network_id FROM services_catalog_networkentry WHERE id = {row}.entry_id)",
    ),
    "services_catalog_financingmember": ("services_catalog_jointfinancing", "{row}.financing_id"),
}


def conditions() -> triggers.Conditions:
    """When a change is refused: by table and event."""
    from services_catalog.models import JointFinancing, Network

    refused: triggers.Conditions = {}
    for model in (Network, JointFinancing):
        columns = [str(field.column) for field in model._meta.concrete_fields if field.column not in LIVING_COLUMNS]
        refused |= triggers.of_document(model._meta.db_table, columns)
    for table, (document, path) in PARTS.items():
        refused |= triggers.of_part(table, document, path)
    return refused


def install(using: str = "default", **_kwargs: Any) -> None:
    """Puts all triggers in place anew; harmless when repeated."""
    triggers.install(using, PREFIX, conditions(), MESSAGE)


def remove(using: str = "default", plan: Any = (), **_kwargs: Any) -> None:
    """Takes the triggers away before migrations of `plan`: SQLite cannot rebuild a table that triggers speak of."""
    if plan:
        triggers.remove(using, PREFIX)


def missing(using: str = "default") -> set[str]:
    """Names of triggers that are not in place."""
    return triggers.missing(using, PREFIX, conditions())


@checks.register(checks.Tags.database)
def triggers_in_place(app_configs: Any = None, databases: Any = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Told by `check --database default` when approved networks are not protected."""
    faults: list[checks.CheckMessage] = []
    for using in databases or []:
        try:
            absent = missing(using)
        except DatabaseError:  # before the first migration there is nothing to protect
            continue
        if absent and "services_catalog_network" in connections[using].introspection.table_names():
            words = f"Approved networks are not protected: run manage.py prepare ({len(absent)} triggers missing)."
            faults.append(checks.Warning(words, id="services_catalog.W001"))
    return faults
