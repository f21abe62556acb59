"""How long somebody stays signed in, and the second step before the administration opens."""

from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import typed
from accounts.adapters.account import has_second_step
from accounts.second_factor import has_factor

Answer = Callable[[HttpRequest], HttpResponse]
SIGNED_IN_AT, SEEN_AT = "accounts.signed_in_at", "accounts.seen_at"  # seconds of the epoch, in the session
NOTED_EVERY = 60  # seconds: activity is not written down more often
ADMIN = "/admin/"
CLOSED = (ADMIN, "/moje/")  # pages that ask for signing in


def begin(request: HttpRequest) -> None:
    """Both clocks start when somebody signs in."""
    now = int(timezone.now().timestamp())
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = now


class SessionLimitsMiddleware:
    """Ends a sign-in after a working day, and for the staff after an hour of doing nothing."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Visitors without a session cost nothing here."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            if not request.user.is_authenticated:
                self._tell_of_ended(request)
            elif why := self._why_over(request):
                return self._ended(request, why)
            else:
                self._note(request)
        return self.get_response(request)

    def _why_over(self, request: HttpRequest) -> str:
        """What to tell the person whose sign-in has ended; empty while it lasts."""
        now = timezone.now().timestamp()
        begun, seen = request.session.get(SIGNED_IN_AT), request.session.get(SEEN_AT)
        if begun is None or seen is None or now - begun > settings.SESSION_COOKIE_AGE:
            return _("You have been signed out, since everybody signs in again after a working day.")
        if now - seen > settings.STAFF_IDLE_SECONDS and request.user.is_staff:
            return _("You have been signed out, since nothing was done here for a long time.")
        return ""

    def _ended(self, request: HttpRequest, why: str) -> HttpResponse:
        """Signs out; a form on its way is kept for the same person."""
        kept = typed.kept_of(request)
        logout(request)
        if kept is not None:
            request.session[typed.KEY] = kept
            messages.info(request, why + " " + _("What you had typed is kept; sign in and send it."))
            return redirect_to_login(reverse("accounts:typed"))
        messages.info(request, why + " " + _("Please sign in again."))
        return redirect_to_login(request.get_full_path() if request.method in {"GET", "HEAD"} else request.path)

    def _tell_of_ended(self, request: HttpRequest) -> None:
        """A sign-in that somebody else ended is gone without a trace; said only where signing in is needed."""
        if request.path.startswith(CLOSED) and request.session.is_empty():
            messages.info(
                request,
                _("Your sign-in has ended: it was ended elsewhere, your rights were changed, or it was too long ago."),
            )

    def _note(self, request: HttpRequest) -> None:
        typed.forget_sent(request)
        now = timezone.now()
        if now.timestamp() - request.session[SEEN_AT] < NOTED_EVERY:
            return
        request.session[SEEN_AT] = int(now.timestamp())
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)


class SecondFactorMiddleware:
    """Leads the staff to the second step before the administration opens, where the portal asks for it.

    Elsewhere their rights of the office wait until then: without the second step they see what members and the public see.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whoever may not enter anyway is left to the refusal of the administration; visitors cost nothing here."""
        if settings.REQUIRE_MFA and settings.SESSION_COOKIE_NAME in request.COOKIES and self._lacks_it(request):
            if request.path.startswith(ADMIN):
                return self._led_to_it(request)
            request.user.office_rights_wait = True  # type: ignore[union-attr]  # somebody signed in
        return self.get_response(request)

    def _led_to_it(self, request: HttpRequest) -> HttpResponse:
        page = "mfa_reauthenticate" if has_factor(request.user) else "accounts:second-factor"
        way = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("admin:index")
        return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': way})}")

    def _lacks_it(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.is_authenticated and user.is_staff and not has_second_step(request))
