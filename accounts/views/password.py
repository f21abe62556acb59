"""A first, changed or forgotten password."""

from typing import Any

from allauth.account import views as library
from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from accounts import notices
from accounts.views.freshly import freshly_signed_in


class PasswordChange(library.PasswordChangeView):
    """Asks for the present password; every other device is signed out."""

    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:account")

    def get_default_success_url(self) -> str:
        """Back to the account."""
        return str(self.success_url)


@method_decorator(freshly_signed_in, name="dispatch")
class PasswordSet(library.PasswordSetView):
    """The first password of somebody who has signed in by codes."""

    template_name = "accounts/password_set.html"
    success_url = reverse_lazy("accounts:account")

    def get_default_success_url(self) -> str:
        """Back to the account."""
        return str(self.success_url)


class PasswordReset(library.PasswordResetView):
    """Asks for the e-mail; the same answer, as quickly, whether somebody has it or not."""

    template_name = "accounts/password_reset.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """The link to the person, nothing to a stranger."""
        if not form.users:
            notices.seem_to_send(form.cleaned_data["email"])
        return super().form_valid(form)


class PasswordResetSent(library.PasswordResetDoneView):
    """Says what to do now."""

    template_name = "accounts/password_reset_sent.html"


class PasswordResetConfirm(library.PasswordResetFromKeyView):
    """The link of the mail: the page asks, only its form changes the password. It signs nobody in."""

    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:password-sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever opened the letter does not wait for their earlier mistakes."""
        answer = super().form_valid(form)
        get_adapter(self.request)._delete_login_attempts_cached_email(self.request, email=self.reset_user.email)
        return answer
