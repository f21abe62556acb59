"""The one page for somebody who has shown who they are and may not come in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refused(request: HttpRequest, identifier: str = "") -> HttpResponse:
    """403; `identifier` of the office's sign-in is what the person tells the administrator to be let in next time."""
    return render(request, "accounts/refused.html", {"identifier": identifier}, status=403)
