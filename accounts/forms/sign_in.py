"""Forms of signing in."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, ReauthenticateForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _


def email_field(hint: Any = "") -> forms.EmailField:
    """E-mails are compared in lower case."""
    field = forms.EmailField(label=_("E-mail"), help_text=hint, max_length=254)
    field.widget.attrs |= {"autocomplete": "username", "class": "w-mid"}
    return field


def password_field(label: Any = "", autocomplete: str = "current-password") -> forms.CharField:
    """Spaces belong to a password."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "w-mid"})
    return forms.CharField(label=label or _("Password"), widget=widget, strip=False)


def code_field(label: Any, hint: Any = "") -> forms.CharField:
    """Digits that a phone or a mail program may offer to fill in."""
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "w-code"})
    return forms.CharField(label=label, help_text=hint, widget=widget, max_length=40)


class CodeRequestForm(RequestLoginCodeForm):
    """The e-mail to which the code goes."""

    email = email_field(_("We will send a code of six digits to it. It is valid for ten minutes."))

    def clean_email(self) -> Any:
        """In lower case, as it is kept."""
        self.cleaned_data["email"] = self.cleaned_data["email"].strip().lower()
        return super().clean_email()


class CodeForm(ConfirmLoginCodeForm):
    """The code from the mail."""

    code = code_field(_("Code of six digits from the mail"))


class PasswordForm(LoginForm):
    """E-mail and password; one answer for an unknown e-mail, a wrong password and an account switched off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field()
        self.fields["password"] = password_field()
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        """In lower case, as it is kept."""
        return str(super().clean_login()).lower()


class PasswordAgainForm(ReauthenticateForm):
    """The password once more before something important."""

    password = password_field()
