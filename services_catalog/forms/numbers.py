"""Amounts and numbers as people write them: "1 234,5 Kč" is one, "about five" is not."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SPACES = re.compile(r"[\s\u00a0\u202f]+")
WRITTEN = re.compile(r"[-−]?\d{1,13}(?:[.,]\d{1,2})?")
GREATEST = Decimal(10) ** 11  # crowns; more than any town has


def number_of(text: str) -> Decimal | None:
    """The number, None for nothing; ValueError for words."""
    bare = SPACES.sub("", text).removesuffix("Kč").removesuffix(",-")
    if not bare:
        return None
    if not WRITTEN.fullmatch(bare):
        raise ValueError(text)
    return Decimal(bare.replace(",", ".").replace("−", "-"))


class NumberField(forms.CharField):
    """A number with at most two decimal places, or None when it is left empty."""

    fault = "number"

    def __init__(self, *, may_be_negative: bool = False, **options: Any) -> None:
        self.may_be_negative = may_be_negative
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 11, "autocomplete": "off"})
        usual: dict[str, Any] = {"required": False, "widget": widget, "max_length": 40}
        super().__init__(**usual | options)

    def prepare_value(self, value: Any) -> Any:
        """As Czechs write it."""
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            plain = int(value) if value == int(value) else Decimal(value).normalize()
            return f"{plain:,}".replace(",", "\u00a0").replace(".", ",")
        return value

    def clean(self, value: Any) -> Any:
        """The number; the refusal says what is wrong."""
        try:
            found = number_of(super().clean(value))
        except ValueError as words:
            raise ValidationError(_("Write a number only, for example 4,5.")) from words
        if found is not None and found < 0 and not self.may_be_negative:
            raise ValidationError(_("The number cannot be negative."))
        if found is not None and abs(found) >= GREATEST:
            raise ValidationError(_("This number is too large."))
        return found


class CrownsField(NumberField):
    """An amount in whole crowns, None when it is left empty: unknown is not zero."""

    def clean(self, value: Any) -> Any:
        """Whole crowns."""
        found = super().clean(value)
        if found is None:
            return None
        if found != found.to_integral_value():
            raise ValidationError(_("The amount is not in whole crowns."))
        return int(found)
