"""XLSForm in and out: the workbook that ODK, Kobo and others read (https://xlsform.org).

Out: everything that XLSForm can say, and kinds that it lacks (age band, scale, municipality) in the column `kpss_kind`,
which other tools pass over. In: the types that the portal knows; what it does not know is told, never guessed.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.spreadsheets import Sheet, SpreadsheetError, Table, read_workbook, write_xlsx
from surveys.enums import Language
from surveys.enums import QuestionKind as K
from surveys.models import Survey
from surveys.questionnaire import Asked, Part, Rule, questionnaire_of

CZECH = "Čeština (cs)"
NAMES = {
    Language.EASY: "Snadné čtení (cs-x-easy)",
    Language.UKRAINIAN: "Українська (uk)",
    Language.ENGLISH: "English (en)",
    Language.VIETNAMESE: "Tiếng Việt (vi)",
    Language.GERMAN: "Deutsch (de)",
    Language.POLISH: "Polski (pl)",
}
TYPES = {
    K.NUMBER: "decimal",
    K.DATE: "date",
    K.YEAR: "integer",
    K.SHORT_TEXT: "text",
    K.LONG_TEXT: "text",
    K.INFO: "note",
}
LISTED = {K.ONE, K.AGE_BAND, K.SCALE, K.MUNICIPALITY, K.SERVICE_TYPE}


# --- out ----------------------------------------------------------------------------------------------------------


@dataclass
class Writer:
    """Rows of the two sheets being put together."""

    survey: Survey
    variants: list[Language]
    rows: list[dict[str, Any]] = field(default_factory=list)
    choices: list[dict[str, Any]] = field(default_factory=list)

    def words(self, column: str, row: Any, name: str) -> dict[str, str]:
        """A text with its translations, in the columns of XLSForm."""
        if not self.variants:
            return {column: getattr(row, name)}
        texts = {f"{column}::{CZECH}": getattr(row, name)}
        for variant in self.variants:
            texts[f"{column}::{NAMES[variant]}"] = row.said(name, variant)
        return texts

    def plain(self, column: str, text: str) -> dict[str, str]:
        """A text that is the same in all variants."""
        if not self.variants:
            return {column: text}
        return {f"{column}::{name}": text for name in (CZECH, *(NAMES[variant] for variant in self.variants))}


def export(survey: Survey) -> bytes:
    """The questionnaire as an XLSForm workbook."""
    questionnaire = questionnaire_of(survey)
    writer = Writer(survey, survey.variants)
    asked = questionnaire.by_code()
    for part in questionnaire.parts:
        _write_part(writer, part, asked)
    settings = {"form_title": survey.title, "form_id": survey.slug.replace("-", "_"), "version": "1"}
    if survey.variants:
        settings["default_language"] = CZECH
    return write_xlsx(
        [_table("survey", writer.rows), _table("choices", writer.choices), _table("settings", [settings])]
    )


def _table(name: str, rows: list[dict[str, Any]]) -> Table:
    header = list(dict.fromkeys(column for row in rows for column in row)) or ["list_name", "name", "label"]
    return Table(name, header, [[row.get(column) for column in header] for row in rows])


def _write_part(writer: Writer, part: Part, asked: dict[str, Asked]) -> None:
    name = f"cast{part.row.position}"
    relevant = _relevant(part.rules, asked)
    writer.rows.append(
        {"type": "begin_group", "name": name, **writer.words("label", part.row, "title"), "relevant": relevant}
    )
    if part.row.text:
        writer.rows.append({"type": "note", "name": f"{name}_uvod", **writer.words("label", part.row, "text")})
    for question in part.questions:
        _write_question(writer, question, asked)
    writer.rows.append({"type": "end_group", "name": name})


def _write_question(writer: Writer, question: Asked, asked: dict[str, Asked]) -> None:
    row, name = question.row, f"q{question.code}" if question.code else f"info{question.row.pk}"
    common: dict[str, Any] = {
        "name": name,
        **writer.words("label", row, "text"),
        **(writer.words("hint", row, "help") if row.help else {}),
        "required": "yes" if question.is_required else None,
        "relevant": _relevant(question.rules, asked),
        "kpss_kind": question.kind.value,
    }
    if question.kind == K.MATRIX:
        _write_matrix(writer, question, name, common)
        return
    extra = _constraint(question)
    if question.kind == K.LONG_TEXT:
        extra["appearance"] = "multiline"
    listless = "text" if not question.options else f"{_selecting(question.kind)} {name}"  # a code list not loaded yet
    kind = TYPES.get(question.kind) or listless
    writer.rows.append({"type": kind, **common, **extra, "kpss_more": _more(question)})
    if question.kind not in TYPES:
        _write_choices(writer, question, name)


def _selecting(kind: K) -> str:
    return "select_one" if kind in LISTED else "rank" if kind == K.RANKING else "select_multiple"


def _write_matrix(writer: Writer, question: Asked, name: str, common: dict[str, Any]) -> None:
    """A table is a group of single choices over one list."""
    writer.rows.append({"type": "begin_group", **common, "required": None})
    for matrix_row in sorted(question.row.rows.all(), key=lambda found: found.position):
        writer.rows.append(
            {
                "type": f"select_one {name}",
                "name": f"{name}_{matrix_row.value}",
                **writer.words("label", matrix_row, "text"),
                "required": common["required"],
            }
        )
    writer.rows.append({"type": "end_group", "name": name})
    _write_choices(writer, question, name)


def _write_choices(writer: Writer, question: Asked, name: str) -> None:
    rows = {choice.value: choice for choice in question.row.choices.all()}
    for value, text in question.options:
        words = writer.words("label", rows[value], "text") if value in rows else writer.plain("label", text)
        writer.choices.append({"list_name": name, "name": str(value), **words})


def _relevant(rules: list[Rule], asked: dict[str, Asked]) -> str | None:
    """The condition in XPath: any of the values of each question, all questions at once."""
    parts = []
    for rule in rules:
        several = asked[rule.code].kind == K.SEVERAL
        tests = [
            f"selected(${{q{rule.code}}}, '{value}')" if several else f"${{q{rule.code}}} = '{value}'"
            for value in sorted(rule.values, key=str)
        ]
        parts.append(tests[0] if len(tests) == 1 else f"({' or '.join(tests)})")
    return " and ".join(parts) or None


def _constraint(question: Asked) -> dict[str, Any]:
    row = question.row
    if question.kind == K.SEVERAL and row.limit:
        return {"constraint": f"count-selected(.) <= {row.limit}"}
    if question.kind in {K.NUMBER, K.YEAR}:
        bounds = [f". >= {_bare(row.least)}"] if row.least is not None else []
        bounds += [f". <= {_bare(row.most)}"] if row.most is not None else []
        return {"constraint": " and ".join(bounds)} if bounds else {}
    return {}


def _bare(number: Any) -> str:
    return f"{Decimal(number).normalize():f}"


def _more(question: Asked) -> str | None:
    """What XLSForm has no column for, kept for the way back."""
    row = question.row
    kept = {
        "sub": "yes" if row.is_sub else "",
        "unit": row.unit,
        "limit": str(row.limit or "") if question.kind == K.RANKING else "",
        "scale": f"{row.scale_min}..{row.scale_max}" if question.kind == K.SCALE else "",
        "min": row.scale_min_label,
        "max": row.scale_max_label,
        "dont_know": "yes" if row.has_dont_know and question.kind == K.SCALE else "",
        "last_excludes": "yes" if question.exclusive else "",
    }
    return "; ".join(f"{name}={value.replace(';', ',')}" for name, value in kept.items() if value) or None


# --- in -----------------------------------------------------------------------------------------------------------

ONE_TEST = re.compile(r"\$\{(\w+)\}\s*=\s*'([^']*)'|selected\(\s*\$\{(\w+)\}\s*,\s*'([^']*)'\s*\)")
COUNT_LIMIT = re.compile(r"count-selected\(\s*\.\s*\)\s*<=\s*(\d+)")
BOUND = re.compile(r"\.\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)")
READ_TYPES = {
    "decimal": K.NUMBER,
    "integer": K.NUMBER,
    "range": K.NUMBER,
    "date": K.DATE,
    "text": K.SHORT_TEXT,
    "note": K.INFO,
}
PASSED_OVER = {"start", "end", "today", "deviceid", "username", "simserial", "phonenumber", "audit"}


@dataclass
class Read:
    """A definition read from a form, and what could not be taken over, in words."""

    definition: dict[str, Any]
    warnings: list[str]


class FormReader:
    """Walks the rows of the sheet `survey`."""

    def __init__(self, lists: dict[str, list[tuple[str, dict[str, Any]]]]) -> None:
        self.lists = lists
        self.sections: list[dict[str, Any]] = []
        self.warnings: list[str] = []
        self.values: dict[str, list[Any]] = {}  # of each question: names of its choices, in order
        self.matrix: dict[str, Any] | None = None
        self.depth = 0

    def read(self, row: dict[str, str], number: int) -> None:
        """One row."""
        kind, _space, list_name = (
            row.get("type", "")
            .strip()
            .replace("begin group", "begin_group")
            .replace("end group", "end_group")
            .partition(" ")
        )
        if kind == "begin_group":
            self._begin(row)
        elif kind == "end_group":
            self._end()
        elif kind in PASSED_OVER or not kind:
            return
        elif self.matrix is not None:
            self._matrix_row(row, list_name.strip())
        else:
            self._question(row, kind, list_name.strip(), number)

    def _begin(self, row: dict[str, str]) -> None:
        if row.get("kpss_kind") == K.MATRIX:
            self.matrix = {"key": row.get("name", ""), "kind": K.MATRIX, **_texts(row), "rows": [], "choices": []}
            self._conditions(self.matrix, row)
            self._section()["questions"].append(self.matrix)
            return
        if self.depth:
            self.warnings.append(
                _("A group inside a group became a section: %(name)s") % {"name": row.get("label", "")}
            )
        self.depth += 1
        section: dict[str, Any] = {**_texts(row, "title", ""), "questions": []}
        section.pop("help", None)
        self._conditions(section, row)
        self.sections.append(section)

    def _end(self) -> None:
        if self.matrix is not None:
            self.matrix = None
        else:
            self.depth = max(self.depth - 1, 0)

    def _section(self) -> dict[str, Any]:
        if not self.sections:
            self.sections.append({"title": _("Questions"), "questions": []})
        return self.sections[-1]

    def _matrix_row(self, row: dict[str, str], list_name: str) -> None:
        assert self.matrix is not None
        words = _texts(row)
        self.matrix["rows"].append({"text": words["text"], "translations": words["translations"]})
        self.matrix["choices"] = [choice for _name, choice in self.lists.get(list_name, [])]
        self.matrix["required"] = row.get("required", "").lower() in {"yes", "true", "true()"}

    def _question(self, row: dict[str, str], kind: str, list_name: str, number: int) -> None:
        found = self._kind(row, kind, list_name)
        if found is None:
            self.warnings.append(
                _("Row %(row)d: the type “%(type)s” is not known here.") % {"row": number, "type": kind}
            )
            return
        if found == K.INFO and row.get("name", "").endswith("_uvod") and not self._section()["questions"]:
            words = _texts(row)
            self._section()["text"] = words["text"]
            for variant, texts in words["translations"].items():
                self._section().setdefault("translations", {}).setdefault(variant, {})["text"] = texts["text"]
            return
        entry: dict[str, Any] = {
            "key": row.get("name", ""),
            "kind": found,
            **_texts(row),
            "required": row.get("required", "").lower() in {"yes", "true", "true()"},
        }
        self._choices(entry, found, list_name, row.get("name", ""))
        self._bounds(entry, row.get("constraint", ""))
        self._more(entry, row.get("kpss_more", ""))
        self._conditions(entry, row)
        self._section()["questions"].append(entry)

    def _kind(self, row: dict[str, str], kind: str, list_name: str) -> K | None:
        if row.get("kpss_kind") in K.values and row["kpss_kind"] != K.MATRIX:
            return K(row["kpss_kind"])
        if kind == "text" and "multiline" in row.get("appearance", ""):
            return K.LONG_TEXT
        selecting = {"select_one": K.ONE, "select_multiple": K.SEVERAL, "rank": K.RANKING}
        return selecting.get(kind) if list_name else READ_TYPES.get(kind)

    def _choices(self, entry: dict[str, Any], kind: K, list_name: str, name: str) -> None:
        choices = self.lists.get(list_name, [])
        if kind == K.SCALE:
            self.values[name] = [int(value) if value.isdecimal() else value for value, _choice in choices]
        elif kind in K.with_choices():
            entry["choices"] = [choice for _name, choice in choices]
            self.values[name] = [value for value, _choice in choices]

    def _bounds(self, entry: dict[str, Any], constraint: str) -> None:
        limit = COUNT_LIMIT.search(constraint)
        if limit:
            entry["limit"] = int(limit[1])
            return
        for sign, number in BOUND.findall(constraint):
            entry["least" if sign == ">=" else "most"] = Decimal(number)

    def _more(self, entry: dict[str, Any], text: str) -> None:
        kept = dict(part.strip().split("=", 1) for part in text.split(";") if "=" in part)
        if "scale" in kept:
            lowest, _dots, highest = kept["scale"].partition("..")
            entry["scale"] = [int(lowest), int(highest), kept.get("min", ""), kept.get("max", "")]
        entry |= {"sub": "sub" in kept, "dont_know": "dont_know" in kept, "last_excludes": "last_excludes" in kept}
        entry["unit"] = kept.get("unit", "")
        if kept.get("limit", "").isdecimal():
            entry["limit"] = int(kept["limit"])

    def _conditions(self, entry: dict[str, Any], row: dict[str, str]) -> None:
        relevant = row.get("relevant", "")
        if not relevant:
            return
        rest = re.sub(r"\s|\(|\)|and|or", "", ONE_TEST.sub("", relevant))
        when: dict[str, list[Any]] = {}
        for left, right, chosen_left, chosen_right in ONE_TEST.findall(relevant):
            source, value = left or chosen_left, right or chosen_right
            if source not in self.values or value not in map(str, self.values[source]):
                rest = value
                break
            names = list(map(str, self.values[source]))
            stored = self.values[source][names.index(value)]
            is_point = isinstance(stored, int) or stored == "x"
            when.setdefault(source, []).append(stored if is_point else names.index(value) + 1)
        if rest:
            self.warnings.append(
                _("The condition of “%(name)s” is too complicated and was left out: %(condition)s")
                % {"name": row.get("name", ""), "condition": relevant[:120]}
            )
            return
        entry["when"] = when


def _texts(row: dict[str, str], name: str = "text", help_name: str = "help") -> dict[str, Any]:
    """Czech words of a row and their translations."""
    label = row.get("label") or row.get(f"label::{CZECH}") or _first(row, "label::")
    found: dict[str, Any] = {name: _cut(label), "translations": {}}
    if help_name:
        found[help_name] = _cut(row.get("hint") or row.get(f"hint::{CZECH}") or _first(row, "hint::"))
    for variant, column in NAMES.items():
        texts = {name: row.get(f"label::{column}", "")} | (
            {help_name: row.get(f"hint::{column}", "")} if help_name else {}
        )
        texts = {key: text for key, text in texts.items() if text and text != found.get(key)}
        if texts:
            found["translations"][variant.value] = texts
    return found


def _first(row: dict[str, str], prefix: str) -> str:
    return next((text for column, text in row.items() if column.startswith(prefix) and text), "")


def _cut(text: str) -> str:
    return text.strip()[:500]


def read_form(data: bytes) -> Read:
    """The definition of a survey in an XLSForm workbook; SpreadsheetError says what is wrong with the file."""
    sheets = read_workbook(io.BytesIO(data)).sheets
    if "survey" not in sheets:
        raise SpreadsheetError(_("The workbook has no sheet “survey”: it is no XLSForm."))
    lists: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for _number, row in _rows(sheets.get("choices")):
        name = row.get("list_name") or row.get("list name") or ""
        words = _texts(row)
        choice = {"text": words["text"][:200], "translations": words["translations"]}
        lists.setdefault(name, []).append((row.get("name", ""), choice))
    reader = FormReader(lists)
    for number, row in _rows(sheets["survey"]):
        reader.read(row, number)
    settings = next((row for _number, row in _rows(sheets.get("settings"))), {})
    sections = [section for section in reader.sections if section["questions"]]
    if not sections:
        raise SpreadsheetError(_("The form has no questions that the portal knows."))
    languages = {code for section in sections for code in _languages(section)}
    title = settings.get("form_title") or _("Imported survey")
    definition = {"title": title[:200], "sections": sections, "languages": sorted(languages)}
    return Read(definition, reader.warnings)


def _languages(section: dict[str, Any]) -> Iterator[str]:
    yield from section.get("translations", {})
    for question in section["questions"]:
        yield from question.get("translations", {})


def _rows(sheet: Sheet | None) -> Iterator[tuple[int, dict[str, str]]]:
    if sheet is None:
        return
    header = [str(name or "").strip() for name in sheet.header]
    for number, values in sheet.rows:
        row = {name: "" if value is None else str(value).strip() for name, value in zip(header, values, strict=False)}
        if any(row.values()):
            yield number, row
