"""Ways in: a code from a slip, a key of unfinished answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.codes import tidy

CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CodeField(forms.CharField):
    """A code copied by hand, in any case, with or without dashes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, widget=forms.TextInput(attrs=CODE), **options)

    def clean(self, value: Any) -> str:
        """The letters alone."""
        return tidy(super().clean(value))


class SlipForm(forms.Form):
    """The code of a printed slip."""

    kod = CodeField(
        label=_("Code from the slip"),
        help_text=_("Eight letters and digits, for example ACDE-3467."),
        error_messages={"required": _("Write the code from the slip.")},
    )


class ResumeForm(forms.Form):
    """The key that somebody wrote down."""

    klic = CodeField(
        label=_("Your code"),
        help_text=_("Twelve letters and digits that you wrote down when you saved your answers."),
        error_messages={"required": _("Write the code that you wrote down.")},
    )
