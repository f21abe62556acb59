"""Numbers that tell who somebody is, found in a text for a person to look at: birth numbers, phones, e-mails.

A finding is a hint, not a verdict. Business numbers (eight digits) and phones written as nine digits are no birth numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

BIRTH = re.compile(r"(?<![\d/-])(\d{2})(\d{2})(\d{2})\s?(/?)\s?(\d{3,4})(?![\d]|\s?/\s?\d)")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")
PHONE = re.compile(
    r"(?<![\d/-])(?:(?:\+|00)420[\s\xa0]?)?[1-9]\d{2}[\s\xa0]?\d{3}[\s\xa0]?\d{3}(?![\d]|[\s\xa0]?/[\s\xa0]?\d)"
)
FOUR_DIGITS_SINCE = 1954  # births since then have ten digits, the last of them a check
EXCEPTION_UNTIL = 1985  # a few numbers up to this year end by 0 where the check would be 10


@dataclass(frozen=True)
class Finding:
    """What was found and where: text[start:end]."""

    start: int
    end: int
    words: str


def is_birth_number(first: str, month: str, day: str, tail: str) -> bool:
    """Whether year, month, day and tail (three or four digits) can be a birth number: Act No. 133/2000 Coll., § 13.

    Months of women are raised by 50, of days when the numbers ran out by 20 (since 2004).
    """
    year = _year(int(first), len(tail))
    if year is None or not _is_day(year, int(month), int(day)):
        return False
    if len(tail) == 3:
        return tail != "000"
    number, check = int(first + month + day + tail[:3]), int(tail[3])
    return number % 11 == check or (number % 11 == 10 and check == 0 and year <= EXCEPTION_UNTIL)


def _year(two_digits: int, tail_length: int) -> int | None:
    """Nine digits were given until 1953, ten since 1954."""
    since = FOUR_DIGITS_SINCE % 100
    if tail_length == 3:
        return 1900 + two_digits if two_digits < since else None
    return (1900 if two_digits >= since else 2000) + two_digits


def _is_day(year: int, month: int, day: int) -> bool:
    month = month - 50 if month > 50 else month
    if month > 20 and year >= 2004:
        month -= 20
    try:
        return date(year, month, day) <= timezone.localdate()
    except ValueError:
        return False


def birth_numbers(text: str) -> Iterator[Finding]:
    """Birth numbers with or without the slash; nine digits only with it, otherwise they are a phone."""
    for match in BIRTH.finditer(text):
        first, month, day, slash, tail = match.groups()
        if (slash or len(tail) == 4) and is_birth_number(first, month, day, tail):
            yield Finding(match.start(), match.end(), match.group())


def emails(text: str) -> Iterator[Finding]:
    """Addresses of mail."""
    for match in EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), match.group())


def phones(text: str) -> Iterator[Finding]:
    """Czech phone numbers of nine digits."""
    for match in PHONE.finditer(text):
        yield Finding(match.start(), match.end(), match.group())


def masked(words: str) -> str:
    """A birth number as it may stand on a page: only its beginning."""
    return words[:2] + "•" * 4 + "/••••"
