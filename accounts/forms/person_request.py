"""Whose data are asked for, and whether they are to go."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class WhoForm(forms.Form):
    """By e-mail, by name, or by an account; one is enough."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("The surest way: what is kept under the e-mail belongs to whoever reads it."),
    )
    name = forms.CharField(
        label=_("Name and surname"),
        required=False,
        max_length=150,
        help_text=_("Finds also what bears only a name. Two people may have the same one, so you will choose."),
    )
    account = forms.ModelChoiceField(
        label=_("Account"), required=False, queryset=User.objects.none(), help_text=_("If the person signs in here.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account: Any = self.fields["account"]
        account.queryset = User.objects.order_by("full_name", "email")

    def clean(self) -> dict[str, Any]:
        """Nothing to look for is no question."""
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in self.fields):
            raise ValidationError(gettext("Write an e-mail or a name, or choose an account."))
        return cleaned


class EraseForm(forms.Form):
    """The last word before a deletion."""

    note = forms.CharField(
        label=_("Number of the request"),
        required=False,
        max_length=100,
        help_text=_("For example of the file service. Do not write the name here: it stays in the journal."),
    )
    is_sure = forms.BooleanField(
        label=_("I have checked who asks, and I know that what is deleted cannot be brought back."),
        error_messages={"required": _("Tick that you have checked who asks. Without it nothing is deleted.")},
    )
