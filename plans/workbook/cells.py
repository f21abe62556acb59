"""What a cell says: texts, dates, years, amounts and lists, as office people write them.

Every function takes the cell's value (text, number, date, bool or None) and raises CellError with a sentence for the
clerk when it cannot be understood.
"""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.yes_no import neither
from plans.workbook.words import YES_NO, choice_for

EARLIEST, LATEST = 1990, 2100  # years that a plan can speak of
SPACES = re.compile(r"[\s\u00a0\u202f]+")
CZECH_DATE = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
AMOUNT = re.compile(r"-?\d+(?:[.,]\d+)?")
TOO_LONG = 32_000  # letters; a spreadsheet cell holds 32,767


class CellError(ValueError):
    """A cell that is not understood; the message is for the clerk."""


def text_of(value: Any, limit: int = TOO_LONG) -> str:
    """The text without spaces around; whole numbers without a decimal part."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ano" if value else "ne"
    if isinstance(value, datetime | date):
        return f"{value.day}. {value.month}. {value.year}"
    if isinstance(value, float | Decimal):
        return plain_number(Decimal(str(value)))
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\x00" in text:
        raise CellError(_("The text contains a character that cannot be stored."))
    if len(text) > limit:
        raise CellError(
            _("The text is too long: %(length)d characters, at most %(limit)d.") % {"length": len(text), "limit": limit}
        )
    return text


def plain_number(number: Decimal) -> str:
    """A number without trailing zeros and without an exponent, with a decimal comma."""
    text = format(number.normalize(), "f") if number else "0"
    return text.replace(".", ",")


def number_of(value: Any) -> Decimal | None:
    """A number, or None for an empty cell. "1 234,5" and "1234.5 Kč" are understood, "about 5" is not."""
    if value is None or isinstance(value, bool) or text_of(value) == "":
        if isinstance(value, bool):
            raise CellError(_("A number is expected here."))
        return None
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    bare = SPACES.sub("", str(value)).removesuffix("Kč").removesuffix(",-")
    if not AMOUNT.fullmatch(bare):
        raise CellError(_("“%(text)s” is not a number.") % {"text": text_of(value)[:60]})
    return Decimal(bare.replace(",", "."))


def whole_of(value: Any) -> int | None:
    """A whole number, or None for an empty cell."""
    number = number_of(value)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise CellError(_("A whole number is expected here."))
    return int(number)


def year_of(value: Any) -> int | None:
    """A year, or None for an empty cell."""
    if isinstance(value, datetime | date):
        return value.year
    year = whole_of(value)
    if year is not None and not EARLIEST <= year <= LATEST:
        raise CellError(_("%(year)s is not a year of a plan.") % {"year": year})
    return year


def crowns_of(value: Any, crowns_in_unit: int) -> int | None:
    """An amount in whole crowns: thousands are multiplied exactly; None for an empty cell."""
    number = number_of(value)
    if number is None:
        return None
    crowns = number * crowns_in_unit
    if crowns != crowns.to_integral_value():
        raise CellError(_("The amount is not in whole crowns."))
    if crowns < 0:
        raise CellError(_("The amount cannot be negative."))
    if crowns >= 10**15:
        raise CellError(_("The amount is too large."))
    return int(crowns)


def answer_of(value: Any) -> bool | None:
    """Yes or no, or None for an empty cell; another word is never taken for a no."""
    word = text_of(value)
    found = choice_for(word, YES_NO) if word else None
    if word and found is None:
        raise CellError(neither(word))
    return found


def day_of(value: Any, *, end: bool = False) -> date | None:
    """A day, or None for an empty cell; a bare year means its first day, or its last one if `end`."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = text_of(value)
    if not written:
        return None
    if written.isdecimal():
        year = year_of(int(written))
        return date(year or EARLIEST, 12, 31) if end else date(year or EARLIEST, 1, 1)
    return _written_day(written)


def _written_day(written: str) -> date:
    czech = CZECH_DATE.fullmatch(written)
    try:
        if czech:
            return date(int(czech[3]), int(czech[2]), int(czech[1]))
        return date.fromisoformat(written[:10])
    except ValueError:
        raise CellError(
            _("“%(text)s” is not a date. Write 31. 12. 2028 or the year alone.") % {"text": written[:60]}
        ) from None


def many_of(value: Any) -> tuple[str, ...]:
    """Names divided by semicolons or line breaks, each once, in their order."""
    names = (SPACES.sub(" ", name).strip() for name in re.split(r"[;\n]", text_of(value)))
    return tuple(dict.fromkeys(name for name in names if name))


def number_or_words(value: Any) -> Decimal | str:
    """A number where it is one, otherwise the words; "" for an empty cell."""
    try:
        number = number_of(value)
    except (CellError, InvalidOperation):
        return text_of(value, limit=200)
    if number is None:
        return ""
    if abs(number) >= 10**12 or number != round(number, 4):
        return text_of(value, limit=200)
    return number
