"""Counting: from the answers of a closed survey to one document that holds everything that will be published."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from community.models import Office
from surveys.enums import Channel, QuestionKind, QuoteState
from surveys.models import CodedText, CrossTable, NumberBands, Quote, Survey, Theme
from surveys.questionnaire import Asked, Questionnaire, questionnaire_of
from surveys.results.columns import Column, channel_column, columns_of, question_id
from surveys.results.statistics import mean_of, middle_of, summary_of
from surveys.results.suppression import cross_id, publish
from surveys.results.tables import Multiple, ResultTables, as_json

SCHEMA_VERSION = 1
AT_ONCE = 5_000  # rows read from the database


@dataclass(frozen=True)
class Counted:
    """Columns, and the crossings asked for as pairs of columns."""

    columns: list[Column]
    crossings: list[tuple[CrossTable, list[tuple[str, str]]]]
    tables: ResultTables


def content_of(survey: Survey, note: str = "") -> dict[str, Any]:
    """The whole document. Reads each answer once; the same answers in any order give the same document."""
    questionnaire = questionnaire_of(survey)
    counted = count(survey, questionnaire)
    office = Office.load()
    return {
        "schema": SCHEMA_VERSION,
        "office": {"name": office.legal_name, "ico": office.ico, "accent": office.accent_color},
        "survey": survey.slug,
        "title": survey.title,
        "note": note,
        "k": counted.tables.k,
        "total": counted.tables.total,
        "opened_on": _day(survey.opens_at or survey.opened_at),
        "closed_on": _day(survey.closed_at),
        "questions": _questions(survey, questionnaire, counted),
        "dimensions": [_dimension(column) for column in counted.columns],
        "crossings": [
            {"question": crossing.question.code, "by": crossing.by.code, "tables": [cross_id(*pair) for pair in pairs]}
            for crossing, pairs in counted.crossings
        ],
        "rates": _rates(survey, questionnaire),
        "tables": [as_json(table) for table in counted.tables.tables.values()],
        "withheld": list(counted.tables.withheld),
    }


def _day(moment: Any) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None


def count(survey: Survey, questionnaire: Questionnaire) -> Counted:
    """Counts the answers and decides what may be told."""
    keys, answers, channels = _answers(survey)
    names = _themes(survey)
    columns = columns_of(
        questionnaire,
        answers,
        bounds=_bounds(survey),
        themes={code: list(titles.values()) for code, titles in names.items()},
        themed=_themed(survey, keys, answers, names),
    )
    columns.append(channel_column(channels))
    by_code: dict[str, list[Column]] = {}
    for column in columns:
        by_code.setdefault(column.code, []).append(column)
    crossings = [
        (crossing, _pairs(by_code, crossing))
        for crossing in survey.crossings.select_related("question", "by").order_by("pk")
    ]
    asked = [pair for _crossing, pairs in crossings for pair in pairs]
    tables = publish([column.variable for column in columns], asked, survey.threshold)
    return Counted(columns, crossings, tables)


def _answers(survey: Survey) -> tuple[list[int], list[dict[str, Any]], list[str]]:
    rows = survey.responses.counted().order_by("pk").values_list("pk", "answers", "channel")
    with _uncollected():
        found = list(rows.iterator(chunk_size=AT_ONCE))
    return [row[0] for row in found], [row[1] for row in found], [row[2] for row in found]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing of what is read can be garbage: looking for some among a hundred thousand answers takes most of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _bounds(survey: Survey) -> dict[str, list[int]]:
    rows = NumberBands.objects.filter(question__survey=survey).select_related("question")
    return {row.question.code: row.numbers for row in rows}


def _themes(survey: Survey) -> dict[str, dict[int, tuple[str, str]]]:
    """By number of the question and key of the theme: its place in the list and its title."""
    found: dict[str, dict[int, tuple[str, str]]] = {}
    for theme in Theme.objects.filter(question__survey=survey).select_related("question").order_by("position", "pk"):
        titles = found.setdefault(theme.question.code, {})
        titles[theme.pk] = (str(len(titles) + 1), theme.title)
    return found


def _themed(
    survey: Survey,
    keys: Sequence[int],
    answers: Sequence[Mapping[str, Any]],
    names: Mapping[str, Mapping[int, tuple[str, str]]],
) -> dict[str, list[frozenset[str] | None]]:
    """Themes of each row; None where nothing was written."""
    places = {key: place for titles in names.values() for key, (place, _title) in titles.items()}
    chosen: dict[tuple[str, int], set[str]] = {}
    rows = CodedText.themes.through.objects.filter(theme__question__survey=survey)
    for code, key, theme in rows.values_list("theme__question__code", "codedtext__response_id", "theme_id"):
        chosen.setdefault((code, key), set()).add(places[theme])
    return {
        code: [
            frozenset(chosen.get((code, key), ())) if row.get(code) else None
            for key, row in zip(keys, answers, strict=True)
        ]
        for code in names
    }


def _pairs(by_code: Mapping[str, list[Column]], crossing: CrossTable) -> list[tuple[str, str]]:
    """Pairs of columns of one crossing: rows of a table and options of several choices each by themselves."""
    sides = [_sides(by_code.get(code, [])) for code in (crossing.question.code, crossing.by.code)]
    return [(one, other) for one in sides[0] for other in sides[1]]


def _sides(columns: Sequence[Column]) -> list[str]:
    names: list[str] = []
    for column in columns:
        variable = column.variable
        if isinstance(variable, Multiple):
            names += [f"{variable.id}.{option}" for option in variable.options]
        else:
            names.append(variable.id)
    return names


def _dimension(column: Column) -> dict[str, Any]:
    dimension = column.dimension
    return {
        "id": dimension.id,
        "label": dimension.label,
        "categories": [list(pair) for pair in dimension.categories],
    }


def _questions(survey: Survey, questionnaire: Questionnaire, counted: Counted) -> list[dict[str, Any]]:
    quotes: dict[str, list[str]] = {}
    approved = Quote.objects.filter(question__survey=survey, state=QuoteState.APPROVED).select_related("question")
    for quote in approved.order_by("text"):
        quotes.setdefault(quote.question.code, []).append(quote.text)
    by_code: dict[str, list[Column]] = {}
    for column in counted.columns:
        by_code.setdefault(column.code, []).append(column)
    return [
        _question(part.title, question, by_code.get(question.code, []), counted.tables, quotes.get(question.code, []))
        | {"is_filtered": bool(part.rules or question.rules)}
        for part in questionnaire.parts
        for question in part.questions
        if question.code
    ]


def _question(
    section: str, question: Asked, columns: Sequence[Column], tables: ResultTables, quotes: list[str]
) -> dict[str, Any]:
    return {
        "id": question_id(question.code),
        "code": question.code,
        "kind": question.kind.value,
        "section": section,
        "text": question.text,
        "unit": question.row.unit,
        "limit": question.row.limit,
        "tables": [column.variable.id for column in columns],
        "middle": [_middle(column, tables) for column in columns],
        "quotes": quotes,
    }


def _middle(column: Column, tables: ResultTables) -> dict[str, Any] | None:
    """Mean of a scale, or mean and median of a number, where they may be told."""
    table = tables.tables.get(column.variable.id)
    if table is None:
        return None
    summary = summary_of(table, [name for name, _label in column.dimension.categories], tables.k)
    if column.dimension.points:
        mean = mean_of(summary, column.dimension.points, tables.k)
        return {"mean": str(mean)} if mean is not None else None
    middle = middle_of(column.numbers, summary, tables.k) if column.numbers else None
    return {"mean": str(middle[0]), "median": str(middle[1])} if middle else None


def _rates(survey: Survey, questionnaire: Questionnaire) -> dict[str, Any]:
    """Whom the survey addressed: people by municipality, forms and slips given out."""
    where = next((question for question in questionnaire.asked() if question.kind == QuestionKind.MUNICIPALITY), None)
    rows = list(survey.municipalities.select_related("municipality"))
    return {
        "dimension": question_id(where.code) if where else None,
        "addressed": {row.municipality.code: row.addressed for row in rows},
        "given": {
            Channel.PAPER.value: _sum(row.paper_forms for row in rows),
            Channel.CODE.value: _sum(row.code_slips for row in rows),
        },
    }


def _sum(numbers: Any) -> int | None:
    """A sum only of known numbers."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
