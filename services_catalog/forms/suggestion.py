"""What people tell the office of the catalogue."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kpss_portal.spam_guard import GuardedByPatience
from services_catalog.models import Suggestion


class _SuggestionForm(GuardedByPatience, forms.ModelForm):
    """What both forms share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(str(field.label)) if field.label else field.label
        self.fields["text"].widget.attrs |= {"rows": 5, "maxlength": 4000}
        self.fields["email"].label = _("Your e-mail")
        self.fields["email"].help_text = _("Only if you want an answer. We delete it half a year after it.")
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean_text(self) -> str:
        """Not longer than somebody would read."""
        text = str(self.cleaned_data["text"]).strip()
        if len(text) > 4000:
            raise forms.ValidationError(_("Write at most 4,000 letters, please."))
        return text


class MistakeForm(_SuggestionForm):
    """A mistake on a card."""

    guard_name = "mistake"

    class Meta:
        model = Suggestion
        fields = ["text", "email"]
        labels = {"text": _("What is wrong and how it should be")}


class NewServiceForm(_SuggestionForm):
    """A service that is missing."""

    guard_name = "new-service"

    class Meta:
        model = Suggestion
        fields = ["service_name", "provider_name", "contact", "text", "email"]
        labels = {
            "service_name": _("How the service is called"),
            "provider_name": _("Who provides it"),
            "contact": _("Phone, e-mail or web of the service"),
            "text": _("Whom it helps and with what"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service_name"].required = True
