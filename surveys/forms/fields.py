"""Fields of answers: generous in how people write, strict in what is stored."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_LETTERS = {"short": 300, "long": 5_000}
NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,2})?")
DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
YEARS = (1900, 2100)
MOST_NUMBER = Decimal(999_999_999)
TURNS_DIRECTION = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}
KEPT_CONTROLS = {"\n", "\t"}


def cleaned_text(text: str) -> str:
    """Text without control signs and without marks that turn the direction of what follows; emoji stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        sign
        for sign in text
        if sign in KEPT_CONTROLS or (unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in TURNS_DIRECTION)
    )
    return "".join(kept).strip()


class AnswerText(forms.CharField):
    """Free text; too much of it is refused with its length, and stays in the field."""

    def __init__(self, letters: int, **options: Any) -> None:
        super().__init__(required=False, strip=False, **options)
        self.letters = letters
        self.validators = []  # control signs are left out below, not refused

    def clean(self, value: Any) -> str:
        """The text without what cannot be seen."""
        text = cleaned_text(str(value or ""))
        if len(text) > self.letters:
            raise ValidationError(
                ngettext(
                    "Write at most %(most)d letter; now there are %(count)d.",
                    "Write at most %(most)d letters; now there are %(count)d.",
                    self.letters,
                )
                % {"most": self.letters, "count": len(text)}
            )
        return text


class AnswerNumber(forms.CharField):
    """A number as people write it: 1 200, 2,5, 1.200 Kč; stored as a whole number where it is one."""

    def __init__(self, least: Decimal | None, most: Decimal | None, unit: str = "", **options: Any) -> None:
        super().__init__(required=False, **options)
        self.least = Decimal(0) if least is None else least
        self.most = MOST_NUMBER if most is None else most
        self.unit = unit

    def clean(self, value: Any) -> int | float | None:
        """The number within its bounds, None where nothing is written."""
        text = re.sub(r"\s", "", str(value or "")[:200]).removesuffix(re.sub(r"\s", "", self.unit))
        text = text.replace("−", "-").replace(",", ".")
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            raise ValidationError(_("Write a number in digits, for example 1 200."))
        number = Decimal(text)
        if not self.least <= number <= self.most:
            raise ValidationError(
                _("Write a number from %(least)s to %(most)s.")
                % {"least": _plain(self.least), "most": _plain(self.most)}
            )
        return int(number) if number == number.to_integral() else float(number)


def _plain(number: Decimal) -> str:
    whole = number == number.to_integral()
    return f"{int(number) if whole else number:,}".replace(",", "\xa0").replace(".", ",")


class AnswerYear(AnswerNumber):
    """A year of four digits."""

    def __init__(self, least: Decimal | None, most: Decimal | None, **options: Any) -> None:
        super().__init__(least or Decimal(YEARS[0]), most or Decimal(YEARS[1]), **options)

    def clean(self, value: Any) -> int | float | None:
        """The year; bounds are said without a gap after the thousands."""
        try:
            year = super().clean(value)
        except ValidationError as fault:
            raise ValidationError(self._fault()) from fault
        if isinstance(year, float):
            raise ValidationError(self._fault())
        return year

    def _fault(self) -> str:
        return _("Write a year from %(least)d to %(most)d.") % {"least": self.least, "most": self.most}


class AnswerDate(forms.CharField):
    """A day as 17. 3. 1948."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> str | None:
        """The day as ISO 8601."""
        text = re.sub(r"\s", "", str(value or "")[:60])
        if not text:
            return None
        found = DATE.fullmatch(text)
        try:
            parts = [int(part) for part in found.groups() if part] if found else []
            day = date(*parts) if found and found[4] else date(*reversed(parts))
        except (TypeError, ValueError) as fault:
            raise ValidationError(_("Write a day like 17. 3. 1948.")) from fault
        if not YEARS[0] <= day.year <= YEARS[1]:
            raise ValidationError(_("Write a year from %(least)d to %(most)d.") % {"least": YEARS[0], "most": YEARS[1]})
        return day.isoformat()


class AnswerChoices(forms.TypedMultipleChoiceField):
    """Several choices with a limit and with choices that exclude the others."""

    def __init__(self, limit: int | None, exclusive: frozenset[int], **options: Any) -> None:
        super().__init__(required=False, coerce=int, **options)
        self.limit, self.exclusive = limit, exclusive

    def clean(self, value: Any) -> Any:
        """Numbers of choices in ascending order."""
        chosen = sorted(set(super().clean(value)))
        if self.limit and len(chosen) > self.limit:
            raise ValidationError(
                ngettext("Choose at most %(count)d answer.", "Choose at most %(count)d answers.", self.limit)
                % {"count": self.limit}
            )
        if len(chosen) > 1 and set(chosen) & self.exclusive:
            said: dict[Any, str] = dict(self.choices)  # type: ignore[arg-type]  # pairs, as the section gives them
            alone = said[next(iter(set(chosen) & self.exclusive))]
            raise ValidationError(_("The answer “%(choice)s” does not go with others.") % {"choice": alone})
        return chosen
