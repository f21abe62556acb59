"""People who want to take part."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kpss_portal.spam_guard import count_sender
from working_groups import joining
from working_groups.forms.public import JoinForm
from working_groups.models import Group


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The form; `?skupina=` chooses a group beforehand."""
    chosen = Group.objects.public().working().filter(slug=request.GET.get("skupina", "")[:80].replace("\0", "")).first()
    form = JoinForm(request.POST or None, initial={"group": chosen})
    if request.method == "POST" and form.is_valid():
        count_sender(request, form.guard_name)
        joining.store(form.instance, form.verdict())
        return HttpResponseRedirect(reverse("working_groups:join-thanks"))
    return render(request, "working_groups/join.html", {"form": form})


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """It came, and what happens next."""
    return render(request, "working_groups/join_thanks.html")
