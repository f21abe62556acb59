"""Rows of a sheet, checked against the code lists and against each other."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Municipality
from community.models.office import check_ico
from kpss_portal.czech import fold
from kpss_portal.spreadsheets import Workbook
from kpss_portal.yes_no import neither
from services_catalog import free_places
from services_catalog.enums import AskedColumn
from services_catalog.hours import parse_exception
from services_catalog.importing.cells import (
    day_of,
    degrees_of,
    is_answer,
    many,
    name_key,
    portal_number_of,
    text_of,
    with_scheme,
)
from services_catalog.importing.columns import ANSWERS, COLUMNS, REQUIRED
from services_catalog.importing.comparing import changes_of
from services_catalog.importing.exporting import with_parts
from services_catalog.importing.preview import Preview, Problem, Row
from services_catalog.models import Provider, Service, ServiceType
from services_catalog.sheets.meanings import Unclear, Words

LONGEST = {  # letters of a cell
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
}
SECRET = ("utajen", "tajn", "skryt")
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")


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
            row.changes = changes_of(row, row.service, self.providers_by_ico)
        named = self.preview.created if row.is_new else self.preview.changed
        (self.preview.same if row.is_same else named).append(row.values.get("nazev", ""))

    def _fill_in(self, row: Row) -> None:
        values = row.values
        row.service_type = self._type(row)
        if not values.get("nazev") and row.service_type and not self.is_patient:
            values["nazev"] = row.service_type.name[:1].upper() + row.service_type.name[1:]  # as the register shows it
        if values.get("web"):
            values["web"] = "; ".join(with_scheme(address) for address in many(values["web"]))
        if fold(values.get("adresa_utajena", "")).startswith(SECRET):
            values["adresa_utajena"] = "ano"
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
        for column, limit in LONGEST.items():
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
        for word in many(row.values.get(column, "")):
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
            if values.get(column) and day_of(values[column]) is None:
                self.fault(
                    row,
                    column,
                    _("“%(text)s” is not a date. Write 31. 12. 2028 or the year alone.")
                    % {"text": values[column][:40]},
                    values[column],
                )
        numbers = {"sirka": degrees_of, "delka": degrees_of, "cislo_portalu": portal_number_of}
        for column, read in numbers.items():
            if values.get(column) and read(values[column]) is None:
                self.fault(row, column, _("“%(text)s” is not a number.") % {"text": values[column][:40]})
        since, until = day_of(values.get("poskytovano_od", "")), day_of(values.get("poskytovano_do", ""))
        if since and until and until < since:
            self.fault(row, "poskytovano_do", _("A service cannot end before it starts."))
        self._check_answers(row)
        self._check_addresses(row)
        self._check_card(row)

    def _check_answers(self, row: Row) -> None:
        """A word that is neither yes nor no is never taken for a no: it might be an address that must stay secret."""
        for column in ANSWERS:
            word = row.values.get(column, "")
            if not is_answer(word):
                self.fault(row, column, neither(word))

    def _check_card(self, row: Row) -> None:
        """Days with other hours and free places, which are written in words of their own."""
        for words in many(row.values.get("vyjimky_z_hodin", "")):
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
        for address in many(row.values.get("email", "")):
            try:
                validate_email(address)
            except ValidationError:
                self.fault(row, "email", _("“%(text)s” is not an e-mail.") % {"text": address[:60]}, address)
        for address in many(row.values.get("web", "")):
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
