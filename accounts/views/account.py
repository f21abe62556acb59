"""A person's own account on one page: who they are, how they sign in, where they are signed in."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.devices import devices_of
from accounts.enums import Role
from accounts.freshly import ask_who_is_there


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Everything that the person may see and change of their sign-in."""
    user: Any = request.user
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    roles = ", ".join(str(Role(name).label) for name in sorted(user.role_names) if name in Role.values)
    context = {
        "roles": roles,
        "app": next((found for found in factors if found.type == Authenticator.Type.TOTP), None),
        "keys": [found for found in factors if found.type == Authenticator.Type.WEBAUTHN],
        "spare_left": _spare_left(factors),
        "devices": [(device, device.session_key == request.session.session_key) for device in devices_of(user)],
    }
    return render(request, "accounts/account.html", context)


def _spare_left(factors: list[Authenticator]) -> int | None:
    spare = next((found for found in factors if found.type == Authenticator.Type.RECOVERY_CODES), None)
    return len(spare.wrap().get_unused_codes()) if spare else None


@login_required
@require_POST
def end_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs the person out on one other device; whoever does so shows once more who they are."""
    ask_who_is_there(request)
    device = get_object_or_404(
        UserSession.objects.exclude(session_key=request.session.session_key), user=request.user, pk=pk
    )
    device.end()
    messages.success(request, _("You have been signed out on that device."))
    return HttpResponseRedirect(reverse("accounts:account"))


@login_required
@require_POST
def end_other_devices(request: HttpRequest) -> HttpResponse:
    """Signs the person out everywhere but here; whoever does so shows once more who they are."""
    ask_who_is_there(request)
    end_other_sessions(request, request.user)
    get_adapter(request).add_message(request, messages.SUCCESS, "usersessions/messages/sessions_logged_out.txt")
    return HttpResponseRedirect(reverse("accounts:account"))
