"""Linking a person with an account of the office."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class LinkForm(forms.Form):
    """The identifier that the refusal page told the person: who issued the account and its subject."""

    identifier = forms.CharField(
        label=_("Identifier"),
        help_text=_("The person sees it when they try to sign in by the account of the office."),
        max_length=300,
    )

    def clean_identifier(self) -> tuple[str, str]:
        """Issuer and subject; only those of the office's own issuer."""
        issuer, line, subject = self.cleaned_data["identifier"].strip().partition("#")
        if not line or not subject or issuer.rstrip("/") != settings.OIDC["issuer"]:
            raise ValidationError(
                _("This is not an identifier of the office's sign-in. Copy it whole, with the # inside.")
            )
        return issuer, subject
