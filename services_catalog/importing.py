"""Services from a spreadsheet: all rows or none, every fault told with its row, and an undo.

The columns are those of the portal's own export (Czech) or of an extract of the state register (English). What columns
of other sheets mean is found out by services_catalog.sheets, which gives its rows to the same reader.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community.models import Municipality
from community.models.office import check_ico
from kpss_portal.audit import record
from kpss_portal.audit_actor import one_line
from kpss_portal.czech import fold
from kpss_portal.spreadsheets import Table, Workbook
from kpss_portal.stored_rows import stored_rows
from services_catalog import free_places, indexing
from services_catalog.enums import AskedColumn, CapacityUnit, ContactKind, Payment, ServiceForm, ServiceKind
from services_catalog.hours import Span, exception_words, lines_of, parse_exception, parse_hours
from services_catalog.indexing import reindex_others, reindex_services
from services_catalog.models import (
    Capacity,
    HoursException,
    ImportBatch,
    LifeSituation,
    OfferedForm,
    OpeningHours,
    Place,
    Provider,
    Service,
    ServiceContact,
    ServiceType,
    TargetGroup,
)
from services_catalog.sheets.cells import Address, key_of
from services_catalog.sheets.meanings import Unclear, Words

COLUMNS: dict[str, tuple[str, ...]] = {  # our column: how the register's extract calls it
    "identifikator": ("identifier",),
    "cislo_portalu": ("portal_id",),
    "nazev": ("service_name",),
    "poskytovatel": ("provider",),
    "ico": ("ico",),
    "pravni_forma": ("legal_form",),
    "druh": ("type_code", "type_paragraph"),
    "formy": ("form",),
    "cilove_skupiny": ("target_group_codes", "target_groups"),
    "situace": (),
    "popis": ("description",),
    "pro_koho": (),
    "neni_pro": (),
    "jak_zacit": (),
    "cena": ("price_note",),
    "kapacita": ("capacity",),
    "oteviraci_doba": ("opening_hours",),
    "telefon": ("phone",),
    "email": ("email",),
    "web": ("web",),
    "ulice": ("address",),
    "kod_obce": ("municipality_code",),
    "psc": ("postal_code",),
    "sirka": ("latitude",),
    "delka": ("longitude",),
    "druh_adresy": ("address_kind",),
    "adresa_utajena": (),
    "cele_uzemi": (),
    "slouzi_obcim": (),
    "poskytovano_od": ("provided_since",),
    "poskytovano_do": (),
    "zdroj": ("source",),
    "jazyky": (),
    "bezbarierove": (),
    "vyjimky_z_hodin": (),
    "zavreno_o_svatcich": (),
    "volna_mista": (),
    "financovani": (),
    "krajska_sit": (),
    "jine_site": (),
    "rychly_odchod": (),
}
REQUIRED = ("nazev", "poskytovatel")
TEXTS = {  # our column: the field it fills as it stands
    "popis": "description",
    "pro_koho": "for_whom",
    "neni_pro": "not_for_whom",
    "jak_zacit": "how_to_apply",
    "cena": "price_note",
    "zdroj": "source",
    "jazyky": "languages",
    "financovani": "financed_by",
    "jine_site": "network_note",
}
YES = {"ano", "a", "1", "x"}
PLACE_COLUMNS = ("ulice", "kod_obce", "psc", "sirka", "delka", "druh_adresy", "adresa_utajena")
LINES = {  # what the catalogue has no field for stands as a line of its own in a text
    "vek": ("for_whom", "Věk"),
    "oteviraci_doba": ("description", "Otevírací doba"),
    "kapacita": ("description", "Kapacita"),
}
UNITS = (
    ("luz", CapacityUnit.BED),
    ("klient", CapacityUnit.CLIENT),
    ("osob", CapacityUnit.CLIENT),
    ("uzivatel", CapacityUnit.CLIENT),
    ("kontakt", CapacityUnit.CONTACT),
    ("interven", CapacityUnit.INTERVENTION),
    ("hovor", CapacityUnit.CALL),
)
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
CAPACITY = re.compile(r"(?<!\d)(\d{1,9})\s++(\w++)(.*)")


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row and column."""

    row: int | None
    column: str
    message: str


@dataclass(frozen=True)
class Unknown:
    """A word of a column that nobody has explained, and the rows where it stands."""

    column: str
    word: str
    rows: list[int]

    @property
    def label(self) -> str:
        """The column in words."""
        return str(AskedColumn(self.column).label)


@dataclass(frozen=True)
class Change:
    """What a column would change in the catalogue."""

    column: str
    before: str
    after: str


@dataclass
class Row:
    """One service as the sheet says it, checked."""

    number: int
    values: dict[str, str]
    service: Service | None = None
    service_type: ServiceType | None = None
    forms: list[ServiceForm] = field(default_factory=list)
    groups: list[TargetGroup] = field(default_factory=list)
    situations: list[LifeSituation] = field(default_factory=list)
    municipality: Municipality | None = None
    served: list[Municipality] = field(default_factory=list)
    places: list[tuple[Address, Municipality | None]] | None = None  # of a sheet with whole addresses
    contact_notes: dict[str, str] | None = None
    notes: list[str] = field(default_factory=list)  # what was taken from elsewhere or not exactly as written
    changes: list[Change] = field(default_factory=list)
    skipped_because: str = ""
    is_new: bool = False

    @property
    def is_same(self) -> bool:
        """The catalogue says this already."""
        return not self.is_new and not self.changes


@dataclass
class Preview:
    """Rows ready to be written, or problems and unknown words that forbid it; `created` and `changed` name services."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    skipped: list[Row] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Nothing stands in the way of writing."""
        return not self.problems and not self.unknown and bool(self.rows)

    def ask(self, column: str, word: str, row: int) -> None:
        """Somebody has to say what the word means; a word is asked about once for all its rows."""
        for asked in self.unknown:
            if (asked.column, key_of(asked.word)) == (column, key_of(word)):
                asked.rows.append(row)
                return
        self.unknown.append(Unknown(column, word, [row]))


# --- reading ------------------------------------------------------------------------------------------------------


def preview_of(workbook: Workbook) -> Preview:
    """What the first sheet says; nothing is written."""
    sheet = next(iter(workbook.sheets.values()), None)
    preview = Preview()
    if sheet is None or not sheet.rows:
        preview.problems.append(Problem(None, "", _("The sheet has no rows.")))
        return preview
    columns = _columns(sheet.header, preview)
    if preview.problems:
        return preview
    reader = Reader(preview)
    for number, cells in sheet.rows:
        values = {name: text_of(cells[index]) if index < len(cells) else "" for name, index in columns.items()}
        reader.read(Row(number, values))
    return preview


def _columns(header: list[Any], preview: Preview) -> dict[str, int]:
    headings = {
        fold(str(heading or "")).strip().replace(" ", "_"): index
        for index, heading in reversed(list(enumerate(header)))
    }
    columns = {}
    for name, others in COLUMNS.items():
        index = next((headings[heading] for heading in (name, *others) if heading in headings), None)
        if index is not None:
            columns[name] = index
        elif name in REQUIRED:
            preview.problems.append(Problem(1, name, _("The column “%(name)s” is missing.") % {"name": name}))
    return columns


def text_of(value: Any) -> str:
    """A cell as text; dates as the portal writes them in sheets."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value).strip()


class Reader:
    """Checks rows against the code lists and against each other.

    A patient reader is for sheets of others: it asks about words it does not know and passes over rows that are no
    services, saying why; the other one takes both for faults.
    """

    def __init__(self, preview: Preview, words: Words | None = None, *, is_patient: bool = False) -> None:
        self.preview, self.is_patient = preview, is_patient
        self.words = words or Words()
        self.identifiers: dict[str, Service] = {}
        self.names: dict[tuple[str, str], list[Service]] = {}
        for service in with_parts(Service.objects.all()):
            self.identifiers[service.identifier] = service
            self.names.setdefault((name_key(service.provider.name), name_key(service.name)), []).append(service)
        self.providers = {name_key(row.name): row for row in Provider.objects.all()}
        self.providers_by_ico = {row.ico: row for row in self.providers.values() if row.ico}
        self.seen: dict[str, int] = {}

    def fault(self, row: Row, column: str, message: str, word: str = "") -> None:
        """Something of the row cannot be used; a word that may be explained is asked about."""
        if self.is_patient and word and column in AskedColumn.values:
            self.preview.ask(column, word, row.number)
        else:
            self.preview.problems.append(Problem(row.number, column, message))

    def no_service(self, row: Row, column: str, message: str) -> None:
        """The row as a whole is no service that could be written."""
        if self.is_patient:
            row.skipped_because = row.skipped_because or message
        else:
            self.fault(row, column, message)

    def read(self, row: Row) -> None:
        """Checks the row and puts it where it belongs in the preview."""
        self._fill_in(row)
        for column in REQUIRED:
            if not row.values.get(column):
                self.no_service(row, column, _("This cell must not be empty."))
        self._check_lengths(row)
        self._find(row)
        self._check_values(row)
        self._check_twice(row)
        row.service = self._existing(row)
        row.is_new = row.service is None
        if row.skipped_because:
            self.preview.skipped.append(row)
            return
        self.preview.rows.append(row)
        if row.service:
            row.changes = self._changes(row)
        named = self.preview.created if row.is_new else self.preview.changed
        (self.preview.same if row.is_same else named).append(row.values.get("nazev", ""))

    def _fill_in(self, row: Row) -> None:
        values = row.values
        row.service_type = self._type(row)
        if not values.get("nazev") and row.service_type and not self.is_patient:
            values["nazev"] = row.service_type.name[:1].upper() + row.service_type.name[1:]  # as the register shows it
        if values.get("web"):
            values["web"] = "; ".join(_with_scheme(address) for address in _many(values["web"]))
        known = self.providers.get(name_key(values.get("poskytovatel", "")))
        if known:
            values["poskytovatel"] = known.name

    def _find(self, row: Row) -> None:
        """Rows of code lists that the words mean."""
        values = row.values
        row.forms = self._listed(row, "formy", self.words.form_of)
        row.groups = self._listed(row, "cilove_skupiny", self.words.group_of)
        row.situations = self._listed(row, "situace", self.words.situation_of)
        row.served = self._listed(row, "slouzi_obcim", lambda word: self.words.municipality_of("slouzi_obcim", word))
        row.municipality = self._municipality(row, values.get("kod_obce", ""))

    def _existing(self, row: Row) -> Service | None:
        """By its identifier; else by its name, where a sheet without identifiers must not mean two services."""
        identifier = row.values.get("identifikator")
        if identifier:
            return self.identifiers.get(identifier)
        names = (name_key(row.values.get("poskytovatel", "")), name_key(row.values.get("nazev", "")))
        named = self.names.get(names, [])
        if identifier is not None:
            named = [service for service in named if not service.identifier]
        if len(named) > 1:
            self.no_service(
                row, "nazev", _("Several services of the provider have this name; say which by the identifier.")
            )
        return named[0] if named else None

    def _check_lengths(self, row: Row) -> None:
        for column, limit in {
            "nazev": 200,
            "poskytovatel": 200,
            "identifikator": 12,
            "pravni_forma": 120,
            "cena": 250,
            "ulice": 150,
            "zdroj": 250,
            "oteviraci_doba": 250,
            "jazyky": 150,
            "financovani": 250,
            "jine_site": 150,
        }.items():
            if len(row.values.get(column, "")) > limit:
                self.fault(row, column, _("The text is too long: at most %(limit)d characters.") % {"limit": limit})

    def _type(self, row: Row) -> ServiceType | None:
        written = row.values.get("druh", "")
        try:
            return self.words.type_of(written)
        except Unclear:
            self.fault(
                row, "druh", _("“%(word)s” is not a kind of service by the Act.") % {"word": written[:60]}, written
            )
            return None

    def _listed(self, row: Row, column: str, meaning: Callable[[str], Any]) -> list[Any]:
        """What each word of the cell means, once."""
        found = []
        for word in _many(row.values.get(column, "")):
            try:
                found.append(meaning(word))
            except Unclear:
                self.fault(row, column, _not_known(column, word), word)
        return [meant for meant in dict.fromkeys(found) if meant is not None]

    def _municipality(self, row: Row, code: str) -> Municipality | None:
        try:
            return self.words.municipality(code) if code else None
        except Unclear:
            self.fault(row, "kod_obce", _not_known("kod_obce", code))
            return None

    def _check_values(self, row: Row) -> None:
        values = row.values
        for column in ("poskytovano_od", "poskytovano_do"):
            if values.get(column) and _day(values[column]) is None:
                self.fault(
                    row,
                    column,
                    _("“%(text)s” is not a date. Write 31. 12. 2028 or the year alone.")
                    % {"text": values[column][:40]},
                    values[column],
                )
        numbers = {"sirka": _degrees, "delka": _degrees, "cislo_portalu": _portal_number}
        for column, read in numbers.items():
            if values.get(column) and read(values[column]) is None:
                self.fault(row, column, _("“%(text)s” is not a number.") % {"text": values[column][:40]})
        since, until = _day(values.get("poskytovano_od", "")), _day(values.get("poskytovano_do", ""))
        if since and until and until < since:
            self.fault(row, "poskytovano_do", _("A service cannot end before it starts."))
        self._check_addresses(row)
        self._check_card(row)

    def _check_card(self, row: Row) -> None:
        """Days with other hours and free places, which are written in words of their own."""
        for words in _many(row.values.get("vyjimky_z_hodin", "")):
            if parse_exception(words) is None:
                self.fault(
                    row,
                    "vyjimky_z_hodin",
                    _("“%(text)s” is not understood. Write for example 24. 12. 2026: closed.") % {"text": words[:60]},
                )
        try:
            free_places.parse_line(row.values.get("volna_mista", ""), timezone.localdate())
        except ValueError:
            self.fault(
                row,
                "volna_mista",
                _("“%(text)s” is not a statement of free places.") % {"text": row.values["volna_mista"][:60]},
            )

    def _check_addresses(self, row: Row) -> None:
        for address in _many(row.values.get("email", "")):
            try:
                validate_email(address)
            except ValidationError:
                self.fault(row, "email", _("“%(text)s” is not an e-mail.") % {"text": address[:60]}, address)
        for address in _many(row.values.get("web", "")):
            if not WEB_ADDRESS.fullmatch(address):
                self.fault(row, "web", _("“%(text)s” is not a web address.") % {"text": address[:60]}, address)
        if row.values.get("ico"):
            try:
                check_ico(row.values["ico"].zfill(8))
            except ValidationError:
                self.fault(
                    row,
                    "ico",
                    _("“%(text)s” is not an identification number.") % {"text": row.values["ico"][:20]},
                    row.values["ico"],
                )

    def _check_twice(self, row: Row) -> None:
        key = row.values.get("identifikator") or "|".join(
            name_key(row.values.get(column, "")) for column in ("poskytovatel", "nazev")
        )
        if key in self.seen and not row.skipped_because:
            self.no_service(
                row,
                "identifikator" if row.values.get("identifikator") else "nazev",
                _("The same service stands in row %(row)d.") % {"row": self.seen[key]},
            )
        self.seen.setdefault(key, row.number)

    # --- what would change ---

    def _changes(self, row: Row) -> list[Change]:
        """What differs from the catalogue, column by column; empty if writing would change nothing."""
        assert row.service is not None
        before, after = row_of(row.service), self._after(row, row.service)
        found = [Change(column, before.get(column, ""), text) for column, text in after.items()]
        found = [change for change in found if change.before != change.after]
        return [*found, *_contact_changes(row), *_line_changes(row), *_place_changes(row, before)]

    def _after(self, row: Row, service: Service) -> dict[str, str]:
        values = row.values
        after = {column: values[column] for column in (*TEXTS, "nazev", "identifikator") if column in values}
        for column in ("poskytovano_od", "poskytovano_do"):
            if column in values:
                after[column] = str(_day(values[column]) or "")
        after |= self._after_provider(values)
        after |= {"cislo_portalu": values["cislo_portalu"].lstrip("0")} if values.get("cislo_portalu") else {}
        if "druh" in values:
            after["druh"] = row.service_type.code if row.service_type else ""
        if "cele_uzemi" in values:
            after["cele_uzemi"] = "ano" if fold(values["cele_uzemi"]) in YES else ""
        return after | _after_lists(row) | _after_forms(row, service)

    def _after_provider(self, values: dict[str, str]) -> dict[str, str]:
        ico = values["ico"].zfill(8) if values.get("ico") else ""
        by_ico = self.providers_by_ico.get(ico)
        after = {"poskytovatel": by_ico.name if by_ico else values["poskytovatel"]}
        after |= {"ico": ico} if ico else {}
        return after | ({"pravni_forma": values["pravni_forma"]} if values.get("pravni_forma") else {})


def _after_lists(row: Row) -> dict[str, str]:
    lists = {
        "cilove_skupiny": [group.name for group in row.groups],
        "situace": [situation.name for situation in row.situations],
        "slouzi_obcim": [municipality.code for municipality in row.served],
    }
    assert row.service is not None
    stored = row_of(row.service)
    return {
        column: stored[column] if set(_many(stored[column])) == set(names) else "; ".join(names)
        for column, names in lists.items()
        if column in row.values
    }


def _after_forms(row: Row, service: Service) -> dict[str, str]:
    """Forms, and hours and capacity where there is a form to which they belong."""
    stored = list(service.forms.all())
    offered = row.forms if "formy" in row.values else [ServiceForm(form.form) for form in stored]
    after = {}
    if "formy" in row.values:
        same = {form.form for form in stored} == set(offered)
        after["formy"] = row_of(service)["formy"] if same else "; ".join(FORM_WORDS[form] for form in offered)
    if offered and "oteviraci_doba" in row.values:
        after["oteviraci_doba"] = _as_kept(row.values["oteviraci_doba"], _hours_words(stored))
    if len(offered) == 1 and "kapacita" in row.values:
        before = _capacity_words(stored)
        found = _capacity_of(row.values["kapacita"])
        after["kapacita"] = (
            before if row.values["kapacita"] == before else (_words_of_capacity(*found) if found else "")
        )
    return after


def _as_kept(text: str, before: str) -> str:
    if text == before:
        return before
    hours = parse_hours(text)
    if hours.is_nonstop:
        return "nepřetržitě"
    return ", ".join(f"{days} {words}" for days, words in lines_of(list(hours.spans))) or hours.note


def _contact_changes(row: Row) -> list[Change]:
    assert row.service is not None
    changes = []
    for column, kind in CONTACTS.items():
        if column not in row.values:
            continue
        notes = row.contact_notes if row.contact_notes is not None else {}
        stored = [contact for contact in row.service.contacts.all() if contact.kind == kind]
        kept = {contact.value: contact.note for contact in stored}
        before = "; ".join(_with_note(contact.value, contact.note) for contact in stored)
        after = "; ".join(
            _with_note(value, notes.get(value) or kept.get(value, "")) for value in _many(row.values[column])
        )
        if before != after:
            changes.append(Change(column, before, after))
    return changes


def _with_note(value: str, note: str) -> str:
    return f"{value} ({note})" if note else value


def _line_changes(row: Row) -> list[Change]:
    assert row.service is not None
    forms = row.forms if "formy" in row.values else [ServiceForm(form.form) for form in row.service.forms.all()]
    changes = []
    for column, text in lines_for(row.values, forms).items():
        name, label = LINES[column]
        stored = row.values.get(next((key for key, field in TEXTS.items() if field == name), ""), None)
        before = getattr(row.service, name) if stored is None else stored
        if with_line(before, label, text) != before:
            changes.append(Change(column, "", text))
    return changes


def lines_for(values: dict[str, str], forms: list[ServiceForm]) -> dict[str, str]:
    """Columns whose words stand as lines in texts: age always, hours and capacity when no form is known."""
    wanted = ["vek", *(() if forms else ("oteviraci_doba", "kapacita"))]
    return {column: values[column] for column in wanted if values.get(column)}


def with_line(text: str, label: str, value: str) -> str:
    """The text with a line “label: value”; an older line of the label is replaced."""
    lines = text.splitlines()
    line = f"{label}: {' '.join(value.split())}"
    places = [number for number, old in enumerate(lines) if old.startswith(f"{label}: ")]
    if places:
        lines[places[0]] = line
        return text if text.splitlines() == lines else "\n".join(lines)
    return f"{text.rstrip()}\n{line}" if text.strip() else line


def _place_changes(row: Row, before: dict[str, str]) -> list[Change]:
    assert row.service is not None
    places = list(row.service.places.all())
    if row.places is not None:
        return _address_changes(row, places)
    if not {"ulice", "kod_obce", "adresa_utajena"} & set(row.values):
        return []
    first = places[0] if places else None
    if first is not None and first.is_address_hidden:
        is_moved = bool(row.values.get("ulice") or row.municipality) and (
            first.street != row.values.get("ulice", "") or first.municipality != row.municipality
        )
        return [Change("ulice", "", str(_("secret address")))] if is_moved else []
    return [
        Change(column, before[column], row.values[column])
        for column in PLACE_COLUMNS
        if column in row.values and not _is_same_fact(column, before[column], row.values[column])
    ]


def _is_same_fact(column: str, before: str, after: str) -> bool:
    if column in ("sirka", "delka"):
        return (_degrees(before) if before else None) == (_degrees(after) if after else None)
    if column == "psc":
        return before == after.replace(" ", "")[:5]
    if column == "druh_adresy":
        return ("sidlo" in fold(before)) == ("sidlo" in fold(after))
    if column == "adresa_utajena":
        return (fold(before) in YES) == (fold(after) in YES)
    return before == after


def _address_changes(row: Row, places: list[Place]) -> list[Change]:
    changed = [
        (address, municipality)
        for address, municipality in row.places or ()
        if (known := known_place(places, address, municipality)) is None
        or (address.postal_code and known.postal_code != address.postal_code)
    ]
    is_secret = any(place.is_address_hidden for place in places)
    becomes_secret = fold(row.values.get("adresa_utajena", "")) in YES and not is_secret
    if not changed and not becomes_secret:
        return []
    after = "; ".join(address.text.replace("\n", ", ") for address, _municipality in changed)
    return [
        Change(
            "misto",
            "; ".join(line for place in places if (line := place.public.line)),
            str(_("secret address")) if is_secret or becomes_secret else after,
        )
    ]


def known_place(places: list[Place], address: Address, municipality: Municipality | None) -> Place | None:
    """The place at the same street and number of the same municipality."""
    wanted = (name_key(address.street), municipality.pk if municipality else None)
    return next((place for place in places if (name_key(place.street), place.municipality_id) == wanted), None)


def name_key(name: str) -> str:
    """A name without capitals, diacritics, spaces and punctuation: “Naděje, z.s.” is “NADĚJE z. s.”."""
    return re.sub(r"[\W_]", "", fold(name))


def _not_known(column: str, word: str) -> str:
    """What is wrong with a word of the column."""
    if column == "formy":
        return _("“%(word)s” is not offered; write one of: %(offer)s.") % {
            "word": word[:40],
            "offer": "ambulantní, terénní, pobytová",
        }
    if column == "cilove_skupiny":
        return _("“%(word)s” is not a target group.") % {"word": word[:60]}
    if column == "situace":
        return _("“%(word)s” is not a life situation of the catalogue.") % {"word": word[:60]}
    return _("There is no municipality with the code %(code)s.") % {"code": word[:20]}


def _with_scheme(address: str) -> str:
    return address if "://" in address else f"https://{address}"


def _many(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[|;]", text) if part.strip()]


def _day(text: str) -> date | None:
    czech = re.fullmatch(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})", text)
    try:
        return date(int(czech[3]), int(czech[2]), int(czech[1])) if czech else date.fromisoformat(text)
    except ValueError:
        return None


def _degrees(text: str) -> Decimal | None:
    try:
        degrees = Decimal(text.replace(",", "."))
        return round(degrees, 7) if abs(degrees) <= 180 else None
    except InvalidOperation:  # not a number, in either sense
        return None


def _portal_number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


# --- writing ------------------------------------------------------------------------------------------------------


@transaction.atomic
@one_line("an import of thousands of rows; the batch keeps what stood before")
def write(preview: Preview, filename: str, by: Any) -> ImportBatch:
    """Writes rows that change something and remembers what stood there before; ValueError if the preview has problems."""
    if preview.problems or preview.unknown:
        raise ValueError("a preview with problems is not written")
    batch = ImportBatch(filename=filename[:200], imported_by=by)
    services = []
    for row in preview.rows:
        if row.is_same:
            continue
        before = snapshot(row.service) if row.service else None
        service = row.service = _write_row(row)
        services.append(service)
        batch.rows.append({"service": str(service.uuid), "before": before, "after": fingerprint(service)})
        batch.created_count += before is None
        batch.changed_count += before is not None
    batch.save()
    record(by, "catalogue.import", batch, {"created": batch.created_count, "changed": batch.changed_count})
    reindex_services(Service.objects.filter(pk__in=[service.pk for service in services]))
    reindex_others()
    return batch


def _write_row(row: Row) -> Service:
    """Columns that the sheet does not have leave what stands there."""
    values = row.values
    service = row.service or Service(slug=free_slug(Service, values["nazev"]))
    service.name, service.provider = values["nazev"], _provider(values)
    service.identifier = values.get("identifikator", service.identifier)
    service.portal_id = _portal_number(values.get("cislo_portalu", "")) or service.portal_id
    if "druh" in values or row.service is None:
        service.service_type = row.service_type
        service.kind = ServiceKind.REGISTERED if row.service_type else ServiceKind.RELATED
    _write_texts(service, values)
    offered = (
        row.forms
        if "formy" in values
        else [ServiceForm(form.form) for form in service.forms.all()]
        if service.pk
        else []
    )
    for column, text in lines_for(values, offered).items():
        name, label = LINES[column]
        setattr(service, name, with_line(getattr(service, name), label, text))
    service.save()
    if "cilove_skupiny" in values:
        service.target_groups.set(row.groups)
    if "situace" in values:
        service.situations.set(row.situations)
    if "slouzi_obcim" in values:
        service.served_municipalities.set(row.served)
    _write_forms(service, row)
    _write_exceptions(service, values)
    _write_contacts(service, row)
    (_write_place if row.places is None else _write_addresses)(service, row)
    return service


def _write_exceptions(service: Service, values: dict[str, str]) -> None:
    """Exceptions for all forms; those of one form have no column and stay."""
    offered = list(service.forms.all())
    if "zavreno_o_svatcich" in values and _is_yes(values["zavreno_o_svatcich"]) != _are_closed_on_holidays(offered):
        service.forms.update(is_closed_on_holidays=_is_yes(values["zavreno_o_svatcich"]))
    if "vyjimky_z_hodin" in values:
        service.hours_exceptions.filter(form="").delete()
        found = (parse_exception(words) for words in _many(values["vyjimky_z_hodin"]))
        HoursException.objects.bulk_create(HoursException.of(service, days) for days in found if days)


def _write_texts(service: Service, values: dict[str, str]) -> None:
    for column, name in TEXTS.items():
        if column in values:
            setattr(service, name, values[column])
    if "cena" in values:
        service.payment = payment_of(values["cena"])
    _write_answers(service, values)
    for column, name in {"poskytovano_od": "provided_since", "poskytovano_do": "provided_until"}.items():
        if column in values:
            setattr(service, name, _day(values[column]) if values[column] else None)


def _write_answers(service: Service, values: dict[str, str]) -> None:
    """Columns of yes and no, and free places: an empty cell of a question is "unknown", of a flag it is "no"."""
    if "cele_uzemi" in values:
        service.serves_whole_territory = _is_yes(values["cele_uzemi"])
    if "rychly_odchod" in values:
        service.has_quick_exit = _is_yes(values["rychly_odchod"])
    for column, name in {"bezbarierove": "is_barrier_free", "krajska_sit": "is_in_regional_network"}.items():
        if column in values:
            setattr(service, name, _is_yes(values[column]) if values[column] else None)
    if values.get("volna_mista", "") != free_places.line_of(service) and "volna_mista" in values:
        free_places.state(service, free_places.parse_line(values["volna_mista"], timezone.localdate()))


def _are_closed_on_holidays(offered: list[OfferedForm]) -> bool:
    """Whether all forms are; a sheet has one cell for them and cannot say more."""
    return bool(offered) and all(form.is_closed_on_holidays for form in offered)


def _is_yes(word: str) -> bool:
    return fold(word) in {"ano", "a", "1", "x"}


def payment_of(words: str) -> Payment:
    """Whether people pay, by the first words of the price."""
    folded = fold(words)
    if folded.startswith(("bez uhrady", "zdarma", "bezplatn")):
        return Payment.FREE
    return Payment.PAID if folded.startswith(("za uhradu", "s uhradou", "placen")) else Payment.UNKNOWN


def _provider(values: dict[str, str]) -> Provider:
    ico = values["ico"].zfill(8) if values.get("ico") else ""
    provider = (Provider.objects.filter(ico=ico).first() if ico else None) or Provider.objects.filter(
        name=values["poskytovatel"]
    ).first()
    if provider is None:
        provider = Provider(name=values["poskytovatel"], slug=free_slug(Provider, values["poskytovatel"]))
    provider.ico = ico or provider.ico
    provider.legal_form = values.get("pravni_forma") or provider.legal_form
    provider.save()
    return provider


def free_slug(model: Any, name: str) -> str:
    """An address made of the name that no other row has."""
    slug = slugify(fold(name))[:100].strip("-") or "zaznam"
    taken = set(model.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number = 2
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def _write_forms(service: Service, row: Row) -> None:
    """Words that are the same as in the export leave hours and capacities alone: the data know more than the words."""
    values = row.values
    before = list(service.forms.all())
    hours_before, capacity_before = _hours_words(before), _capacity_words(before)
    known = {form.form for form in before}
    if "formy" in values:
        service.forms.exclude(form__in=row.forms).delete()
        offered = [OfferedForm.objects.get_or_create(service=service, form=form)[0] for form in row.forms]
    elif "oteviraci_doba" in values or "kapacita" in values:
        offered = before
    else:
        return
    if "formy" in values or "oteviraci_doba" in values:
        hours = values.get("oteviraci_doba", "")
        _write_hours([form for form in offered if hours != hours_before or form.form not in known], hours, len(offered))
    capacity = values.get("kapacita", "")
    if len(offered) == 1 and capacity != capacity_before and ("formy" in values or "kapacita" in values):
        _write_capacity(offered[0], capacity)  # a number for two forms cannot be divided between them


def _write_hours(offered: list[OfferedForm], text: str, form_count: int) -> None:
    hours = parse_hours(text)
    for form in offered:
        form.is_nonstop = hours.is_nonstop and (form.form == ServiceForm.RESIDENTIAL or form_count == 1)
        form.hours_note = hours.note
        form.save()
        form.hours.all().delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(offered_form=form, weekday=span.weekday, opens=span.opens, closes=span.closes)
            for span in hours.spans
        )


def _write_capacity(offered: OfferedForm, text: str) -> None:
    offered.capacities.all().delete()
    found = _capacity_of(text)
    if found:
        Capacity.objects.create(offered_form=offered, number=found[0], unit=found[1], note=found[2])


def _capacity_of(text: str) -> tuple[int, CapacityUnit, str] | None:
    """Number, unit and note of a capacity in words; None if it has no number or no unit of the register."""
    found = CAPACITY.match(text)
    unit = next((unit for start, unit in UNITS if found and fold(found[2]).startswith(start)), None)
    return (int(found[1]), unit, found[3].strip(" ()")[:250]) if found and unit else None


def _write_contacts(service: Service, row: Row) -> None:
    """A contact that stays keeps its note."""
    for column, kind in CONTACTS.items():
        if column in row.values:
            stored = service.contacts.filter(kind=kind)
            notes = {contact.value: contact.note for contact in stored} | (row.contact_notes or {})
            stored.delete()
            ServiceContact.objects.bulk_create(
                ServiceContact(
                    service=service, kind=kind, value=value[:200], note=notes.get(value, ""), position=position
                )
                for position, value in enumerate(_many(row.values[column]), start=1)
            )


def _write_addresses(service: Service, row: Row) -> None:
    """Adds addresses that are not known; a single address that has moved replaces the first public one.

    Other places stay. A service with a secret address gets no public one from a sheet, and a secret one is not lost.
    """
    places = list(service.places.all())
    is_secret = fold(row.values.get("adresa_utajena", "")) in YES or any(place.is_address_hidden for place in places)
    addresses = row.places or []
    public = next((place for place in places if not place.is_address_hidden), None)
    has_moved = len(addresses) == 1 and known_place(places, *addresses[0]) is None and public is not None
    for address, municipality in addresses:
        place = known_place(places, address, municipality) or (public if has_moved else None)
        place = place or Place(service=service, position=len(places) + 1)
        place.street, place.municipality = address.street[:150], municipality
        place.postal_code = address.postal_code or place.postal_code
        if has_moved:
            place.latitude = place.longitude = None
        place.is_address_hidden |= is_secret
        places += [place] if place.pk is None else []
        place.save()
    if is_secret and not places:
        Place.objects.create(service=service, is_address_hidden=True)
    if is_secret:
        service.places.update(is_address_hidden=True)


def _write_place(service: Service, row: Row) -> None:
    """Writes the first place; the others stay. Secrecy is never lost by an import, nor is a secret address."""
    values = row.values
    if not {"ulice", "kod_obce", "adresa_utajena"} & set(values):
        return
    places = list(service.places.all())
    place = places[0] if places else Place(service=service)
    is_secret = fold(values.get("adresa_utajena", "")) in YES
    if values.get("ulice") or row.municipality:
        is_moved = (place.street, place.municipality_id) != (
            values.get("ulice", ""),
            row.municipality.pk if row.municipality else None,
        )
        is_secret |= is_moved and any(found.is_address_hidden for found in places)
        _fill_place(place, row)
    elif not is_secret and not place.is_address_hidden:
        if place.pk and "ulice" in values:
            place.delete()
        return
    place.is_address_hidden |= is_secret
    place.save()


def _fill_place(place: Place, row: Row) -> None:
    values = row.values
    place.street, place.municipality = values.get("ulice", ""), row.municipality
    if "psc" in values:
        place.postal_code = values["psc"].replace(" ", "")[:5]
    if "sirka" in values and "delka" in values:
        place.latitude, place.longitude = _degrees(values["sirka"]), _degrees(values["delka"])
    if "druh_adresy" in values:
        place.is_seat_only = "sidlo" in fold(values["druh_adresy"])


# --- exporting and undoing ----------------------------------------------------------------------------------------


def snapshot(service: Service) -> list[dict[str, Any]]:
    """The stored service with all its parts, secret addresses included: for the office's undo only."""
    fresh = Service.objects.get(pk=service.pk)
    forms = fresh.forms.all()
    parts = (
        forms,
        Capacity.objects.filter(offered_form__in=forms).order_by("pk"),
        OpeningHours.objects.filter(offered_form__in=forms).order_by("pk"),
        fresh.contacts.all(),
        fresh.places.all(),
        fresh.hours_exceptions.all(),
    )
    return stored_rows([fresh, *(row for rows in parts for row in rows)])


def row_of(service: Service) -> dict[str, str]:
    """One row of the export; of a secret address nothing but its secrecy is told."""
    forms = list(service.forms.all())
    place = next(iter(service.places.all()), None)
    is_hidden = bool(place and place.is_address_hidden)
    shown = place if not is_hidden else None
    return {
        "identifikator": service.identifier,
        "cislo_portalu": str(service.portal_id or ""),
        "nazev": service.name,
        "poskytovatel": service.provider.name,
        "ico": service.provider.ico,
        "pravni_forma": service.provider.legal_form,
        "druh": service.service_type.code if service.service_type else "",
        "formy": "; ".join(FORM_WORDS[ServiceForm(form.form)] for form in forms),
        "cilove_skupiny": "; ".join(group.name for group in service.target_groups.all()),
        "situace": "; ".join(situation.name for situation in service.situations.all()),
        "popis": service.description,
        "pro_koho": service.for_whom,
        "neni_pro": service.not_for_whom,
        "jak_zacit": service.how_to_apply,
        "cena": service.price_note,
        "kapacita": _capacity_words(forms),
        "oteviraci_doba": _hours_words(forms),
        **{
            column: "; ".join(contact.value for contact in service.contacts.all() if contact.kind == kind)
            for column, kind in CONTACTS.items()
        },
        "ulice": shown.street if shown else "",
        "kod_obce": shown.municipality.code if shown and shown.municipality else "",
        "psc": shown.postal_code if shown else "",
        "sirka": str(shown.latitude) if shown and shown.latitude is not None else "",
        "delka": str(shown.longitude) if shown and shown.longitude is not None else "",
        "druh_adresy": "sídlo poskytovatele" if shown and shown.is_seat_only else "",
        "adresa_utajena": "ano" if is_hidden else "",
        "cele_uzemi": "ano" if service.serves_whole_territory else "",
        "slouzi_obcim": "; ".join(municipality.code for municipality in service.served_municipalities.all()),
        "poskytovano_od": service.provided_since.isoformat() if service.provided_since else "",
        "poskytovano_do": service.provided_until.isoformat() if service.provided_until else "",
        "zdroj": service.source,
        "jazyky": service.languages,
        "bezbarierove": YES_NO[service.is_barrier_free],
        "vyjimky_z_hodin": "; ".join(
            ": ".join(exception_words(row.days)) for row in service.hours_exceptions.all() if not row.form
        ),
        "zavreno_o_svatcich": "ano" if _are_closed_on_holidays(forms) else "",
        "volna_mista": free_places.line_of(service),
        "financovani": service.financed_by,
        "krajska_sit": YES_NO[service.is_in_regional_network],
        "jine_site": service.network_note,
        "rychly_odchod": "ano" if service.has_quick_exit else "",
    }


FORM_WORDS = {ServiceForm.OUTPATIENT: "ambulantní", ServiceForm.FIELD: "terénní", ServiceForm.RESIDENTIAL: "pobytová"}
YES_NO = {True: "ano", False: "ne", None: ""}
CONTACTS = {"telefon": ContactKind.PHONE, "email": ContactKind.EMAIL, "web": ContactKind.WEB}
UNIT_WORDS = {
    CapacityUnit.BED: "lůžka",
    CapacityUnit.CLIENT: "klienti",
    CapacityUnit.CONTACT: "kontakty",
    CapacityUnit.INTERVENTION: "intervence",
    CapacityUnit.CALL: "hovory",
}


def _capacity_words(forms: list[OfferedForm]) -> str:
    capacities = [capacity for form in forms for capacity in form.capacities.all()]
    if len(forms) != 1 or len(capacities) != 1:
        return ""
    found = capacities[0]
    return _words_of_capacity(found.number, CapacityUnit(found.unit), found.note)


def _words_of_capacity(number: int, unit: CapacityUnit, note: str) -> str:
    return f"{number} {UNIT_WORDS[unit]}" + (f" ({note})" if note else "")


def _hours_words(forms: list[OfferedForm]) -> str:
    if any(form.is_nonstop for form in forms):
        return "nepřetržitě"
    form = forms[0] if forms else None
    if form is None:
        return ""
    return ", ".join(f"{days} {words}" for days, words in lines_of(_spans(list(form.hours.all())))) or form.hours_note


def _spans(rows: list[OpeningHours]) -> list[Span]:
    return [Span(row.weekday, row.opens, row.closes) for row in rows]


def export_table(services: Any) -> Table:
    """The catalogue as a sheet that can be imported again."""
    rows = with_parts(services)
    return Table("sluzby", list(COLUMNS), [list(row_of(service).values()) for service in rows], [18] * len(COLUMNS))


def with_parts(services: Any) -> Any:
    """Services with everything that `row_of` tells, in a constant number of queries."""
    return services.select_related("provider", "service_type").prefetch_related(
        "forms__capacities",
        "forms__hours",
        "hours_exceptions",
        "contacts",
        "target_groups",
        "situations",
        "served_municipalities",
        "places__municipality",
    )


def fingerprint(service: Service) -> str:
    """A checksum by which it is seen whether somebody changed the service since."""
    rows = snapshot(service)
    del rows[0]["fields"]["updated_at"]  # a save that changed nothing is not a change
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


class CannotUndo(ValueError):
    """Somebody changed a service after the import; the message names it."""


@transaction.atomic
@one_line("takes an import back; the batch says what")
def undo(batch: ImportBatch, by: Any) -> None:
    """Puts everything back as it was before the import; CannotUndo if a service has been changed since."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.undone_at:
        raise CannotUndo(_("This import has been undone already."))
    services = {
        str(service.uuid): service
        for service in Service.objects.filter(uuid__in=[row["service"] for row in batch.rows])
    }
    for row in batch.rows:
        service = services.get(row["service"])
        if service is None or fingerprint(service) != row["after"]:
            raise CannotUndo(
                _("The service “%(name)s” has been changed since the import.") % {"name": service or row["service"]}
            )
        if row["before"] is None and service.plan_items.exists():
            raise CannotUndo(_("The service “%(name)s” stands in a plan already.") % {"name": service})
    _put_back(batch, services)
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    record(by, "catalogue.undo_import", batch)
    reindex_services()
    reindex_others()


def _put_back(batch: ImportBatch, services: dict[str, Service]) -> None:
    left_alone = set()
    for row in batch.rows:
        service = services[row["service"]]
        if row["before"] is None:
            left_alone.add(service.provider_id)
            indexing.forget(indexing.SERVICE, [service.pk])
            service.delete()
            continue
        for parts in (service.forms, service.contacts, service.places, service.hours_exceptions):
            parts.all().delete()
        for stored in serializers.deserialize("python", row["before"]):
            stored.save()
    alone = Provider.objects.filter(pk__in=left_alone, services__isnull=True, plan_roles__isnull=True)
    indexing.forget(indexing.PROVIDER, list(alone.values_list("pk", flat=True)))
    alone.delete()
