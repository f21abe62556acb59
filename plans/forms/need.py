"""Forms of needs: a suggestion of anybody, the office's card, the decision on a suggestion."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Municipality, PlanningArea
from kpss_portal.editing import GuardedForm
from kpss_portal.spam_guard import GuardedByPatience
from plans.models import Need, NeedLink, NeedSuggestion, Plan, PlanItem, ProjectLink

MOST_LETTERS = 2000


class NeedSuggestionForm(GuardedByPatience, forms.ModelForm):
    """What people lack, written by anybody without an account."""

    guard_name = "need"
    consent = forms.BooleanField(
        label=gettext_lazy("The office may use my e-mail for the answer"),
        required=False,
        help_text=gettext_lazy("We delete the address half a year after the answer and give it to nobody."),
    )

    class Meta:
        model = NeedSuggestion
        fields = ["text", "area", "municipality", "email", "consent"]
        labels = {
            "text": gettext_lazy("What do people here lack?"),
            "area": gettext_lazy("Whom does it concern?"),
            "municipality": gettext_lazy("Where?"),
            "email": gettext_lazy("Your e-mail, if you want an answer"),
        }
        help_texts = {
            "text": gettext_lazy("One sentence is enough. Please do not write names and health of other people."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["text"].widget.attrs |= {"rows": 4, "maxlength": MOST_LETTERS}
        fields["email"].widget.attrs["autocomplete"] = "email"
        fields["area"].queryset, fields["area"].empty_label = (
            PlanningArea.objects.all(),
            _("everybody, or I do not know"),
        )
        fields["municipality"].queryset = Municipality.objects.in_territory()
        fields["municipality"].empty_label = _("the whole territory, or I do not know")

    def clean_text(self) -> str:
        """Not longer than somebody would read."""
        text = str(self.cleaned_data["text"]).strip()
        if len(text) > MOST_LETTERS:
            raise forms.ValidationError(_("Write at most 2,000 letters, please."))
        return text

    def clean(self) -> dict[str, Any]:
        """An address is kept only with consent."""
        cleaned = super().clean()
        if cleaned.get("email") and not cleaned.get("consent"):
            self.add_error(
                "consent", _("Without your consent we may not keep the address; tick it, or leave the e-mail empty.")
            )
        return cleaned

    def told(self) -> list[tuple[str, str]]:
        """Questions and answers for the page where the person checks them."""
        return [(str(field.label), self._said(field.name)) for field in self.seen_fields]

    def _said(self, name: str) -> str:
        value = self.cleaned_data.get(name)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return str(value or _("not stated"))


class NeedForm(GuardedForm):
    """The office's card of a need."""

    class Meta:
        model = Need
        fields = [
            "plan",
            "statement",
            "detail",
            "area",
            "municipality",
            "origin",
            "found_on",
            "source_text",
            "people_count",
            "survey",
            "survey_question",
            "table",
            "meeting",
            "search_words",
            "set_aside",
            "is_public",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_first_versions(self)


def offer_first_versions(form: Any) -> None:
    """Things that live beside versions are kept at the first one; the plan of a stored thing stays."""
    if "plan" in form.fields:
        form.fields["plan"].queryset = Plan.objects.filter(version=1, is_file_only=False)
        form.fields["plan"].disabled = form.instance.pk is not None


class LinkForm(forms.ModelForm):
    """An item chosen by its code; stored by its lineage."""

    item = forms.ChoiceField(label=gettext_lazy("item of the plan"))

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["item"]
        field.choices = [("", "–"), *offered]
        if self.instance.pk:
            self.initial["item"] = str(self.instance.item_lineage)
            if self.initial["item"] not in dict(offered):
                field.choices.append((self.initial["item"], _("an item that is no longer in the plan")))

    def clean(self) -> dict[str, Any]:
        """Gives the lineage to the row."""
        cleaned = super().clean() or {}
        if cleaned.get("item"):
            self.instance.item_lineage = cleaned["item"]
        return cleaned


class NeedLinkForm(LinkForm):
    """An item that answers a need."""

    class Meta:
        model = NeedLink
        fields = ["item", "note"]


class ProjectLinkForm(LinkForm):
    """An item that a project fulfils."""

    class Meta:
        model = ProjectLink
        fields = ["item"]


def items_offered() -> list[tuple[str, str]]:
    """Items of plans that are in force or being prepared: the newest version of each, told with its plan."""
    plans: dict[str, Plan] = {}
    for plan in Plan.objects.exclude(state__in=["superseded", "withdrawn"]).order_by("starts_on", "version"):
        plans[plan.slug] = plan
    rows = PlanItem.objects.filter(plan__in=plans.values()).select_related("plan").in_tree_order()
    named: dict[str, str] = {}
    for item in rows:
        named.setdefault(str(item.lineage), f"{item.plan}: {item}"[:140])
    return list(named.items())


class SuggestionDecisionForm(forms.Form):
    """What becomes of a suggestion; which fields matter is told by the button."""

    statement = forms.CharField(
        label=gettext_lazy("The need in one sentence"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("In the words of the office, without names and health of people; everybody reads it."),
    )
    need = forms.ModelChoiceField(
        Need.objects.none(), label=gettext_lazy("The need that says the same"), required=False
    )
    answer = forms.CharField(label=gettext_lazy("Answer"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, suggestion: NeedSuggestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["need"]
        field.queryset = Need.objects.of(suggestion.plan.slug).select_related("plan")
        for each in self.fields.values():
            each.label = capfirst(str(each.label))
