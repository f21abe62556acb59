"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import reverse

from accounts.forms.sign_in import SignInForm


class SignIn(LoginView):
    """Sign-in page; it leads where the person was going."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Those who only read drafts find them among plans; the administration would refuse them."""
        return super().get_default_redirect_url() if self.request.user.is_staff else reverse("plans:plans")


class SignOut(LogoutView):
    """Signs out by POST and leads to the home page."""
