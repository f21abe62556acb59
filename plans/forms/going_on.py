"""Forms by which an approved plan goes on."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.enums import BodyKind
from plans.models import Plan, PlanSnapshot


def day_field(label: Any) -> forms.DateField:
    """A day, written as Czechs write it or picked."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"placeholder": "31. 12. 2029", "size": 12}))


class AmendForm(forms.Form):
    """What the new version is for."""

    change_note = forms.CharField(
        label=gettext_lazy("What changes and why"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Stands at the beginning of the amendment; you can write it later."),
    )


class ExtendForm(forms.Form):
    """Until when, and who decided so."""

    until = day_field(gettext_lazy("Valid until"))
    body_kind = forms.ChoiceField(label=gettext_lazy("Kind of body"), choices=BodyKind, initial=BodyKind.ASSEMBLY)
    body_name = forms.CharField(label=gettext_lazy("Body"), max_length=150)
    decided_on = day_field(gettext_lazy("Decided on"))
    number = forms.CharField(label=gettext_lazy("Number of the resolution"), max_length=60, required=False)


class SnapshotForm(forms.ModelForm):
    """What the working version is."""

    class Meta:
        model = PlanSnapshot
        fields = ["title", "is_public"]


class NextPlanForm(forms.ModelForm):
    """The plan of the next period and what it carries over."""

    items = forms.ModelMultipleChoiceField(
        label=gettext_lazy("What to carry over"),
        queryset=Plan.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "What a chosen item stands under comes with it. Amounts stay behind: they were of other years."
        ),
    )

    class Meta:
        model = Plan
        fields = ["title", "short_title", "slug", "starts_on", "ends_on"]

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items: Any = self.fields["items"]
        items.queryset = plan.items.in_tree_order()

    def clean_slug(self) -> str:
        """An address serves one plan for ever."""
        slug: str = self.cleaned_data["slug"]
        if Plan.objects.filter(slug=slug).exists():
            raise ValidationError(_("Another plan has this address."))
        return slug
