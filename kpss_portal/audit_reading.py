"""The log for reading: who, what and with what, in words; things are looked up together, one question for a kind of thing."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from kpss_portal.audit_words import ACTIONS, MAILS, TOLD
from kpss_portal.models import AuditEntry

SHOWN = 12  # fields in a list
MOST_PARTS = 20  # of a value that is a list


def model_of(label: str) -> type[models.Model] | None:
    """None for a kind of things that this version does not know."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def kind_of_thing(label: str) -> str:
    """In Czech, as the menu calls it."""
    model = model_of(label)
    return str(model._meta.verbose_name) if model else label


def action_words(action: str) -> str:
    """In Czech: by the whole action or by what stands behind its dot; the action itself where it has no words."""
    if action.startswith("mail."):
        kind = action.removeprefix("mail.")
        return gettext("mail: %(kind)s") % {"kind": MAILS.get(kind, kind)}
    return str(ACTIONS.get(action) or ACTIONS.get(action.rpartition(".")[2]) or action)


def changes_words(entry: AuditEntry) -> list[str]:
    """What changed, line by line; of personal data only which."""
    model = model_of(entry.object_type)
    changes = list((entry.changes or {}).items())[:SHOWN]
    return [_change(_field(model, name), _said(model, name, value)) for name, value in changes]


def _said(model: type[models.Model] | None, name: str, value: Any) -> Any:
    """Choices as forms call them, columns by the words of their fields, other things by their numbers."""
    if name == "fields":
        return _named(model, value)
    field = {field.name: field for field in model._meta.concrete_fields}.get(name) if model else None
    if isinstance(value, list):
        return [_one_said(field, one) for one in value]
    return _one_said(field, value)


def _one_said(field: Any, value: Any) -> Any:
    if isinstance(value, str):
        return str(dict(getattr(field, "flatchoices", ())).get(value, value))
    is_key = field is not None and field.is_relation and isinstance(value, int)
    return gettext("no. %(number)s") % {"number": value} if is_key else value


def _named(model: type[models.Model] | None, columns: Any) -> Any:
    """Columns of a statement by the words of their fields."""
    if not isinstance(columns, list):
        return columns
    words = {field.column: str(field.verbose_name) for field in model._meta.concrete_fields} if model else {}
    return ", ".join(words.get(column) or str(column) for column in columns)


def _field(model: type[models.Model] | None, name: str) -> str:
    sort, colon, things = name.partition(": ")
    if colon:
        links = {"add": gettext("added"), "remove": gettext("removed"), "clear": gettext("all removed")}
        return f"{things} ({links.get(sort, sort)})"
    verbose = {field.name: field.verbose_name for field in model._meta.concrete_fields} if model else {}
    return str(verbose.get(name) or TOLD.get(name, name))


def _change(name: str, value: Any) -> str:
    if value == []:
        return gettext("%(field)s (not copied here)") % {"field": name}
    if isinstance(value, list) and len(value) == 2:
        return f"{name}: {_value(value[0])} → {_value(value[1])}"
    return f"{name}: {_value(value)}"


def _value(value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, list):
        return ", ".join(_value(part) for part in value[:MOST_PARTS])
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)


def look_up(entries: list[AuditEntry]) -> None:
    """Gives each line `thing_now`: name and address of its thing as it is today; a question for each kind of things."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.object_id:
            wanted[entry.object_type].add(entry.object_id)
    known = {label: _present(label, keys) for label, keys in wanted.items()}
    for entry in entries:
        is_there = entry.object_id in known.get(entry.object_type, ())
        entry.thing_now = _address(entry) if is_there else ""  # type: ignore[attr-defined]  # for the page only


def _present(label: str, keys: set[str]) -> set[str]:
    model = model_of(label)
    if model is None:
        return set()
    try:
        return {str(key) for key in model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)}
    except (ValueError, TypeError):  # a key of another kind
        return set()


def _address(entry: AuditEntry) -> str:
    try:
        return reverse(f"admin:{entry.object_type.replace('.', '_')}_change", args=[entry.object_id])
    except NoReverseMatch:
        return ""
