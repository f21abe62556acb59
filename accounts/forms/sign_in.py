"""Signing in with an e-mail and a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """One answer for an unknown e-mail, a wrong password and a disabled account."""

    username = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    error_messages = {
        "invalid_login": _("The e-mail or the password is not right. Capitals in the password matter."),
        "inactive": _("The e-mail or the password is not right. Capitals in the password matter."),
    }

    def clean_username(self) -> Any:
        """E-mails are kept in lower case."""
        return self.cleaned_data["username"].strip().lower()
