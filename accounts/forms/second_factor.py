"""Forms of the second step of signing in."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import code_field

SPARE = _("From the app on your phone. If you do not have the phone here, write one of your spare codes.")


class SecondStepForm(AuthenticateForm):
    """A code of the app, or a spare one."""

    code = code_field(_("Code"), SPARE)


class SecondStepAgainForm(ReauthenticateForm):
    """The same before something important."""

    code = code_field(_("Code"), SPARE)


class AppForm(ActivateTOTPForm):
    """The first code shows that the app on the phone works."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("Code of six digits that the app shows"))


class KeyForm(AddWebAuthnForm):
    """A name by which the person tells keys apart; the key itself is filled in by the script of the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("So that you can tell your keys apart, for example: phone, office computer.")
        self.fields["name"] = forms.CharField(label=_("Name of the key"), help_text=hint, max_length=60, required=False)
        self.fields["name"].widget.attrs["class"] = "w-mid"
        self.fields["passwordless"] = forms.BooleanField(
            label=_("I want to sign in by this key alone, without an e-mail and a code"), required=False, initial=True
        )
