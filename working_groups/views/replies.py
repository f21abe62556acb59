"""Answers to invitations by the link of the mail; opening it changes nothing, and no account is needed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from working_groups import workflow
from working_groups.enums import Reply
from working_groups.errors import OldInvitation
from working_groups.forms.public import ReplyForm
from working_groups.models import Attendance
from working_groups.reply_links import row_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether the person comes; the answer is taken by POST and may be changed."""
    row = row_of(token)
    try:
        response = _old(request, "unknown", None) if row is None else _asked(request, row)
    except OldInvitation as old:
        response = _old(request, old.why, old.meeting)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


def _old(request: HttpRequest, why: str, meeting: Any) -> HttpResponse:
    status = 404 if why == "unknown" else 410
    return render(request, "working_groups/reply_old.html", {"why": why, "meeting": meeting}, status=status)


def _asked(request: HttpRequest, row: Attendance) -> HttpResponse:
    workflow.check_open(row)
    known = {"reply": row.reply if row.reply != Reply.NONE else None, "substitute": row.substitute_name}
    form = ReplyForm(request.POST or None, initial={**known, "note": row.reply_note})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        workflow.answer(row, Reply(typed["reply"]), substitute=typed["substitute"], note=typed["note"])
        messages.success(request, _("Thank you, we have your answer. You can change it here until the meeting starts."))
        return HttpResponseRedirect(request.path)
    meeting: Any = row.meeting
    context = {"form": form, "row": row, "meeting": meeting, "groups": meeting.groups.all()}
    return render(request, "working_groups/reply.html", context)
