"""Forms of people: a reply to an invitation, an offer to take part, attendance."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kpss_portal.spam_guard import GuardedByPatience
from working_groups.enums import Presence, Reply, Side
from working_groups.models import Group, JoinRequest, Meeting
from working_groups.workflow import Guest, sheet_members

GUEST_ROWS = 4
MOST_TEXT = 2_000


class ReplyForm(forms.Form):
    """Whether the invited person comes."""

    reply = forms.ChoiceField(
        label=_("Will you come?"),
        choices=[
            (Reply.YES, _("Yes, I will come")),
            (Reply.EXCUSED, _("I cannot come, please excuse me")),
            (Reply.REPRESENTED, _("Somebody will come instead of me")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    substitute = forms.CharField(
        label=_("Who will come instead"), required=False, max_length=150, help_text=_("Only if somebody comes for you.")
    )
    note = forms.CharField(label=_("Words to the coordinator"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """A substitute has a name."""
        cleaned = super().clean() or {}
        if cleaned.get("reply") == Reply.REPRESENTED and not cleaned.get("substitute", "").strip():
            self.add_error("substitute", _("Write who will come instead of you."))
        return cleaned


class JoinForm(GuardedByPatience, forms.ModelForm):
    """Somebody wants to take part."""

    guard_name = "join"

    class Meta:
        model = JoinRequest
        fields = ["group", "name", "email", "phone", "side", "text"]
        labels = {
            "group": _("Which group attracts you"),
            "name": _("Your name"),
            "email": _("Your e-mail"),
            "phone": _("Your phone"),
            "side": _("What brings you to planning"),
            "text": _("What you would like to say"),
        }
        help_texts = {"email": _("An e-mail or a phone is enough."), "group": _("If you do not know, leave it to us.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = Group.objects.public().working()
        group.empty_label = _("I do not know")
        side: Any = self.fields["side"]
        side.choices = [
            (Side.USER, _("I use help, or care for somebody")),
            (Side.PROVIDER, _("I work in a service")),
            (Side.COMMISSIONER, _("I am from an office or a municipality")),
            (Side.PUBLIC, _("I am interested in what happens here")),
        ]
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
        self.fields["text"].widget.attrs |= {"rows": 4, "maxlength": MOST_TEXT}
        for field in self.fields.values():
            field.label = capfirst(str(field.label)) if field.label else field.label

    def clean_text(self) -> str:
        """Not longer than somebody would read."""
        text = str(self.cleaned_data["text"]).strip()
        if len(text) > MOST_TEXT:
            raise forms.ValidationError(_("Write at most 2,000 letters, please."))
        return text

    def clean(self) -> dict[str, Any]:
        """There is a way to answer."""
        cleaned = super().clean()
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error("email", _("Leave an e-mail or a phone, so that we can answer you."))
        return cleaned


class AttendanceForm(forms.Form):
    """Who came: one row a member, a few rows for guests."""

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = sheet_members(meeting)
        rows = list(meeting.attendance.all())
        known = {row.membership_id: row for row in rows if row.membership_id}
        self._add_members(known)
        self._add_guests([row for row in rows if row.membership_id is None])

    def _add_members(self, known: dict[int, Any]) -> None:
        choices = [choice for choice in Presence.choices if choice[0] != Presence.GUEST]
        for member in self.members:
            row = known.get(member.pk)
            presence = forms.ChoiceField(
                label=_("Presence: %(name)s") % {"name": member.person_name}, choices=choices, required=False
            )
            names = forms.CharField(
                label=_("Who came instead: %(name)s") % {"name": member.person_name}, required=False, max_length=150
            )
            self.fields[f"presence_{member.pk}"] = presence
            self.fields[f"instead_{member.pk}"] = names
            self.initial[f"presence_{member.pk}"] = _first_guess(row)
            self.initial[f"instead_{member.pk}"] = row.substitute_name if row else ""

    def _add_guests(self, guests: list[Any]) -> None:
        self.guest_numbers = range(1, len(guests) + GUEST_ROWS + 1)
        for number in self.guest_numbers:
            guest = guests[number - 1] if number <= len(guests) else None
            words = {"number": number}
            self.fields[f"guest_{number}"] = forms.CharField(
                label=_("Guest %(number)d: name") % words, required=False, max_length=150
            )
            self.fields[f"from_{number}"] = forms.CharField(
                label=_("Guest %(number)d: organisation") % words, required=False, max_length=200
            )
            self.initial[f"guest_{number}"] = guest.guest_name if guest else ""
            self.initial[f"from_{number}"] = guest.guest_organisation if guest else ""

    @property
    def member_rows(self) -> list[tuple[Any, Any, Any]]:
        """(member, field of presence, field of the substitute)."""
        return [(member, self[f"presence_{member.pk}"], self[f"instead_{member.pk}"]) for member in self.members]

    @property
    def guest_rows(self) -> list[tuple[Any, Any]]:
        """(field of the name, field of the organisation)."""
        return [(self[f"guest_{number}"], self[f"from_{number}"]) for number in self.guest_numbers]

    def presence(self) -> dict[int, str]:
        """By the key of the membership."""
        found = {member.pk: self.cleaned_data[f"presence_{member.pk}"] for member in self.members}
        return {key: value for key, value in found.items() if value}

    def substitutes(self) -> dict[int, str]:
        """Names of those who came instead."""
        return {member.pk: self.cleaned_data[f"instead_{member.pk}"] for member in self.members}

    def guests(self) -> list[Guest]:
        """Rows with a name."""
        rows = [(self.cleaned_data[f"guest_{n}"].strip(), self.cleaned_data[f"from_{n}"]) for n in self.guest_numbers]
        return [Guest(name, organisation) for name, organisation in rows if name]


def _first_guess(row: Any) -> str:
    """What is stored, or what the reply leads to expect."""
    if row is None:
        return Presence.UNKNOWN
    if row.presence != Presence.UNKNOWN:
        return str(row.presence)
    expected = {
        Reply.YES: Presence.PRESENT,
        Reply.EXCUSED: Presence.EXCUSED,
        Reply.NO: Presence.EXCUSED,
        Reply.REPRESENTED: Presence.REPRESENTED,
    }
    return expected.get(row.reply, Presence.UNKNOWN)
