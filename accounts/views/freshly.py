"""Something important asks who is there: by the password, the second step, or by signing in anew."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.adapters.account import signed_in_freshly

View = Callable[..., HttpResponseBase]


def freshly_signed_in(view: View) -> View:
    """Somebody who has neither a password nor a second step proves themselves by a new code.

    The library asks all others; to these it has nothing to ask and would let them in.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not get_reauthentication_flows(user) and not signed_in_freshly(request):
            logout(request)
            messages.info(request, _("This is important, so please sign in once more."))
            return redirect_to_login(request.path)
        return view(request, *args, **kwargs)

    return asked
