"""What minutes, tasks and archives ask of the coordinator."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from working_groups.enums import MinutesState
from working_groups.models import Minutes, MinutesFile, Task
from working_groups.models.minutes import meetings_without_minutes

MISSING_AFTER, FORGOTTEN_AFTER = timedelta(days=7), timedelta(days=365)
CHANGE, LIST = "working_groups.change_minutes", "admin:working_groups_minutes_changelist"


@duty
def missing_minutes(user: Any) -> Iterable[Duty]:
    """Meetings of the last year without minutes a week after them, and files on which the antivirus has not answered."""
    if not user.has_perm(CHANGE):
        return
    now = timezone.now()
    late = meetings_without_minutes().filter(ends_at__lt=now - MISSING_AFTER, ends_at__gt=now - FORGOTTEN_AFTER)
    for meeting in late.order_by("starts_at")[:5]:
        day = timezone.localtime(meeting.starts_at)
        text = _("A week after the meeting %(title)s on %(day)s its minutes are missing.") % {
            "title": meeting.title,
            "day": f"{day.day}. {day.month}. {day.year}",
        }
        yield _duty(
            text, reverse("working_groups:minutes-upload", args=[meeting.uuid]), Rank.OVERDUE, _("Send the minutes")
        )
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
    uploaded = Minutes.objects.filter(state=MinutesState.UPLOADED).count()
    if uploaded:
        words = ngettext("%(count)d minutes wait for the check.", "%(count)d minutes wait for the check.", uploaded)
        yield _duty(words % {"count": uploaded}, _listed(MinutesState.UPLOADED), Rank.DUE, _("Check the minutes"))
    over = Minutes.objects.filter(state=MinutesState.COMMENTING, comments_until__lt=timezone.localdate()).count()
    if over:
        words = ngettext(
            "Comments on %(count)d minutes are over; they can be approved.",
            "Comments on %(count)d minutes are over; they can be approved.",
            over,
        )
        yield _duty(words % {"count": over}, _listed(MinutesState.COMMENTING), Rank.DUE, _("Approve the minutes"))
    approved = Minutes.objects.filter(state=MinutesState.APPROVED).count()
    if approved:
        words = ngettext(
            "%(count)d approved minutes are not published.", "%(count)d approved minutes are not published.", approved
        )
        yield _duty(
            words % {"count": approved}, _listed(MinutesState.APPROVED), Rank.INCOMPLETE, _("Publish the minutes")
        )


@duty
def overdue_tasks(user: Any) -> Iterable[Duty]:
    """Tasks of groups after their day."""
    if not user.has_perm("working_groups.change_task"):
        return
    count = Task.objects.overdue().count()
    if count:
        words = ngettext(
            "%(count)d task of the groups is after its day.",
            "%(count)d tasks of the groups are after their day.",
            count,
        )
        address = reverse("admin:working_groups_task_changelist")
        yield _duty(words % {"count": count}, f"{address}?stav=po-terminu", Rank.DUE, _("See the tasks"))


def _listed(state: MinutesState) -> str:
    return f"{reverse(LIST)}?state__exact={state}"


def _duty(text: str, url: str, rank: Rank, link: str) -> Duty:
    return Duty(text, url, rank, link, _("Groups"))
