"""A whole questionnaire in memory: read by a fixed number of queries, kept for fixed surveys, which cannot change."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from services_catalog.models import ServiceType
from surveys.enums import QuestionKind
from surveys.models import Question, Response, Section, Survey

KEPT_SECONDS, MOST_KEPT = 600, 50
_kept: dict[Any, Any] = {}  # of this process; a common cache would cost more than all the rest of an answer

Option = tuple[Any, str]  # what is stored, what is said


@dataclass(frozen=True)
class Rule:
    """Shown only if the answer to the question of this number is among the values."""

    code: str
    values: frozenset[Any]


@dataclass
class Asked:
    """One question, ready to be asked in one variant of the texts."""

    row: Question
    options: list[Option]
    rows: list[Option]
    rules: list[Rule]
    exclusive: frozenset[int]
    words: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Its number."""
        return self.row.code

    @property
    def kind(self) -> QuestionKind:
        """How it is answered."""
        return QuestionKind(self.row.kind)

    @property
    def text(self) -> str:
        """The question in words."""
        return self.words["text"]

    @property
    def help(self) -> str:
        """Its help."""
        return self.words["help"]

    @property
    def is_required(self) -> bool:
        """Must be answered when it is shown."""
        return self.row.is_required and self.row.is_asked

    @property
    def places(self) -> int:
        """How many places a ranking has."""
        return min(self.row.limit or len(self.options), len(self.options))


@dataclass
class Part:
    """One section with its questions."""

    row: Section
    title: str
    text: str
    rules: list[Rule]
    questions: list[Asked]


@dataclass
class Questionnaire:
    """All parts of a survey in order."""

    parts: list[Part]

    def questions(self) -> Iterator[Asked]:
        """All questions in the order in which they are asked."""
        for part in self.parts:
            yield from part.questions

    def asked(self) -> list[Asked]:
        """Questions that expect an answer."""
        return [question for question in self.questions() if question.row.is_asked]

    def by_code(self) -> dict[str, Asked]:
        """Questions that expect an answer, by their number."""
        return {question.code: question for question in self.asked()}


def questionnaire_of(survey: Survey, language: str = "") -> Questionnaire:
    """The questionnaire in a variant of its texts; of a fixed survey it is kept in memory, so nobody changes it."""
    if not survey.is_fixed:
        return _read(survey, language)
    assert survey.opened_at is not None
    key = (survey.pk, survey.opened_at, language)
    found, until = _kept.get(key, (None, 0.0))
    if found is None or until < time.monotonic():
        found = _read(survey, language)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (found, time.monotonic() + KEPT_SECONDS)
    return found


def forget_questionnaires() -> None:
    """Reads all anew when they are next asked for."""
    _kept.clear()


def _read(survey: Survey, language: str) -> Questionnaire:
    sections = survey.sections.order_by("position", "pk").prefetch_related(
        "conditions__source", "questions__choices", "questions__rows", "questions__conditions__source"
    )
    municipalities = [
        (row.municipality.code, row.municipality.name)
        for row in survey.municipalities.select_related("municipality").order_by("municipality__sort_key")
    ]
    types: list[Option] = list(ServiceType.objects.valid_on().values_list("code", "name"))
    lists = {
        QuestionKind.MUNICIPALITY: [*municipalities, (Response.OTHER_MUNICIPALITY, _("another municipality"))],
        QuestionKind.SERVICE_TYPE: types,
    }
    return Questionnaire([_part(section, language, lists) for section in sections])


def _part(section: Section, language: str, lists: dict[Any, list[Option]]) -> Part:
    questions = sorted(section.questions.all(), key=lambda question: (question.position, question.pk))
    return Part(
        section,
        section.said("title", language),
        section.said("text", language),
        _rules(section),
        [_asked(question, language, lists) for question in questions],
    )


def _asked(question: Question, language: str, lists: dict[Any, list[Option]]) -> Asked:
    choices = sorted(question.choices.all(), key=lambda choice: (choice.position, choice.value))
    rows = sorted(question.rows.all(), key=lambda row: (row.position, row.value))
    options: list[Option] = [(choice.value, choice.said("text", language)) for choice in choices]
    if question.kind == QuestionKind.SCALE:
        options = scale_options(question, language)
    return Asked(
        question,
        lists.get(question.kind, options),
        [(row.value, row.said("text", language)) for row in rows],
        _rules(question),
        frozenset(choice.value for choice in choices if choice.is_exclusive),
        {name: question.said(name, language) for name in ("text", "help", "scale_min_label", "scale_max_label")},
    )


def scale_options(question: Question, language: str = "") -> list[Option]:
    """Points of a scale, the ends with their meaning."""
    ends = {
        question.scale_min: question.said("scale_min_label", language),
        question.scale_max: question.said("scale_max_label", language),
    }
    options: list[Option] = [
        (point, f"{point}, {ends[point]}" if ends.get(point) else str(point)) for point in question.scale
    ]
    if question.has_dont_know:
        options.append((Response.DONT_KNOW, _("I don't know")))
    return options


def _rules(target: Any) -> list[Rule]:
    return [Rule(condition.source.code, frozenset(condition.values)) for condition in target.conditions.all()]
