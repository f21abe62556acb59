"""Calling a meeting: one form."""

import uuid
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.indexing import reindex
from community.models import Document
from kpss_portal.audit import record
from kpss_portal.editing import GuardedForm
from kpss_portal.files import PICTURES, FileFacts, inspect_upload
from working_groups import agenda_text, series, workflow
from working_groups.enums import MeetingState, Repetition
from working_groups.errors import StepNotOpen
from working_groups.models import AgendaItem, Group, Meeting, MeetingPaper
from working_groups.notice import late_words

TOLD = ("title", "starts_at", "ends_at", "place", "link", "note", "is_public")
PAPERS = frozenset({"pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", *PICTURES})


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PapersField(forms.FileField):
    """Files, each let in by the one door; gives (name, facts) of each."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """All of them, or the faults of all with their names."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        found, faults = [], []
        for file in files:
            try:
                found.append((file.name, inspect_upload(super().clean(file, initial), PAPERS)))
            except forms.ValidationError as fault:
                faults += [f"{file.name[:80]}: {words}" for words in fault.messages]
        if faults:
            raise forms.ValidationError(faults)
        return found


def _day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class MeetingForm(GuardedForm):
    """Who meets, when, where, about what, over which papers. `apply` stores it and tells the invited of a change."""

    day = forms.DateField(label=gettext_lazy("day"), widget=_day_input())
    begins = forms.TimeField(label=gettext_lazy("from"), widget=_time_input(), initial=time(13))
    ends = forms.TimeField(label=gettext_lazy("to"), widget=_time_input(), initial=time(15))
    agenda = forms.CharField(
        label=gettext_lazy("agenda"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy(
            "Each point on a line of its own. You may begin with a time and add who presents it after the sign |, "
            "e.g. 13:00 Care at weekends | Charity."
        ),
    )
    papers = PapersField(
        label=gettext_lazy("papers"), required=False, help_text=gettext_lazy("You may choose more files at once.")
    )
    papers_are_public = forms.BooleanField(
        label=gettext_lazy("everybody may read these papers"),
        required=False,
        help_text=gettext_lazy("Otherwise only members of the groups and the office."),
    )
    repetition = forms.ChoiceField(label=gettext_lazy("repeats"), choices=Repetition.choices, required=False)
    repeat_count = forms.IntegerField(
        label=gettext_lazy("how many further meetings"),
        required=False,
        min_value=1,
        max_value=series.MOST,
        help_text=gettext_lazy("They are prepared as drafts; you invite to each of them separately."),
    )

    class Meta:
        model = Meeting
        fields = ["groups", "title", "place", "link", "note", "is_public", "number"]
        widgets = {
            "groups": forms.CheckboxSelectMultiple,
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    field_order = [
        "groups", "title", "day", "begins", "ends", "place", "link", "agenda", "papers", "papers_are_public", "note",
        "is_public", "number", "repetition", "repeat_count", "seen_at",
    ]  # fmt: skip

    def __init__(self, *args: Any, among: Any = None, **kwargs: Any) -> None:
        """`among`: groups that the person may call; all by default."""
        super().__init__(*args, **kwargs)
        for name in ("title", "place", "link"):
            self.fields[name].widget.attrs["class"] = "vTextField"
        groups: Any = self.fields["groups"]
        groups.queryset = Group.objects.working() if among is None else among
        groups.help_text = ""
        meeting: Meeting = self.instance
        if meeting.pk:
            self._show(meeting)
            del self.fields["repetition"], self.fields["repeat_count"]
        if meeting.state != MeetingState.DRAFT:
            groups.queryset = Group.objects.all()
            groups.disabled = True
            groups.help_text = _("They are invited already, so this cannot change.")

    def _show(self, meeting: Meeting) -> None:
        starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        shown = {"day": starts.date(), "begins": starts.time(), "ends": ends.time()}
        self.initial.update(shown, agenda=agenda_text.text_of(meeting))

    def clean_agenda(self) -> list[agenda_text.Point]:
        """Lines as points."""
        return agenda_text.points_of(self.cleaned_data["agenda"])

    def clean(self) -> dict[str, Any]:
        """The end is after the beginning, and no group meets twice a day."""
        cleaned = super().clean()
        day, begins, ends = (cleaned.get(name) for name in ("day", "begins", "ends"))
        if day and begins and ends:
            self._set_time(day, begins, ends)
            self._check_other_meetings(day)
        if cleaned.get("repetition", Repetition.NONE) not in {"", Repetition.NONE} and not cleaned.get("repeat_count"):
            self.add_error("repeat_count", _("Say how many further meetings there are."))
        return cleaned

    def _set_time(self, day: date, begins: time, ends: time) -> None:
        if ends <= begins:
            self.add_error("ends", _("The meeting must end after it starts."))
            return
        self.instance.starts_at = timezone.make_aware(datetime.combine(day, begins))
        self.instance.ends_at = timezone.make_aware(datetime.combine(day, ends))

    def _check_other_meetings(self, day: date) -> None:
        for group in self.cleaned_data.get("groups") or []:
            others = Meeting.objects.of_day(group, day).exclude(pk=self.instance.pk)
            other = others.exclude(state=MeetingState.CANCELLED).first()
            if other:
                words = _("%(group)s already has a meeting on this day: %(title)s.")
                self.add_error("day", words % {"group": group.name, "title": other.title})

    @property
    def moments(self) -> list[datetime]:
        """Beginnings of the further meetings of a series."""
        repetition = self.cleaned_data.get("repetition") or Repetition.NONE
        count = self.cleaned_data.get("repeat_count") or 0
        return series.following(self.instance.starts_at, Repetition(repetition), count)

    @transaction.atomic
    def apply(self, *, by: Any) -> Meeting:
        """Stores a draft, with its series; a meeting that people were invited to goes by the workflow, which tells them."""
        return self._store_draft(by) if self.instance.state == MeetingState.DRAFT else self._tell_invited(by)

    def stored(self, *, by: Any) -> Meeting | None:
        """As `apply`; None with the reason in the form when something is wrong or somebody has moved the meeting on."""
        if not self.is_valid():
            return None
        try:
            return self.apply(by=by)
        except StepNotOpen:
            self.add_error(None, _("Somebody has moved this meeting on meanwhile."))
            return None

    def short_notice(self, meeting: Meeting) -> list[str]:
        """Sentences for groups that learn of the new day later than their rules ask."""
        is_moved = "day" in self.changed_data and meeting.state == MeetingState.INVITED
        return late_words(meeting.groups.all(), meeting.day, timezone.localdate()) if is_moved else []

    def _store_draft(self, by: Any) -> Meeting:
        is_new = self.instance.pk is None
        further = self.moments
        if further:
            self.instance.series = uuid.uuid4()
        meeting: Meeting = self.save()
        self._store_parts(meeting)
        record(by, "meeting.draft" if is_new else "meeting.edit", meeting)
        workflow.repeat(meeting, further, by=by)
        return meeting

    def _tell_invited(self, by: Any) -> Meeting:
        stored = Meeting.objects.get(pk=self.instance.pk)
        self._store_parts(stored)
        return workflow.tell_change(stored, {name: getattr(self.instance, name) for name in TOLD}, by=by)

    def _store_parts(self, meeting: Meeting) -> None:
        agenda_text.write(meeting, self.cleaned_data["agenda"])
        known = meeting.papers.count()
        for position, (name, facts) in enumerate(self.cleaned_data["papers"], start=known + 1):
            document = document_of(name, facts, is_public=self.cleaned_data["papers_are_public"])
            MeetingPaper.objects.create(meeting=meeting, document=document, position=position)


class PaperForm(forms.Form):
    """Papers for a point of the agenda or for the whole meeting. Only who leads the meeting makes them public."""

    item = forms.ModelChoiceField(
        label=gettext_lazy("For which point"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=gettext_lazy("for the whole meeting"),
    )
    papers = PapersField(label=gettext_lazy("Files"), help_text=gettext_lazy("You may choose more files at once."))
    papers_are_public = forms.BooleanField(
        label=gettext_lazy("Everybody may read these papers"),
        required=False,
        help_text=gettext_lazy("Otherwise only members of the groups and the office."),
    )

    def __init__(self, *args: Any, meeting: Meeting, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        items: Any = self.fields["item"]
        items.queryset = meeting.agenda.all()
        self.fields["papers"].widget.attrs["accept"] = ",".join(f".{kind}" for kind in sorted(PAPERS))
        if not may_publish:
            del self.fields["papers_are_public"]

    @transaction.atomic
    def apply(self, *, by: Any) -> int:
        """Stores the papers; a file that the meeting has already is passed over. Gives how many were added."""
        known = set(self.meeting.papers.values_list("document__sha256", flat=True))
        new = {facts.sha256: (name, facts) for name, facts in self.cleaned_data["papers"] if facts.sha256 not in known}
        is_public = self.cleaned_data.get("papers_are_public", False)
        for position, (name, facts) in enumerate(new.values(), start=len(known) + 1):
            document = document_of(name, facts, is_public=is_public)
            paper = MeetingPaper.objects.create(
                meeting=self.meeting, item=self.cleaned_data["item"], document=document, position=position
            )
            record(by, "meeting.paper", paper, {"meeting": str(self.meeting), "public": is_public})
        return len(new)


def document_of(name: str, facts: FileFacts, *, is_public: bool) -> Document:
    """The stored file, named as the person has named it."""
    title = " ".join(name.rpartition(".")[0].replace("_", " ").split())[:200] or _("Paper")
    document = Document(
        title=title,
        sha256=facts.sha256,
        content_type=facts.content_type,
        extension=facts.extension,
        size_bytes=facts.size_bytes,
        is_public=is_public,
        published_on=timezone.localdate() if is_public else None,
    )
    document.file.save(f"soubor.{facts.extension}", facts.content(), save=False)
    document.save()
    reindex(document)
    return document


class CancelForm(forms.Form):
    """Why a meeting is cancelled."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is cancelled"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("Stands in the mail to the invited and on the page of the meeting."),
    )
