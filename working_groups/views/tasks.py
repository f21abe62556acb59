"""Ticking a task."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from working_groups import tracking
from working_groups.enums import TaskState
from working_groups.models import Task


@login_required
@require_POST
def settle(request: HttpRequest, key: UUID) -> HttpResponse:
    """Moves a task to the state of the pressed button and goes back to the page where it stands."""
    task = get_object_or_404(Task.objects.visible_to(request.user), uuid=key)
    state = request.POST.get("stav", TaskState.DONE)
    if state not in TaskState.values:
        state = TaskState.DONE
    try:
        tracking.move(task, TaskState(state), by=request.user, result=request.POST.get("vysledek", ""))
    except tracking.AlreadySettled:
        messages.info(request, _("This was done before."))
    else:
        messages.success(request, _("The task is now: %(state)s.") % {"state": TaskState(state).label})
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    """Only an address of this portal."""
    address = request.POST.get("zpet", "")
    own = reverse("working_groups:desk")
    return address if url_has_allowed_host_and_scheme(address, None) and address.startswith("/") else own
