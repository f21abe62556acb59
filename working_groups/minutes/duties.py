"""What minutes, tasks and archives ask of the coordinator."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Question, Rank, duty
from kpss_portal.templatetags.kpss import date_cs
from working_groups.enums import MinutesState
from working_groups.models import Minutes, MinutesFile, Task
from working_groups.models.minutes import meetings_without_minutes

WITHIN, FORGOTTEN_AFTER = timedelta(days=7), timedelta(days=365)
CHANGE, LIST = "working_groups.change_minutes", "admin:working_groups_minutes_changelist"


@duty
def missing_minutes(user: Any) -> Iterable[Duty]:
    """Meetings of the last year without minutes, due in a week, and files on which the antivirus has not answered."""
    if not user.has_perm(CHANGE):
        return
    now = timezone.now()
    missing = meetings_without_minutes().filter(ends_at__gt=now - FORGOTTEN_AFTER)
    for meeting in missing.order_by("starts_at")[:5]:
        url = reverse("working_groups:minutes-upload", args=[meeting.uuid])
        text = _("The minutes of “%(title)s” on %(day)s are missing.")
        facts = {"title": meeting.title, "day": date_cs(meeting.day)}
        yield _duty(text % facts, url, Rank.DUE, _("Send the minutes"), due_on=meeting.day + WITHIN)
    held = MinutesFile.objects.held().count()
    if held:
        words = ngettext(
            "%(count)d file is held back: the antivirus does not answer.",
            "%(count)d files are held back: the antivirus does not answer.",
            held,
        )
        yield _duty(words % {"count": held}, reverse(LIST), Rank.DUE, _("See the minutes"))


@duty
def minutes_to_move(user: Any) -> Iterable[Duty]:
    """Minutes that wait for a step of the office."""
    if not user.has_perm(CHANGE):
        return
    counts = dict(Minutes.objects.order_by().values_list("state").annotate(count=Count("pk")))
    for state, words, link in _steps(counts):
        count = counts.get(state, 0)
        if count:
            yield _duty(words % {"count": count}, f"{reverse(LIST)}?state__exact={state}", Rank.DUE, link)


def _steps(counts: dict[str, int]) -> list[tuple[MinutesState, str, str]]:
    uploaded, checked, approved = (
        counts.get(state, 0) for state in (MinutesState.UPLOADED, MinutesState.CHECKED, MinutesState.APPROVED)
    )
    return [
        (
            MinutesState.UPLOADED,
            ngettext("%(count)d minutes wait for the check.", "%(count)d minutes wait for the check.", uploaded),
            _("Check the minutes"),
        ),
        (
            MinutesState.CHECKED,
            ngettext(
                "%(count)d checked minutes were not sent to members.",
                "%(count)d checked minutes were not sent to members.",
                checked,
            ),
            _("Send the minutes to members"),
        ),
        (
            MinutesState.APPROVED,
            ngettext(
                "%(count)d approved minutes are not published.",
                "%(count)d approved minutes are not published.",
                approved,
            ),
            _("Publish the minutes"),
        ),
    ]


@duty
def comments_of_members(user: Any) -> Iterable[Duty]:
    """Minutes on which members comment, with how many of the invited said nothing; those whose time is over."""
    if not user.has_perm(CHANGE):
        return
    invited = Count("meeting__attendance", filter=Q(meeting__attendance__membership__isnull=False), distinct=True)
    wrote = Count("comments__written_by", distinct=True)
    rows = Minutes.objects.filter(state=MinutesState.COMMENTING).select_related("meeting")
    for minutes in rows.annotate(invited=invited, wrote=wrote).order_by("comments_until", "pk")[:5]:
        yield _commented(minutes)


def _commented(minutes: Any) -> Duty:
    url, until = minutes.get_absolute_url(), minutes.comments_until
    facts = {"title": minutes.meeting.title, "day": date_cs(until)}
    if until < timezone.localdate():
        words = _("Comments on the minutes of “%(title)s” are over; they can be approved.")
        return _duty(words % facts, url, Rank.DUE, _("Approve the minutes"), due_on=until)
    words = _("Members comment on the minutes of “%(title)s” until %(day)s.")
    told: Any = {"due_on": until, "question": Question.ANSWERS, "silent": max(minutes.invited - minutes.wrote, 0)}
    return _duty(words % facts, url, Rank.DUE, _("See the comments"), **told)


@duty
def overdue_tasks(user: Any) -> Iterable[Duty]:
    """Tasks of groups after their day."""
    if not user.has_perm("working_groups.change_task"):
        return
    late = Task.objects.overdue().order_by().aggregate(count=Count("pk"), first=Min("due_on"))
    count = late["count"]
    if count:
        words = ngettext(
            "%(count)d task of the groups is after its day.",
            "%(count)d tasks of the groups are after their day.",
            count,
        )
        address = reverse("admin:working_groups_task_changelist")
        yield _duty(
            words % {"count": count}, f"{address}?stav=po-terminu", Rank.DUE, _("See the tasks"), due_on=late["first"]
        )


def _duty(text: str, url: str, rank: Rank, link: str, **more: Any) -> Duty:
    return Duty(text, url, rank, link, _("Groups"), **more)
