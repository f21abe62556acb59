"""Erases what is kept of one person: deletes rows, empties fields, and says what stays and why.

A preview does the very same and takes it back, so it also knows what the database will refuse: parts of approved documents.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal import audit
from kpss_portal.models import ConsentHow, Erasure
from kpss_portal.personal_data import OnRequest, PersonalData, declaration_of
from kpss_portal.privacy import consents, journal
from kpss_portal.privacy.person import Found, Who, doings, find

VEIL = "(vymazáno)"  # where a name cannot be empty; stored, so it is not translated
Eraser = Callable[[Any], None]
_own_ways: dict[str, Eraser] = {}


class Refused(Exception):
    """An eraser of an app says in words why the row stays."""


def own_way(label: str) -> Callable[[Eraser], Eraser]:
    """Registers how a model is emptied where more has to be done than emptying its fields."""

    def register(eraser: Eraser) -> Eraser:
        _own_ways[label.lower()] = eraser
        return eraser

    return register


@dataclass(frozen=True)
class Fate:
    """What became, or is to become, of one row. `act`: delete, blank, own or keep."""

    label: str
    pk: str
    stamp: str
    act: str
    fields: tuple[str, ...] = ()
    why: str = ""
    left: str = ""

    @property
    def kind(self) -> str:
        """The kind of thing in words."""
        return str(apps.get_model(self.label)._meta.verbose_name)

    @property
    def field_words(self) -> list[str]:
        """Fields that are emptied, in words."""
        meta = apps.get_model(self.label)._meta
        return [str(meta.get_field(name).verbose_name) for name in self.fields]


def stamp(row: Any) -> str:
    """What tells the row from another one that once may bear the same key: its own number or its moment."""
    for name in ("uuid", "created_at", "joined_at"):
        if hasattr(row, name):
            value = getattr(row, name)
            return value.isoformat() if hasattr(value, "isoformat") else str(value)
    return ""


def fate_of(found: Found) -> Fate:
    """By the declaration of its model."""
    declaration, label = found.declaration, found.model._meta.label_lower
    about = (label, str(found.row.pk), stamp(found.row))
    if declaration.on_request == OnRequest.KEEP:
        return Fate(*about, "keep", why=str(declaration.why_kept))
    if label in _own_ways and not found.strangers & found.by and _is_main(found):
        return Fate(*about, "own")
    if declaration.on_request == OnRequest.DELETE:
        return Fate(*about, "delete")
    names = tuple(name for name in found.fields if name not in declaration.left and name not in declaration.accounts)
    return Fate(*about, "blank", names, left=str(declaration.why_left))


def _is_main(found: Found) -> bool:
    """The first of several people in the row, to whom the row belongs."""
    return not found.declaration.apart or bool(found.by & set(found.declaration.apart[0]))


def carry_out(fate: Fate) -> Fate:
    """Does it; a row that the database or its app holds fast stays, and the answer says why."""
    model = apps.get_model(fate.label)
    row = model._base_manager.filter(pk=fate.pk).first()
    if fate.act == "keep" or row is None:
        return fate
    try:
        with transaction.atomic():
            _do(fate, row)
    except Refused as refusal:
        return Fate(fate.label, fate.pk, fate.stamp, "keep", why=str(refusal))
    except (IntegrityError, ValidationError):  # a trigger, a key or a rule; an outage of the database goes on
        why = _("It is a part of an approved or archived document, which does not change.")
        return Fate(fate.label, fate.pk, fate.stamp, "keep", why=why)
    return fate


def _do(fate: Fate, row: Any) -> None:
    if fate.act == "own":
        _own_ways[fate.label](row)
    elif fate.act == "delete":
        row.delete()
    else:
        declaration = declaration_of(type(row))
        values = {name: _empty(row, name, declaration) for name in fate.fields}
        type(row)._base_manager.filter(pk=row.pk).update(**values)


def _empty(row: Any, name: str, declaration: PersonalData | None) -> Any:
    old, field = getattr(row, name), row._meta.get_field(name)
    if declaration and name in declaration.veiled:
        return VEIL if old else old
    return "" if isinstance(field, models.CharField | models.TextField) and not (field.null and old is None) else None


@dataclass(frozen=True)
class Outcome:
    """Everything about one person."""

    fates: list[Fate]
    stays: list[tuple[str, int, str]]  # of what the account did: kind, count, why

    @property
    def erased(self) -> list[Fate]:
        """What goes."""
        return [fate for fate in self.fates if fate.act != "keep"]

    @property
    def kept(self) -> list[Fate]:
        """What stays."""
        return [fate for fate in self.fates if fate.act == "keep"]


def chosen_of(who: Who, chosen: Iterable[str]) -> list[Found]:
    """Rows found for sure, and of those found only by the name the ones that somebody chose."""
    picked = set(chosen)
    return [one for one in find(who) if one.is_sure or one.key in picked]


def _outcome(who: Who, chosen: Iterable[str]) -> Outcome:
    found = sorted(
        chosen_of(who, chosen), key=lambda one: one.row == who.account
    )  # the account last: others lead to it
    stays = [(str(one.model._meta.verbose_name_plural), one.count, _why(one.declaration)) for one in doings(who)]
    return Outcome([carry_out(fate_of(one)) for one in found], stays)


def _why(declaration: PersonalData) -> str:
    return str(
        declaration.why_kept or _("It says who did official acts. It names the account, so the name goes with it.")
    )


def preview(who: Who, chosen: Iterable[str]) -> Outcome:
    """What would become of everything; nothing is changed."""
    with transaction.atomic():
        found = _outcome(who, chosen)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def erase(who: Who, chosen: Iterable[str], *, by: Any, note: str = "") -> Outcome:
    """Erases, writes the journal and one line of the log without a name. PermissionDenied is up to the page."""
    done = _outcome(who, chosen)
    for fate in done.erased:
        consents.end(fate.label, fate.pk, ConsentHow.ERASED)
    counts = Counter((fate.label, fate.why) for fate in done.kept)
    line = Erasure(
        erased_at=timezone.now(),
        actor=by,
        note=note.strip()[:100],
        acts=[[fate.label, fate.pk, fate.stamp, fate.act, list(fate.fields)] for fate in done.erased],
        marks=[journal.mark_of(who.email)] if who.email else [],
        kept=[{"kind": label, "count": count, "why": why} for (label, why), count in counts.items()],
    )
    journal.append(line)  # before the commit: a line too many does no harm, a missing one would
    line.save()
    audit.record(by, "erase person", line, {"records": len(done.erased), "kept": len(done.kept)})
    return done
