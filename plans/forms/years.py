"""Forms of action plans and evaluations in the workshop, and of an implementer."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.editing import GuardedForm
from plans.enums import AmountUnit, BodyKind
from plans.forms.going_on import day_field
from plans.forms.numbers import CrownsField
from plans.models import ActionEntry, ActionPlan, Evaluation, FundingSource, ImplementerRequest, ItemResult, Plan
from plans.progress.steps import Resolution

MOST_LETTERS = 4000
MONEY = "money-"


def approved_plans() -> Any:
    """Plans that an action plan or an evaluation can be made of."""
    return Plan.objects.filter(frozen_at__isnull=False, is_file_only=False).newest_first()


class MoneyBySource:
    """Adds a field for each source of money; its name is that of the source, its value whole crowns."""

    fields: dict[str, Any]

    def add_money(self, sources: Iterable[FundingSource], unit: AmountUnit, stored: dict[int, int]) -> None:
        """A field a source, filled with what is stored."""
        self.money_names = []
        for source in sources:
            name = f"{MONEY}{source.pk}"
            self.money_names.append(name)
            self.fields[name] = CrownsField(unit, label=f"{source.name} ({unit.label})")
            if source.pk in stored:
                self.initial[name] = stored[source.pk]  # type: ignore[attr-defined]  # of a form

    @property
    def money_fields(self) -> list[Any]:
        """Fields of money."""
        return [self[name] for name in self.money_names]  # type: ignore[index]  # of a form

    @property
    def has_money(self) -> bool:
        """Whether an amount is written or has a fault."""
        return any(field.value() not in (None, "") for field in self.money_fields)

    def money(self) -> dict[int, int]:
        """Whole crowns by source; what is left empty is unknown and is not there."""
        cleaned: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]  # of a form
        found = {int(name.removeprefix(MONEY)): cleaned.get(name) for name in self.money_names}
        return {key: amount for key, amount in found.items() if amount is not None}


class StartForm(forms.Form):
    """A new action plan."""

    plan = forms.ModelChoiceField(label=gettext_lazy("Plan"), queryset=Plan.objects.none())
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1990, max_value=2100)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["plan"]
        field.queryset = approved_plans()
        self.initial.setdefault("year", timezone.localdate().year + 1)

    def clean(self) -> dict[str, Any]:
        """Without a title it is called by its year."""
        cleaned = super().clean() or {}
        if not cleaned.get("title") and cleaned.get("year"):
            cleaned["title"] = _("Action plan for the year %(year)d") % {"year": cleaned["year"]}
        return cleaned


class ActionPlanForm(GuardedForm):
    """Facts of an action plan."""

    class Meta:
        model = ActionPlan
        fields = ["title", "intro"]


class TickForm(forms.Form):
    """Which items are worked on in the year."""

    items = forms.ModelMultipleChoiceField(
        queryset=Plan.objects.none(), required=False, label=gettext_lazy("Items"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, action_plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["items"]
        field.queryset = action_plan.plan.items.in_tree_order()


class EntryForm(MoneyBySource, GuardedForm):
    """What will be done for an item in the year."""

    class Meta:
        model = ActionEntry
        fields = ["work", "responsible", "deadline_on", "deadline_text"]
        widgets = {"work": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, sources: Iterable[FundingSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deadline_on"] = day_field(gettext_lazy("Done by"))
        self.fields["deadline_on"].required = False
        stored = {cost.source_id: int(cost.amount_czk) for cost in self.instance.costs.all()}
        self.add_money(sources, AmountUnit(self.instance.action_plan.plan.amount_unit), stored)


class ResolutionForm(forms.Form):
    """Who decided, when, under which number."""

    body_kind = forms.ChoiceField(label=gettext_lazy("Kind of body"), choices=BodyKind, initial=BodyKind.COUNCIL)
    body_name = forms.CharField(label=gettext_lazy("Body"), max_length=150)
    decided_on = day_field(gettext_lazy("Decided on"))
    number = forms.CharField(label=gettext_lazy("Number of the resolution"), max_length=60, required=False)

    def resolution(self) -> Resolution:
        """What was written."""
        return Resolution(
            **{name: self.cleaned_data[name] for name in ("body_kind", "body_name", "decided_on", "number")}
        )


class EvaluationForm(GuardedForm):
    """Facts of an evaluation."""

    class Meta:
        model = Evaluation
        fields = [
            "plan",
            "year",
            "title",
            "message",
            "answers_until",
            "first_reminder_on",
            "second_reminder_on",
            "intro",
            "conclusion",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "plan" in self.fields:
            field: Any = self.fields["plan"]
            field.queryset = approved_plans()
            self.initial.setdefault("year", timezone.localdate().year - 1)
        if "title" in self.fields:
            self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        """Without a title it is called by its year."""
        cleaned = super().clean()
        year = cleaned.get("year") or self.instance.year
        if "title" in self.fields and not cleaned.get("title") and year:
            cleaned["title"] = _("Evaluation of the year %(year)d") % {"year": year}
        return cleaned


class RequestForm(forms.ModelForm):
    """Where an implementer is asked."""

    class Meta:
        model = ImplementerRequest
        fields = ["email"]


class ResultForm(MoneyBySource, GuardedForm):
    """What became of an item; an implementer has no word of the working group."""

    class Meta:
        model = ItemResult
        fields = ["status", "text", "group_word", "money_note"]
        widgets = {
            "status": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 6, "maxlength": MOST_LETTERS}),
            "group_word": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(
        self,
        *args: Any,
        sources: Iterable[FundingSource],
        labels: dict[str, str],
        unit: AmountUnit,
        is_implementer: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        status: Any = self.fields["status"]
        unknown = [] if is_implementer else [("", _("not known"))]
        status.choices = [*unknown, *labels.items()]
        status.required = is_implementer
        if is_implementer:
            del self.fields["group_word"]
        stored = {row.source_id: int(row.amount_czk) for row in self.instance.spent.all()}
        self.add_money(sources, unit, stored)

    def clean_text(self) -> str:
        """Not longer than somebody would read."""
        text = str(self.cleaned_data["text"]).strip()
        if len(text) > MOST_LETTERS:
            raise forms.ValidationError(_("Write at most 4,000 letters, please."))
        return text
