"""The chain of the log: each line holds the hash of the one before, so a missing or changed line is seen.

Lines are numbered and hashed after the commit, in a short transaction that one process at a time is in: whoever writes long
holds nobody up. What a crash leaves without a number the next commit chains. Content of a line cannot change in the meantime
either: triggers refuse it on both engines.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal import triggers
from kpss_portal.canonical import canonical, sha256_of
from kpss_portal.models import AuditAnchor, AuditEntry
from kpss_portal.personal_data import months_in_words
from kpss_portal.privacy import retention

logger = logging.getLogger(__name__)
LOCK = 0x6B707373  # of PostgreSQL: one process chains at a time
AT_ONCE = 500
PREFIX, MESSAGE = "kpss_audit_", "the log of changes does not change"
CONTENT = ("at", "kind", "actor_key", "actor_label", "act", "action", "object_type", "object_id", "object_label")
COLUMNS = (*CONTENT, "id", "changes")
CHAIN = ("number", "previous_hash", "entry_hash")


@dataclass
class Verdict:
    """What was found: lines in the chain, lines that wait for their number, faults in words, and the end of the chain."""

    checked: int = 0
    waiting: int = 0
    number: int = 0
    entry_hash: str = ""
    faults: list[str] = field(default_factory=list)


def conditions() -> triggers.Conditions:
    """When a change of the log is refused: always, but for chaining once, a person who goes, and lines before an anchor."""
    entries, anchors = AuditEntry._meta.db_table, AuditAnchor._meta.db_table
    content = triggers.any_changed(COLUMNS)
    chained = f"(OLD.number IS NOT NULL AND ({triggers.any_changed(CHAIN)}))"
    moved = f"(NEW.actor_id IS NOT NULL AND {triggers.changed('actor_id')})"
    return {
        (entries, "UPDATE"): f"{content} OR {chained} OR {moved}",
        (entries, "DELETE"): f"OLD.number IS NULL OR NOT EXISTS (SELECT 1 FROM {anchors} WHERE number >= OLD.number)",  # noqa: S608  # of constants
        (anchors, "UPDATE"): "1 = 1",
        (anchors, "DELETE"): "1 = 1",
    }


def install(using: str = "default", **_kwargs: Any) -> None:
    """Puts the triggers in place; harmless when repeated."""
    triggers.install(using, PREFIX, conditions(), MESSAGE)


def remove(using: str = "default", plan: Any = (), **_kwargs: Any) -> None:
    """Takes them away before migrations: SQLite cannot rebuild a table that triggers speak of."""
    if plan:
        triggers.remove(using, PREFIX)


def missing(using: str = "default") -> set[str]:
    """Names of triggers that are not in place."""
    return triggers.missing(using, PREFIX, conditions())


def hash_of(entry: AuditEntry, number: int, previous: str) -> str:
    """Over everything that the line says, its number and the hash of the line before."""
    said: dict[str, Any] = {name: getattr(entry, name) for name in CONTENT if name != "at"}
    said |= {"at": entry.at.astimezone(UTC).isoformat(), "changes": entry.changes}
    return sha256_of(canonical(said | {"number": number, "previous": previous}))


def seal() -> int:
    """Chains the lines that wait and gives their number."""
    count = 0
    while chained := _seal_some():
        count += chained
        if chained < AT_ONCE:
            break
    return count


@transaction.atomic
def _seal_some() -> int:
    _alone()
    waiting = list(AuditEntry.objects.filter(number__isnull=True).order_by("pk")[:AT_ONCE])
    number, previous = end_of_chain()
    for entry in waiting:
        number += 1
        entry.number, entry.previous_hash = number, previous
        entry.entry_hash = previous = hash_of(entry, number, previous)
    _store(waiting)
    return len(waiting)


def _alone() -> None:
    """On SQLite every transaction that writes is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _store(entries: list[AuditEntry]) -> None:
    """The columns of the chain only; the log refuses all other changes."""
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(name)} = %s" for name in CHAIN)
    statement = f"UPDATE {quote(AuditEntry._meta.db_table)} SET {columns} WHERE {quote('id')} = %s"  # noqa: S608  # of constants
    with connection.cursor() as cursor:  # a hundred times faster than `bulk_update`, and an import has many lines
        cursor.executemany(statement, [[*(getattr(entry, name) for name in CHAIN), entry.pk] for entry in entries])


def end_of_chain() -> tuple[int, str]:
    """Number and hash of the last line; of the anchor where no line is left; zero at the very beginning."""
    newest: Any = (
        AuditEntry.objects.filter(number__isnull=False).order_by("-number").only("number", "entry_hash").first()
    )
    newest = newest or AuditAnchor.objects.first()
    return (newest.number, newest.entry_hash) if newest else (0, "")


def _lines() -> Iterator[AuditEntry]:
    return AuditEntry.objects.filter(number__isnull=False).order_by("number").iterator(chunk_size=2000)


def verify() -> Verdict:
    """Goes through the whole chain from its anchor."""
    anchor = AuditAnchor.objects.first()
    found = Verdict(waiting=AuditEntry.objects.filter(number__isnull=True).count())
    if anchor:
        found.number, found.entry_hash = anchor.number, anchor.entry_hash
    for entry in _lines():
        _check(entry, found)
        found.checked += 1
        found.number, found.entry_hash = entry.number or 0, entry.entry_hash
    return found


def _check(entry: AuditEntry, found: Verdict) -> None:
    number = entry.number or 0
    if number != found.number + 1:
        found.faults.append(f"lines {found.number + 1} to {number - 1} are missing")
    elif entry.previous_hash != found.entry_hash:
        found.faults.append(f"line {number} does not follow the line before")
    if hash_of(entry, number, entry.previous_hash) != entry.entry_hash:
        found.faults.append(f"line {number} was changed")


def oldest_kept(now: datetime | None = None) -> datetime:
    """Lines before it are past their term."""
    months = settings.AUDIT_MONTHS
    moment = now or timezone.now()
    years, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=years, month=month + 1, day=min(moment.day, 28))


def past_term(now: datetime | None = None) -> models.QuerySet[AuditEntry]:
    """Chained lines older than their term."""
    chained = AuditEntry.objects.filter(number__isnull=False)
    first_kept = chained.filter(at__gte=oldest_kept(now)).order_by("number").first()
    return chained.filter(number__lt=first_kept.number) if first_kept else chained


@transaction.atomic
def forget_old(is_dry: bool = False, now: datetime | None = None) -> int:
    """Removes lines past their term and writes an anchor, so that the rest still verifies; gives their number."""
    _alone()
    old = past_term(now)
    last, count = old.order_by("-number").first(), old.count()
    if last is None or is_dry:
        return count
    AuditAnchor.objects.create(number=last.number or 0, entry_hash=last.entry_hash, removed_count=count)
    gone: models.QuerySet[AuditEntry] = models.QuerySet(AuditEntry).filter(number__lte=last.number)
    gone._raw_delete(gone.db)  # nothing hangs on a line; the usual way is refused
    logger.info("old lines of the log removed: %d up to number %d", count, last.number or 0)
    return count


retention.add(
    retention.Sweep(
        "kpss_portal.auditentry",
        "kpss_portal.AuditEntry",
        lambda: (
            _("lines of the log: %(time)s after they were written") % {"time": months_in_words(settings.AUDIT_MONTHS)}
        ),
        lambda now: past_term(now).count(),
        lambda now: forget_old(now=now),
    )
)
