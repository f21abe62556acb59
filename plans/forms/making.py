"""How a plan came about: the card of a milestone, and what the line of time shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kpss_portal.czech import keep_together
from kpss_portal.editing import GuardedForm
from plans.forms.need import offer_first_versions
from plans.making.dating import clean_span, in_words
from plans.making.timeline import asked_of, entries_of
from plans.models import Milestone, PlanMaking


class MilestoneForm(GuardedForm):
    """When, what, and where to read more; the time as people write it."""

    when = forms.CharField(
        label=gettext_lazy("when"),
        max_length=60,
        help_text=gettext_lazy("For example 30. 3. 2025, 30.–31. 3. 2025, June 2025, June–August 2025 or 2025."),
    )

    class Meta:
        model = Milestone
        fields = ["plan", "when", "kind", "title", "text", "url", "document", "is_public"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_first_versions(self)
        if self.instance.pk and "when" in self.fields:
            self.initial["when"] = in_words(self.instance.span)

    def clean_when(self) -> str:
        """The time goes to the row; advice for what cannot be read."""
        written = str(self.cleaned_data["when"])
        try:
            self.instance.span = clean_span(written)
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from None
        return written


class PlanMakingForm(GuardedForm):
    """Between which days the portal's records tell of the plan, and which of them do not belong there."""

    left_out = forms.MultipleChoiceField(
        label=gettext_lazy("Records that are not shown"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick what has nothing to do with this plan."),
    )

    class Meta:
        model = PlanMaking
        fields = ["plan", "intro", "begins_on", "ends_on", "left_out"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_first_versions(self)
        if "left_out" in self.fields:
            field: Any = self.fields["left_out"]
            field.choices = self._records() if self.instance.pk else []

    def _records(self) -> list[tuple[str, str]]:
        """Records of the portal, and what was left out before and is no longer among them."""
        asked, _made = asked_of(self.instance.plan)
        found = [
            (entry.key, keep_together(f"{entry.when}  {entry.kind.label}: {entry.title}"))
            for entry in entries_of(asked)
            if not entry.is_by_hand
        ]
        return found + [(key, key) for key in self.instance.left_out if key not in dict(found)]
