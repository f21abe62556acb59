"""The second step of signing in: setting up, using, taking away."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ReauthenticateView
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as spare
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.adapters.account import home_of
from accounts.views.freshly import freshly_signed_in
from accounts.views.next_page import NextPage

WAY = "accounts.way"  # in the session: where the person was going before they were led to the second step


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Two ways of the second step, in words; asked for before the workshop opens."""
    way = get_next_redirect_url(request)
    if way:
        request.session[WAY] = way
    return render(
        request, "accounts/second_factor.html", {"is_required": settings.REQUIRE_MFA and request.user.is_staff}
    )


class SecondStep(base.AuthenticateView):
    """After the code or the password: the app, a key or a spare code."""

    template_name = "accounts/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Only what the person has is offered."""
        context = super().get_context_data(**kwargs)
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        return context | {"has_key": Authenticator.Type.WEBAUTHN in kinds, "has_app": Authenticator.Type.TOTP in kinds}


class PasswordAgain(NextPage, ReauthenticateView):
    """The password once more before something important."""

    template_name = "accounts/password_again.html"


class SecondStepAgain(NextPage, base.ReauthenticateView):
    """A code of the app once more before something important."""

    template_name = "accounts/second_step_again.html"


class KeyAgain(NextPage, webauthn.ReauthenticateWebAuthnView):
    """A key once more before something important."""

    template_name = "accounts/key_again.html"


class CountsAtOnce:
    """Setting a factor up shows that the person has it, so it counts for this session; `kind` of the factor."""

    request: HttpRequest
    kind: str

    def form_valid(self, form: Any) -> HttpResponse:
        """After the factor is stored."""
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # of the view beside
        record_authentication(self.request, self.request.user, "mfa", type=self.kind)
        return answer


@method_decorator(freshly_signed_in, name="dispatch")
class AppAdd(CountsAtOnce, totp.ActivateTOTPView):
    """Picture for the phone and its first code."""

    kind = Authenticator.Type.TOTP

    template_name = "accounts/app_add.html"


class AppRemove(totp.DeactivateTOTPView):
    """Asks first."""

    template_name = "accounts/app_remove.html"


@method_decorator(freshly_signed_in, name="dispatch")
class KeyAdd(CountsAtOnce, webauthn.AddWebAuthnView):
    """The browser makes a key; without scripts there is none, and the page says so."""

    kind = Authenticator.Type.WEBAUTHN

    template_name = "accounts/key_add.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The library leaves out what the form has found wrong."""
        return super().get_context_data(**kwargs) | kwargs


class KeyRemove(webauthn.RemoveWebAuthnView):
    """Asks first."""

    template_name = "accounts/key_remove.html"
    success_url = reverse_lazy("mfa_index")


class SpareCodesMake(spare.GenerateRecoveryCodesView):
    """Asks first: the older ones stop working."""

    template_name = "accounts/spare_codes_make.html"


@method_decorator(never_cache, name="dispatch")
class SpareCodes(spare.ViewRecoveryCodesView):
    """Shown once, to be printed or stored."""

    template_name = "accounts/spare_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """And the way to where the person was going."""
        way = self.request.session.pop(WAY, "") or home_of(self.request.user)
        return super().get_context_data(**kwargs) | {"way": way}


@login_required
@require_POST
@never_cache
@sensitive_post_parameters("codes")
def spare_codes_file(request: HttpRequest) -> HttpResponse:
    """A file of the codes that the page has just shown: whoever sends them all has seen them. BadRequest otherwise."""
    raise_if_reauthentication_required(request, app="allauth.mfa")
    factor = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    codes = factor.wrap().get_unused_codes() if factor else []
    if not codes or request.POST.get("codes", "").split() != codes:
        raise BadRequest
    text = render_to_string("accounts/spare_codes.txt", {"codes": codes, "base_url": settings.BASE_URL})
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="zalozni-kody.txt"'
    return answer
