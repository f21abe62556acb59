"""A meeting: when, where, what about, over which papers."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpss_portal.calendar import calendar_answer, calendar_file
from kpss_portal.serving import serve_file
from working_groups.calendar import occasion_of
from working_groups.desk import meeting_blocks
from working_groups.enums import MeetingState, Reply
from working_groups.models import Attendance, Group, Meeting, MeetingPaper
from working_groups.people import sides_of
from working_groups.reply_links import reply_address
from working_groups.workflow import CALL, RECORD


def meeting_or_404(request: HttpRequest, slug: str, day: date) -> tuple[Group, Meeting]:
    """The meeting of the group on the day, if the person may see it."""
    group = get_object_or_404(Group.objects.visible_to(request.user), slug=slug)
    meetings = Meeting.objects.visible_to(request.user).of_day(group, day)
    meeting = meetings.prefetch_related("groups", "agenda").first()
    if meeting is None:
        raise Http404
    return group, meeting


@require_safe
def meeting_detail(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """The page of a meeting; members see papers that are not public and answer here."""
    group, meeting = meeting_or_404(request, slug, day)
    user = request.user
    sees_internal = user.has_perm("working_groups.view_internal", meeting)
    rows = list(meeting.attendance.select_related("membership__user"))
    context = {
        "group": group,
        "meeting": meeting,
        "others": [other for other in meeting.groups.all() if other != group and (other.is_public or sees_internal)],
        "sees_internal": sees_internal,
        "counts": [(side, number) for side, number in sides_of(_came(rows)).items() if number],
        "answers": _answers(rows) if sees_internal and meeting.is_coming else None,
        "own": _own(rows, user, meeting),
        "blocks": meeting_blocks(meeting, user),
        "leading": _leading(group, meeting, user),
        **_papers(meeting, sees_internal=sees_internal),
    }
    return render(request, "working_groups/meeting_detail.html", context)


def _leading(group: Group, meeting: Meeting, user: Any) -> list[tuple[str, str]]:
    """What the person may do with the meeting now: words and address."""
    is_cancelled, has_begun = meeting.state == MeetingState.CANCELLED, meeting.starts_at <= timezone.now()
    is_open = meeting.state in {MeetingState.DRAFT, MeetingState.INVITED} and not has_begun
    may_call, may_record = user.has_perm(CALL, meeting), user.has_perm(RECORD, meeting) and not is_cancelled
    may_prepare = meeting.state == MeetingState.DRAFT and user.has_perm("working_groups.prepare_meeting", meeting)
    may_bring = not is_cancelled and user.has_perm("working_groups.bring_paper", meeting)
    offered = (
        (may_prepare and is_open, _("Look at the invitation and send it"), "invitation"),
        (is_open and (may_prepare or may_call), _("Change the meeting"), "edit-meeting"),
        (may_bring, _("Add papers"), "papers"),
        (may_record, _("Record attendance"), "attendance"),
        (may_record, _("Attendance sheet to sign (PDF)"), "sheet"),
        (may_record and has_begun, _("Write down a decision"), "add-decision"),
        (may_record and has_begun, _("Give a task"), "add-task"),
        (
            may_call and meeting.state == MeetingState.INVITED and not has_begun,
            _("Cancel the meeting"),
            "cancel-meeting",
        ),
    )
    links = [
        (words, reverse(f"working_groups:{name}", args=[group.slug, meeting.day]))
        for is_offered, words, name in offered
        if is_offered
    ]
    if user.has_perm("working_groups.change_meeting", meeting):
        links.append((_("Open in the workshop"), reverse("admin:working_groups_meeting_change", args=[meeting.pk])))
    return links


def _came(rows: list[Attendance]) -> list[Attendance]:
    return [row for row in rows if row.presence in {"present", "represented", "guest"}]


def _answers(rows: list[Attendance]) -> dict[str, int]:
    """How many will come, and how many have not answered."""
    replies = [row.reply for row in rows if row.membership_id]
    return {
        "coming": sum(reply in {Reply.YES, Reply.REPRESENTED} for reply in replies),
        "silent": replies.count(Reply.NONE),
    }


def _own(rows: list[Attendance], user: Any, meeting: Meeting) -> dict[str, Any] | None:
    """The person's own invitation, while it can be answered."""
    mine = [row for row in rows if row.membership and row.membership.user_id == user.pk and row.membership.is_current]
    if not mine or user.pk is None or meeting.state != MeetingState.INVITED or not meeting.is_coming:
        return None
    return {"row": mine[0], "url": reply_address(mine[0])}


def _papers(meeting: Meeting, *, sees_internal: bool) -> dict[str, Any]:
    """Papers by points, and those of the whole meeting."""
    rows = meeting.papers.select_related("document")
    papers = [paper for paper in rows if sees_internal or paper.is_public]
    agenda = [(item, [paper for paper in papers if paper.item_id == item.pk]) for item in meeting.agenda.all()]
    return {"agenda": agenda, "papers": [paper for paper in papers if paper.item_id is None]}


@require_safe
def meeting_file(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """The meeting for a calendar."""
    _group, meeting = meeting_or_404(request, slug, day)
    is_private = request.user.has_perm("working_groups.view_internal", meeting)
    found = [occasion_of(meeting, is_private=is_private)]
    return calendar_answer(calendar_file(found, meeting.title), "setkani.ics")


@require_safe
def paper(request: HttpRequest, uuid: Any) -> HttpResponse:
    """A paper for whoever may read it; for others it does not exist."""
    papers = MeetingPaper.objects.select_related("document", "meeting").prefetch_related("meeting__groups")
    found = get_object_or_404(papers, uuid=uuid)
    user, meeting = request.user, found.meeting
    is_open = found.is_public and user.has_perm("working_groups.view_meeting", meeting)
    if not is_open and not user.has_perm("working_groups.view_internal", meeting):
        raise Http404
    document: Any = found.document
    return serve_file(
        request,
        document.file,
        filename=f"{document.title.replace('/', '-')}.{document.extension}",
        content_type=document.content_type,
        etag=document.sha256,
    )
