"""One section of a survey as a form; its fields are made of the questions."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.spam_guard import GuardedByPatience
from surveys.enums import QuestionKind as K
from surveys.forms.fields import MOST_LETTERS, AnswerChoices, AnswerDate, AnswerNumber, AnswerText, AnswerYear
from surveys.questionnaire import Asked

TICK = {"class": "form-check-input"}
TEXT = {"class": "form-control", "autocomplete": "off"}
NARROW = {"class": "form-control w-auto", "autocomplete": "off", "size": "14"}
SELECT = {"class": "form-select"}


def name_of(question: Asked, part: Any = None) -> str:
    """Name of a field: o3a, of a row of a table or a place of a ranking o12_1."""
    return f"o{question.code}" if part is None else f"o{question.code}_{part}"


def _options(question: Asked) -> list[Any]:
    return [(str(value), text) for value, text in question.options]


def _pick(question: Asked) -> Any:
    """Reads a chosen option back to what is stored."""
    values = {str(value): value for value, _text in question.options}
    return lambda text: values[text]


def _radio(question: Asked, **options: Any) -> forms.Field:
    return forms.TypedChoiceField(
        choices=_options(question),
        coerce=_pick(question),
        empty_value=None,
        required=False,
        widget=forms.RadioSelect(attrs=TICK),
        **options,
    )


def _select(question: Asked, **options: Any) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("", _("choose")), *_options(question)],
        coerce=_pick(question),
        empty_value=None,
        required=False,
        widget=forms.Select(attrs=SELECT),
        **options,
    )


def _several(question: Asked, **options: Any) -> forms.Field:
    widget = forms.CheckboxSelectMultiple(attrs=TICK)
    return AnswerChoices(question.row.limit, question.exclusive, choices=question.options, widget=widget, **options)


def _number(question: Asked, **options: Any) -> forms.Field:
    widget = forms.TextInput(attrs=NARROW | {"inputmode": "decimal"})
    return AnswerNumber(question.row.least, question.row.most, question.row.unit, widget=widget, **options)


def _year(question: Asked, **options: Any) -> forms.Field:
    widget = forms.TextInput(attrs=NARROW | {"inputmode": "numeric"})
    return AnswerYear(question.row.least, question.row.most, widget=widget, **options)


def _date(question: Asked, **options: Any) -> forms.Field:
    return AnswerDate(widget=forms.TextInput(attrs=NARROW), **options)


def _short(question: Asked, **options: Any) -> forms.Field:
    return AnswerText(MOST_LETTERS["short"], widget=forms.TextInput(attrs=TEXT), **options)


def _long(question: Asked, **options: Any) -> forms.Field:
    return AnswerText(MOST_LETTERS["long"], widget=forms.Textarea(attrs=TEXT | {"rows": "5"}), **options)


MAKERS: dict[K, Callable[..., forms.Field]] = {
    K.ONE: _radio,
    K.AGE_BAND: _radio,
    K.SCALE: _radio,
    K.SEVERAL: _several,
    K.MUNICIPALITY: _select,
    K.SERVICE_TYPE: _select,
    K.NUMBER: _number,
    K.YEAR: _year,
    K.DATE: _date,
    K.SHORT_TEXT: _short,
    K.LONG_TEXT: _long,
}


def hint_of(question: Asked) -> str:
    """The author's help, and what the kind of the question asks for."""
    row = question.row
    hint = question.help
    if question.kind == K.SEVERAL and row.limit:
        limit = ngettext("Choose at most %(count)d answer.", "Choose at most %(count)d answers.", row.limit)
        hint = f"{hint} {limit % {'count': row.limit}}"
    elif question.kind == K.SEVERAL:
        several = _("You may choose several answers.")
        hint = f"{hint} {several}"
    elif question.kind == K.DATE:
        hint = hint or _("For example 17. 3. 1948.")
    elif question.kind == K.RANKING:
        hint = hint or _("The most important comes first.")
    return hint.strip()


class Group:
    """A question with the fields it is answered by, for the template."""

    def __init__(self, form: forms.Form, question: Asked) -> None:
        self.question = question
        self.kind = question.kind.value
        self.hint = hint_of(question)
        self.fields = [form[name] for name in names_of(question)]
        self.errors = [error for field in self.fields for error in field.errors]
        self.heading_id = f"otazka-{question.code}" if question.code else f"text-{question.row.pk}"

    @property
    def field(self) -> Any:
        """The only field of most kinds."""
        return self.fields[0] if self.fields else None


def names_of(question: Asked) -> list[str]:
    """Names of the fields of a question."""
    if question.kind == K.MATRIX:
        return [name_of(question, value) for value, _text in question.rows]
    if question.kind == K.RANKING:
        return [name_of(question, place) for place in range(1, question.places + 1)]
    return [name_of(question)] if question.row.is_asked else []


class SectionForm(GuardedByPatience):
    """The shown questions of one section. `passed` sections are not asked for patience again."""

    guard_name = "survey"

    def __init__(
        self, questions: list[Asked], data: Any = None, *, answers: dict[str, Any] | None = None, is_again: bool = False
    ) -> None:
        super().__init__(data)
        self.questions = questions
        self.answers_before = answers or {}
        if is_again:
            self.least_seconds = 0
        for question in questions:
            self._add(question)

    def _add(self, question: Asked) -> None:
        value = self.answers_before.get(question.code)
        label = f"{question.code}. {question.text}"
        if question.kind == K.MATRIX:
            for row, text in question.rows:
                name = name_of(question, row)
                self.fields[name] = _radio(question, label=f"{question.code}. {text}")
                self.initial[name] = (value or {}).get(str(row))
        elif question.kind == K.RANKING:
            for place in range(1, question.places + 1):
                name = name_of(question, place)
                self.fields[name] = _select(question, label=_("%(place)d. place") % {"place": place})
                self.initial[name] = value[place - 1] if value and place <= len(value) else None
        elif question.row.is_asked:
            name = name_of(question)
            self.fields[name] = MAKERS[question.kind](question, label=label, help_text=hint_of(question))
            self.initial[name] = written(question, value)

    @property
    def groups(self) -> list[Group]:
        """Questions with their fields."""
        return [Group(self, question) for question in self.questions]

    @property
    def has_required(self) -> bool:
        """Some question cannot be skipped."""
        return any(question.is_required for question in self.questions)

    def clean(self) -> dict[str, Any]:
        """Required questions are answered, a ranking names each choice once."""
        cleaned = super().clean()
        for question in self.questions:
            names = names_of(question)
            if any(name in self.errors for name in names):
                continue
            if question.kind == K.RANKING:
                self._check_ranking(question, names)
            if question.is_required and self._value(question) is None:
                self.add_error(names[0], _("Please answer this question."))
        return cleaned

    def _check_ranking(self, question: Asked, names: list[str]) -> None:
        chosen = [self.cleaned_data.get(name) for name in names]
        filled = [value for value in chosen if value is not None]
        for name, value in zip(names, chosen, strict=True):
            if value is not None and chosen.index(value) < names.index(name):
                self.add_error(name, _("This answer has its place already."))
        if chosen[: len(filled)] != filled:
            self.add_error(names[chosen.index(None)], _("Fill in the places from the first on."))

    def _value(self, question: Asked) -> Any:
        """What is stored of the question; None where it was skipped."""
        found = [self.cleaned_data.get(name) for name in names_of(question)]
        if question.kind == K.MATRIX:
            rows = {str(row): value for (row, _text), value in zip(question.rows, found, strict=True)}
            return {row: value for row, value in rows.items() if value is not None} or None
        if question.kind == K.RANKING:
            return [value for value in found if value is not None] or None
        value = found[0] if found else None
        return None if value in ("", []) else value

    def answers(self) -> dict[str, Any]:
        """Values by number of question; None where a question was skipped. Of an unfinished form only what is right."""
        return {
            question.code: self._value(question)
            for question in self.questions
            if question.row.is_asked and not any(name in self.errors for name in names_of(question))
        }


def written(question: Asked, value: Any) -> Any:
    """A stored value as it is written into its field."""
    if question.kind == K.DATE and value:
        year, month, day = value.split("-")
        return f"{int(day)}. {int(month)}. {year}"
    if question.kind == K.NUMBER and isinstance(value, float):
        return str(value).replace(".", ",")
    return value


def told(question: Asked, value: Any) -> list[str]:
    """A stored value in words, a line each; empty where nothing was answered."""
    if value is None:
        return []
    said = dict(question.options)
    if question.kind == K.MATRIX:
        rows = {str(row): text for row, text in question.rows}
        return [f"{rows[row]}: {said.get(choice, choice)}" for row, choice in value.items() if row in rows]
    if question.kind == K.RANKING:
        return [f"{place}. {said.get(choice, choice)}" for place, choice in enumerate(value, start=1)]
    if isinstance(value, list):
        return [str(said.get(choice, choice)) for choice in value]
    if question.kind in {K.ONE, K.AGE_BAND, K.SCALE, K.MUNICIPALITY, K.SERVICE_TYPE}:
        return [str(said.get(value, value))]
    unit = f" {question.row.unit}" if question.kind == K.NUMBER and question.row.unit else ""
    return [f"{written(question, value)}{unit}"]
