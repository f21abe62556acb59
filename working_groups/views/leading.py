"""What those who run a group do at its meetings: call them, bring papers, write down decisions and tasks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from working_groups import deciding, letters, tracking, workflow
from working_groups.enums import MeetingState
from working_groups.errors import NobodyToInvite, StepNotOpen
from working_groups.forms.decisions import MeetingDecisionForm, MeetingTaskForm
from working_groups.forms.meeting import CancelForm, MeetingForm, PaperForm
from working_groups.models import Decision, Group, Meeting, Task
from working_groups.notice import late_groups
from working_groups.people import balance_words, members_for, sides_of
from working_groups.views.meetings import meeting_or_404

PREPARE, BRING = "working_groups.prepare_meeting", "working_groups.bring_paper"
OPEN_FOR_EDITING = {MeetingState.DRAFT, MeetingState.INVITED}


def _allowed(request: HttpRequest, right: str, thing: Any) -> None:
    if not request.user.has_perm(right, thing):
        raise PermissionDenied


def _address(name: str, group: Group, meeting: Meeting) -> str:
    return reverse(f"working_groups:{name}", args=[group.slug, meeting.day])


# --- calling ------------------------------------------------------------------------------------------------------


@never_cache
@login_required
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """A new meeting of the group: the form of the office, of the groups that the person heads."""
    group = get_object_or_404(Group.objects.visible_to(request.user).working(), slug=slug)
    _allowed(request, PREPARE, group)
    return _edit(request, group, None)


@never_cache
@login_required
def edit(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Changes a draft, or a meeting that people were invited to, who are told."""
    group, meeting = meeting_or_404(request, slug, day)
    _allowed(request, PREPARE if meeting.state == MeetingState.DRAFT else workflow.CALL, meeting)
    if meeting.state not in OPEN_FOR_EDITING:
        messages.error(request, _("The meeting is over or cancelled, so it does not change any more."))
        return HttpResponseRedirect(_address("meeting", group, meeting))
    return _edit(request, group, meeting)


def _edit(request: HttpRequest, group: Group, meeting: Meeting | None) -> HttpResponse:
    form = MeetingForm(
        request.POST or None,
        request.FILES or None,
        instance=meeting,
        initial={"groups": [group.pk]},
        among=_own_groups(request.user),
    )
    if request.method == "POST":
        with transaction.atomic():
            stored = form.stored(by=request.user)
        if stored is not None:
            if stored.state == MeetingState.INVITED:
                messages.success(request, _("The change is stored and the invited are being told."))
            for words in form.short_notice(stored):
                messages.warning(request, words)
            return HttpResponseRedirect(_after(stored, group))
    context = {"group": group, "meeting": meeting, "form": form, "is_invited": _is_invited(meeting)}
    return render(request, "working_groups/leading/meeting_form.html", context)


def _is_invited(meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.state == MeetingState.INVITED


def _own_groups(user: Any) -> Any:
    """Groups whose meetings the person may prepare."""
    rows = Group.objects.working()
    return rows.filter(pk__in=[group.pk for group in rows if user.has_perm(PREPARE, group)])


def _after(meeting: Meeting, group: Group) -> str:
    """The preview of the invitation, or the page of a meeting that people know of; under the group if it meets there."""
    at = group if group.pk in meeting.group_ids else meeting.main_group
    return _address("meeting" if meeting.state == MeetingState.INVITED else "invitation", at, meeting)


@never_cache
@login_required
def invitation(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """The invitation as people will read it, to whom it goes, and what the rules say; sent by POST."""
    group, meeting = meeting_or_404(request, slug, day)
    _allowed(request, PREPARE, meeting)
    if meeting.state != MeetingState.DRAFT:
        return HttpResponseRedirect(_address("meeting", group, meeting))
    if request.method == "POST":
        return _send(request, group, meeting)
    members = members_for(meeting)
    context = {
        "group": group,
        "meeting": meeting,
        "letter": letters.invitation_letter(meeting, _("(here everybody has a link of their own)")),
        "members": members,
        "mail_count": sum(bool(member.address) for member in members),
        "late": late_groups(meeting.groups.all(), meeting.day, timezone.localdate()),
        "balance": balance_words(sides_of(members)),
        "is_past": meeting.starts_at <= timezone.now(),
        "has_agenda": bool(meeting.agenda.all()),
        "may_send": request.user.has_perm(workflow.CALL, meeting),
    }
    return render(request, "working_groups/leading/invitation.html", context)


def _send(request: HttpRequest, group: Group, meeting: Meeting) -> HttpResponse:
    if request.POST.get("krok") == "zkusit":
        with transaction.atomic():
            letters.try_on_self(meeting, request.user)
        messages.success(request, _("The test is on its way to you."))
        return HttpResponseRedirect(request.path)
    try:
        workflow.invite(meeting, by=request.user)
        messages.success(request, _("Invitations are on their way."))
    except StepNotOpen:
        messages.error(request, _("Somebody has moved this meeting on meanwhile."))
    except NobodyToInvite:
        messages.error(request, _("The groups have no members on that day. Ask the office to add them."))
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(_address("meeting", group, meeting))


@never_cache
@login_required
def cancel(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Asks why and cancels; the invited are told."""
    group, meeting = meeting_or_404(request, slug, day)
    _allowed(request, workflow.CALL, meeting)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflow.cancel(meeting, form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("The meeting is cancelled and the invited are being told."))
        except StepNotOpen:
            messages.error(request, _("Somebody has moved this meeting on meanwhile."))
        return HttpResponseRedirect(_address("meeting", group, meeting))
    return render(request, "working_groups/leading/cancel.html", {"group": group, "meeting": meeting, "form": form})


# --- papers, decisions, tasks -------------------------------------------------------------------------------------


@contextmanager
def one_at_a_time(meeting: Meeting) -> Iterator[None]:
    """Two presses of a button come one after the other, so that the second sees what the first has stored."""
    with transaction.atomic():
        Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        yield


@never_cache
@login_required
def papers(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Papers for a point of the agenda; a member brings what the group will talk of."""
    group, meeting = meeting_or_404(request, slug, day)
    _allowed(request, BRING, meeting)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        meeting=meeting,
        may_publish=request.user.has_perm(workflow.RECORD, meeting),
    )
    if request.method == "POST" and form.is_valid():
        with one_at_a_time(meeting):
            count = form.apply(by=request.user)
        words = ngettext("%(count)d paper was added.", "%(count)d papers were added.", count)
        messages.success(request, words % {"count": count} if count else _("The meeting has this file already."))
        return HttpResponseRedirect(_address("meeting", group, meeting))
    return render(request, "working_groups/leading/papers.html", {"group": group, "meeting": meeting, "form": form})


@never_cache
@login_required
def add_decision(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """What the group decided at the meeting; the number comes by itself."""
    group, meeting = _held_or_404(request, slug, day)
    row = Decision(group=group, meeting=meeting, decided_on=meeting.day)
    _allowed(request, "working_groups.add_decision", row)
    form = MeetingDecisionForm(request.POST or None, instance=row)
    if request.method == "POST":
        with one_at_a_time(meeting):
            if form.is_valid():
                decision = deciding.add_decision(form.save(commit=False), by=request.user)
                messages.success(request, _("Decision %(label)s is written down.") % {"label": decision.label})
                return HttpResponseRedirect(_address("meeting", group, meeting))
    return render(request, "working_groups/leading/decision.html", {"group": group, "meeting": meeting, "form": form})


@never_cache
@login_required
def add_task(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Who does what by when; it comes to every next agenda until it is done."""
    group, meeting = _held_or_404(request, slug, day)
    row = Task(group=group, meeting=meeting)
    _allowed(request, "working_groups.add_task", row)
    form = MeetingTaskForm(request.POST or None, instance=row)
    if request.method == "POST":
        with one_at_a_time(meeting):
            if form.is_valid():
                tracking.give(form.save(commit=False), by=request.user)
                messages.success(request, _("The task is given."))
                return HttpResponseRedirect(_address("meeting", group, meeting))
    return render(request, "working_groups/leading/task.html", {"group": group, "meeting": meeting, "form": form})


def _held_or_404(request: HttpRequest, slug: str, day: date) -> tuple[Group, Meeting]:
    """A meeting that has begun and was not cancelled: nothing is decided before."""
    group, meeting = meeting_or_404(request, slug, day)
    if meeting.state == MeetingState.CANCELLED or meeting.starts_at > timezone.now():
        raise PermissionDenied
    return group, meeting
