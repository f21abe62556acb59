"""The one place that writes the log of changes.

Doors of the work call `record`; what rows are added, changed and deleted `kpss_portal/audit_watch.py` writes by itself. Lines are
written inside the transaction of the change and chained right after it: `kpss_portal/audit_chain.py`.
"""

from typing import Any

from django.db import models, transaction

from kpss_portal import audit_chain
from kpss_portal.audit_actor import acting
from kpss_portal.models import AuditEntry, AuditKind
from kpss_portal.personal_data import unspoken_fields

KINDS = {
    "import": AuditKind.IMPORT,
    "undo_import": AuditKind.IMPORT,
    "export": AuditKind.EXPORT,
}  # by the end of an action


def record(
    actor: Any, action: str, thing: models.Model, changes: dict[str, Any] | None = None, kind: str = ""
) -> AuditEntry:
    """Writes that `actor` (None for the portal itself) did `action` to the thing; call it inside the same transaction."""
    entry = entry_of(action, thing, changes, kind or kind_of(action))
    if actor is not None and getattr(actor, "pk", None):
        entry.actor, entry.actor_key, entry.actor_label = actor, str(actor.pk), str(actor)[:150]
    elif not acting().command:
        entry.actor, entry.actor_key, entry.actor_label = None, "", ""
    write([entry])
    return entry


def entry_of(action: str, thing: models.Model, changes: dict[str, Any] | None, kind: str) -> AuditEntry:
    """A line not written yet, by whoever acts now."""
    return line_of(action, thing._meta.label_lower, str(thing.pk or ""), label_of(thing), changes, kind)


def line_of(
    action: str, object_type: str, object_id: str, label: str, changes: dict[str, Any] | None, kind: str
) -> AuditEntry:
    """A line about one thing, or about several where `object_id` is empty."""
    now = acting()
    person = now.person
    return AuditEntry(
        kind=kind,
        actor=person,
        actor_key=str(person.pk) if person else "",
        actor_label=str(person)[:150] if person else now.words[:150],
        act=now.act,
        action=action[:60],
        object_type=object_type,
        object_id=object_id[:40],
        object_label=label,
        changes=changes or {},
    )


def write(entries: list[AuditEntry]) -> None:
    """Into the log, by one statement."""
    if len(entries) == 1:
        entries[0].save(force_insert=True)
    elif entries:
        AuditEntry.objects.bulk_create(entries, batch_size=200)
    if not any(done is audit_chain.seal for _ids, done, _robust in transaction.get_connection().run_on_commit):
        transaction.on_commit(audit_chain.seal, robust=True)


def note(
    action: str, kind: str, about: type[models.Model] | models.Model, changes: dict[str, Any] | None = None
) -> None:
    """Writes that whoever acts now looked at, exported or mailed something: one thing, or things of a model."""
    if isinstance(about, models.Model):
        write([entry_of(action, about, changes, kind)])
    else:
        write([line_of(action, about._meta.label_lower, "", str(about._meta.verbose_name_plural), changes, kind)])


def kind_of(action: str) -> str:
    """By the end of the action's name."""
    return KINDS.get(action.rpartition(".")[2], AuditKind.STEP)


def label_of(thing: models.Model) -> str:
    """How the thing is called; without a name where the name is itself what must not be copied."""
    try:
        words = " ".join(str(thing).replace("\0", "").split())
    except Exception:  # a row that the database is to refuse need not know its name; the log never stops the work
        return f"{thing._meta.verbose_name} {thing.pk}"[:300]
    loaded = getattr(thing, "_wrapped", thing).__dict__  # whoever signs out is told by a request that knows them lazily
    if any(str(loaded.get(name) or "\0") in words for name in unspoken_fields(thing._meta.model)):
        return f"{thing._meta.verbose_name} {thing.pk}"[:300]
    return words[:300]
