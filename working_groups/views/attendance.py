"""Who came: one page for those who lead the group, and the sheet to be signed."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from community.models import Office
from kpss_portal import audit
from kpss_portal.accent import palette
from kpss_portal.models import AuditKind
from kpss_portal.pdf import PdfUnavailable, render_pdf
from working_groups import workflow
from working_groups.enums import MeetingState
from working_groups.errors import StepNotOpen
from working_groups.forms.public import AttendanceForm
from working_groups.models import Group, Meeting
from working_groups.people import balance_words, sides_of
from working_groups.views.meetings import meeting_or_404

EMPTY_LINES = 5  # of the sheet, for guests


def _recorded(request: HttpRequest, slug: str, day: date) -> tuple[Group, Meeting]:
    group, meeting = meeting_or_404(request, slug, day)
    if not request.user.has_perm(workflow.RECORD, meeting):
        raise PermissionDenied
    return group, meeting


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Records who came; a meeting that was not closed yet is closed by it."""
    group, meeting = _recorded(request, slug, day)
    form = AttendanceForm(meeting, request.POST or None)
    if request.method == "POST" and form.is_valid() and _store(request, meeting, form):
        return HttpResponseRedirect(meeting.address_in(group))
    context = {
        "group": group,
        "meeting": meeting,
        "form": form,
        "counts": [(side, number) for side, number in sides_of(form.members).items() if number],
        "balance": balance_words(sides_of(form.members)),
        "is_early": meeting.starts_at > timezone.now(),
        "is_cancelled": meeting.state == MeetingState.CANCELLED,
    }
    return render(request, "working_groups/attendance.html", context)


def _store(request: HttpRequest, meeting: Meeting, form: Any) -> bool:
    try:
        workflow.record_attendance(meeting, form.presence(), form.guests(), form.substitutes(), by=request.user)
    except StepNotOpen:
        messages.error(
            request, _("Attendance can be recorded when the meeting has started, and not for a cancelled one.")
        )
        return False
    messages.success(request, _("Attendance is recorded."))
    return True


@login_required
@require_safe
def sheet(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """The sheet to be signed, as PDF. It names people, so it is made when asked for and never stored."""
    group, meeting = _recorded(request, slug, day)
    context = {
        "office": Office.load(),
        "colors": {name.replace("-", "_"): shade for name, shade in palette(Office.load().accent_color).items()},
        "meeting": meeting,
        "groups": meeting.groups.all(),
        "members": workflow.sheet_members(meeting),
        "empty_lines": range(EMPTY_LINES),
    }
    try:
        data = render_pdf("working_groups/pdf/sheet.html", context, made_at=meeting.updated_at)
    except PdfUnavailable as fault:
        messages.error(request, str(fault))
        return HttpResponseRedirect(meeting.address_in(group))
    audit.note("export", AuditKind.EXPORT, meeting, {"type": "application/pdf"})
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="prezencni-listina-{day}.pdf"'
    return response
