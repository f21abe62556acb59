"""Signing in by a mailed code, a password or a key, and signing out."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account import views as library
from allauth.account.adapter import get_adapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.core import ratelimit
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from accounts import notices
from accounts.adapters.office_account import PROVIDER, is_configured
from accounts.refusals import note_refused
from accounts.views.next_page import NextPage
from accounts.words import CODE_LOST, CODE_OLD


class CodeRequest(NextPage, library.RequestLoginCodeView):
    """One field: the e-mail. The same answer, as quickly, whether somebody has it or not."""

    template_name = "accounts/sign_in.html"

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> HttpResponse:
        """Somebody who opens the page again goes on to the code, and still to where they were going."""
        answer = super()._redirect_to_pending_stage(request, stage)
        answer["Location"] = self.with_next(answer["Location"])
        return answer

    def form_valid(self, form: RequestLoginCodeForm) -> HttpResponse:
        """Sends the code to the person, nothing to a stranger."""
        if form._user is None:  # the library's form has no other way to tell
            notices.seem_to_send(form.cleaned_data["email"])
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Other ways in."""
        return super().get_context_data(**kwargs) | _ways()

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        """The form of the office's sign-in may lead to its issuer."""
        response = super().render_to_response(context, **options)
        if is_configured():
            issuer = urlsplit(settings.OIDC["issuer"])
            response._csp_update = {"form-action": [f"{issuer.scheme}://{issuer.netloc}"]}
        return response


def _ways() -> dict[str, Any]:
    office = reverse("openid_connect_login", kwargs={"provider_id": PROVIDER}) if is_configured() else ""
    return {"office_url": office, "office_name": settings.OIDC["name"]}


class CodeConfirm(NextPage, library.ConfirmLoginCodeView):
    """The code from the mail, typed in the same browser; only this form uses it up."""

    template_name = "accounts/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An old code, or a browser that has not asked for one, begins anew and keeps the way."""
        answer = super().dispatch(request, *args, **kwargs)
        if getattr(self, "_process", None) is None and not request.user.is_authenticated:
            messages.info(request, str(CODE_OLD))
            answer["Location"] = self.with_next(answer["Location"])
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Guesses are counted over sessions and processes too; TooManyRequests as a page."""
        refusal = ratelimit.consume_or_429(request, action="confirm_login_code", key=self._process.state.get("email"))
        return refusal or super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """After the third mistake a new code is needed."""
        note_refused(self._process.state.get("email") or "")
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        messages.error(self.request, str(CODE_LOST))
        return HttpResponseRedirect(self.with_next(reverse("account_login")))


class PasswordSignIn(NextPage, library.LoginView):
    """For those who keep a password."""

    template_name = "accounts/sign_in_by_password.html"


class KeySignIn(LoginWebAuthnView):
    """A key that knows its person; asked by the script of the sign-in page."""


class SignOut(library.LogoutView):
    """Signs out by POST only; the browser forgets what it kept of the portal."""

    http_method_names = ["post", "options"]

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leads to the home page, or back to the sign-in page when somebody gives the code up."""
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"storage"'
        return response


@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Forgets the code and the e-mail that were begun."""
    from_page = get_adapter().is_safe_url(request.POST.get("next", "")) and request.POST["next"]
    library.clear_login(request)
    query = f"?{urlencode({'next': from_page})}" if from_page else ""
    return HttpResponseRedirect(reverse("account_login") + query)
