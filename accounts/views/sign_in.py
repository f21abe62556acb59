"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView

from accounts.forms.sign_in import SignInForm


class SignIn(LoginView):
    """Sign-in page; it leads where the person was going."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Signs out by POST and leads to the home page."""
