"""A forgotten or a changed password."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import views
from django.contrib.messages.views import SuccessMessageMixin
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts import throttle


class PasswordChange(SuccessMessageMixin, views.PasswordChangeView):
    """A signed-in person changes the password."""

    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:password-change")
    success_message = _("Your password is changed.")


class PasswordReset(views.PasswordResetView):
    """Asks for the e-mail; the answer is the same whether somebody has it or not."""

    template_name = "accounts/password_reset.html"
    email_template_name = "accounts/mails/password_reset.txt"
    subject_template_name = "accounts/mails/password_reset_subject.txt"
    success_url = reverse_lazy("accounts:password-reset-sent")

    def form_valid(self, form: Any) -> HttpResponse:
        """The letter names the portal's own address, whatever host the request came to."""
        base = urlsplit(settings.BASE_URL)
        self.extra_email_context = {"protocol": base.scheme, "domain": base.netloc, "site_name": base.netloc}
        return super().form_valid(form)


class PasswordResetSent(views.PasswordResetDoneView):
    """Says what to do now."""

    template_name = "accounts/password_reset_sent.html"


class PasswordResetConfirm(SuccessMessageMixin, views.PasswordResetConfirmView):
    """The link of the mail: the page asks, only its form changes the password."""

    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:sign-in")
    success_message = _("Your new password is set. Sign in with it.")

    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever opened the letter does not wait for their earlier mistakes."""
        throttle.forget(form.user.email)
        return super().form_valid(form)
