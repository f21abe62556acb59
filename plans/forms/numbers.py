"""Numbers as people write them: "1 234,5" is one, "about five" is not."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from plans.enums import AmountUnit
from plans.workbook.cells import CellError, crowns_of, number_of, plain_number

GREATEST = Decimal(10) ** 11  # what a column holds


class NumberField(forms.CharField):
    """A number, or None when it is left empty; a refusal says why in words."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 12, "autocomplete": "off"})
        usual: dict[str, Any] = {"required": False, "widget": widget, "max_length": 40}
        super().__init__(**usual | options)

    def prepare_value(self, value: Any) -> Any:
        """Numbers are shown as Czechs write them."""
        return plain_number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """The number."""
        try:
            number = number_of(super().clean(value))
        except CellError as fault:
            raise ValidationError(
                _("Write a number only, for example 214 or 12,5. Words belong into the note.")
            ) from fault
        if number is not None and (abs(number) >= GREATEST or number != round(number, 4)):
            raise ValidationError(_("This number is too long."))
        return number


class CrownsField(forms.CharField):
    """An amount in the unit of the plan; its value is whole crowns, None when it is left empty."""

    def __init__(self, unit: AmountUnit, **options: Any) -> None:
        self.unit = unit
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 14, "autocomplete": "off"})
        usual: dict[str, Any] = {"required": False, "widget": widget, "max_length": 40}
        super().__init__(**usual | options)

    def prepare_value(self, value: Any) -> Any:
        """Crowns in the unit."""
        return plain_number(Decimal(value) / self.unit.crowns) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Whole crowns, not negative."""
        try:
            crowns = crowns_of(super().clean(value), self.unit.crowns)
        except CellError as fault:
            raise ValidationError(
                _("Write an amount only, for example 250 000. Words belong into the note.")
            ) from fault
        if crowns is not None and not 0 <= crowns < GREATEST:
            raise ValidationError(_("This amount is not possible."))
        return crowns
