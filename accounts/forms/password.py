"""Forms of a forgotten, changed or first password."""

from typing import Any

from allauth.account import forms as library
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import email_field, password_field

HINT = _("At least twelve characters; several words are easiest to remember.")


class _TwoNew:
    """The new password is typed twice."""

    def _set_words(self, fields: dict[str, Any]) -> None:
        fields["password1"].label, fields["password1"].help_text = _("New password"), HINT
        fields["password2"].label, fields["password2"].help_text = _("New password once more"), ""
        for name in ("password1", "password2"):
            fields[name].widget.attrs.pop("placeholder", None)
            fields[name].widget.attrs["class"] = "w-mid"


class PasswordChangeForm(_TwoNew, library.ChangePasswordForm):
    """The present password and a new one."""

    oldpassword = password_field(_("Present password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set_words(self.fields)


class PasswordSetForm(_TwoNew, library.SetPasswordForm):
    """The first password of somebody who has signed in by codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set_words(self.fields)


class NewPasswordForm(_TwoNew, library.ResetPasswordKeyForm):
    """A new password after opening the link of a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set_words(self.fields)


class PasswordResetForm(library.ResetPasswordForm):
    """The e-mail to which the link goes."""

    email = email_field()

    def clean_email(self) -> Any:
        """In lower case, as it is kept."""
        self.cleaned_data["email"] = self.cleaned_data["email"].strip().lower()
        return super().clean_email()
