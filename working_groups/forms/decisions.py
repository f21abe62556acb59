"""Forms of decisions and tasks."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.editing import GuardedForm
from kpss_portal.personal_numbers import birth_numbers
from working_groups.enums import DecisionMode
from working_groups.models import Decision, DecisionLink, Membership, Task

VOTES = ("votes_for", "votes_against", "votes_abstained")


def without_birth_numbers(text: str) -> str:
    """ValidationError if something looks like a birth number: the text is for everybody."""
    if any(birth_numbers(text)):
        raise ValidationError(_("Something here looks like a birth number. Everybody reads this text; take it out."))
    return text


class DecisionForm(GuardedForm):
    """A decision; its number is not typed."""

    class Meta:
        model = Decision
        fields = [
            "group",
            "meeting",
            "agenda_item",
            "decided_on",
            "verb",
            "text",
            "basis",
            *VOTES,
            "services",
            "replaced_by",
        ]

    def clean_text(self) -> str:
        """For everybody."""
        return without_birth_numbers(self.cleaned_data["text"].strip())

    def clean(self) -> dict[str, Any]:
        """Votes only with a vote; a meeting of the group; a day that has come."""
        cleaned = super().clean()
        if cleaned.get("basis") == DecisionMode.CONSENSUS:
            cleaned.update(dict.fromkeys(VOTES))
        group = cleaned.get("group") or getattr(self.instance, "group", None)
        meeting = cleaned.get("meeting")
        if meeting is not None and group is not None and group.pk not in meeting.group_ids:
            self.add_error("meeting", _("This group was not at that meeting."))
        day = cleaned.get("decided_on")
        if day is not None and day > timezone.localdate():
            self.add_error("decided_on", _("A decision cannot be of the future."))
        if self.instance.pk and cleaned.get("replaced_by") == self.instance:
            self.add_error("replaced_by", _("A decision cannot replace itself."))
        return cleaned


class DecisionLinkForm(forms.ModelForm):
    """A link into the portal; a full address is shortened to its path."""

    class Meta:
        model = DecisionLink
        fields = ["kind", "label", "path"]

    def clean_path(self) -> str:
        """Only the path: the server may be called otherwise in ten years."""
        parts = urlsplit(self.cleaned_data["path"].strip())
        if not parts.path.startswith("/") or parts.path.startswith("//"):
            raise ValidationError(_("Copy the address of a page of this portal, e.g. /plany/…"))
        return parts.path


class TaskForm(GuardedForm):
    """A task; a member of the group, or other words, does it."""

    class Meta:
        model = Task
        fields = ["group", "meeting", "decision", "title", "owner", "owner_words", "due_on"]

    def clean_title(self) -> str:
        """For everybody."""
        return without_birth_numbers(" ".join(self.cleaned_data["title"].split()))

    def clean(self) -> dict[str, Any]:
        """The member sits in the group."""
        cleaned = super().clean()
        owner, group = cleaned.get("owner"), cleaned.get("group")
        if owner is not None and group is not None and owner.group_id != group.pk:
            self.add_error("owner", _("This person is not a member of that group."))
        return cleaned


class MeetingDecisionForm(DecisionForm):
    """A decision of the group at its meeting, as who leads the group writes it down."""

    class Meta(DecisionForm.Meta):
        fields = ["agenda_item", "verb", "text", "basis", *VOTES]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meeting: Any = self.instance.meeting
        items: Any = self.fields["agenda_item"]
        items.queryset, items.empty_label = meeting.agenda.all(), _("none of them")
        self.fields["text"].widget.attrs["rows"] = 4

    def clean(self) -> dict[str, Any]:
        """The same decision is not numbered twice: somebody has pressed the button twice."""
        cleaned = super().clean()
        same = Decision.objects.filter(group=self.instance.group, meeting=self.instance.meeting)
        if same.filter(verb=cleaned.get("verb"), text=cleaned.get("text")).exists():
            self.add_error("text", _("This decision is written down already."))
        return cleaned


class MeetingTaskForm(TaskForm):
    """A task given at a meeting, as who leads the group writes it down."""

    class Meta(TaskForm.Meta):
        fields = ["title", "owner", "owner_words", "due_on"]
        widgets = {"due_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners: Any = self.fields["owner"]
        owners.queryset = Membership.objects.current().filter(group=self.instance.group).with_people()
        owners.empty_label = _("nobody of the group")

    def clean(self) -> dict[str, Any]:
        """The same task is not given twice at a meeting."""
        cleaned = super().clean()
        same = Task.objects.filter(group=self.instance.group, meeting=self.instance.meeting, title=cleaned.get("title"))
        if same.filter(owner=cleaned.get("owner"), owner_words=cleaned.get("owner_words") or "").exists():
            self.add_error("title", _("This task is given already."))
        return cleaned
