"""Calling meetings in the administration: a form, a preview with recipients, one button; then who answered."""

from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin

from kpss_portal.models import MailState, OutgoingMail
from working_groups import letters, reminding, workflow
from working_groups.enums import MeetingState, Reply
from working_groups.errors import NobodyToInvite, StepNotOpen
from working_groups.forms.meeting import CancelForm, MeetingForm
from working_groups.models import Meeting
from working_groups.notice import late_groups
from working_groups.people import balance_words, invited_people, members_for, sides_of

EDIT, PREVIEW = "working_groups_meeting_edit", "working_groups_meeting_preview"
OPEN_FOR_EDITING = {MeetingState.DRAFT, MeetingState.INVITED}


def _meeting(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.prefetch_related("groups", "agenda"), pk=pk)


def _page_of(meeting: Meeting) -> str:
    return reverse("admin:working_groups_meeting_change", args=[meeting.pk])


@admin.register(Meeting)
class MeetingAdmin(ObjectPermissionsModelAdmin):
    """Meetings; the form, the preview and the page of one meeting are our own."""

    list_display = ["title", "starts_at", "who", "state", "is_public"]
    list_filter = ["state", "groups", "is_public"]
    search_fields = ["title"]
    date_hierarchy = "starts_at"
    change_list_template = "admin/working_groups/meeting_list.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        """With groups."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("who meets"))
    def who(self, meeting: Meeting) -> str:
        """Groups."""
        return ", ".join(group.name for group in meeting.groups.all())

    def get_urls(self) -> list[Any]:
        """Editing and the preview."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/upravit/", wrap(edit_meeting), name=EDIT),
            path("<int:pk>/pozvanka/", wrap(preview), name=PREVIEW),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Calls a meeting."""
        return _edit(request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one meeting in the place of a form."""
        meeting = _meeting(int(object_id) if object_id.isdecimal() else 0)
        if not request.user.has_perm("working_groups.view_meeting", meeting):
            raise PermissionDenied
        if request.method == "POST":
            return _take_step(request, meeting)
        return render(request, "admin/working_groups/meeting.html", _overview(request, meeting))


def edit_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a draft, or a meeting that people were invited to, who are told."""
    return _edit(request, _meeting(pk))


def _edit(request: HttpRequest, meeting: Meeting | None) -> HttpResponse:
    if not request.user.has_perm(workflow.CALL, meeting):
        raise PermissionDenied
    if meeting is not None and meeting.state not in OPEN_FOR_EDITING:
        messages.error(request, _("The meeting is over or cancelled, so it does not change any more."))
        return HttpResponseRedirect(_page_of(meeting))
    form = MeetingForm(request.POST or None, request.FILES or None, instance=meeting)
    if request.method == "POST":
        with transaction.atomic():
            stored = _stored(request, form)
        if stored:
            is_draft = stored.state == MeetingState.DRAFT
            return HttpResponseRedirect(reverse(f"admin:{PREVIEW}", args=[stored.pk]) if is_draft else _page_of(stored))
    is_invited = meeting is not None and meeting.state == MeetingState.INVITED
    context = {
        **admin.site.each_context(request),
        "opts": Meeting._meta,
        "title": _("Change the meeting") if meeting else _("Call a meeting"),
        "form": form,
        "meeting": meeting,
        "told": len(invited_people(meeting)) if meeting and is_invited else 0,
        "is_invited": is_invited,
        "papers": list(meeting.papers.select_related("document")) if meeting else [],
    }
    return render(request, "admin/working_groups/meeting_form.html", context)


def _stored(request: HttpRequest, form: MeetingForm) -> Meeting | None:
    meeting = form.stored(by=request.user)
    if meeting is None:
        return None
    if meeting.state == MeetingState.INVITED:
        messages.success(request, _("The change is stored and the invited are being told."))
        for words in form.short_notice(meeting):
            messages.warning(request, words)
    elif form.moments:
        count = len(form.moments)
        words = ngettext("%(count)d further meeting is prepared.", "%(count)d further meetings are prepared.", count)
        messages.success(request, words % {"count": count})
    return meeting


def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitation as people will read it, to whom it goes, and what the rules say; sent by POST."""
    meeting = _meeting(pk)
    if not request.user.has_perm(workflow.CALL, meeting):
        raise PermissionDenied
    if meeting.state != MeetingState.DRAFT:
        return HttpResponseRedirect(_page_of(meeting))
    if request.method == "POST":
        return _send(request, meeting)
    members = members_for(meeting)
    context = {
        **admin.site.each_context(request),
        "opts": Meeting._meta,
        "title": _("Invitation: %(title)s") % {"title": meeting.title},
        "meeting": meeting,
        "letter": letters.invitation_letter(meeting, _("(here everybody has a link of their own)")),
        "members": members,
        "mail_count": sum(bool(member.address) for member in members),
        "silent": [member for member in members if not member.address],
        "late": late_groups(meeting.groups.all(), meeting.day, timezone.localdate()),
        "counts": [(side.label, number) for side, number in sides_of(members).items()],
        "balance": balance_words(sides_of(members)),
        "is_past": meeting.starts_at <= timezone.now(),
        "has_agenda": bool(meeting.agenda.all()),
    }
    return render(request, "admin/working_groups/preview.html", context)


def _send(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    if request.POST.get("krok") == "zkusit":
        with transaction.atomic():
            letters.try_on_self(meeting, request.user)
        words = _("The test is on its way to %(address)s.") % {"address": request.user.email}  # type: ignore[union-attr]  # staff
        messages.success(request, words)
        return HttpResponseRedirect(request.path)
    try:
        workflow.invite(meeting, by=request.user)
        messages.success(request, _("Invitations are on their way."))
    except StepNotOpen:
        messages.error(request, _("Somebody has moved this meeting on meanwhile."))
    except NobodyToInvite:
        messages.error(request, _("The groups have no members on that day. Add them first."))
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(_page_of(meeting))


def _take_step(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = CancelForm(request.POST)
    try:
        if request.POST.get("krok") == "zrusit" and form.is_valid():
            workflow.cancel(meeting, form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("The meeting is cancelled and the invited are being told."))
        elif request.POST.get("krok") == "upomenout":
            sent = reminding.remind_now(meeting, by=request.user)
            words = ngettext("%(count)d reminder is on its way.", "%(count)d reminders are on their way.", sent)
            messages.success(request, words % {"count": sent})
        elif request.POST.get("krok") == "smazat" and request.user.has_perm("working_groups.delete_meeting", meeting):
            meeting.delete()
            messages.success(request, _("The draft is deleted."))
            return HttpResponseRedirect(reverse("admin:working_groups_meeting_changelist"))
    except StepNotOpen:
        messages.error(request, _("Somebody has moved this meeting on meanwhile."))
    return HttpResponseRedirect(_page_of(meeting))


def _overview(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    rows = list(meeting.attendance.with_people())
    sees_people = request.user.has_perm("working_groups.view_attendance")
    replies = Counter(row.reply for row in rows if row.membership_id)
    mails = Counter(OutgoingMail.objects.about(meeting).values_list("state", flat=True))
    return {
        **admin.site.each_context(request),
        "opts": Meeting._meta,
        "title": meeting.title,
        "meeting": meeting,
        "rows": sorted(rows, key=lambda row: (row.reply, row.person_name)) if sees_people else [],
        "replies": [(Reply(reply).label, number) for reply, number in replies.items()],
        "counts": [(side.label, number) for side, number in sides_of(rows).items()] if rows else [],
        "mails": [(MailState(state).label, number) for state, number in mails.items()],
        "papers": list(meeting.papers.select_related("document")),
        "silent": len(reminding.unreminded(meeting)) if rows and meeting.starts_at > timezone.now() else 0,
        "may_call": request.user.has_perm(workflow.CALL, meeting),
        "may_record": request.user.has_perm(workflow.RECORD, meeting) and meeting.state != MeetingState.CANCELLED,
        "cancel_form": CancelForm(),
        "group": meeting.main_group,
        "series": _series(meeting),
    }


def _series(meeting: Meeting) -> list[Meeting]:
    if meeting.series is None:
        return []
    return list(Meeting.objects.filter(series=meeting.series).exclude(pk=meeting.pk).order_by("starts_at"))
