"""One comparison with the register: read the file, keep what is ours, put differences into the queue.

Reading changes nothing. All that is found is written at its end in one transaction, or not at all.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from kpss_portal.audit_actor import one_line
from services_catalog.enums import DifferenceKind, RegisterImportState
from services_catalog.models import RegisterImport
from services_catalog.register.applying import announce
from services_catalog.register.codes import Codes
from services_catalog.register.differences import Comparison, Kept, against_queue, differences_of, store
from services_catalog.register.faults import CountMoved, RegisterFault, UnknownCodes
from services_catalog.register.matching import CATALOGUE, Catalogue, kept_because
from services_catalog.register.records import Malformed, Record, record_of
from services_catalog.register.streaming import RegisterReader

MOST_MOVED_PERCENT = 5  # of the count of services against the last good comparison: more is a fault of the file
MOST_MOVED_HERE = 3  # services of the territory
logger = logging.getLogger(__name__)
Progress = Callable[[int], None]  # bytes read


@dataclass
class Reading:
    """What a file says: counts of the whole of it, and records that are ours."""

    day: date
    sha256: str = ""
    services: int = 0
    facilities: int = 0
    left_out_emails: int = 0
    kept: list[Kept] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


# --- reading ------------------------------------------------------------------------------------------------------


def read(file: BinaryIO, codes: Codes, catalogue: Catalogue, progress: Progress | None = None) -> Reading:
    """Reads the whole file; RegisterFault for one that cannot be used, UnknownCodes for values nobody knows."""
    reading = Reading(timezone.localdate())
    reader = RegisterReader(file, progress)
    seen: set[str] = set()
    for item in reader:
        record = _record(item, reader.count)
        reading.services += 1
        reading.facilities += len(record.facilities)
        codes.check_lists(record)
        if _is_usable(record, seen, reading):
            _keep(record, reading, codes, catalogue)
    if not reading.services:
        raise RegisterFault(_("The file has no services. Nothing was changed."))
    codes.refuse_unknown()
    reading.sha256 = reader.sha256
    reading.notes += codes.notes
    return reading


def _record(item: Any, number: int) -> Record:
    try:
        return record_of(item)
    except Malformed as fault:
        raise RegisterFault(
            _(
                "Item %(number)d does not have the shape of the register (“%(key)s”). "
                "The ministry has probably changed its file. Nothing was changed."
            )
            % {"number": number, "key": fault}
        ) from fault


def _is_usable(record: Record, seen: set[str], reading: Reading) -> bool:
    if not record.identifier and record.portal_id is None:
        reading.notes.append(
            _("A service of the provider %(name)s has no number; it was left out.") % {"name": record.provider_name}
        )
        return False
    if record.subject in seen:
        reading.notes.append(
            _("The number %(number)s stands in the file twice; the first one counts.")
            % {"number": record.identifier or record.portal_id}
        )
        return False
    seen.add(record.subject)
    return True


def _keep(record: Record, reading: Reading, codes: Codes, catalogue: Catalogue) -> None:
    service = catalogue.find(record)
    because = CATALOGUE if service else kept_because(record, codes, reading.day)
    is_over = record.ends_on is not None and record.ends_on < reading.day
    if not because or (is_over and service is None):
        return
    codes.check_ours(record)
    reading.kept.append(Kept(record, service, because))
    reading.left_out_emails += record.left_out_emails


# --- comparing ----------------------------------------------------------------------------------------------------


def last_good() -> RegisterImport | None:
    """The last comparison that was not stopped."""
    return RegisterImport.objects.filter(state=RegisterImportState.DONE).order_by("-finished_at", "-pk").first()


def check_count(reading: Reading) -> None:
    """CountMoved when the count of services has moved too much since the last good comparison.

    That of the whole file by more than MOST_MOVED_PERCENT; that of the territory by more than that and by more than
    MOST_MOVED_HERE, since in a small town one service is many per cent.
    """
    last = last_good()
    if last is None:
        return
    now, before = reading.services, last.services_total or 0
    if _has_moved(now, before):
        raise CountMoved(_moved_words(now, before))
    now, before = len(reading.kept), last.kept_total or 0
    if _has_moved(now, before) and abs(now - before) > MOST_MOVED_HERE:
        raise CountMoved(_("Services of the territory:") + " " + _moved_words(now, before))


def _has_moved(now: int, before: int) -> bool:
    return bool(before) and abs(now - before) * 100 > MOST_MOVED_PERCENT * before


def _moved_words(now: int, before: int) -> str:
    return _(
        "The file has %(now)d services, the last good one had %(before)d. A difference of more than %(percent)d %% "
        "usually means a broken file, so nothing was compared. If the count is right, confirm it with a reason."
    ) % {"now": now, "before": before, "percent": MOST_MOVED_PERCENT}


def compare(reading: Reading, codes: Codes, catalogue: Catalogue) -> Comparison:
    """Differences that the queue does not know yet; nothing is written. UnknownCodes for values nobody knows."""
    return against_queue(differences_of(reading.kept, catalogue, codes, reading.day))


@one_line("reads a file of the register; the queue of differences says what it found")
def run(register_import: RegisterImport, file: BinaryIO, progress: Progress | None = None) -> RegisterImport:
    """Reads, compares and writes; what went wrong is kept at the import and raised as RegisterFault."""
    _set(register_import, state=RegisterImportState.READING, percent=1, message="")
    try:
        codes, catalogue = Codes(register_import.code_lists or _last_lists()), Catalogue()
        reading = read(file, codes, catalogue, progress)
        if not register_import.override_reason:
            check_count(reading)
        _write(register_import, reading, codes)
    except CountMoved as fault:
        _set(register_import, state=RegisterImportState.STOPPED, percent=0, message=str(fault))
        raise
    except RegisterFault as fault:
        unknown = fault.codes if isinstance(fault, UnknownCodes) else []
        _set(register_import, state=RegisterImportState.FAILED, percent=0, message=str(fault), unknown_codes=unknown)
        raise
    except Exception:  # the person who waits must learn that it failed, and the log why
        words = _("The comparison failed. The administrator finds the reason in the log. Nothing was changed.")
        _set(register_import, state=RegisterImportState.FAILED, percent=0, message=words)
        raise
    return register_import


@transaction.atomic
def _write(register_import: RegisterImport, reading: Reading, codes: Codes) -> None:
    """The catalogue is looked at once more under the lock: reading may have taken a minute."""
    RegisterImport.objects.select_for_update(of=("self",)).order_by("pk").first()  # one comparison at a time
    catalogue = Catalogue()
    for row in reading.kept:
        row.service = catalogue.find(row.record)
        row.because = CATALOGUE if row.service else row.because
    reading.kept = [row for row in reading.kept if row.service or row.because != CATALOGUE]
    comparison = compare(reading, codes, catalogue)
    store(comparison, register_import)
    _set(
        register_import,
        state=RegisterImportState.DONE,
        percent=100,
        message="",
        unknown_codes=[],
        finished_at=timezone.now(),
        file_sha256=reading.sha256,
        services_total=reading.services,
        facilities_total=reading.facilities,
        kept_total=len(reading.kept),
        left_out_emails=reading.left_out_emails,
        notes=reading.notes[:200],
        new_count=comparison.count(DifferenceKind.NEW),
        changed_count=comparison.count(DifferenceKind.CHANGED),
        ended_count=comparison.count(DifferenceKind.ENDED),
        settled_count=len(comparison.settled),
    )
    record(register_import.created_by, "register.compare", register_import, counts_of(register_import))
    announce([row for row in comparison.found if row.is_alarm], is_accepted=False)


def counts_of(register_import: RegisterImport) -> dict[str, int | str]:
    """What a finished comparison found, for the log and for the command."""
    return {
        "services": register_import.services_total or 0,
        "kept": register_import.kept_total or 0,
        "new": register_import.new_count,
        "changed": register_import.changed_count,
        "ended": register_import.ended_count,
        "settled": register_import.settled_count,
        "override": register_import.override_reason,
    }


def _set(register_import: RegisterImport, **values: Any) -> None:
    for name, value in values.items():
        setattr(register_import, name, value)
    register_import.save(update_fields=list(values))


def _last_lists() -> dict[str, dict[str, str]]:
    """Code lists of the last comparison that was given any."""
    last = RegisterImport.objects.filter(state=RegisterImportState.DONE).exclude(code_lists={}).first()
    return last.code_lists if last else {}
