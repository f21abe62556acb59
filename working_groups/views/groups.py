"""Groups for everybody; members see more of their own."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from working_groups.desk import group_blocks
from working_groups.enums import MeetingState, MemberRole, Presence, Side
from working_groups.models import Group, Meeting, Membership
from working_groups.notice import rules_of
from working_groups.organisation import WIDTH, height_of, rows_of

MOST_PAST = 24


@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """All groups, how they belong together, and how to join."""
    groups = list(Group.objects.visible_to(request.user).select_related("parent"))
    working = [group for group in groups if group.is_working]
    coming = Meeting.objects.visible_to(request.user).coming().exclude(state=MeetingState.DRAFT)
    nearest: dict[int, Meeting] = {}
    for meeting in coming.prefetch_related("groups"):
        for group in meeting.groups.all():
            nearest.setdefault(group.pk, meeting)
    delegates = Membership.objects.current().filter(delegated_to__isnull=False).values("group")
    sent = dict(delegates.annotate(number=Count("pk")).values_list("group", "number"))
    rows = rows_of(working)
    context = {
        "rows": [(group, nearest.get(group.pk)) for group in working],
        "ended": [group for group in groups if not group.is_working],
        "chart": [(row, sent.get(row.group.pk, 0)) for row in rows],
        "chart_height": height_of(rows),
        "chart_width": WIDTH,
    }
    return render(request, "working_groups/group_list.html", context)


@require_safe
def group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """What the group is for, its rules, members and meetings."""
    groups = Group.objects.visible_to(request.user).select_related("parent").prefetch_related("planning_areas")
    group = get_object_or_404(groups, slug=slug)
    sees_names = request.user.has_perm("working_groups.view_members", group)
    meetings = group.meetings.visible_to(request.user)
    context = {
        "group": group,
        "rules": rules_of(group),
        "sides": _sides(group, sees_names=sees_names),
        "delegates": group.delegates.current().with_people().filter(group__is_public=True),
        "sees_names": sees_names,
        "coming": _linked(group, meetings.coming()),
        "past": _linked(group, _past(meetings)),
        "documents": _documents(group),
        "blocks": group_blocks(group, request.user),
        "may_record": request.user.has_perm("working_groups.record_attendance", group),
        "may_call": group.is_working and request.user.has_perm("working_groups.prepare_meeting", group),
    }
    return render(request, "working_groups/group_detail.html", context)


def _documents(group: Group) -> list[Any]:
    return [row for row in group.documents.select_related("document") if row.document.is_public]


def _linked(group: Group, meetings: Any) -> list[tuple[Meeting, str]]:
    return [(meeting, meeting.address_in(group)) for meeting in meetings]


def _past(meetings: Any) -> Any:
    came = Q(attendance__presence__in=[Presence.PRESENT, Presence.REPRESENTED, Presence.GUEST])
    past = meetings.filter(ends_at__lt=timezone.now()).exclude(state=MeetingState.DRAFT)
    return past.annotate(came=Count("attendance", filter=came)).order_by("-starts_at")[:MOST_PAST]


def _sides(group: Group, *, sees_names: bool) -> list[tuple[Side, list[tuple[str, str, str]]]]:
    """Each side that somebody sits for: (name, role in words, organisation)."""
    members = group.memberships.current().with_people()
    found: dict[str, list[tuple[str, str, str]]] = {}
    for member in sorted(members, key=lambda part: MemberRole.values.index(part.role)):
        name = member.person_name if sees_names else member.public_name
        organisation = member.organisation if sees_names else member.public_organisation
        role = "" if member.role == MemberRole.MEMBER else str(member.get_role_display())
        words = ", ".join(filter(None, [role, member.public_function]))
        found.setdefault(member.side, []).append((name, words, organisation))
    return [(side, found[side]) for side in Side if side in found]
