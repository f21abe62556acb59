"""The desk of a member: what waits, what comes, my groups."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpss_portal.calendar import calendar_answer, calendar_file
from working_groups.calendar import recent
from working_groups.desk import desk_blocks
from working_groups.enums import MeetingState, Reply
from working_groups.models import Attendance, CalendarFeed, Meeting, Membership
from working_groups.reply_links import reply_address

MOST_COMING = 12


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Large and calm: somebody comes here four times a year, on a phone."""
    user: Any = request.user
    memberships = list(user.memberships.current().with_people())
    meetings = _coming(memberships)
    replies = {row.meeting_id: row for row in _own_rows(user, meetings)}
    rows = [(meeting, replies.get(meeting.pk)) for meeting in meetings]
    blocks = desk_blocks(user)
    unanswered = sum(row is not None and row.reply == Reply.NONE for _meeting, row in rows)
    feed = CalendarFeed.objects.filter(user=user).first()
    context = {
        "memberships": [(row, user.has_perm("working_groups.prepare_meeting", row.group)) for row in memberships],
        "rows": [(meeting, row, reply_address(row) if row else "") for meeting, row in rows],
        "blocks": blocks,
        "waiting": unanswered + sum(block.waiting for block in blocks),
        "unanswered": unanswered,
        "feed_url": request.build_absolute_uri(feed.get_absolute_url()) if feed else "",
    }
    return render(request, "working_groups/desk.html", context)


def _coming(memberships: list[Membership]) -> list[Meeting]:
    keys = [member.group_id for member in memberships]
    rows = Meeting.objects.of_groups(keys).coming().filter(state=MeetingState.INVITED)
    return list(rows.prefetch_related("groups", "papers__document", "agenda")[:MOST_COMING])


def _own_rows(user: Any, meetings: list[Meeting]) -> Any:
    rows = Attendance.objects.filter(meeting__in=meetings, membership__user=user).select_related("meeting")
    return [row for row in rows.with_people() if row.membership is not None and row.membership.is_current]


@login_required
@require_POST
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """Makes the secret address of the person's calendar, or a new one; the old one stops working."""
    user: Any = request.user
    feed, made = CalendarFeed.objects.get_or_create(user=user)
    if not made:
        feed.renew()
    words = _("Your calendar has its address.") if made else _("Your calendar has a new address, the old one is void.")
    messages.success(request, words)
    return HttpResponseRedirect(reverse("working_groups:desk") + "#kalendar")


@require_safe
def own_calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """Meetings of the person's groups, by the secret address; it ends with the account and shows current groups only."""
    feed = CalendarFeed.of_secret(secret)
    if feed is None:
        raise Http404
    keys = feed.user.memberships.current().values("group")
    meetings = Meeting.objects.of_groups(keys).filter(state__in=MeetingState.announced())
    body = calendar_file(recent(meetings, is_private=True), _("My meetings"))
    response = calendar_answer(body, "moje-setkani.ics")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
