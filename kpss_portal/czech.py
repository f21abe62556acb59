"""Czech letters and order: folding for search, sort keys for lists, no-break spaces for reading."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

import czech_sort

_SEPARATOR, _NUMBER = 0, 2  # kinds of elements in a key of czech-sort; 1 is a letter
END_OF_LEVEL = "00"
SHORT_WORDS = re.compile(r"(?<!\w)([ksvzouiaKSVZOUIA]) (?=\w)")
SHORT_WORD_AT_END = re.compile(r"(?<!\w)([ksvzouiaKSVZOUIA]) $")
NUMBER_AND_UNIT = re.compile(r"(\d) (?=(?:\d{3}\b|Kč|tis\.|mil\.|%|km|m²|let\b|hodin|osob|lůžek|lidí))")
DAY_AND_MONTH = re.compile(
    r"(\d{1,2}\.) (?=\d{1,2}\.|\d{4}\b|ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince)"
)


def fold(text: str) -> str:
    """Lower case without diacritics: what somebody types in a hurry. "Žluťoučký" gives "zlutoucky"."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=4_096)
def sort_key(text: str) -> str:
    """A text of a-z and 0-9 whose order in any database is the Czech alphabetical order: ch after h, č after c.

    Levels as in ČSN 97 6030: letters first, diacritics next, capitals last; the levels come from czech-sort.
    """
    letters, diacritics, capitals, *_rest = czech_sort.key(text)
    return "".join(
        [
            *(_letter(*letter) for letter in letters),
            END_OF_LEVEL,
            *(_mark(*mark) for mark in diacritics),
            END_OF_LEVEL,
            *("1" if capital else "0" for capital in capitals),
        ]
    )


def _letter(kind: int, value: Any, *_more: Any) -> str:
    if kind == _SEPARATOR:
        return "01"
    if kind == _NUMBER:
        return f"zz{value:07d}"
    letter = str(value)
    return letter.ljust(2, "0") if letter.isascii() else "zy" + letter.encode("utf-32-be").hex()


def _mark(positions: tuple[int, ...] = (), shapes: tuple[int, ...] = (), *_more: Any) -> str:
    if not positions:
        return "0"
    return "123456789abcdefghijklmnopqrstuvwxyz"[min(34, positions[0] * 5 + (shapes[0] if shapes else 0))]


def keep_together(text: str) -> str:
    """Puts no-break spaces after one-letter words, inside numbers and dates, and before units."""
    for pattern in (SHORT_WORDS, NUMBER_AND_UNIT, DAY_AND_MONTH):
        text = pattern.sub("\\1\xa0", text)
    return text
