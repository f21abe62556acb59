"""The build of a questionnaire while it is being written: order, numbers, choices, copies.

Every function that changes something raises SurveyIsFixed for an opened survey.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext as _

from surveys.enums import QuestionKind as K
from surveys.errors import SurveyIsFixed
from surveys.models import Choice, Condition, MatrixRow, Question, Section, Survey

LETTERS = "abcdefghijklmnopqrstuvwxyz"
AGE_BANDS = ("0–17", "18–29", "30–44", "45–59", "60–64", "65–69", "70–74", "75–79", "80–84", "85 a více")
COPIED = [
    "is_sub", "kind", "text", "help", "is_required", "limit", "scale_min", "scale_max", "scale_min_label",
    "scale_max_label", "has_dont_know", "least", "most", "unit", "translations",
]  # fmt: skip
COPIED_OF_SURVEY = [
    "audience",
    "intro",
    "thanks",
    "anonymity",
    "is_sensitive",
    "threshold",
    "has_open_web",
    "has_codes",
]
COPIED_OF_SURVEY += ["has_paper", "languages", "retention_months", "is_quick_poll"]


def check_open(survey: Survey) -> None:
    """SurveyIsFixed once the survey has been opened."""
    if survey.is_fixed:
        raise SurveyIsFixed


def in_order(survey: Survey) -> list[Question]:
    """All questions of the survey as they are asked."""
    return list(
        Question.objects.filter(survey=survey).order_by("section__position", "position", "pk").select_related("section")
    )


@transaction.atomic
def renumber(survey: Survey) -> None:
    """Positions without gaps; numbers 1, 2, 3 over the whole survey, 3a and 3b for those that go on with 3."""
    check_open(survey)
    sections = list(survey.sections.order_by("position", "pk"))
    for position, section in enumerate(sections, start=1):
        section.position = position
    Section.objects.bulk_update(sections, ["position"])
    questions = in_order(survey)
    survey.questions.exclude(code="").update(code="")  # so that no number is there twice on the way
    for question, code in zip(questions, codes_of(questions), strict=True):
        question.code = code
    for section in sections:
        own = [question for question in questions if question.section_id == section.pk]
        for position, question in enumerate(own, start=1):
            question.position = position
    Question.objects.bulk_update(questions, ["position", "code"])


def codes_of(questions: Iterable[Question]) -> list[str]:
    """Numbers in order; information has none."""
    codes, number, letter = [], 0, 0
    for question in questions:
        if question.kind == K.INFO:
            codes.append("")
        elif question.is_sub and number and letter < len(LETTERS):
            codes.append(f"{number}{LETTERS[letter]}")
            letter += 1
        else:
            number, letter = number + 1, 0
            codes.append(str(number))
    return codes


@transaction.atomic
def add_section(survey: Survey, title: str) -> Section:
    """A section at the end."""
    check_open(survey)
    return Section.objects.create(survey=survey, title=title, position=survey.sections.count() + 1)


@transaction.atomic
def add_question(section: Section, kind: str, text: str) -> Question:
    """A question at the end of the section; an age band comes with its usual bands."""
    check_open(section.survey)
    question = Question.objects.create(
        section=section, kind=kind, text=text, position=section.questions.count() + 1, has_dont_know=kind == K.SCALE
    )
    if kind == K.AGE_BAND:
        write_choices(question, AGE_BANDS)
    renumber(section.survey)
    question.refresh_from_db()
    return question


@transaction.atomic
def move_section(section: Section, place: int) -> None:
    """To the place, counted from one, among the sections."""
    check_open(section.survey)
    _move(section, list(section.survey.sections.order_by("position", "pk")), place)
    renumber(section.survey)


@transaction.atomic
def move_question(question: Question, section: Section, place: int) -> None:
    """To the place in a section of the same survey; ValidationError for another survey's section."""
    check_open(section.survey)
    if section.survey_id != question.survey_id:
        raise ValidationError(_("A question stays in its survey."))
    question.section = section
    question.save(update_fields=["section", "survey"])
    others = [other for other in section.questions.order_by("position", "pk") if other.pk != question.pk]
    _move(question, [*others, question], place)
    renumber(section.survey)


def _move(thing: Any, siblings: list[Any], place: int) -> None:
    others = [other for other in siblings if other.pk != thing.pk]
    others.insert(max(place - 1, 0), thing)
    for position, other in enumerate(others, start=1):
        other.position = position
    type(thing).objects.bulk_update(others, ["position"])


@transaction.atomic
def remove(thing: Section | Question) -> None:
    """Takes away a section with its questions, or a question; ValidationError if another one is shown by its answer."""
    check_open(thing.survey)
    try:
        thing.delete()
    except RestrictedError as fault:
        raise ValidationError(_("Another question is shown by this answer. Change its condition first.")) from fault
    renumber(thing.survey)


def write_choices(question: Question, texts: Iterable[str], last_excludes: bool = False) -> None:
    """Choices in the order of the texts; a text that stays keeps its number, so that conditions hold."""
    check_open(question.survey)
    found = _write(question, Choice, [text for text in texts if text])
    for choice in found:
        choice.is_exclusive = last_excludes and choice is found[-1]
    Choice.objects.bulk_update(found, ["is_exclusive"])


def write_rows(question: Question, texts: Iterable[str]) -> None:
    """Rows of a table, as choices."""
    check_open(question.survey)
    _write(question, MatrixRow, [text for text in texts if text])


def _write(question: Question, model: Any, texts: list[str]) -> list[Any]:
    """A text that stays keeps its row; one written over another keeps it too; the rest is new or goes."""
    old = list(model.objects.filter(question=question).order_by("position", "value"))
    by_text = {row.text: row for row in old}
    kept = [by_text.get(text) for text in texts]
    free = [row for row in old if row not in kept]
    for place, row in enumerate(kept):
        if row is None and place < len(old) and old[place] in free:
            free.remove(old[place])
            kept[place] = old[place]
    model.objects.filter(pk__in=[row.pk for row in free]).delete()
    following = max((row.value for row in old), default=0) + 1
    written = []
    for position, (text, row) in enumerate(zip(texts, kept, strict=True), start=1):
        if row is None:
            row, following = model(question=question, value=following), following + 1
        row.text, row.position = text, position
        row.save()
        written.append(row)
    return written


def write_conditions(target: Question | Section, chosen: dict[Question, list[Any]]) -> None:
    """Shown only if each of the questions is answered by one of its values."""
    check_open(target.survey)
    target.conditions.all().delete()
    side = "question" if isinstance(target, Question) else "section"
    for source, values in chosen.items():
        Condition.objects.create(source=source, values=values, **{side: target})


@transaction.atomic
def copy_question(question: Question) -> Question:
    """A copy right after the question, without its conditions."""
    check_open(question.survey)
    copied = _copied(question, question.section)
    move_question(copied, question.section, question.position + 1)
    copied.refresh_from_db()
    return copied


def _copied(question: Question, section: Section) -> Question:
    copied = Question(section=section, position=question.position)
    for name in COPIED:
        setattr(copied, name, getattr(question, name))
    copied.save()
    for model in (Choice, MatrixRow):
        model.objects.bulk_create([_of(row, copied) for row in model.objects.filter(question=question)])
    return copied


def _of(row: Any, question: Question) -> Any:
    fields: dict[str, Any] = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if not isinstance(field, models.AutoField) and field.name != "question"
    }
    return type(row)(question=question, **fields)


@transaction.atomic
def copy_survey(source: Survey, *, slug: str, title: str) -> Survey:
    """A new draft with everything that the other survey asks, and none of its answers, codes and dates."""
    copied = Survey(slug=slug, title=title)
    for name in COPIED_OF_SURVEY:
        setattr(copied, name, getattr(source, name))
    copied.save()
    for row in source.municipalities.all():
        row.pk, row.survey = None, copied
        row.save()
    questions: dict[int, Question] = {}
    sections: dict[int, Section] = {}
    for section in source.sections.order_by("position"):
        sections[section.pk] = Section.objects.create(
            survey=copied,
            position=section.position,
            title=section.title,
            text=section.text,
            translations=section.translations,
        )
        for question in section.questions.order_by("position"):
            questions[question.pk] = _copied(question, sections[section.pk])
    for condition in Condition.objects.filter(source__survey=source):
        Condition.objects.create(
            question=questions.get(condition.question_id or 0),
            section=sections.get(condition.section_id or 0),
            source=questions[condition.source_id],
            values=condition.values,
        )
    renumber(copied)
    return copied
