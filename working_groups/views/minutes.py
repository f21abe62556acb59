"""Minutes for members and the office: sending a file, writing, reading, commenting, steps; files through a permission check."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kpss_portal.middleware import admin_relaxation
from kpss_portal.serving import serve_file
from working_groups.enums import MinutesState
from working_groups.forms.minutes import CommentForm, PointForm, StepForm, UploadForm, WritingForm, conflict_words
from working_groups.minutes import commenting, taking, workflow, writing
from working_groups.minutes.errors import NoMinutesNow, NotReady, StepNotOpen
from working_groups.models import Decision, Meeting, Minutes, MinutesComment, MinutesFile, MinutesItem, Task


def meeting_or_404(request: HttpRequest, key: UUID) -> Meeting:
    """The meeting, if the person may write its minutes; PermissionDenied for those who only see it."""
    meetings = Meeting.objects.visible_to(request.user).prefetch_related("groups")
    meeting = get_object_or_404(meetings, uuid=key)
    if not request.user.has_perm(taking.WRITE, meeting):
        raise PermissionDenied
    return meeting


def minutes_or_404(request: HttpRequest, key: UUID) -> Minutes:
    """Minutes whose internal version the person may read."""
    return get_object_or_404(Minutes.objects.internal_to(request.user).with_meeting(), uuid=key)


@never_cache
@login_required
def upload(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sending a file: one page with three fields."""
    meeting = meeting_or_404(request, key)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            return _take(request, meeting, form)
    minutes = Minutes.objects.filter(meeting=meeting).first()
    is_closed = minutes is not None and not minutes.is_open_to_writers
    context = {
        "meeting": meeting,
        "form": form,
        "minutes": minutes,
        "is_closed": is_closed,
        "is_early": not meeting.is_over,
    }
    return render(request, "working_groups/minutes/upload.html", context)


def _take(request: HttpRequest, meeting: Meeting, form: UploadForm) -> HttpResponse:
    typed = form.cleaned_data
    try:
        taken = taking.take_file(
            meeting, typed["file"], by=request.user, summary=typed["summary"], attended=typed["attended"]
        )
    except StepNotOpen:
        messages.error(
            request, _("These minutes are already checked. Write to the coordinator what should be otherwise.")
        )
        return redirect(meeting.minutes)
    except NoMinutesNow:
        messages.error(request, _("The meeting has not begun or was cancelled, so it has no minutes."))
        return HttpResponseRedirect(request.path)
    _thank(request, taken)
    return redirect(taken.file.minutes)


def _thank(request: HttpRequest, taken: taking.Taken) -> None:
    if not taken.is_new:
        messages.info(request, _("We have this file already; it is kept once."))
    else:
        messages.success(
            request, _("Thank you, the minutes are with us. The office checks them and sends them to the members.")
        )
    if not taken.file.is_given_out:
        messages.info(
            request,
            _("The antivirus does not answer just now. The file is held back until it does; you need not do anything."),
        )


@never_cache
@login_required
def write(request: HttpRequest, key: UUID) -> HttpResponse:
    """Writing along the agenda. Opening the page changes nothing but adds missing points once the person begins (POST)."""
    meeting = meeting_or_404(request, key)
    minutes = Minutes.objects.filter(meeting=meeting).first()
    if request.method == "POST" and (minutes is None or "zacit" in request.POST):
        return _begin(request, meeting)
    if minutes is None:
        return render(
            request, "working_groups/minutes/begin.html", {"meeting": meeting, "agenda": meeting.agenda.all()}
        )
    if not writing.may_write(minutes, request.user):
        messages.info(request, _("These minutes are not written any more."))
        return redirect(minutes)
    items = list(minutes.items.select_related("edited_by"))
    form = WritingForm(items, request.POST or None)
    if request.method == "POST" and form.is_valid() and _save(request, minutes, form):
        return redirect(minutes if "odevzdat" in request.POST else request.path)
    response = render(request, "working_groups/minutes/write.html", _writing_context(request, meeting, minutes, form))
    response._csp_update = admin_relaxation()  # type: ignore[attr-defined]  # the editor; read by django-csp
    return response


def _begin(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    try:
        writing.begin(meeting, by=request.user)
    except NoMinutesNow:
        messages.error(request, _("The meeting has not begun or was cancelled, so it has no minutes."))
    return HttpResponseRedirect(request.path)


def _writing_context(request: HttpRequest, meeting: Meeting, minutes: Minutes, form: WritingForm) -> dict[str, Any]:
    points = [(item, form[f"text_{item.pk}"], form[f"seen_{item.pk}"], form[f"shown_{item.pk}"]) for item in form.items]
    known = {item.agenda_item_id for item in form.items}
    return {
        "meeting": meeting,
        "minutes": minutes,
        "form": form,
        "points": points,
        "others": writing.others_writing(minutes, request.user),
        "has_new_points": any(point.pk not in known for point in meeting.agenda.all()),
        "may_hand_in": minutes.state == MinutesState.DRAFT,
    }


def _save(request: HttpRequest, minutes: Minutes, form: WritingForm) -> bool:
    """Whether all is stored; otherwise the form tells who was faster."""
    try:
        conflicts = writing.save_all(minutes, form.typed(), by=request.user)
    except StepNotOpen:
        messages.error(
            request, _("Somebody has moved the minutes on meanwhile. Copy your text before you leave this page.")
        )
        return False
    if conflicts:
        form.tell_conflicts(conflicts)
        return False
    if "odevzdat" in request.POST:
        return _try_step(request, minutes, "hand_in")
    messages.success(request, _("Saved."))
    return True


@never_cache
@login_required
@require_POST
def save_point(request: HttpRequest, key: UUID, point: int) -> JsonResponse:
    """The autosave of one point: 200 with the new version, 409 with what somebody else has written."""
    minutes = minutes_or_404(request, key)
    item = get_object_or_404(MinutesItem.objects.select_related("minutes"), pk=point, minutes=minutes)
    form = PointForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"message": _("The text could not be read.")}, status=400)
    typed = writing.Typed(form.cleaned_data["text"], form.cleaned_data["seen"])
    try:
        stored, is_stored = writing.save_item(item, typed, by=request.user)
    except StepNotOpen:
        return JsonResponse({"message": _("These minutes are not written any more.")}, status=409)
    if not is_stored:
        return JsonResponse({"message": conflict_words(stored), "theirs": stored.text}, status=409)
    return JsonResponse({"seen": stored.version, "message": _saved_at()})


def _saved_at() -> str:
    return _("Saved at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M")}


@never_cache
@login_required
@require_safe
def minutes_page(request: HttpRequest, key: UUID) -> HttpResponse:
    """The internal version, where it stands, and what the person may do with it."""
    minutes = minutes_or_404(request, key)
    return render(request, "working_groups/minutes/page.html", page_context(request, minutes, CommentForm()))


def page_context(request: HttpRequest, minutes: Minutes, form: CommentForm) -> dict[str, Any]:
    """For the page of members and for the one of the workshop."""
    user = request.user
    steps = workflow.open_steps(minutes, user)
    return {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "html": minutes.internal_html,
        "thread": thread_of(minutes),
        "steps": [(name, step, workflow.missing_for(minutes, name, words="-", until=date.max)) for name, step in steps],
        "files": list(minutes.files.current()),
        "comments": list(minutes.comments.select_related("written_by", "settled_by")),
        "events": list(minutes.events.select_related("taken_by")),
        "form": form,
        "may_comment": minutes.comments_are_open and user.has_perm(commenting.COMMENT, minutes),
        "may_settle": user.has_perm(commenting.SETTLE, minutes),
        "may_write": writing.may_write(minutes, user),
        "may_upload": minutes.is_open_to_writers and user.has_perm(taking.WRITE, minutes),
        "may_publish": user.has_perm("working_groups.publish_minutes", minutes),
        "decisions": list(Decision.objects.filter(meeting=minutes.meeting).order_by("series", "number")),
        "tasks": list(Task.objects.shown_at(minutes.meeting).with_people()),
        "until": timezone.localdate() + commenting.USUAL_TIME,
    }


PLACES = {  # which station of the way is on
    MinutesState.DRAFT: 0,
    MinutesState.UPLOADED: 1,
    MinutesState.CHECKED: 2,
    MinutesState.COMMENTING: 2,
    MinutesState.APPROVED: 4,
}


def thread_of(minutes: Minutes) -> list[dict[str, Any]]:
    """The way of the minutes for components/thread.html: done, now, ahead."""
    way = [
        (_("Handed in"), minutes.handed_in_at),
        (_("Checked"), minutes.checked_at),
        (_("Comments of members"), minutes.sent_at),
        (_("Approved"), minutes.approved_at),
        (_("Published"), minutes.published_at),
    ]
    place = PLACES.get(MinutesState(minutes.state), len(way))
    return [_station(title, moment, number, place) for number, (title, moment) in enumerate(way)]


def _station(title: str, moment: Any, number: int, place: int) -> dict[str, Any]:
    state = "done" if number < place else "now" if number == place else "ahead"
    day = timezone.localtime(moment).date() if moment and state == "done" else None
    return {"title": title, "label": "", "text": f"{day.day}. {day.month}. {day.year}" if day else "", "state": state}


@never_cache
@login_required
@require_POST
def step(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """One step; back to the page from which it was taken."""
    minutes = minutes_or_404(request, key)
    _try_step(request, minutes, name)
    return HttpResponseRedirect(_back(request, minutes))


def _try_step(request: HttpRequest, minutes: Minutes, name: str) -> bool:
    form = StepForm(request.POST)
    form.is_valid()
    words, until = form.cleaned_data.get("words", ""), form.cleaned_data.get("until")
    try:
        minutes = workflow.take_step(minutes, name, by=request.user, words=words, until=until)
    except StepNotOpen:
        messages.error(request, _("Somebody has moved these minutes on meanwhile."))
    except NotReady as missing:
        messages.error(request, " ".join(missing.reasons))
    else:
        messages.success(request, _("Done. The minutes are now: %(state)s.") % {"state": minutes.get_state_display()})
        return True
    return False


def _back(request: HttpRequest, minutes: Minutes) -> str:
    if request.POST.get("zpet") == "dilna" and request.user.has_perm("working_groups.publish_minutes", minutes):
        return reverse("admin:working_groups_minutes_change", args=[minutes.pk])
    return minutes.get_absolute_url()


@never_cache
@login_required
@require_POST
def comment(request: HttpRequest, key: UUID) -> HttpResponse:
    """A comment of a member; what is wrong is said on the page, with what was typed."""
    minutes = minutes_or_404(request, key)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return render(request, "working_groups/minutes/page.html", page_context(request, minutes, form))
    try:
        commenting.add(minutes, form.cleaned_data["text"], by=request.user)
    except StepNotOpen:
        messages.error(request, _("Comments are over. Write to the coordinator."))
        return render(request, "working_groups/minutes/page.html", page_context(request, minutes, form))
    messages.success(request, _("Thank you, the comment is with the coordinator."))
    return HttpResponseRedirect(minutes.get_absolute_url() + "#pripominky")


@never_cache
@login_required
@require_POST
def settle_comment(request: HttpRequest, key: UUID, number: int) -> HttpResponse:
    """The answer to a comment."""
    minutes = minutes_or_404(request, key)
    found = get_object_or_404(MinutesComment, pk=number, minutes=minutes)
    try:
        commenting.settle(found, request.POST.get("odpoved", ""), by=request.user)
    except StepNotOpen:
        messages.error(request, _("Somebody has settled this comment meanwhile."))
    else:
        messages.success(request, _("The comment is settled."))
    return HttpResponseRedirect(_back(request, minutes) + "#pripominky")


@never_cache
@login_required
@require_safe
def earlier_texts(request: HttpRequest, key: UUID) -> HttpResponse:
    """What stood in the minutes before somebody else wrote over it: who, when, word by word."""
    minutes = minutes_or_404(request, key)
    rows = minutes.items.select_related("edited_by").prefetch_related("earlier__written_by")
    stories = [(item, writing.story_of(item)) for item in rows if item.earlier.all()]
    context = {"minutes": minutes, "meeting": minutes.meeting, "stories": stories}
    return render(request, "working_groups/minutes/earlier.html", context)


@require_safe
def download(request: HttpRequest, key: UUID) -> HttpResponse:
    """A file of minutes as an attachment, for those who may have it; for others it does not exist."""
    files = MinutesFile.objects.select_related("minutes__meeting").prefetch_related("minutes__meeting__groups")
    file = get_object_or_404(files, uuid=key)
    if not file.is_given_out or not request.user.has_perm("working_groups.view_minutesfile", file):
        raise Http404
    response = serve_file(
        request,
        file.file,
        filename=f"zapis-{file.minutes.day:%Y-%m-%d}.{file.extension}",
        content_type=file.content_type,
        etag=file.sha256,
    )
    if not file.is_public:
        response["Cache-Control"] = "private, no-store"
    return response
