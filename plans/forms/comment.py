"""A comment on a plan: written by anybody, or written down by the clerk."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.editing import GuardedForm
from kpss_portal.spam_guard import GuardedByPatience
from plans import consulting
from plans.enums import Capacity, CommentChannel
from plans.models import Comment, Consultation

MOST_LETTERS = 4000


def place_choices(round_: Consultation) -> list[tuple[str, str]]:
    """Keys and words of places."""
    return [(key, words) for key, words, _lineage in consulting.places_of(round_)]


def put_place(comment: Comment, round_: Consultation, key: str) -> None:
    """Writes down what the comment is about: its words, and the lineage of an item."""
    places = {place: (words, lineage) for place, words, lineage in consulting.places_of(round_)}
    words, lineage = places[key]
    comment.place, comment.item_lineage = (words if key else ""), lineage


class CommentForm(GuardedByPatience, forms.ModelForm):
    """The form on the web; what the office requires is required."""

    guard_name = "comment"
    where = forms.ChoiceField(label=gettext_lazy("What is your comment about?"), required=False)

    class Meta:
        model = Comment
        fields = ["where", "text", "capacity", "organisation", "name", "email", "is_name_public"]
        labels = {
            "text": gettext_lazy("What would you change, and why?"),
            "capacity": gettext_lazy("Who sends the comment?"),
            "organisation": gettext_lazy("Organisation or municipality"),
            "name": gettext_lazy("Your name"),
            "email": gettext_lazy("Your e-mail"),
            "is_name_public": consulting.NAME_PUBLIC,
        }
        help_texts = {
            "text": gettext_lazy("One sentence is enough. Please do not write names and health of other people."),
            "email": gettext_lazy(
                "We send you a link for confirmation and then the answer. We do not publish the address and delete it half a "
                "year after the answers."
            ),
        }
        widgets = {"capacity": forms.RadioSelect}

    def __init__(self, *args: Any, round_: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["where"].choices = place_choices(round_)
        fields["text"].widget.attrs |= {"rows": 5, "maxlength": MOST_LETTERS}
        fields["name"].required, fields["email"].required = round_.is_name_required, round_.is_contact_required
        fields["name"].widget.attrs["autocomplete"] = "name"
        fields["email"].widget.attrs["autocomplete"] = "email"
        fields["organisation"].widget.attrs["autocomplete"] = "organization"
        self.instance.consultation = round_

    def clean_text(self) -> str:
        """Not longer than somebody would read."""
        text = str(self.cleaned_data["text"]).strip()
        if len(text) > MOST_LETTERS:
            raise forms.ValidationError(_("Write at most 4,000 letters, please."))
        return text

    def told(self) -> list[tuple[str, str]]:
        """Questions and answers for the page where the person checks them."""
        rows = [(str(field.label), self._said(field.name)) for field in self.seen_fields]
        return [(label, said or _("not stated")) for label, said in rows]

    def _said(self, name: str) -> str:
        value = self.cleaned_data[name]
        if name == "where":
            return str(dict(self.fields["where"].choices)[value])  # type: ignore[attr-defined]  # a field with choices
        if name == "capacity":
            return str(Capacity(value).label)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return str(value)


class SettlementForm(GuardedForm):
    """The clerk's card of a comment: what came, and how it is settled."""

    class Meta:
        model = Comment
        fields = [
            "text",
            "public_text",
            "subject",
            "assigned_to",
            "duplicate_of",
            "outcome",
            "answer",
            "changed_item",
            "change_made",
        ]

    changed_item = forms.ChoiceField(label=gettext_lazy("item changed by it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk or "changed_item" not in self.fields:
            return
        plan = self.instance.consultation.plan
        items = [(str(item.lineage), str(item)) for item in plan.items.in_tree_order()]
        self.fields["changed_item"].choices = [("", _("nothing in the tree")), *items]  # type: ignore[attr-defined]  # as above
        self.initial["changed_item"] = str(self.instance.changed_lineage or "")

    def clean(self) -> dict[str, Any]:
        """A settlement has a reason; a comment is not a duplicate of itself."""
        cleaned = super().clean() or {}
        if cleaned.get("outcome") and not (cleaned.get("answer") or "").strip():
            self.add_error("answer", _("Say why; it will be published and sent to the writer."))
        if cleaned.get("duplicate_of") == self.instance:
            self.add_error("duplicate_of", _("A comment is not the same as itself."))
        self.instance.changed_lineage = cleaned.get("changed_item") or None
        return cleaned


class WriteDownForm(forms.ModelForm):
    """A comment that did not come by the web."""

    where = forms.ChoiceField(label=gettext_lazy("What it is about"), required=False)

    class Meta:
        model = Comment
        fields = [
            "channel",
            "received_on",
            "where",
            "kind",
            "text",
            "proposed_text",
            "capacity",
            "organisation",
            "name",
            "email",
            "contact",
            "is_name_public",
        ]

    def __init__(self, *args: Any, round_: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["channel"].choices = [choice for choice in CommentChannel.choices if choice[0] != CommentChannel.WEB]
        fields["where"].choices = place_choices(round_)
        for field in self.fields.values():
            field.label = capfirst(str(field.label))
        self.instance.consultation = round_


class ConsultationForm(GuardedForm):
    """A round; its end is computed from the hearing when it is left empty."""

    class Meta:
        model = Consultation
        fields = [
            "plan",
            "snapshot",
            "title",
            "intro",
            "opens_at",
            "closes_at",
            "other_ways",
            "is_name_required",
            "is_contact_required",
            "answers_on",
            "hearing_at",
            "hearing_place",
            "hearing_programme",
            "presentation",
            "record",
            "attendance_count",
        ]

    def clean(self) -> dict[str, Any]:
        """The working version is of the same plan; the last minute is known."""
        cleaned = super().clean() or {}
        plan, snapshot = cleaned.get("plan"), cleaned.get("snapshot")
        if plan and snapshot and snapshot.plan_id != plan.pk:
            self.add_error("snapshot", _("This working version is of another plan."))
        if cleaned.get("opens_at") and not cleaned.get("closes_at") and "closes_at" not in self.errors:
            cleaned["closes_at"] = consulting.closing_of(cleaned["opens_at"], cleaned.get("hearing_at"))
            self.instance.closes_at = cleaned["closes_at"]
        return cleaned


class ApproveSettlementForm(forms.Form):
    """Who approved the settlement and when."""

    body = forms.CharField(label=gettext_lazy("Who approved it"), max_length=150)
    day = forms.DateField(label=gettext_lazy("When"))
