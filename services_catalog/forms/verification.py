"""What a provider types: a code, corrections of the card."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from services_catalog.models import VerificationRequest
from services_catalog.verification.fields import OTHER, Field, fields_of, tidy
from services_catalog.verification.workflow import digests_of, shown_values

SEEN = "seen_"


class CorrectionForm(forms.Form):
    """The card as words; each field carries a digest of what the person saw, so that nobody's words are overwritten."""

    def __init__(self, asked: VerificationRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card_fields: list[Field] = fields_of(asked.service)
        self.shown = shown_values(asked)
        digests = digests_of(self.shown)
        for field in self.card_fields:
            self.fields[field.name] = field.make()
            self.fields[field.name].label = str(field.label)
            self.fields[SEEN + field.name] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial[field.name] = self.shown[field.name]
            self.initial[SEEN + field.name] = digests[field.name]
        self.fields[OTHER].help_text = _("Address, municipalities, capacity and whatever has no field here.")

    @property
    def visible(self) -> list[Any]:
        """Fields that people see."""
        return [self[field.name] for field in self.card_fields]

    def seen(self) -> dict[str, str]:
        """Digests of the values from which the person started."""
        return {field.name: self.cleaned_data[SEEN + field.name] for field in self.card_fields}

    def values(self) -> dict[str, str]:
        """What the person would have on the card."""
        return {field.name: tidy(str(self.cleaned_data[field.name] or "")) for field in self.card_fields}

    def tell_moved(self, moved: set[str]) -> None:
        """Somebody else was faster: their words stand beside the person's own, which stay; the next sending wins."""
        self.add_error(
            None,
            _(
                "Somebody else corrected this card meanwhile. What you wrote is still here; compare it and send it again."
            ),
        )
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form holds a QueryDict
        digests = digests_of(self.shown)
        for field in self.card_fields:
            data[SEEN + field.name] = digests[field.name]
            if field.name in moved:
                words = field.words(self.shown[field.name]) or "–"
                self.add_error(field.name, _("They wrote: %(words)s") % {"words": words})
        self.data = data
