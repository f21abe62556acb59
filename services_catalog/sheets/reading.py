"""Rows of a foreign sheet as rows of the portal's own import, with a note on everything that was not taken as it stands."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from services_catalog.importing.cells import text_of
from services_catalog.importing.preview import Preview, Row
from services_catalog.importing.reading import Reader
from services_catalog.sheets.cells import (
    Address,
    Contacts,
    address_in,
    contacts_in,
    is_nothing,
    is_secret,
    many,
    phones_in,
    says_as_above,
    squeezed,
)
from services_catalog.sheets.columns import LABELS, heading_key
from services_catalog.sheets.mapping import Layout
from services_catalog.sheets.meanings import Unclear, Words

FEWEST = 3  # columns of a sheet in which a line with a single cell can be told from a row
LISTS = ("cilove_skupiny", "situace", "slouzi_obcim", "formy")
WHOLE_TERRITORY = {"cele uzemi", "cele orp", "cely spravni obvod", "cely spravni obvod orp", "orp"}


def preview_of_sheet(layout: Layout, words: Words) -> Preview:
    """What the sheet would do; nothing is written but municipalities that the portal has not known."""
    preview = Preview()
    reader = Reader(preview, words, is_patient=True)
    rows = _Rows(layout, words, preview)
    for number, cells in layout.rows:
        row = rows.read(number, cells)
        if row is None:
            continue
        if row.skipped_because:
            preview.skipped.append(row)
        else:
            reader.read(row)
    return preview


class _Rows:
    """Reads rows one after another, since empty cells may mean what stands above."""

    def __init__(self, layout: Layout, words: Words, preview: Preview) -> None:
        self.layout, self.words, self.preview = layout, words, preview
        self.above: dict[str, str] = {}  # the last said value of each column
        self.first: dict[str, str] = {}  # values of the provider's first row
        self.provider = ""
        self.postal_code = ""  # of the present row

    def read(self, number: int, cells: list[Any]) -> Row | None:
        """The row, None for an empty one."""
        told = self._told(cells)
        if not any(told.values()):
            return None
        row = Row(number, {})
        if self._is_heading(cells):
            row.skipped_because = _("The headings are repeated here.")
        elif self._is_title(number, told):
            row.skipped_because = _("Only one cell is filled: it looks like a heading.")
            row.values["nazev"] = next(text for text in told.values() if text)
            self._begin(told.get("poskytovatel", ""))
        else:
            self._fill(row, told)
        return row

    def _told(self, cells: list[Any]) -> dict[str, str]:
        """Cells by our columns; several columns of one meaning are put together."""
        told: dict[str, str] = {}
        for place, name in enumerate(self.layout.columns):
            text = squeezed(text_of(cells[place])) if name and place < len(cells) else ""
            if name:
                text = "" if is_nothing(text) else text
                told[name] = f"{told[name]}\n{text}" if told.get(name) and text else told.get(name) or text
        return told

    def _is_heading(self, cells: list[Any]) -> bool:
        keys = [heading_key(cell) for cell in cells if cell]
        return keys == [heading_key(heading) for heading in self.layout.headings if heading]

    def _is_title(self, number: int, told: dict[str, str]) -> bool:
        """A line over the whole width, or a single cell that is not a further service of the provider above."""
        filled = [name for name, text in told.items() if text]
        if len(filled) > 1 or len(told) < FEWEST:
            return False
        is_wide = any(
            merged.first_row == number and merged.last_column - merged.column >= FEWEST - 1
            for merged in self.layout.sheet.merged
        )
        is_further = filled == ["nazev"] and "poskytovatel" in self.layout.taken_over and bool(self.provider)
        return is_wide or not is_further

    def _begin(self, provider: str) -> None:
        if provider and provider != self.provider:
            self.provider, self.first, self.above = provider, {}, {}

    def _fill(self, row: Row, told: dict[str, str]) -> None:
        self._begin(told.get("poskytovatel", ""))
        told = {name: self._from_above(row, name, text) for name, text in told.items()}
        self.postal_code = told.get("psc", "").replace(" ", "")
        for name, text in told.items():
            self._take(row, name, text)
        for name in ("telefon", "email", "web"):
            if name in row.values:
                self._take_over(row, name)
        if not row.values.get("nazev") and row.values.get("poskytovatel"):
            row.values["nazev"] = row.values["poskytovatel"]
            row.notes.append(_("The name of the service is empty: the name of the provider is used."))

    def _from_above(self, row: Row, name: str, text: str) -> str:
        if name == "poskytovatel" and not text and "poskytovatel" in self.layout.taken_over and self.provider:
            row.notes.append(_("The provider is taken from the row above."))
            return self.provider
        if says_as_above(text):
            above = self.above.get(name, "")
            if above:
                row.notes.append(_("%(column)s: taken from above.") % {"column": LABELS[name]})
            return above
        if text:
            self.above[name] = text
        return text

    def _take_over(self, row: Row, name: str) -> None:
        """Empty phones and webs may be those of the provider's first row."""
        if name not in self.layout.taken_over:
            return
        if row.values[name]:
            self.first.setdefault(name, row.values[name])
        elif self.first.get(name):
            row.values[name] = self.first[name]
            row.notes.append(_("%(column)s: taken from the provider's first row.") % {"column": LABELS[name]})

    # --- single columns ---

    def _take(self, row: Row, name: str, text: str) -> None:
        if name in ("telefon", "email", "web", "kontakty"):
            self._take_contacts(row, name, text)
        elif name == "misto":
            self._take_places(row, text)
        elif name == "obec":
            self._take_municipality(row, text)
        elif name in LISTS:
            self._take_list(row, name, text)
        elif name in ("poskytovano_od", "poskytovano_do", "ico"):
            said = self.words.answer(name, text) if text else None
            row.values[name] = text if said is None else said
        else:
            row.values[name] = (
                text if name in ("popis", "pro_koho", "neni_pro", "jak_zacit") else " ".join(text.split())
            )

    def _take_contacts(self, row: Row, name: str, text: str) -> None:
        found = _contacts(name, self._explained(name, text))
        if found.rest:
            self.preview.ask(name, found.rest, row.number)
        told = {"telefon": [number for number, _note in found.phones], "email": found.emails, "web": found.webs}
        for column, values in told.items():
            if values or name in (column, "kontakty"):
                row.values[column] = _joined(row.values.get(column, ""), values)
        row.contact_notes = (row.contact_notes or {}) | {number: note for number, note in found.phones if note}

    def _explained(self, name: str, text: str) -> str:
        """The cell with what was not understood replaced as somebody said."""
        if not text:
            return ""
        rest = _contacts(name, text).rest
        said = self.words.answer(name, rest) if rest else None
        return text if said is None else text.replace(rest, said)

    def _take_places(self, row: Row, text: str) -> None:
        row.places = row.places or []
        if is_secret(text):
            row.values["adresa_utajena"] = "ano"
            row.notes.append(_("The address is secret: it is not imported."))
            return
        for part in many(text):
            self._take_place(row, part)

    def _take_place(self, row: Row, part: str) -> None:
        address = address_in(part)
        try:
            said = self.words.answer("misto", part)
            if said == "":
                row.notes.append(_("The address “%(text)s” is left out.") % {"text": part})
                return
            code = address.code if said is None else ""
            found = self.words.municipality(code) if code else self._asked_municipality(address, part, said)
        except Unclear:
            self.preview.ask("misto", part, row.number)
            return
        assert row.places is not None
        row.places.append((address, found))

    def _asked_municipality(self, address: Address, part: str, said: str | None) -> Any:
        name = address.namesakes[0].name if address.namesakes else ""
        if said is None and not name:
            raise Unclear(part)
        return self.words.municipality_of("misto", said or name, address.postal_code)

    def _take_municipality(self, row: Row, text: str) -> None:
        try:
            found = self.words.municipality_of("obec", text, self.postal_code) if text else None
        except Unclear:
            self.preview.ask("obec", text, row.number)
            return
        row.values["kod_obce"] = found.code if found else ""

    def _take_list(self, row: Row, name: str, text: str) -> None:
        words = list(_divided(name, text, self.words))
        if name == "slouzi_obcim" and any(heading_key(word) in WHOLE_TERRITORY for word in words):
            row.values["cele_uzemi"] = "ano"
            words = [word for word in words if heading_key(word) not in WHOLE_TERRITORY]
        row.values[name] = "; ".join(words)


def _contacts(name: str, text: str) -> Contacts:
    """A column of phones may say words behind numbers; in other columns numbers stand among mails and webs."""
    if name != "telefon":
        return contacts_in(text)
    phones, rest = phones_in(text)
    return Contacts(phones=phones, rest=rest)


def _joined(before: str, values: list[str]) -> str:
    """Values of a cell behind those of another column of the same meaning, each once."""
    known = [value for value in before.split("; ") if value]
    return "; ".join(dict.fromkeys([*known, *values]))


def _divided(name: str, text: str, words: Words) -> Iterable[str]:
    """Words of a cell; commas divide only where the whole is not a word of its own."""
    for part in many(text):
        if words.answer(name, part) is not None or ("," not in part and name != "formy"):
            yield part
        elif name == "formy":
            yield from (
                word.strip()
                for word in part.replace(" a ", ",").replace(" i ", ",").replace("/", ",").split(",")
                if word.strip()
            )
        elif _is_known(name, part, words):
            yield part
        else:
            pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
            yield from (
                pieces if all(_is_known(name, piece, words) for piece in pieces) or name == "slouzi_obcim" else [part]
            )


def _is_known(name: str, word: str, words: Words) -> bool:
    try:
        if name == "situace":
            words.situation_of(word)
        elif name == "cilove_skupiny":
            words.group_of(word)
        else:
            words.municipality_of(name, word)
    except Unclear:
        return False
    return True
