"""The form that somebody was sending when their sign-in ended."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.adapters.account import home_of
from accounts.typed import KEY, typed_by


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def typed(request: HttpRequest) -> HttpResponse:
    """Shows what was typed; a button sends it where it was going, another one throws it away."""
    kept = typed_by(request)
    if kept is None:
        return HttpResponseRedirect(home_of(request.user))
    if request.method == "POST":
        del request.session[KEY]
        messages.info(request, _("What you had typed is thrown away."))
        return HttpResponseRedirect(home_of(request.user))
    return render(request, "accounts/typed.html", {"kept": kept, "shown": [f for f in kept["fields"] if f[1].strip()]})
