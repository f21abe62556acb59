"""What single cells say: dates, numbers, lists, yes and no."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from kpss_portal.czech import fold
from kpss_portal.yes_no import NO, YES
from services_catalog.enums import Payment


def text_of(value: Any) -> str:
    """A cell as text; dates as the portal writes them in sheets."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value).strip()


def many(text: str) -> list[str]:
    """Parts of a cell between semicolons or upright strokes."""
    return [part.strip() for part in re.split(r"[|;]", text) if part.strip()]


def day_of(text: str) -> date | None:
    """A day as people or as sheets write it: 31. 12. 2028 or 2028-12-31; None for anything else."""
    czech = re.fullmatch(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})", text)
    try:
        return date(int(czech[3]), int(czech[2]), int(czech[1])) if czech else date.fromisoformat(text)
    except ValueError:
        return None


def degrees_of(text: str) -> Decimal | None:
    """Degrees of latitude or longitude; None for anything else."""
    try:
        degrees = Decimal(text.replace(",", "."))
        return round(degrees, 7) if abs(degrees) <= 180 else None
    except InvalidOperation:  # not a number, in either sense
        return None


def portal_number_of(text: str) -> int | None:
    """The number under which the service is kept here; None for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def is_yes(word: str) -> bool:
    """Whether the cell says yes; an empty one does not."""
    return fold(word) in YES


def is_answer(word: str) -> bool:
    """Whether the cell says yes or no, or nothing."""
    return not word or fold(word) in (*YES, *NO)


def with_scheme(address: str) -> str:
    """The address of a web as a browser takes it."""
    return address if "://" in address else f"https://{address}"


def payment_of(words: str) -> Payment:
    """Whether people pay, by the first words of the price."""
    folded = fold(words)
    if folded.startswith(("bez uhrady", "zdarma", "bezplatn")):
        return Payment.FREE
    return Payment.PAID if folded.startswith(("za uhradu", "s uhradou", "placen")) else Payment.UNKNOWN


def name_key(name: str) -> str:
    """A name without capitals, diacritics, spaces and punctuation: “Naděje, z.s.” is “NADĚJE z. s.”."""
    return re.sub(r"[\W_]", "", fold(name))
