"""Batches of paper forms, and the screen for typing them in: text fields only, hands stay on the keyboard."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.enums import QuestionKind as K
from surveys.models import PaperBatch
from surveys.paper import read_answer, write_answer
from surveys.questionnaire import Asked


class BatchForm(forms.ModelForm):
    """A new pile of forms."""

    class Meta:
        model = PaperBatch
        fields = ["label", "place", "municipality", "received_on", "is_double"]
        widgets = {"received_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns: Any = self.fields["municipality"]
        towns.queryset = towns.queryset.filter(pk__in=self.instance.survey.municipalities.values("municipality"))


SIGNS = {
    K.SEVERAL: gettext_lazy("numbers, e.g. 1 4"),
    K.RANKING: gettext_lazy("numbers in order"),
    K.MATRIX: gettext_lazy("one number a row, - for none"),
    K.MUNICIPALITY: gettext_lazy("number or name"),
    K.SERVICE_TYPE: gettext_lazy("number or name"),
    K.DATE: gettext_lazy("17. 3. 1948"),
}


class AnswerField(forms.CharField):
    """What a clerk types for one question."""

    def __init__(self, question: Asked) -> None:
        self.question = question
        is_long = question.kind == K.LONG_TEXT
        attrs = {"autocomplete": "off"} | ({"rows": "2", "cols": "60"} if is_long else {"size": "14"})
        widget: forms.Widget = forms.Textarea(attrs=attrs) if is_long else forms.TextInput(attrs=attrs)
        super().__init__(required=False, label=question.code, widget=widget, help_text=_signs(question))

    def clean(self, value: Any) -> Any:
        """What is stored."""
        return read_answer(self.question, str(value or ""))


def _signs(question: Asked) -> str:
    if question.kind == K.SCALE:
        more = _(", x = I don't know") if question.row.has_dont_know else ""
        return f"{question.row.scale_min}–{question.row.scale_max}{more}"
    if question.kind in {K.ONE, K.AGE_BAND}:
        return f"1–{len(question.options)}"
    return str(SIGNS.get(question.kind, question.row.unit))


class SheetForm(forms.Form):
    """One paper form."""

    number = forms.IntegerField(
        label=gettext_lazy("Number of the form"),
        min_value=1,
        max_value=100_000,
        widget=forms.TextInput(attrs={"size": "6", "inputmode": "numeric", "autocomplete": "off"}),
    )
    is_invalid = forms.BooleanField(label=gettext_lazy("Invalid form (empty, torn, a joke)"), required=False)

    def __init__(self, questions: list[Asked], *args: Any, first: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[_name(question)] = AnswerField(question)
            if first is not None:
                self.initial[_name(question)] = write_answer(question, first.get(question.code))
        if questions:
            self.fields[_name(questions[0])].widget.attrs["autofocus"] = True

    @property
    def rows(self) -> list[tuple[Asked, Any]]:
        """Questions with their fields."""
        return [(question, self[_name(question)]) for question in self.questions]

    def clean(self) -> dict[str, Any]:
        """An empty form must be marked as invalid, so that it is not lost by a slip of the hand."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("is_invalid") and not self.answers():
            raise ValidationError(_("Nothing is filled in. If the paper is empty, mark it as invalid."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Values by number of question, only those that were answered."""
        found = {question.code: self.cleaned_data.get(_name(question)) for question in self.questions}
        return {code: value for code, value in found.items() if value not in (None, "", [])}


def _name(question: Asked) -> str:
    return f"p{question.code}"
