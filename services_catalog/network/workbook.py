"""A network as a workbook and back: columns by their Czech names, whole crowns, what is empty is unknown.

A column that is not there changes nothing; a service that is not there stays as it is. Nothing is lost by taking a network out
and reading it back.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from kpss_portal.czech import fold
from kpss_portal.spreadsheets import Sheet, Table, read_workbook, write_xlsx
from services_catalog.enums import ServiceForm
from services_catalog.forms.numbers import number_of
from services_catalog.models import Network, Service
from services_catalog.network.content import content_of, number_text
from services_catalog.network_enums import EntryStatus, MoneyItem, MoneyKind, NetworkUnit

Facts = dict[str, Any]  # as in the content of a network
CZECH_DATE = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
MOST_LETTERS = 4_000


@dataclass(frozen=True)
class Fault:
    """What is wrong in which cell, in words."""

    row: int
    column: str
    words: str


@dataclass
class Reading:
    """Rows as facts of entries with only what the workbook says, and what is wrong."""

    rows: list[Facts] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def columns() -> dict[str, tuple[str, str]]:
    """Name of a column by its key, with what stands in it; money has a column for each item of plan and of fact."""
    own = {
        "service_uuid": (
            _("key of the service"),
            _("Of the portal; do not change it. For a new service leave it empty."),
        ),
        "identifier": (_("identifier of the register"), _("Finds a service where its key is not there.")),
        "service": (_("service"), _("For reading only.")),
        "provider": (_("provider"), _("For reading only.")),
        "form": (_("form"), ", ".join(str(label) for label in ServiceForm.labels)),
        "amount": (_("number of units"), _("For example 4,5. Leave it empty where it is not known.")),
        "unit": (_("unit"), ", ".join(str(label) for label in NetworkUnit.labels)),
        "status": (_("belongs"), ", ".join(str(label) for label in EntryStatus.labels)),
        "ended_on": (_("ends on"), _("A day as 30. 6. 2026; empty where the service goes on.")),
        "reason": (_("why it is needed"), _("A text.")),
    }
    crowns = _("Whole crowns, not thousands. Empty is unknown, which is not zero.")
    for kind in MoneyKind:
        for item in MoneyItem:
            own[f"{kind.value}-{item.value}"] = (f"{item.label} ({kind.label})", crowns)
    return own


# --- out ----------------------------------------------------------------------------------------------------------


def exported(network: Network) -> bytes:
    """The network with a second sheet that tells what stands in which column."""
    known = columns()
    rows = [[_cell(key, entry) for key in known] for entry in content_of(network)["entries"]]
    names = [name for name, _words in known.values()]
    told = Table(_("columns"), [_("column"), _("what stands there")], [list(pair) for pair in known.values()], (34, 80))
    return write_xlsx([Table(_("network"), names, rows), told])


def _cell(key: str, entry: Facts) -> Any:
    if key in LABELS:
        return str(LABELS[key](entry[key]).label)
    if key == "amount":
        return Decimal(entry["amount"]) if entry["amount"] is not None else ""
    if key == "ended_on":
        return date.fromisoformat(entry["ended_on"]) if entry["ended_on"] else ""
    if key in entry:
        return entry[key]
    kind, _line, item = key.partition("-")
    found = (row["amount_czk"] for row in entry["money"] if (row["item"], row["kind"]) == (item, kind))
    return next(found, "")


LABELS: dict[str, Any] = {"form": ServiceForm, "unit": NetworkUnit, "status": EntryStatus}


# --- in -----------------------------------------------------------------------------------------------------------


def read(file: BinaryIO) -> Reading:
    """What the first sheet says. SpreadsheetError where the file is no workbook."""
    sheet = next(iter(read_workbook(file).sheets.values()))
    keys = _keys(sheet)
    reading = Reading()
    if "form" not in keys or not {"service_uuid", "identifier"} & set(keys):
        reading.faults.append(Fault(1, "–", _("Columns of the service and of the form are missing.")))
        return reading
    services = _services()
    for number, cells in sheet.rows:
        if any(cell not in (None, "") for cell in cells):
            _read_row(number, dict(zip(keys, cells, strict=False)), services, reading)
    _refuse_twice(reading)
    return reading


def _keys(sheet: Sheet) -> list[str]:
    by_name = {fold(name): key for key, (name, _words) in columns().items()}
    return [by_name.get(fold(str(name or "")), f"?{place}") for place, name in enumerate(sheet.header)]


def _services() -> dict[str, str]:
    """Permanent keys by themselves and by identifiers of the register."""
    found = {}
    for key, identifier in Service.objects.values_list("uuid", "identifier"):
        found[str(key)] = str(key)
        if identifier:
            found[identifier] = str(key)
    return found


def _read_row(number: int, cells: dict[str, Any], services: dict[str, str], reading: Reading) -> None:
    names = {key: name for key, (name, _words) in columns().items()}
    facts: Facts = {"row": number, "money": {}}
    told = [_text(cells.get(key)) for key in ("service_uuid", "identifier")]
    service = next((services[text] for text in told if text in services), None)
    if service is None:
        reading.faults.append(Fault(number, names["service_uuid"], _("The catalogue has no such service.")))
    facts["service_uuid"] = service or ""
    for key, value in cells.items():
        parse = _parser(key)
        if parse is None:
            continue
        try:
            _store(facts, key, parse(value))
        except ValueError as fault:
            reading.faults.append(Fault(number, names[key], str(fault)))
    reading.rows.append(facts)


def _store(facts: Facts, key: str, value: Any) -> None:
    if "-" in key:
        facts["money"][key] = value
    else:
        facts[key] = value


def _parser(key: str) -> Callable[[Any], Any] | None:
    if key in LABELS:
        return lambda value: _choice(LABELS[key], value)
    if "-" in key:
        return _crowns
    return {"amount": _amount, "ended_on": _day, "reason": lambda value: _text(value)[:MOST_LETTERS]}.get(key)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _choice(enum: Any, value: Any) -> str:
    wanted = fold(_text(value))
    for member in enum:
        if wanted in {fold(str(member.label)), member.value}:
            return str(member.value)
    raise ValueError(_("Choose one of: %(offer)s.") % {"offer": ", ".join(str(member.label) for member in enum)})


def _number(value: Any) -> Decimal | None:
    if isinstance(value, int | Decimal | float) and not isinstance(value, bool):
        return Decimal(str(value))
    try:
        return number_of(_text(value))
    except ValueError as fault:
        raise ValueError(_("Write a number only, for example 4,5.")) from fault


def _amount(value: Any) -> str | None:
    found = _number(value)
    if found is not None and (found < 0 or found >= 10**6 or found != round(found, 2)):
        raise ValueError(_("This number is not possible here."))
    return number_text(found)


def _crowns(value: Any) -> int | None:
    found = _number(value)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise ValueError(_("The amount is not in whole crowns."))
    if not 0 <= found < 10**11:
        raise ValueError(_("This amount is not possible."))
    return int(found)


def _day(value: Any) -> str | None:
    if isinstance(value, datetime | date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    text = _text(value)
    if not text:
        return None
    czech = CZECH_DATE.fullmatch(text)
    try:
        day = date(int(czech[3]), int(czech[2]), int(czech[1])) if czech else date.fromisoformat(text[:10])
    except ValueError as fault:
        raise ValueError(_("Write a day as 30. 6. 2026.")) from fault
    return day.isoformat()


def _refuse_twice(reading: Reading) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in reading.rows:
        key = row["service_uuid"], row.get("form", "")
        if row["service_uuid"] and key in seen:
            words = _("The same service and form stand in the row %(row)d already.") % {"row": seen[key]}
            reading.faults.append(Fault(row["row"], columns()["form"][0], words))
        seen.setdefault(key, row["row"])
