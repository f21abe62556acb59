"""Answers as columns that can be counted, and the words for what is counted.

Rows are answers (`Response.answers`) in any order; each column holds one value a row. Values are checked again here: what a
question does not offer counts as no answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from surveys.enums import Channel, QuestionKind
from surveys.questionnaire import Asked, Questionnaire
from surveys.results.tables import NONE, Multiple, Single, Variable

Answers = Mapping[str, Any]
USUAL_BOUNDS = (0, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000)
DECADES = tuple(range(1929, 2030, 10))  # last years of decades
CHANNEL = "channel"
WRITTEN = "written"


@dataclass(frozen=True)
class Dimension:
    """What a table is divided by, in words: its name and the names of its categories in order."""

    id: str
    label: str
    categories: tuple[tuple[str, str], ...]
    points: Mapping[str, int] = field(default_factory=dict)  # of a scale: the number behind a category


@dataclass(frozen=True)
class Column:
    """One thing to count, with its words and the number of the question that it comes from."""

    variable: Variable
    dimension: Dimension
    code: str = ""
    numbers: Sequence[Decimal] = ()  # of a number: what was written, for mean and median


def question_id(code: str) -> str:
    """Name of a question in open data."""
    return f"q{code}"


def columns_of(
    questionnaire: Questionnaire,
    rows: Sequence[Answers],
    *,
    bounds: Mapping[str, Sequence[int]] | None = None,
    themes: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    themed: Mapping[str, Sequence[frozenset[str] | None]] | None = None,
) -> list[Column]:
    """Columns of all questions. `bounds` and `themes` are by number of the question; `themed` gives each row's themes."""
    freedom = _Freedom(questionnaire, rows)
    columns: list[Column] = []
    for question in questionnaire.asked():
        maker = MAKERS.get(question.kind, _single)
        if question.kind in QuestionKind.written():
            names = (themes or {}).get(question.code)
            if names:
                columns.append(_themes(question, rows, freedom, names, (themed or {})[question.code]))
                continue
        columns += maker(question, rows, freedom, (bounds or {}).get(question.code))
    return columns


def channel_column(channels: Sequence[str]) -> Column:
    """By which way answers came."""
    names = [channel for channel in Channel if channel != Channel.TEST and channel.value in set(channels)]
    variable = Single(CHANNEL, tuple(name.value for name in names), channels, may_be_empty=False)
    return Column(
        variable, Dimension(CHANNEL, _("How answers came"), tuple((name.value, str(name.label)) for name in names))
    )


# --- who could have answered otherwise ----------------------------------------------------------------------------


class _Freedom:
    """For each question, which rows could hold another answer without breaking the branching."""

    def __init__(self, questionnaire: Questionnaire, rows: Sequence[Answers]) -> None:
        self.rows = rows
        self.rules = {
            question.code: [*part.rules, *question.rules]
            for part in questionnaire.parts
            for question in part.questions
            if question.code
        }
        self.required = {question.code for question in questionnaire.asked() if question.is_required}
        self.shown = cache(self._shown)

    def may_be_empty(self, code: str) -> bool:
        """Whether somebody may leave the question out: it is optional, or not shown to all."""
        return code not in self.required or bool(self.rules[code])

    def of(self, code: str) -> list[bool] | None:
        """None means all rows."""
        deciding = self._decided_by(code)
        if not deciding and not self.rules[code]:
            return None
        if deciding & self.required:
            return [False] * len(self.rows)  # another answer would call for answers that are not there
        free = [not any(name in row for name in deciding) for row in self.rows]
        return [one and other for one, other in zip(free, self.shown(code), strict=True)]

    def _decided_by(self, code: str) -> set[str]:
        """Questions whose showing hangs on this one, through others as well."""
        found: set[str] = set()
        waiting = [code]
        while waiting:
            source = waiting.pop()
            new = {name for name, rules in self.rules.items() if any(rule.code == source for rule in rules)} - found
            found |= new
            waiting += new
        return found

    def _shown(self, code: str) -> list[bool]:
        shown = [True] * len(self.rows)
        for rule in self.rules.get(code, []):
            values = rule.values
            source = self.shown(rule.code)
            shown = [
                one and two and bool(_given(row.get(rule.code)) & values)
                for one, two, row in zip(shown, source, self.rows, strict=True)
            ]
        return shown


def _given(value: Any) -> set[Any]:
    if value is None:
        return set()
    return set(value) if isinstance(value, list) else {value}


# --- questions by kind --------------------------------------------------------------------------------------------

Maker = Callable[[Asked, Sequence[Answers], _Freedom, Sequence[int] | None], list[Column]]


def _named(question: Asked) -> dict[Any, str]:
    return {value: str(value) for value, _text in question.options}


def _picked(values: Sequence[Any], named: Mapping[Any, str]) -> list[str]:
    """Categories of values; what is not offered is no answer."""
    category = named.get
    try:
        return [category(value, NONE) for value in values]
    except TypeError:  # somewhere is a list, which cannot be looked up
        return [category(value, NONE) if isinstance(value, int | str) else NONE for value in values]


def _single(
    question: Asked, rows: Sequence[Answers], freedom: _Freedom, _bounds: Sequence[int] | None = None
) -> list[Column]:
    code, named = question.code, _named(question)
    return [_column(question, _picked([row.get(code) for row in rows], named), question.options, freedom)]


def _column(
    question: Asked,
    values: Sequence[str],
    options: Sequence[tuple[Any, str]],
    freedom: _Freedom,
    row: tuple[Any, str] | None = None,
    numbers: Sequence[Decimal] = (),
) -> Column:
    name = question_id(question.code) + (f".{row[0]}" if row else "")
    label = f"{question.text} – {row[1]}" if row else question.text
    variable = Single(
        name,
        tuple(str(value) for value, _text in options),
        values,
        freedom.may_be_empty(question.code),
        freedom.of(question.code),
    )
    points = {str(value): value for value, _text in options if isinstance(value, int)}
    return Column(
        variable,
        Dimension(
            name,
            label,
            tuple((str(value), text) for value, text in options),
            points if question.kind == QuestionKind.SCALE else {},
        ),
        question.code,
        numbers,
    )


def _several(
    question: Asked, rows: Sequence[Answers], freedom: _Freedom, _bounds: Sequence[int] | None = None
) -> list[Column]:
    code, named, name = question.code, _named(question), question_id(question.code)
    kept: dict[tuple[Any, ...], frozenset[str] | None] = {}

    def chosen(answer: Any) -> frozenset[str] | None:
        if not isinstance(answer, list):
            return None
        key = tuple(answer)
        if key not in kept:
            kept[key] = frozenset(named[value] for value in answer if value in named) or None
        return kept[key]

    variable = Multiple(
        name,
        tuple(named.values()),
        [chosen(row.get(code)) for row in rows],
        most=question.row.limit,
        alone=frozenset(named[value] for value in question.exclusive if value in named),
        is_movable=freedom.of(code),
    )
    categories = tuple((named[value], text) for value, text in question.options)
    return [Column(variable, Dimension(name, question.text, categories), code)]


def _matrix(
    question: Asked, rows: Sequence[Answers], freedom: _Freedom, _bounds: Sequence[int] | None = None
) -> list[Column]:
    code, named = question.code, _named(question)
    given = [answer if isinstance(answer := row.get(code), dict) else {} for row in rows]
    return [
        _column(
            question, _picked([row.get(str(value)) for row in given], named), question.options, freedom, (value, text)
        )
        for value, text in question.rows
    ]


def _ranking(
    question: Asked, rows: Sequence[Answers], freedom: _Freedom, _bounds: Sequence[int] | None = None
) -> list[Column]:
    """Only who stands first: places of all would tell about each other."""
    code, named = question.code, _named(question)
    first = [answer[0] if isinstance(answer := row.get(code), list) and answer else None for row in rows]
    return [_column(question, _picked(first, named), question.options, freedom)]


def _number(
    question: Asked, rows: Sequence[Answers], freedom: _Freedom, bounds: Sequence[int] | None = None
) -> list[Column]:
    code = question.code
    numbers = [_exact(row.get(code)) for row in rows]
    return [_banded(question, numbers, bounds or USUAL_BOUNDS, freedom, is_grouped=True)]


def _year(
    question: Asked, rows: Sequence[Answers], freedom: _Freedom, bounds: Sequence[int] | None = None
) -> list[Column]:
    code = question.code
    years = [_exact(str(answer)[:4]) if (answer := row.get(code)) is not None else None for row in rows]
    return [_banded(question, years, bounds or DECADES, freedom, is_grouped=False)]


def _banded(
    question: Asked, numbers: Sequence[Decimal | None], bounds: Sequence[int], freedom: _Freedom, *, is_grouped: bool
) -> Column:
    options = [(str(place), text) for place, text in enumerate(band_labels(bounds, is_grouped=is_grouped), start=1)]

    @cache
    def band(number: Decimal) -> str:
        return str(1 + sum(number > bound for bound in bounds))

    values = [NONE if number is None else band(number) for number in numbers]
    known = [number for number in numbers if number is not None] if is_grouped else []
    return _column(question, values, options, freedom, numbers=known)


def band_labels(bounds: Sequence[int], *, is_grouped: bool = True) -> list[str]:
    """Names of bands of whole numbers: up to the first bound, between, over the last."""

    def said(number: int) -> str:
        return f"{number:,}".replace(",", "\xa0") if is_grouped else str(number)

    first = "0" if bounds[0] == 0 else _("up to %(number)s") % {"number": said(bounds[0])}
    between = [said(high) if low + 1 == high else f"{said(low + 1)}–{said(high)}" for low, high in pairwise(bounds)]
    return [first, *between, _("more than %(number)s") % {"number": said(bounds[-1])}]


def _exact(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def _text(
    question: Asked, rows: Sequence[Answers], freedom: _Freedom, _bounds: Sequence[int] | None = None
) -> list[Column]:
    """How many wrote something."""
    code = question.code
    values = [WRITTEN if row.get(code) else NONE for row in rows]
    return [_column(question, values, [(WRITTEN, _("wrote something"))], freedom)]


def _themes(
    question: Asked,
    rows: Sequence[Answers],
    freedom: _Freedom,
    names: Sequence[tuple[str, str]],
    themed: Sequence[frozenset[str] | None],
) -> Column:
    name = question_id(question.code)
    variable = Multiple(
        name, tuple(key for key, _title in names), themed, fewest=0, is_movable=freedom.of(question.code)
    )
    return Column(variable, Dimension(name, question.text, tuple(names)), question.code)


MAKERS: dict[QuestionKind, Maker] = {
    QuestionKind.SEVERAL: _several,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.YEAR: _year,
    QuestionKind.DATE: _year,
    QuestionKind.SHORT_TEXT: _text,
    QuestionKind.LONG_TEXT: _text,
}
