"""Results in words, tables and charts, from the frozen document alone: the page, the report and the downloads read this."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.charts import Chart, Number, Series
from surveys.enums import Channel, QuestionKind
from surveys.results.columns import CHANNEL
from surveys.results.document import tables_of
from surveys.results.statistics import Summary, percent, summary_of
from surveys.results.tables import NONE, YES, Kind, Table

MOST_STACKED = 8  # parts of one bar that a reader still tells apart


@dataclass(frozen=True)
class Cell:
    """A cell in words. `is_hidden` says that a number is not told."""

    text: str
    is_number: bool = True
    is_hidden: bool = False


@dataclass(frozen=True)
class Grid:
    """A table for reading: the first column names the row."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]

    @property
    def is_wide(self) -> bool:
        """Too many columns for an upright page."""
        return len(self.header) > 7


@dataclass(frozen=True)
class Shown:
    """One question with everything that is shown of it."""

    code: str
    text: str
    section: str
    answered: str
    grid: Grid | None
    chart: Chart | None
    sentences: tuple[str, ...]
    quotes: tuple[str, ...] = ()
    has_crossings: bool = False
    has_hidden: bool = False


@dataclass(frozen=True)
class Crossed:
    """One crossing of a question."""

    title: str
    grid: Grid
    chart: Chart | None = None


def grouped(number: int) -> str:
    """1 425 with a space that does not break."""
    return f"{number:,}".replace(",", "\xa0")


def hidden() -> Cell:
    """What stands in the place of a number that is not told; all such numbers look alike."""
    return Cell(_("not told"), is_hidden=True)


def number_cell(number: int | None) -> Cell:
    """A number, or that it is not told."""
    return hidden() if number is None else Cell(grouped(number))


def percent_cell(share: int | None, number: int | None) -> Cell:
    """A share; a dash where the base is too small to print one."""
    if number is None:
        return hidden()
    return Cell("–") if share is None else Cell(f"{share}\xa0%")


@dataclass
class Results:
    """A frozen document opened for reading."""

    document: Mapping[str, Any]
    labels: dict[str, dict[str, str]] = field(init=False)
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.labels = {dimension["id"]: dict(dimension["categories"]) for dimension in self.document["dimensions"]}
        self.names = {dimension["id"]: dimension["label"] for dimension in self.document["dimensions"]}
        self.tables = tables_of(self.document).tables
        self.k: int = self.document["k"]
        self.total: int = self.document["total"]

    # --- whole survey ---------------------------------------------------------------------------------------------

    @property
    def has_hidden(self) -> bool:
        """Some number is not told."""
        return any(n is None for table in self.tables.values() for n in table.cells.values())

    @cached_property
    def addressed(self) -> int | None:
        """People whom the survey addressed; None if some municipality is unknown."""
        numbers = list(self.document["rates"]["addressed"].values())
        return sum(numbers) if numbers and None not in numbers else None

    @property
    def rate(self) -> int | None:
        """Share of those addressed who answered."""
        return percent(self.total, self.addressed, self.k)

    @cached_property
    def rates_by_municipality(self) -> Grid | None:
        """Answers against people addressed, by municipality."""
        name = self.document["rates"]["dimension"]
        table = self.tables.get(name or "")
        addressed = self.document["rates"]["addressed"]
        if table is None or not any(addressed.values()):
            return None
        rows = [
            (label, self._rate_cells(table.cells.get(((name, category),)), addressed.get(category)))
            for category, label in self.labels[name].items()
        ]
        header = (_("Municipality"), _("answers"), _("people addressed"), _("share"))
        return Grid(_("Who answered, by municipality"), header, tuple(rows))

    @cached_property
    def rates_by_channel(self) -> Grid | None:
        """Answers by the way they came, against forms and slips given out."""
        table = self.tables.get(CHANNEL)
        if table is None:
            return None
        given = self.document["rates"]["given"]
        rows = [
            (label, self._rate_cells(table.cells[((CHANNEL, category),)], given.get(category)))
            for category, label in self.labels[CHANNEL].items()
        ]
        header = (_("How answers came"), _("answers"), _("forms or codes given out"), _("share"))
        return Grid(_("How answers came"), header, tuple(rows))

    def _rate_cells(self, returned: int | None, asked: int | None) -> tuple[Cell, ...]:
        base = Cell("–") if asked is None else Cell(grouped(asked))
        share = percent_cell(percent(returned, asked, self.k), returned)
        return number_cell(returned), base, share

    # --- questions ------------------------------------------------------------------------------------------------

    @cached_property
    def questions(self) -> list[Shown]:
        """All questions in order."""
        return [self.question(entry) for entry in self.document["questions"]]

    def question(self, entry: Mapping[str, Any]) -> Shown:
        """One question."""
        tables = [self.tables[name] for name in entry["tables"] if name in self.tables]
        crossed = any(self.crossed_tables(entry["code"]))
        common: dict[str, Any] = {"quotes": tuple(entry["quotes"]), "has_crossings": crossed}
        if not tables:
            words = _("There are too few answers to show any number without betraying somebody.")
            return Shown(entry["code"], entry["text"], entry["section"], "", None, None, (words,), **common)
        summaries = [self._summary(table) for table in tables]
        grid, chart, sentences = self._drawn(entry, tables, summaries)
        return Shown(
            entry["code"],
            entry["text"],
            entry["section"],
            answered_words(summaries[0], is_filtered=entry["is_filtered"]) if len(summaries) == 1 else "",
            grid,
            chart,
            tuple(sentences),
            has_hidden=any(summary.has_hidden for summary in summaries),
            **common,
        )

    def _drawn(
        self, entry: Mapping[str, Any], tables: Sequence[Table], summaries: Sequence[Summary]
    ) -> tuple[Grid | None, Chart | None, list[str]]:
        if entry["kind"] == QuestionKind.MATRIX:
            return self._matrix(entry, tables, summaries)
        if tables[0].kind == Kind.SINGLE and entry["kind"] in QuestionKind.written():
            return None, None, []  # only how many wrote something
        return self._simple(entry, tables, summaries)

    def _summary(self, table: Table) -> Summary:
        return summary_of(table, list(self.labels[table.dimensions[0]]), self.k)

    def _simple(
        self, entry: Mapping[str, Any], tables: Sequence[Table], summaries: Sequence[Summary]
    ) -> tuple[Grid, Chart | None, list[str]]:
        summary, labels = summaries[0], self.labels[tables[0].dimensions[0]]
        rows = [
            (labels[line.category], (number_cell(line.n), percent_cell(line.percent, line.n))) for line in summary.lines
        ]
        grid = Grid(entry["text"], (_("Answer"), _("people"), _("share")), tuple(rows))
        told = [line for line in summary.lines if line.n is not None]
        chart = Chart(
            self._finding(summary, labels) or entry["text"],
            [labels[line.category] for line in told],
            [Series(_("people"), [line.n for line in told])],
            _("people"),
            key=f"g{_slug(entry['code'])}",
        )
        return grid, chart, [*_first_places(entry), *self._top(summary, labels), *self._middles(entry)]

    def _finding(self, summary: Summary, labels: Mapping[str, str]) -> str:
        top = summary.top
        if top is None:
            return ""
        if top.percent is None:
            return _("Most often: %(answer)s") % {"answer": labels[top.category]}
        return _("Most often: %(answer)s (%(percent)d %%)") % {
            "answer": labels[top.category],
            "percent": top.percent,
        }

    def _top(self, summary: Summary, labels: Mapping[str, str]) -> list[str]:
        top = summary.top
        if top is None or top.n is None:
            return []
        words = ngettext(
            "“%(answer)s” was said by %(number)s person, the most of all answers.",
            "“%(answer)s” was said by %(number)s people, the most of all answers.",
            top.n,
        )
        return [words % {"answer": labels[top.category], "number": grouped(top.n)}]

    def _middles(self, entry: Mapping[str, Any]) -> list[str]:
        middle = next((one for one in entry["middle"] if one), None)
        if middle is None:
            return []
        unit = f" {entry['unit']}" if entry["unit"] else ""
        mean = _number_words(middle["mean"])
        if "median" not in middle:
            return [_("The mean on the scale is %(mean)s.") % {"mean": mean}]
        return [
            _("The mean is about %(mean)s%(unit)s; half of the people wrote about %(median)s%(unit)s or less.")
            % {"mean": mean, "median": _number_words(middle["median"]), "unit": unit}
        ]

    def _matrix(
        self, entry: Mapping[str, Any], tables: Sequence[Table], summaries: Sequence[Summary]
    ) -> tuple[Grid, Chart | None, list[str]]:
        columns = list(self.labels[tables[0].dimensions[0]].values())
        names = [self.names[table.dimensions[0]].removeprefix(f"{entry['text']} – ") for table in tables]
        rows = [
            (name, (*(number_cell(line.n) for line in summary.lines), number_cell(summary.answered)))
            for name, summary in zip(names, summaries, strict=True)
        ]
        grid = Grid(entry["text"], (_("Row"), *columns, _("answered")), tuple(rows))
        whole = [
            (name, summary)
            for name, summary in zip(names, summaries, strict=True)
            if all(line.percent is not None for line in summary.lines)
        ]
        best = max(whole, key=lambda pair: pair[1].lines[0].percent or 0, default=None)
        chart = self._stacked(entry["text"], entry["code"], columns, whole, best)
        return grid, chart, [self._best_row(columns[0], best)] if best else []

    def _best_row(self, answer: str, best: tuple[str, Summary]) -> str:
        name, summary = best
        return _("“%(answer)s” was chosen most often for: %(row)s (%(percent)d %% of those who answered).") % {
            "answer": answer,
            "row": name,
            "percent": summary.lines[0].percent,
        }

    def _stacked(
        self,
        title: str,
        code: str,
        columns: Sequence[str],
        whole: Sequence[tuple[str, Summary]],
        best: tuple[str, Summary] | None,
    ) -> Chart | None:
        if best is None or len(columns) > MOST_STACKED:
            return None
        finding = _("“%(answer)s” most often: %(row)s (%(percent)d %%)") % {
            "answer": columns[0],
            "row": best[0],
            "percent": best[1].lines[0].percent,
        }
        series = [
            Series(column, [summary.lines[place].percent for _name, summary in whole])
            for place, column in enumerate(columns)
        ]
        labels = [f"{summary.lines[0].percent}\xa0%" for _name, summary in whole]
        return Chart(finding, [name for name, _summary in whole], series, "%", "stacked", f"g{_slug(code)}", labels)

    # --- crossings ------------------------------------------------------------------------------------------------

    def crossed_tables(self, code: str) -> Iterable[tuple[Mapping[str, Any], list[Table]]]:
        """Crossings of a question that can be told."""
        for crossing in self.document["crossings"]:
            tables = [self.tables[name] for name in crossing["tables"] if name in self.tables]
            if crossing["question"] == code and tables:
                yield crossing, tables

    def crossings(self, code: str) -> list[Crossed]:
        """Crossings of a question, ready for reading: a line for each group of people."""
        found: list[Crossed] = []
        for crossing, tables in self.crossed_tables(code):
            by = self.names[f"q{crossing['by']}"]
            if any("." in table.dimensions[0] and YES in _categories(table, 0) for table in tables):
                found.append(self._options_crossed(by, tables))
            else:
                found += [self._crossed(by, table, place) for place, table in enumerate(tables)]
        return found

    def _crossed(self, by: str, table: Table, place: int) -> Crossed:
        one, other = table.dimensions
        labels = self.labels[one]
        title = _("%(question)s By: %(by)s") % {"question": self._row_name(one), "by": by}
        lines = [
            (label, [table.cells[((one, category), (other, group))] for category in labels], table, group)
            for group, label in self.labels[other].items()
        ]
        rows = [
            (label, (*(number_cell(n) for n in numbers), self._answered(table, other, group)))
            for label, numbers, _table, group in lines
        ]
        grid = Grid(title, (by, *labels.values(), _("answered")), tuple(rows))
        return Crossed(
            title, grid, self._crossed_chart(title, list(labels.values()), lines, f"k{_slug(table.id)}-{place}")
        )

    def _row_name(self, name: str) -> str:
        """Of a row of a table its own words, which its question stands over; of another question the question."""
        question, dot, _row = name.rpartition(".")
        text = next((entry["text"] for entry in self.document["questions"] if entry["id"] == question), "")
        return self.names[name].removeprefix(f"{text} – ") + "." if dot else self.names[name]

    def _answered(self, table: Table, other: str, group: str) -> Cell:
        """People of the group who answered, where it is told."""
        margin, empty = table.cells[((other, group),)], table.cells[((table.dimensions[0], NONE), (other, group))]
        return number_cell(None if margin is None or empty is None else margin - empty)

    def _crossed_chart(
        self, title: str, columns: Sequence[str], lines: Sequence[tuple[str, list[int | None], Table, str]], key: str
    ) -> Chart | None:
        shares: list[tuple[str, list[Number]]] = []
        for label, numbers, _table, _group in lines:
            told = [number for number in numbers if number is not None]
            if len(told) == len(numbers) and sum(told) >= 2 * self.k:
                shares.append((label, [percent(number, sum(told), self.k) for number in told]))
        if len(shares) < 2 or len(columns) > MOST_STACKED:
            return None
        series = [Series(column, [row[place] for _label, row in shares]) for place, column in enumerate(columns)]
        labels = [f"{row[0]}\xa0%" for _label, row in shares]
        return Chart(title, [label for label, _row in shares], series, "%", "stacked", key, labels)

    def _options_crossed(self, by: str, tables: Sequence[Table]) -> Crossed:
        """Options of several choices: a column each, counted by themselves."""
        question = tables[0].dimensions[0].rsplit(".", 1)[0]
        other = tables[0].dimensions[1]
        options = [table.dimensions[0].rsplit(".", 1)[1] for table in tables]
        rows = [
            (
                label,
                (
                    *(number_cell(table.cells[((table.dimensions[0], YES), (other, group))]) for table in tables),
                    number_cell(tables[0].cells[((other, group),)]),
                ),
            )
            for group, label in self.labels[other].items()
        ]
        title = _("%(question)s By: %(by)s") % {"question": self.names[question], "by": by}
        header = (by, *(self.labels[question][option] for option in options), _("all people"))
        return Crossed(title, Grid(title, header, tuple(rows)))


def _categories(table: Table, place: int) -> set[str]:
    name = table.dimensions[place]
    return {category for key in table.cells for dimension, category in key if dimension == name}


def answered_words(summary: Summary, *, is_filtered: bool) -> str:
    """How many answered and how many did not, as far as it is told."""
    if summary.answered is None or summary.missing is None:
        if not summary.at_least:
            return ""
        return _("At least %(number)s people answered.") % {"number": grouped(summary.at_least)}
    answered = ngettext("%(number)s person answered.", "%(number)s people answered.", summary.answered)
    words = answered % {"number": grouped(summary.answered)}
    if not summary.missing:
        return words
    missing = (
        ngettext(
            "%(number)s did not answer, or was not asked.",
            "%(number)s did not answer, or were not asked.",
            summary.missing,
        )
        if is_filtered
        else ngettext("%(number)s did not answer.", "%(number)s did not answer the question.", summary.missing)
    )
    return f"{words} {missing % {'number': grouped(summary.missing)}}"


def _number_words(text: str) -> str:
    number = Decimal(text)
    return f"{number:,}".replace(",", "\xa0").replace(".", ",")


def _slug(code: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in code)


def channel_label(category: str) -> str:
    """Name of a way in which answers come."""
    return str(Channel(category).label)


def _first_places(entry: Mapping[str, Any]) -> list[str]:
    """Of an order only who stands first is told: all places together would tell about each other."""
    if entry["kind"] != QuestionKind.RANKING:
        return []
    return [_("People put the answers in order; the numbers say how many put each of them in the first place.")]
