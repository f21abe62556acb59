"""Before a sensitive act: asks who is there, unless they have just shown it. What was sent goes on after the answer."""

from typing import Any

from allauth.account.internal.flows.reauthentication import (
    get_reauthentication_flows,
    raise_if_reauthentication_required,
)
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.adapters.account import signed_in_freshly


def ask_who_is_there(request: HttpRequest) -> None:
    """Leads away by an exception of the library; the sent form, but for files, is sent again by itself after the answer.

    Somebody who has neither a password nor a second step signs in anew; the library would have nothing to ask.
    """
    user: Any = request.user
    if not get_reauthentication_flows(user) and not signed_in_freshly(request):
        way = request.get_full_path()
        logout(request)
        messages.info(request, _("This is important, so please sign in once more."))
        raise ImmediateHttpResponse(redirect_to_login(way))
    raise_if_reauthentication_required(request, app="allauth.mfa")
