"""Signing in and out."""

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.urls import reverse

from accounts import throttle
from accounts.forms.sign_in import SignInForm


class SignIn(LoginView):
    """Sign-in page; it leads where the person was going."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Too many wrong passwords have to wait."""
        throttle.check(self._email)
        return super().post(*args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Wrong passwords before it are forgotten."""
        throttle.forget(self._email)
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Counts a wrong password, not an empty field."""
        if form.non_field_errors():
            throttle.count_wrong(self._email)
        return super().form_invalid(form)

    @property
    def _email(self) -> str:
        return self.request.POST.get("username", "")[:254]

    def get_default_redirect_url(self) -> str:
        """Those who only read drafts find them among plans; the administration would refuse them."""
        return super().get_default_redirect_url() if self.request.user.is_staff else reverse("plans:plans")


class SignOut(LogoutView):
    """Signs out by POST and leads to the home page."""
