"""Forms of items: the card, its amounts in the unit of the plan."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kpss_portal.editing import GuardedForm
from plans.enums import AmountUnit
from plans.models import PlanCost, PlanItem
from plans.workbook.cells import CellError, crowns_of, plain_number


class ItemForm(GuardedForm):
    """The card of an item."""

    class Meta:
        model = PlanItem
        fields = [
            "title",
            "description",
            "justification",
            "expected_effect",
            "areas",
            "intervention",
            "is_investment",
            "starts_on",
            "ends_on",
            "term_text",
            "funding_text",
            "outputs",
            "risks",
            "services",
            "service_types",
            "services_text",
            "note",
            "is_code_manual",
            "code",
        ]

    def clean(self) -> dict[str, Any]:
        """A code by hand must be written and fit into an address."""
        cleaned = super().clean()
        code = cleaned.get("code", "")
        if cleaned.get("is_code_manual") and not code:
            self.add_error("code", _("Write the code, or untick that it is by hand."))
        if "/" in code or any(letter.isspace() for letter in code):
            self.add_error("code", _("A code is a part of a web address: no spaces and no slashes."))
        return cleaned


class CostForm(forms.ModelForm):
    """An amount in the unit of the plan, stored in whole crowns."""

    amount = forms.CharField(label=_("amount"), widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 12}))

    class Meta:
        model = PlanCost
        fields = ["year", "source", "kind", "note"]

    unit = AmountUnit.CZK

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.item_id:
            self.unit = AmountUnit(self.instance.item.plan.amount_unit)
        self.fields["amount"].label = f"{self.fields['amount'].label} ({self.unit.label})"
        if self.instance.pk:
            self.initial["amount"] = plain_number(Decimal(self.instance.amount_czk) / self.unit.crowns)

    def clean_amount(self) -> int:
        """Crowns, exact even when written in thousands."""
        try:
            crowns = crowns_of(self.cleaned_data["amount"], self.unit.crowns)
        except CellError as error:
            raise ValidationError(str(error)) from error
        if crowns is None:
            raise ValidationError(_("Write the amount, or take the row away if it is not known."))
        return crowns

    def _post_clean(self) -> None:
        self.instance.amount_czk = self.cleaned_data.get("amount") or 0
        super()._post_clean()  # type: ignore[misc]  # of ModelForm, not in the stubs
