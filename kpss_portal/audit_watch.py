"""Writes a line for every row that is added, changed or deleted, whatever door it goes by.

Signals know the thing, its old and new values. What signals do not see (bulk writes, `update()` of a queryset, raw statements)
is seen where statements leave for the database: such a statement leaves one line with the table, the columns and the number of
rows. So no door can be forgotten. Models that leave no line say why: `leaves_no_line`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from threading import local
from typing import Any

from django.apps import apps
from django.db import models
from django.db.backends.signals import connection_created
from django.db.models.signals import m2m_changed, post_migrate, post_save, pre_delete, pre_migrate, pre_save
from django.utils.encoding import force_str

from kpss_portal import audit
from kpss_portal.audit_actor import is_quiet
from kpss_portal.models import AuditEntry, AuditKind
from kpss_portal.personal_data import unspoken_fields

OUR_APPS = ("kpss_portal", "accounts", "community", "services_catalog", "working_groups", "surveys", "plans")
STATEMENT = re.compile(r'(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(\w+)"?')
SET_COLUMN = re.compile(r'(?:SET|,) "(\w+)" = ')
INSERTED = re.compile(r'INTO "?\w+"? \(([^)]*)\)')
SORTS = {"I": AuditKind.ADD, "U": AuditKind.CHANGE, "D": AuditKind.DELETE}
LONGEST, MOST = 200, 20  # characters of a value, things named one by one


@dataclass
class Watch:
    """Of one thread: rows of tables that a signal has told of, and things about to be deleted."""

    told: dict[str, int] = field(default_factory=dict)
    going: dict[str, list[AuditEntry]] = field(default_factory=dict)
    is_off: bool = False

    def forget(self, table: str) -> None:
        """A statement failed: what was told of it will not come."""
        self.told.pop(table, None)
        self.going.pop(table, None)


class _Threads(local):
    def __init__(self) -> None:
        self.watch = Watch()


_threads = _Threads()


@cache
def watched() -> dict[str, type[models.Model]]:
    """Models that leave lines, by table; links of many to many among them."""
    found = {}
    for label in OUR_APPS:
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if not is_exempt(model):
                found[model._meta.db_table] = model
    return found


def is_exempt(model: Any) -> bool:
    """The model, or the one that owns the links, says why it leaves no line."""
    return bool(getattr(model._meta.auto_created or model, "leaves_no_line", ""))


def _ignored(model: type[models.Model]) -> set[str]:
    """Fields that move by themselves."""
    moving = {f.attname for f in model._meta.concrete_fields if getattr(f, "auto_now", False)}
    return moving | set(getattr(model, "moves_silently", ()))


def _is_watched(model: Any, using: str) -> bool:
    return using == "default" and not is_quiet() and not _threads.watch.is_off and model._meta.db_table in watched()


# Signals: one thing


def before_save(sender: Any, instance: Any, raw: bool, using: str, update_fields: Any, **_kwargs: Any) -> None:
    """Reads the old values of a row that is there already."""
    if raw or not _is_watched(sender, using):
        return
    _threads.watch.told[sender._meta.db_table] = 1
    names = [f.attname for f in _fields(sender, update_fields)]
    is_new = instance.pk is None or (instance._state.adding and sender._meta.pk.has_default())
    instance._old_values = None if is_new or not names else _read(sender, instance.pk, names)


def _fields(model: Any, update_fields: Any) -> list[Any]:
    ignored = _ignored(model)
    return [
        f
        for f in model._meta.concrete_fields
        if not f.primary_key
        and f.attname not in ignored
        and not f.generated
        and (update_fields is None or f.name in update_fields or f.attname in update_fields)
    ]


def _read(model: Any, key: Any, names: list[str]) -> dict[str, Any] | None:
    found: dict[str, Any] | None = model._base_manager.filter(pk=key).values(*names).first()
    return found


def after_save(sender: Any, instance: Any, created: bool, raw: bool, using: str, **_kwargs: Any) -> None:
    """Writes what changed; nothing where nothing did."""
    _threads.watch.told.pop(sender._meta.db_table, None)
    old = instance.__dict__.pop("_old_values", None)
    if raw or not _is_watched(sender, using):
        return
    if created:
        audit.write([audit.entry_of("add", instance, {}, AuditKind.ADD)])
    elif old is not None and (changes := differences(instance, old)):
        audit.write([audit.entry_of("change", instance, changes, AuditKind.CHANGE)])


def differences(thing: models.Model, old: dict[str, Any]) -> dict[str, Any]:
    """Old and new values by field; of what must not be copied only the name of the field."""
    unspoken = unspoken_fields(type(thing))
    found: dict[str, Any] = {}
    for f in thing._meta.concrete_fields:
        if f.attname not in old or f.attname not in thing.__dict__:
            continue
        before, after = old[f.attname], thing.__dict__[f.attname]
        if _plain(f, before) != _plain(f, after):
            secret = f.name in unspoken or isinstance(f, models.BinaryField)
            found[f.name] = [] if secret else [_shown(before), _shown(after)]
    return found


def _plain(f: Any, value: Any) -> Any:
    """Comparable: a form gives a text where the database gives a number."""
    if hasattr(value, "resolve_expression"):
        return object()
    try:
        return f.get_prep_value(value) if not isinstance(f, models.JSONField) else value
    except (TypeError, ValueError):
        return value


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list) and len(value) <= MOST and all(isinstance(part, int | str) for part in value):
        return [_shown(part) for part in value]
    text = force_str(value, errors="replace").replace("\0", "")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def before_delete(sender: Any, instance: Any, using: str, **_kwargs: Any) -> None:
    """The line is written with the statement that deletes the row."""
    if _is_watched(sender, using):
        entry = audit.entry_of("delete", instance, {}, AuditKind.DELETE)
        _threads.watch.going.setdefault(sender._meta.db_table, []).append(entry)


def links_changed(
    sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, using: str, **_kwargs: Any
) -> None:
    """Which things were linked or unlinked, by name."""
    if not _is_watched(sender, using) or not isinstance(instance, models.Model):
        return
    moment, _line, act = action.partition("_")
    if moment == "pre":
        _threads.watch.told[sender._meta.db_table] = 1_000_000
        return
    _threads.watch.told.pop(sender._meta.db_table, None)
    if act == "clear" or pk_set:
        audit.write([audit.entry_of("change", instance, _links(sender, act, model, pk_set), AuditKind.CHANGE)])


def _links(through: Any, act: str, model: Any, keys: Any) -> dict[str, Any]:
    names: Any = len(keys or ())
    if act != "clear" and names <= MOST:
        names = [audit.label_of(thing) for thing in model._base_manager.filter(pk__in=keys).order_by("pk")]
    return {f"{act}: {model._meta.verbose_name_plural}": names}


# Statements: what signals do not see


def watch_statement(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Passes the statement on and writes a line if it changes a watched table and no signal has told of it."""
    sort = str(sql)[:6]
    if sort not in ("INSERT", "UPDATE", "DELETE"):
        return execute(sql, params, many, context)
    return _watched_statement(execute, sql, params, many, context)


def _watched_statement(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    match = STATEMENT.match(sql)
    table = match[2] if match else ""
    watch = _threads.watch
    if table not in watched() or context["connection"].alias != "default":
        return execute(sql, params, many, context)
    try:
        answer = execute(sql, params, many, context)
    except Exception:
        watch.forget(table)
        raise
    if not is_quiet() and not watch.is_off:
        _tell(table, sql, params, context["cursor"].rowcount)
    return answer


def _tell(table: str, sql: str, params: Any, rows: int) -> None:
    watch = _threads.watch
    if sql[0] == "D" and table in watch.going:
        _tell_of_gone(table, watch.going.pop(table))
    elif watch.told.get(table, 0) > 0:
        if sql[0] != "U" or rows > 0:  # an update that hits nothing is followed by an insert
            watch.told[table] -= max(rows, 1)
    else:
        _tell_of_many(table, sql, params, rows)


def _tell_of_gone(table: str, entries: list[AuditEntry]) -> None:
    """One by one, or together where there are many; more statements may follow for the same rows."""
    if len(entries) > 1:
        _threads.watch.told[table] = max(len(entries) - 100, 0)
    if len(entries) > MOST:
        keys = [entry.object_id for entry in entries]
        first = entries[0]
        entries = [_about_many(watched()[table], AuditKind.DELETE, {"rows": len(keys), "keys": keys[:1000]}, first)]
    audit.write(entries)


def _tell_of_many(table: str, sql: str, params: Any, rows: int) -> None:
    model = watched()[table]
    columns = [] if sql[0] != "U" else SET_COLUMN.findall(sql.partition(" WHERE ")[0])
    if (rows == 0 and sql[0] != "I") or (columns and set(columns) <= _ignored(model)):
        return
    count = rows if rows > 0 else _inserted(sql, params)
    changes: dict[str, Any] = {"rows": count} if count else {}
    audit.write([_about_many(model, SORTS[sql[0]], changes | ({"fields": columns} if columns else {}))])


def _inserted(sql: str, params: Any) -> int:
    """Rows of an insertion; SQLite does not say before they are read."""
    match = INSERTED.search(sql)
    columns = len(match[1].split(",")) if match else 0
    return len(params or ()) // columns if columns else 0


def _about_many(model: Any, kind: str, changes: dict[str, Any], like: AuditEntry | None = None) -> AuditEntry:
    owner = model._meta.auto_created or model
    label = str(model._meta.verbose_name_plural if owner is model else owner._meta.verbose_name_plural)
    return audit.line_of(str(kind), owner._meta.label_lower, "", label[:300], changes, kind)


# Putting it in place


def _attach(sender: Any, connection: Any, **_kwargs: Any) -> None:
    if watch_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch_statement)


def _pause(**_kwargs: Any) -> None:
    """Migrations change tables, the log's among them."""
    _threads.watch.is_off = True


def _go_on(**_kwargs: Any) -> None:
    _threads.watch = Watch()


def start() -> None:
    """Connects everything; once, when apps are loaded."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        _attach(None, connection)
    connection_created.connect(_attach)
    pre_migrate.connect(_pause)
    post_migrate.connect(_go_on)
    for model in {*watched().values()}:
        if model._meta.auto_created:
            m2m_changed.connect(links_changed, sender=model)
        else:
            pre_save.connect(before_save, sender=model)
            post_save.connect(after_save, sender=model)
            pre_delete.connect(before_delete, sender=model)
