"""What the register says otherwise: computed against the catalogue, kept in a queue, never written by itself.

A difference is asked about once. Whatever the office decided stays decided until the register says something new.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from services_catalog.enums import DifferenceKind, DifferenceState
from services_catalog.models import RegisterDifference, RegisterImport, Service
from services_catalog.register.codes import Codes
from services_catalog.register.facts import FACTS, NEW, UNTIL, fingerprint, is_newly_hidden
from services_catalog.register.matching import CATALOGUE, Catalogue, subject_of
from services_catalog.register.records import Record


@dataclass
class Kept:
    """A record that is ours, with the service that it is and why it was kept."""

    record: Record
    service: Service | None
    because: str


@dataclass
class Comparison:
    """Computed differences and how many of each kind are new in the queue."""

    found: list[RegisterDifference] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)

    def count(self, kind: DifferenceKind) -> int:
        """Of the kind."""
        return sum(row.kind == kind for row in self.found)


# --- computing ----------------------------------------------------------------------------------------------------


def differences_of(kept: Iterable[Kept], catalogue: Catalogue, codes: Codes, day: date) -> list[RegisterDifference]:
    """All differences on the day, not saved and not looked up in the queue."""
    rows: list[RegisterDifference] = []
    found: list[Service] = []
    for row in kept:
        if row.service is None:
            rows.append(_new(row, codes, day))
        else:
            found.append(row.service)
            rows += _changes(row.record, row.service, codes, day)
    rows += [_gone(service, day) for service in catalogue.missing(found) if not _has_ended(service, day)]
    return rows


def _new(row: Kept, codes: Codes, day: date) -> RegisterDifference:
    record = row.record
    value = {name: fact.theirs(record, codes, day) for name, fact in FACTS.items()}
    value |= {"name": _name_of(record, codes, day), "until": record.ends_on.isoformat() if record.ends_on else None}
    difference = RegisterDifference(
        kind=DifferenceKind.NEW,
        subject=record.subject,
        title=value["name"],
        provider_name=record.provider_name,
        kept_because=row.because,
        field=NEW,
        after=value,
    )
    difference.fingerprint = fingerprint(NEW, record.subject)  # once declined, it is not offered again
    return difference


def _name_of(record: Record, codes: Codes, day: date) -> str:
    """The register gives services no name: that of the only place of provision, or else the kind of service."""
    kind = codes.types[record.type_code].name
    names = {found.name for found in record.facilities_on(day) if found.name}
    name = names.pop() if len(names) == 1 else kind
    return (name[:1].upper() + name[1:])[:200]


def _changes(record: Record, service: Service, codes: Codes, day: date) -> list[RegisterDifference]:
    end, until = record.ends_on, service.provided_until
    rows = []
    is_over = bool(end and end < day)
    if end != until and not (is_over and _has_ended(service, day)):
        why = "stated" if end == record.until else "places"
        after = {"date": end.isoformat(), "why": why} if end else {"date": None}
        before = {"date": until.isoformat()} if until else None
        rows.append(_difference(service, UNTIL, before, after))
    if is_over or _has_ended(service, day):
        return rows
    is_secret = any(place.is_address_hidden for place in service.places.all())
    for name, fact in FACTS.items():
        if name == "places" and is_secret:
            continue  # an address that the office keeps secret is not spoken of
        ours, theirs = fact.ours(service), fact.theirs(record, codes, day)
        if fact.differs(ours, theirs):
            rows.append(_difference(service, name, ours, theirs))
    return rows


def _gone(service: Service, day: date) -> RegisterDifference:
    last = max(day - timedelta(days=1), service.provided_since or date.min)
    before = {"date": service.provided_until.isoformat()} if service.provided_until else None
    row = _difference(service, UNTIL, before, {"date": last.isoformat(), "why": "missing"})
    row.fingerprint = fingerprint(UNTIL, "missing")  # the day moves on, the difference is the same
    return row


def _has_ended(service: Service, day: date) -> bool:
    return service.provided_until is not None and service.provided_until < day


def _difference(service: Service, name: str, before: Any, after: Any) -> RegisterDifference:
    is_end = name == UNTIL and bool(after["date"])
    hides = name == "places" and is_newly_hidden(before, after)
    return RegisterDifference(
        kind=DifferenceKind.ENDED if is_end else DifferenceKind.CHANGED,
        subject=subject_of(service),
        service=service,
        title=service.name,
        provider_name=service.provider.name,
        kept_because=CATALOGUE,
        field=name,
        before=before,
        after=after,
        fingerprint=fingerprint(name, after),
        is_alarm=is_end or hides or name == "capacities",
    )


# --- the queue ----------------------------------------------------------------------------------------------------


def against_queue(rows: list[RegisterDifference]) -> Comparison:
    """Which of the differences are to be asked about, and which that wait are no longer differences."""
    decided = {
        (row.subject, row.field): row.fingerprint
        for row in RegisterDifference.objects.decided()
        .only("subject", "field", "fingerprint")
        .order_by("decided_at", "pk")
    }
    waiting = {(row.subject, row.field): row for row in RegisterDifference.objects.waiting().defer("before", "after")}
    comparison = Comparison()
    seen = set()
    for row in rows:
        key = (row.subject, row.field)
        if decided.get(key) == row.fingerprint:
            continue
        waits = waiting.get(key)
        if waits and waits.fingerprint == row.fingerprint and waits.service_id == row.service_id:
            seen.add(key)
        else:
            comparison.found.append(row)
    comparison.settled = [row.pk for key, row in waiting.items() if key not in seen]
    return comparison


def store(comparison: Comparison, register_import: RegisterImport) -> None:
    """Puts the differences into the queue; what waited and is no longer true is closed."""
    RegisterDifference.objects.filter(pk__in=comparison.settled).update(state=DifferenceState.SETTLED)
    for row in comparison.found:
        row.found_in = register_import
    RegisterDifference.objects.bulk_create(comparison.found, batch_size=500)
