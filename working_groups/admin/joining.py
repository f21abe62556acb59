"""Offers to take part in the administration."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from rules.contrib.admin import ObjectPermissionsModelAdmin

from working_groups import joining
from working_groups.enums import JoinState
from working_groups.errors import AlreadyDecided
from working_groups.models import JoinRequest

STEPS = {"prijmout": JoinState.ACCEPTED, "odmitnout": JoinState.DECLINED, "propustit": JoinState.WAITING}


@admin.register(JoinRequest)
class JoinRequestAdmin(ObjectPermissionsModelAdmin):
    """Who wants to take part; opening one shows it whole, with what to do."""

    list_display = ["name", "group", "side", "state", "created_at", "decided_by"]
    list_filter = ["state", "group"]
    list_select_related = ["group", "decided_by"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from outside."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are forgotten by themselves, in time."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The message and what to do with it."""
        rows = JoinRequest.objects.select_related("group", "decided_by")
        wish = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)
        if not self.has_view_permission(request, wish):
            raise PermissionDenied
        if request.method == "POST":
            return _settle(request, wish)
        is_open = wish.state in {JoinState.WAITING, JoinState.QUARANTINE}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": wish.name,
            "wish": wish,
            "may_decide": is_open and request.user.has_perm(joining.DECIDE, wish),
        }
        return render(request, "admin/working_groups/join_request.html", context)


def _settle(request: HttpRequest, wish: JoinRequest) -> HttpResponse:
    step = request.POST.get("krok", "")
    try:
        if step in STEPS:
            joining.decide(wish, STEPS[step], by=request.user)
            messages.success(request, _("The offer is settled.") if step != "propustit" else _("It joined the others."))
    except AlreadyDecided:
        messages.error(request, _("Somebody has settled this offer meanwhile."))
    if step == "prijmout":
        group = f"&group={wish.group_id}" if wish.group_id else ""
        return HttpResponseRedirect(reverse("admin:working_groups_membership_add") + f"?side={wish.side}{group}")
    return HttpResponseRedirect(reverse("admin:working_groups_joinrequest_changelist"))
