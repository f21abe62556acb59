"""What is kept of an item of the register. Only the named keys are read: persons never get here.

The structure is the ministry's own; where it says nothing, the value is None or empty, never a guess.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services_catalog.register.persons import is_personal_email, note_without_person

CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
CODE_KINDS = ("Obec", "Okres", "Kraj")  # from the narrowest


class Malformed(ValueError):
    """An item has another shape than the register has; the message is the key."""


@dataclass(frozen=True)
class Address:
    """Where a facility is; codes of the register."""

    street: str = ""
    postal_code: str = ""
    municipality: str = ""


@dataclass(frozen=True)
class Facility:
    """A place of provision; of a secret one nothing but that it is."""

    name: str = ""
    address: Address | None = None
    is_hidden: bool = False
    until: date | None = None


@dataclass(frozen=True)
class RegisteredCapacity:
    """The registered most in one unit."""

    unit: str
    number: int
    note: str = ""


@dataclass(frozen=True)
class RegisteredForm:
    """A form and its capacities; `is_nonstop` is None where the register does not say."""

    code: str
    is_nonstop: bool | None = None
    capacities: tuple[RegisteredCapacity, ...] = ()


@dataclass(frozen=True)
class RegisteredContact:
    """A number or an address, with what it is for."""

    value: str
    note: str = ""


@dataclass(frozen=True)
class Record:
    """One registered service."""

    identifier: str
    portal_id: int | None
    type_code: str
    provider_ico: str
    provider_name: str
    since: date | None = None
    until: date | None = None
    forms: tuple[RegisteredForm, ...] = ()
    target_groups: tuple[str, ...] = ()
    age_groups: tuple[str, ...] = ()
    phones: tuple[RegisteredContact, ...] = ()
    emails: tuple[RegisteredContact, ...] = ()
    webs: tuple[RegisteredContact, ...] = ()
    facilities: tuple[Facility, ...] = ()
    seats: tuple[Address, ...] = ()
    reach: tuple[tuple[str, ...], ...] = field(default=())
    left_out_emails: int = 0

    @property
    def subject(self) -> str:
        """The key of the service in the queue: by its registration number, or by the portal's where it has none."""
        return f"i:{self.identifier}" if self.identifier else f"p:{self.portal_id}"

    @property
    def ends_on(self) -> date | None:
        """The end of the service, or of its last place when all of them have ended."""
        ends = [facility.until for facility in self.facilities]
        last = max((end for end in ends if end), default=None) if ends and all(ends) else None
        return min((end for end in (self.until, last) if end), default=None)

    def facilities_on(self, day: date) -> tuple[Facility, ...]:
        """Places that have not ended before the day: the register keeps the ended ones too."""
        return tuple(found for found in self.facilities if found.until is None or found.until >= day)


# --- reading of values --------------------------------------------------------------------------------------------


def text(value: Any) -> str:
    """A text on one line, without letters that no text has; numbers become texts."""
    if value is None or isinstance(value, dict | list):
        return ""
    return " ".join(CONTROL.sub(" ", str(value)).split())


def _rows(item: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = item.get(key)
    if rows is None:
        return []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Malformed(key)
    return rows


def _part(item: dict[str, Any], key: str) -> dict[str, Any]:
    part = item.get(key)
    if part is None:
        return {}
    if not isinstance(part, dict):
        raise Malformed(key)
    return part


def _code(item: dict[str, Any], key: str) -> str:
    return text(_part(item, key).get("id"))[:60]


def _day(item: dict[str, Any], key: str) -> date | None:
    written = text(item.get(key))
    if not written:
        return None
    try:
        return date.fromisoformat(written[:10])
    except ValueError as fault:
        raise Malformed(key) from fault


def _count(item: dict[str, Any], key: str) -> int | None:
    number = item.get(key)
    if number is None or number == "":
        return None
    written = str(number).strip()
    if isinstance(number, bool) or not re.fullmatch(r"[0-9]{1,10}", written) or int(written) > 2_147_483_647:
        raise Malformed(key)
    return int(written)


def codes_in(value: Any, kind: str) -> Iterator[str]:
    """Codes of a kind ("Kraj/60") anywhere inside: some parts of the register are not described anywhere."""
    if isinstance(value, str) and value.startswith(f"{kind}/"):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from codes_in(inner, kind)
    elif isinstance(value, list):
        for inner in value:
            yield from codes_in(inner, kind)


# --- reading of an item -------------------------------------------------------------------------------------------


def record_of(item: Any) -> Record:
    """The service that the item describes; Malformed names the key that is not as it should be."""
    if not isinstance(item, dict):
        raise Malformed("polozky")
    provider = _part(item, "poskytovatel")
    name, ico = text(provider.get("nazev"))[:200], text(provider.get("ico"))[:8]
    facilities = tuple(_facility(row, item) for row in _rows(item, "zarizeni"))
    emails, left_out = _emails(item, f"{name} {' '.join(found.name for found in facilities)}")
    is_hidden = any(found.is_hidden for found in facilities)
    return Record(
        identifier=text(item.get("identifikator"))[:12],
        portal_id=_count(item, "portalId"),
        type_code=_code(item, "druhSocialniSluzby"),
        provider_ico=ico.zfill(8) if ico else "",
        provider_name=name,
        since=_day(item, "datumPoskytovaniOd"),
        until=_day(item, "datumPoskytovaniDo"),
        forms=tuple(_form(row) for row in _rows(item, "formy")),
        target_groups=_inner_codes(item, "ciloveSkupiny", "CilovaSkupinaOsoby"),
        age_groups=_inner_codes(item, "vekoveSkupiny", "VekovaSkupinaOsoby"),
        phones=_contacts(item, "telefony", "telefon"),
        emails=emails,
        webs=_contacts(item, "weby", "web"),
        facilities=facilities,
        seats=() if is_hidden else tuple(_seats(item)),
        reach=tuple(_reach(item)),
        left_out_emails=left_out,
    )


def _inner_codes(item: dict[str, Any], key: str, kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes_in(_rows(item, key), kind)))


def _form(row: dict[str, Any]) -> RegisteredForm:
    nonstop = row.get("nepretrzitePoskytovani")
    capacities: dict[str, RegisteredCapacity] = {}
    for part in _rows(row, "kapacity"):
        number, unit, note = _count(part, "pocet"), _code(part, "typ"), text(part.get("popis"))
        if number is None:
            continue
        first = capacities.get(unit)
        if first is None:
            capacities[unit] = RegisteredCapacity(unit, number, note[:250])
        else:  # two numbers in one unit are never added: the second one stays readable in the note
            more = f"{first.note}; {number} {note}".strip("; ")
            capacities[unit] = RegisteredCapacity(unit, first.number, more[:250])
    return RegisteredForm(
        _code(row, "forma"), nonstop if isinstance(nonstop, bool) else None, tuple(capacities.values())
    )


def _contacts(item: dict[str, Any], key: str, part: str) -> tuple[RegisteredContact, ...]:
    found: dict[str, RegisteredContact] = {}
    for row in _rows(item, key):
        value = text(row.get(part))[:200]
        if value and value not in found:
            found[value] = RegisteredContact(value, note_without_person(text(row.get("poznamka")))[:120])
    return tuple(found.values())


def _emails(item: dict[str, Any], organisation: str) -> tuple[tuple[RegisteredContact, ...], int]:
    contacts = _contacts(item, "emaily", "email")
    notes = {text(row.get("email"))[:200]: text(row.get("poznamka")) for row in _rows(item, "emaily")}
    kept = tuple(
        contact
        for contact in contacts
        if note_without_person(notes[contact.value]) == notes[contact.value]
        and not is_personal_email(contact.value, organisation)
    )
    return kept, len(contacts) - len(kept)


def _facility(row: dict[str, Any], item: dict[str, Any]) -> Facility:
    address = row.get("adresa")
    inner = address if isinstance(address, dict) else {}
    is_hidden = any(part.get("utajenaAdresa") is True for part in (row, item, inner))
    until = _day(row, "poskytujeDo")
    if is_hidden:
        return Facility(is_hidden=True, until=until)
    return Facility(text(row.get("nazev"))[:150], _address(row), until=until)


def _address(row: dict[str, Any]) -> Address | None:
    part = _part(row, "adresa")
    if not part:
        return None
    house, orientation = text(part.get("cisloDomovni")), text(part.get("cisloOrientacni"))
    number = f"{house}/{orientation}" if house and orientation else house or orientation
    street = text(_part(part, "ulice").get("nazev"))
    line = f"{street} {number}".strip() if street else (f"č. p. {number}" if number else "")
    addition = text(part.get("dodatekAdresy"))
    town = next(codes_in(part.get("obec"), "Obec"), "")
    return Address(
        street=", ".join(word for word in (line, addition) if word)[:150],
        postal_code=re.sub(r"\D", "", text(part.get("psc")))[:5],
        municipality=town,
    )


def _seats(item: dict[str, Any]) -> Iterator[Address]:
    """Addresses for contact: of the service or its provider; none that is marked as secret."""
    for row in (*_rows(item, "kontaktniAdresy"), _part(item, "poskytovatel")):
        inner = row.get("adresa")
        if row.get("utajenaAdresa") is True or (isinstance(inner, dict) and inner.get("utajenaAdresa") is True):
            continue
        address = _address(row) if inner else _address({"adresa": row}) if "obec" in row else None
        if address:
            yield address


def _reach(item: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Each declared reach by its narrowest codes: municipalities, else counties, else regions."""
    for row in _rows(item, "rozsirenePusobnostiVKraji"):
        for kind in CODE_KINDS:
            codes = tuple(dict.fromkeys(codes_in(row, kind)))
            if codes:
                yield codes
                break
