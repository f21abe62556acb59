"""The one page for somebody who has shown who they are and may not come in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from kpss_portal import audit
from kpss_portal.models import AuditKind


def refused(request: HttpRequest, identifier: str = "") -> HttpResponse:
    """403; `identifier` of the office's sign-in is what the person tells the administrator to be let in next time."""
    return render(request, "accounts/refused.html", {"identifier": identifier}, status=403)


def note_refused(email: str) -> None:
    """A wrong password or code for the e-mail."""
    person = User.objects.filter(email=str(email).strip().lower()).first()
    audit.note("sign_in_failed", AuditKind.SIGN_IN, person or User)
