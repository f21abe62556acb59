"""Forms of results: what will be counted, publishing, themes and quotes."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.enums import QuestionKind
from surveys.models import CrossTable, NumberBands, Quote, Survey, Theme
from surveys.models.result_set import CAN_DIVIDE

NOT_CROSSED = (*QuestionKind.written(), QuestionKind.INFO)


class CrossTableForm(forms.ModelForm):
    """One crossing of the list."""

    class Meta:
        model = CrossTable
        fields = ["question", "by"]

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.survey = survey
        asked = survey.questions.order_by("section__position", "position", "pk")
        for name, rows in (
            ("question", asked.exclude(kind__in=NOT_CROSSED)),
            ("by", asked.filter(kind__in=CAN_DIVIDE)),
        ):
            field: Any = self.fields[name]
            field.queryset = rows


class NumberBandsForm(forms.ModelForm):
    """Bounds of bands of one number."""

    class Meta:
        model = NumberBands
        fields = ["bounds"]


class CountForm(forms.Form):
    """What the reader must know about the survey."""

    note = forms.CharField(
        label=_("Note on the method"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who was asked, how and when, and what the reader must know. It stays with the results for ever."),
    )


class PublishForm(forms.Form):
    """When people may read the results."""

    embargo_on = forms.DateField(
        label=_("Public from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: at once."),
    )

    def clean_embargo_on(self) -> Any:
        """A day that has passed means at once, which is said by leaving the field empty."""
        day = self.cleaned_data["embargo_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Leave the field empty to publish at once."))
        return day


class WithdrawForm(forms.Form):
    """Why the results go."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("People read it on the page of the results.")
    )


class ThemeForm(forms.ModelForm):
    """One theme of a written question."""

    class Meta:
        model = Theme
        fields = ["title"]


class QuoteForm(forms.ModelForm):
    """A redacted quote for a second person to approve."""

    class Meta:
        model = Quote
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
