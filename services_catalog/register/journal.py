"""Remembers each row that is made, changed or deleted, so that all of it can be put back exactly.

Before anything is put back, each row must still be as it was left; otherwise somebody worked with it meanwhile.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from kpss_portal.stored_rows import stored_rows

Entry = dict[str, Any]


class CannotUndo(ValueError):
    """Somebody changed or used a row since; the message names it."""


class Journal:
    """Writes rows and remembers what stood there before."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def create(self, row: models.Model) -> None:
        """Saves a new row."""
        row.save(force_insert=True)
        self.entries.append({"do": "create", "after": _snapshot(row)})

    def change(self, row: models.Model, **values: Any) -> None:
        """Sets and saves fields of a row."""
        before = _snapshot(row)["fields"]
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        after = _snapshot(row)["fields"]
        self.entries.append(
            {
                "do": "change",
                "model": row._meta.label_lower,
                "pk": row.pk,
                "before": {name: before[name] for name in values},
                "after": {name: after[name] for name in values},
            }
        )

    def set_links(self, row: models.Model, name: str, others: Iterable[models.Model]) -> None:
        """Sets a many-to-many relation."""
        before = _links(row, name)
        getattr(row, name).set(others)
        self.entries.append(
            {
                "do": "links",
                "model": row._meta.label_lower,
                "pk": row.pk,
                "name": name,
                "before": before,
                "after": _links(row, name),
            }
        )

    def delete(self, rows: Iterable[models.Model]) -> None:
        """Deletes rows with all that belongs to them."""
        for row in rows:
            deleted = _all_of(row)
            self.entries.append({"do": "delete", "before": [_snapshot(part) for part in deleted]})
            row.delete()


def put_back(entries: list[Entry]) -> None:
    """Undoes all entries, the last one first; CannotUndo, with nothing changed, if a row is not as it was left."""
    try:
        with transaction.atomic():
            for entry in reversed(entries):
                PUT_BACK[entry["do"]](entry)
    except IntegrityError as fault:
        raise CannotUndo(_("Something was added since in the place of what would be put back.")) from fault


def _snapshot(row: models.Model) -> dict[str, Any]:
    """The row as JSON, without relations to many."""
    return stored_rows([row], _own_fields(row))[0]


def _own_fields(row: models.Model) -> list[str]:
    return [field.name for field in row._meta.concrete_fields]


def _links(row: models.Model, name: str) -> list[int]:
    return sorted(getattr(row, name).values_list("pk", flat=True))


class _FullCollector(Collector):
    """Names each row that a deletion would take, also those that the database could delete by itself."""

    def can_fast_delete(self, *args: Any, **options: Any) -> bool:
        return False


def _all_of(row: models.Model) -> list[models.Model]:
    """The row and all rows that go with it, those that others need first."""
    collector = _FullCollector(using="default")
    collector.collect([row])
    collector.sort()
    found = [part for rows in collector.data.values() for part in rows]
    return found[::-1]


def _row(entry: Entry) -> models.Model:
    model: Any = apps.get_model(entry["model"])
    row = model._base_manager.filter(pk=entry["pk"]).first()
    if row is None:
        raise CannotUndo(_("A row that was changed has been deleted since."))
    found: models.Model = row
    return found


def _put_back_creation(entry: Entry) -> None:
    after = entry["after"]
    row = _row(after)
    present = _snapshot(row)["fields"]
    if any(present[name] != value for name, value in after["fields"].items() if not _is_computed(row, name)):
        raise _changed(row)
    if len(_all_of(row)) > 1:
        raise CannotUndo(_("“%(name)s” is used elsewhere since.") % {"name": row})
    row.delete()


def _put_back_change(entry: Entry) -> None:
    row = _row(entry)
    present = _snapshot(row)["fields"]
    if any(present[name] != value for name, value in entry["after"].items()):
        raise _changed(row)
    for name, value in entry["before"].items():
        field: Any = row._meta.get_field(name)
        setattr(row, field.attname, value if field.is_relation else field.to_python(value))
    row.save()


def _put_back_links(entry: Entry) -> None:
    row = _row(entry)
    if _links(row, entry["name"]) != entry["after"]:
        raise _changed(row)
    getattr(row, entry["name"]).set(entry["before"])


def _put_back_deletion(entry: Entry) -> None:
    for found in serializers.deserialize("json", json.dumps(entry["before"])):
        found.save(force_insert=True)


def _changed(row: models.Model) -> CannotUndo:
    return CannotUndo(_("“%(name)s” has been changed since.") % {"name": row})


def _is_computed(row: models.Model, name: str) -> bool:
    field: Any = row._meta.get_field(name)
    return getattr(field, "auto_now", False) or not field.editable


PUT_BACK = {
    "create": _put_back_creation,
    "change": _put_back_change,
    "links": _put_back_links,
    "delete": _put_back_deletion,
}
