"""What groups wait for."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Question, Rank, duty
from kpss_portal.templatetags.kpss import date_cs
from working_groups.enums import JoinState, MeetingState, Presence, Reply
from working_groups.models import Group, JoinRequest, Meeting, Membership
from working_groups.notice import last_day_of
from working_groups.reminding import BEFORE

ENDS_SOON = timedelta(days=60)
RECORD_WITHIN = timedelta(days=7)  # as minutes
MOST = 5  # of a kind


def _page_of(meeting: Meeting) -> str:
    return reverse("admin:working_groups_meeting_change", args=[meeting.pk])


@duty
def invitations_to_send(user: Any) -> Iterable[Duty]:
    """Drafts with the last day for inviting."""
    if not user.has_perm("working_groups.call_meeting"):
        return
    today = timezone.localdate()
    drafts = Meeting.objects.coming().filter(state=MeetingState.DRAFT).prefetch_related("groups")
    for meeting in drafts[:50]:
        days = [day for group in meeting.groups.all() if (day := last_day_of(group, meeting.day))]
        last = min(days, default=meeting.day - timedelta(days=7))
        facts = {"title": meeting.title, "day": date_cs(meeting.day), "last": date_cs(last)}
        late = last < today
        words = (
            _("Nobody is invited to “%(title)s” on %(day)s; by the rules it should have been by %(last)s.")
            if late
            else _("Invite to “%(title)s” on %(day)s, by the rules until %(last)s.")
        )
        url = reverse("admin:working_groups_meeting_preview", args=[meeting.pk])
        yield Duty(words % facts, url, Rank.DUE, _("Send invitations"), _("Groups"), due_on=last)


@duty
def replies_missing(user: Any) -> Iterable[Duty]:
    """Coming meetings where people have not answered; in their last days the button reminds those not reminded yet."""
    if not user.has_perm("working_groups.call_meeting"):
        return
    now = timezone.now()
    silent = Q(attendance__membership__isnull=False, attendance__reply=Reply.NONE)
    coming = Meeting.objects.filter(state=MeetingState.INVITED, starts_at__gt=now).annotate(
        silent=Count("attendance", filter=silent),
        unreminded=Count("attendance", filter=silent & Q(attendance__reminded_at__isnull=True)),
    )
    for meeting in coming.filter(silent__gt=0).order_by("starts_at")[:MOST]:
        words = ngettext(
            "%(title)s: %(count)d person has not answered.",
            "%(title)s: %(count)d people have not answered.",
            meeting.silent,
        ) % {"title": meeting.title, "count": meeting.silent}
        told: Any = {"due_on": meeting.day, "question": Question.ANSWERS, "silent": meeting.silent}
        if meeting.unreminded and meeting.starts_at <= now + BEFORE:
            step = (("krok", "upomenout"),)
            yield Duty(words, _page_of(meeting), Rank.DUE, _("Remind the invited"), _("Groups"), step=step, **told)
        else:
            yield Duty(words, _page_of(meeting), Rank.DUE, _("See the answers"), _("Groups"), **told)


@duty
def attendance_to_record(user: Any) -> Iterable[Duty]:
    """Meetings that are over and nobody said who was there."""
    if not user.has_perm("working_groups.call_meeting"):
        return
    over = Meeting.objects.filter(ends_at__lt=timezone.now(), state__in=[MeetingState.INVITED, MeetingState.HELD])
    known = Count("attendance", filter=~Q(attendance__presence=Presence.UNKNOWN))
    for meeting in over.annotate(known=known).filter(known=0).order_by("starts_at")[:MOST]:
        words = _("Who was at “%(title)s” on %(day)s?") % {"title": meeting.title, "day": date_cs(meeting.day)}
        due_on = meeting.day + RECORD_WITHIN
        yield Duty(words, _page_of(meeting), Rank.DUE, _("Record attendance"), _("Groups"), due_on=due_on)


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
        url, last = reverse("admin:working_groups_meeting_add"), date(today.year, 12, 31)
        yield Duty(words % facts, url, Rank.DUE, _("Call a meeting"), _("Groups"), due_on=last)


@duty
def memberships_that_end(user: Any) -> Iterable[Duty]:
    """Memberships that end within two months."""
    if not user.has_perm("working_groups.change_membership"):
        return
    today = timezone.localdate()
    ending = Membership.objects.filter(ends_on__gte=today, ends_on__lte=today + ENDS_SOON).with_people()
    for member in ending.order_by("ends_on")[:MOST]:
        facts = {"name": member.person_name, "group": member.group.name, "day": date_cs(member.ends_on)}
        url = reverse("admin:working_groups_membership_change", args=[member.pk])
        words = _("The membership ends on %(day)s: %(name)s, %(group)s.") % facts
        yield Duty(words, url, Rank.ADVICE, _("Extend or replace"), _("Groups"), due_on=member.ends_on)


@duty
def offers_to_settle(user: Any) -> Iterable[Duty]:
    """People who want to take part and wait for a call."""
    if not user.has_perm("working_groups.change_joinrequest"):
        return
    count = JoinRequest.objects.filter(state=JoinState.WAITING).count()
    if count:
        words = ngettext(
            "%(count)d person wants to take part in planning.", "%(count)d people want to take part in planning.", count
        )
        url = reverse("admin:working_groups_joinrequest_changelist") + f"?state__exact={JoinState.WAITING.value}"
        yield Duty(words % {"count": count}, url, Rank.DUE, _("Get in touch"), _("Groups"))
