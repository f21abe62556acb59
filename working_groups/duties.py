"""What groups wait for."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from kpss_portal.templatetags.kpss import date_cs
from working_groups.enums import JoinState, MeetingState, Presence, Reply
from working_groups.models import Group, JoinRequest, Meeting, Membership
from working_groups.notice import last_day_of

SOON = timedelta(days=14)
ENDS_SOON = timedelta(days=60)
REPLIES_BEFORE = timedelta(days=4)
MOST = 5  # of a kind


def _page_of(meeting: Meeting) -> str:
    return reverse("admin:working_groups_meeting_change", args=[meeting.pk])


@duty
def invitations_to_send(user: Any) -> Iterable[Duty]:
    """Drafts whose time for inviting comes or has passed."""
    if not user.has_perm("working_groups.call_meeting"):
        return
    today = timezone.localdate()
    drafts = Meeting.objects.coming().filter(state=MeetingState.DRAFT).prefetch_related("groups")
    for meeting in drafts[:50]:
        days = [day for group in meeting.groups.all() if (day := last_day_of(group, meeting.day))]
        last = min(days, default=meeting.day - timedelta(days=7))
        if last > today + SOON:
            continue
        facts = {"title": meeting.title, "day": date_cs(meeting.day), "last": date_cs(last)}
        late = last < today
        words = (
            _("Nobody is invited to “%(title)s” on %(day)s; by the rules it should have been by %(last)s.")
            if late
            else _("Invite to “%(title)s” on %(day)s, by the rules until %(last)s.")
        )
        url = reverse("admin:working_groups_meeting_preview", args=[meeting.pk])
        yield Duty(words % facts, url, Rank.OVERDUE if late else Rank.DUE, _("Send invitations"), _("Groups"))


@duty
def replies_missing(user: Any) -> Iterable[Duty]:
    """Meetings in a few days where people have not answered."""
    if not user.has_perm("working_groups.call_meeting"):
        return
    now = timezone.now()
    near = Meeting.objects.filter(state=MeetingState.INVITED, starts_at__gt=now, starts_at__lt=now + REPLIES_BEFORE)
    silent = Count("attendance", filter=Q(attendance__membership__isnull=False, attendance__reply=Reply.NONE))
    for meeting in near.annotate(silent=silent).filter(silent__gt=0)[:MOST]:
        words = ngettext(
            "%(title)s: %(count)d person has not answered.",
            "%(title)s: %(count)d people have not answered.",
            meeting.silent,
        )
        facts = {"title": meeting.title, "count": meeting.silent}
        yield Duty(words % facts, _page_of(meeting), Rank.DUE, _("See the answers"), _("Groups"))


@duty
def attendance_to_record(user: Any) -> Iterable[Duty]:
    """Meetings that are over and nobody said who was there."""
    if not user.has_perm("working_groups.call_meeting"):
        return
    over = Meeting.objects.filter(ends_at__lt=timezone.now(), state__in=[MeetingState.INVITED, MeetingState.HELD])
    known = Count("attendance", filter=~Q(attendance__presence=Presence.UNKNOWN))
    for meeting in over.annotate(known=known).filter(known=0).order_by("starts_at")[:MOST]:
        words = _("Who was at “%(title)s” on %(day)s?") % {"title": meeting.title, "day": date_cs(meeting.day)}
        yield Duty(words, _page_of(meeting), Rank.INCOMPLETE, _("Record attendance"), _("Groups"))


@duty
def groups_that_meet_too_little(user: Any) -> Iterable[Duty]:
    """From September on, groups whose held and planned meetings do not reach their minimum."""
    today = timezone.localdate()
    if today.month < 9 or not user.has_perm("working_groups.call_meeting"):
        return
    counted = Count(
        "meetings", filter=Q(meetings__starts_at__year=today.year) & ~Q(meetings__state=MeetingState.CANCELLED)
    )
    groups = Group.objects.working().filter(minimum_meetings_yearly__isnull=False)
    for group in groups.annotate(count=counted).filter(count__lt=F("minimum_meetings_yearly"))[:MOST]:
        words = _("%(group)s has %(count)d meetings this year, its rules ask for %(minimum)d.")
        facts = {"group": group.name, "count": group.count, "minimum": group.minimum_meetings_yearly}
        yield Duty(
            words % facts, reverse("admin:working_groups_meeting_add"), Rank.DUE, _("Call a meeting"), _("Groups")
        )


@duty
def memberships_that_end(user: Any) -> Iterable[Duty]:
    """Memberships that end within two months."""
    if not user.has_perm("working_groups.view_membership"):
        return
    today = timezone.localdate()
    ending = Membership.objects.filter(ends_on__gte=today, ends_on__lte=today + ENDS_SOON).with_people()
    for member in ending.order_by("ends_on")[:MOST]:
        facts = {"name": member.person_name, "group": member.group.name, "day": date_cs(member.ends_on)}
        url = reverse("admin:working_groups_membership_change", args=[member.pk])
        words = _("The membership ends on %(day)s: %(name)s, %(group)s.") % facts
        yield Duty(words, url, Rank.ADVICE, _("Extend or replace"), _("Groups"))


@duty
def offers_to_settle(user: Any) -> Iterable[Duty]:
    """People who want to take part and wait for a call."""
    if not user.has_perm("working_groups.view_joinrequest"):
        return
    count = JoinRequest.objects.filter(state=JoinState.WAITING).count()
    if count:
        words = ngettext(
            "%(count)d person wants to take part in planning.", "%(count)d people want to take part in planning.", count
        )
        url = reverse("admin:working_groups_joinrequest_changelist") + f"?state__exact={JoinState.WAITING.value}"
        yield Duty(words % {"count": count}, url, Rank.DUE, _("Get in touch"), _("Groups"))
