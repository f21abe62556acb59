"""People tell what they cannot use."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from community import obstacles
from community.forms.obstacle import ObstacleForm
from kpss_portal.spam_guard import count_sender


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """The form; `?stranka=` names the page beforehand."""
    page = request.GET.get("stranka", "")[:500].replace("\0", "")
    form = ObstacleForm(request.POST or None, initial={"page": page})
    if request.method == "POST" and form.is_valid():
        count_sender(request, form.guard_name)
        obstacles.store(form.instance, form.verdict())
        return HttpResponseRedirect(reverse("community:obstacle-thanks"))
    return render(request, "community/obstacle.html", {"form": form, "days": obstacles.DAYS_TO_ANSWER})


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """It came, and until when the answer does."""
    return render(request, "community/obstacle_thanks.html", {"days": obstacles.DAYS_TO_ANSWER})
