"""Minutes in the administration: the list, the workbench of one, the page that makes the public version."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules.contrib.admin import ObjectPermissionsModelAdmin

from working_groups.enums import MinutesState
from working_groups.forms.minutes import CommentForm, OtherFileForm, PublicTextForm
from working_groups.minutes import public_version, taking
from working_groups.minutes.errors import ChangedMeanwhile, StepNotOpen
from working_groups.models import Minutes
from working_groups.redaction import digest_of
from working_groups.views.minutes import page_context


@admin.register(Minutes)
class MinutesAdmin(ObjectPermissionsModelAdmin):
    """Minutes are begun by members; here they are led to the public."""

    list_display = ["meeting_title", "groups_words", "state", "comments_until", "published_at"]
    list_filter = ["state", "meeting__groups"]
    search_fields = ["meeting__title", "summary", "public_text"]
    date_hierarchy = "meeting__starts_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        """With names of meetings and groups."""
        return super().get_queryset(request).select_related("meeting").prefetch_related("meeting__groups")

    @admin.display(description=gettext_lazy("meeting"), ordering="meeting__starts_at")
    def meeting_title(self, row: Minutes) -> str:
        """Day and subject."""
        return str(row.meeting)

    @admin.display(description=gettext_lazy("groups"))
    def groups_words(self, row: Minutes) -> str:
        """Names of groups."""
        return ", ".join(group.name for group in row.meeting.groups.all())

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are begun from the page of the meeting."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Minutes | None = None) -> bool:
        """What was public leaves a trace."""
        return False

    def get_urls(self) -> list[Any]:
        """The public version, and files added by the office."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/verejne/", view(public_page), name="working_groups_minutes_public"),
            path("<int:pk>/soubor/", view(add_file), name="working_groups_minutes_file"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The workbench in the place of a form: both versions side by side, steps, comments, files."""
        minutes = _found(object_id)
        if not self.has_view_permission(request, minutes) or not request.user.has_perm(
            "working_groups.view_internal", minutes
        ):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **page_context(request, minutes, CommentForm()),
            "opts": self.opts,
            "title": str(minutes),
            "file_form": OtherFileForm(),
            "may_redact": _may_redact(request, minutes),
        }
        return render(request, "admin/working_groups/minutes.html", context)


def _found(key: Any) -> Minutes:
    text = str(key)
    return get_object_or_404(Minutes.objects.with_meeting(), pk=text if text.isdecimal() else 0)


def _may_redact(request: HttpRequest, minutes: Minutes) -> bool:
    is_open = minutes.state not in {MinutesState.PUBLISHED, MinutesState.DRAFT}
    return is_open and request.user.has_perm(public_version.PUBLISH, minutes)


def public_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Internal text, offers and the public version on one page. Two forms: `navrhy` makes it anew, the other mends it."""
    minutes = _found(pk)
    if not request.user.has_perm(public_version.PUBLISH, minutes):
        raise PermissionDenied
    if not _may_redact(request, minutes):
        messages.error(
            request,
            _(
                "The public version cannot be changed now: withdraw the minutes first, or wait until they are handed in."
            ),
        )
        return HttpResponseRedirect(reverse("admin:working_groups_minutes_change", args=[pk]))
    is_making = "navrhy" in request.POST
    form = PublicTextForm(None if is_making else request.POST or None, instance=minutes, initial=_seen(minutes))
    if request.method == "POST":
        answer = _make(request, minutes) if is_making else _mend(request, minutes, form)
        if answer is not None:
            return answer
    return render(request, "admin/working_groups/minutes_public.html", _public_context(request, minutes, form))


def _seen(minutes: Minutes) -> dict[str, str]:
    return {"seen_internal": minutes.internal_digest}


def _make(request: HttpRequest, minutes: Minutes) -> HttpResponse | None:
    """None when the page has to be shown again."""
    chosen = {
        int(key): request.POST.get(f"slova_{key}", "")[:200] for key in request.POST.getlist("vzit") if key.isdecimal()
    }
    try:
        public_version.make(minutes, request.POST.get("podoba", ""), chosen, by=request.user)
    except ChangedMeanwhile:
        messages.error(
            request,
            _(
                "Somebody has changed the internal version since you opened this page. The offers below are new; words"
                " that you typed are kept."
            ),
        )
        return None
    except StepNotOpen:
        messages.error(request, _("Somebody has moved these minutes on meanwhile."))
    else:
        messages.success(request, _("The public version is made. Read it and mend what is left."))
    return HttpResponseRedirect(request.path + "#verejne")


def _mend(request: HttpRequest, minutes: Minutes, form: PublicTextForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    minutes.refresh_from_db()  # the form has written into it
    try:
        stored = public_version.mend(
            minutes, typed["public_text"], by=request.user, seen_internal=typed["seen_internal"]
        )
    except StepNotOpen:
        messages.error(request, _("Somebody has moved these minutes on meanwhile."))
        return None
    Minutes.objects.filter(pk=stored.pk).update(summary=typed["summary"])
    messages.success(request, _("The public version is stored."))
    return HttpResponseRedirect(reverse("admin:working_groups_minutes_change", args=[minutes.pk]))


def _public_context(request: HttpRequest, minutes: Minutes, form: PublicTextForm) -> dict[str, Any]:
    source = public_version.source_of(minutes)
    offers = public_version.offers_of(minutes, source)
    typed = {offers_words: request.POST.get(f"slova_{key}", "") for key, offers_words in _typed_before(request)}
    return {
        **admin.site.each_context(request),
        "opts": Minutes._meta,
        "title": _("Public version: %(meeting)s") % {"meeting": minutes.meeting},
        "minutes": minutes,
        "source": source,
        "digest": digest_of(source),
        "offers": [(number, offer, typed.get(offer.words) or offer.replacement) for number, offer in enumerate(offers)],
        "left": public_version.offers_of(minutes, minutes.public_text) if minutes.public_text else [],
        "form": form,
        "files": list(minutes.files.current()),
    }


def _typed_before(request: HttpRequest) -> list[tuple[str, str]]:
    """Numbers and words of the offers as they were when the person typed, so that typed words find their new place."""
    return [(key.removeprefix("nalez_"), str(value)) for key, value in request.POST.items() if key.startswith("nalez_")]


def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A signed attendance sheet, or the public version as a file."""
    minutes = _found(pk)
    if not request.user.has_perm(taking.CHANGE, minutes):
        raise PermissionDenied
    form = OtherFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        taken = taking.take_other(minutes, form.cleaned_data["file"], form.cleaned_data["version"], by=request.user)
        words = _("The file is added.") if taken.is_new else _("We have this file already; it is kept once.")
        messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:working_groups_minutes_change", args=[pk]))
    context = {
        **admin.site.each_context(request),
        "opts": Minutes._meta,
        "title": _("Add a file: %(meeting)s") % {"meeting": minutes.meeting},
        "minutes": minutes,
        "form": form,
    }
    return render(request, "admin/working_groups/minutes_file.html", context)
