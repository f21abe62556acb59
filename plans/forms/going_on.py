"""Forms by which an approved plan goes on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.enums import BodyKind
from plans.models import Plan, PlanSnapshot
from plans.versions import Point

MOST_DAYS = timedelta(days=366)  # for which the link of a packet may work


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


class PacketForm(forms.Form):
    """For which meeting, until when, and with what the draft is compared."""

    title = forms.CharField(
        label=gettext_lazy("For which meeting"),
        max_length=120,
        help_text=gettext_lazy("For example Municipal Assembly, 12 December 2026."),
    )
    expires_on = day_field(gettext_lazy("The link works until"))
    earlier = forms.ChoiceField(
        label=gettext_lazy("Show what changed since"),
        required=False,
        help_text=gettext_lazy("The packet lists the differences word by word."),
    )

    def __init__(self, *args: Any, points: Sequence[Point], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = {point.key: point for point in points}
        choice: Any = self.fields["earlier"]
        choice.choices = [("", _("nothing; it is the first version")), *((p.key, p.label) for p in points)]

    def clean_expires_on(self) -> date:
        """Today at the earliest, a year ahead at most."""
        day: date = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if not today <= day <= today + MOST_DAYS:
            raise ValidationError(_("Choose a day from today to a year ahead."))
        return day

    def clean_earlier(self) -> Point | None:
        """The version itself."""
        return self.points.get(self.cleaned_data["earlier"])


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
