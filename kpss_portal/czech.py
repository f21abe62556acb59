"""Czech letters and order: folding for search, sort keys for lists, no-break spaces for reading."""

import re
import unicodedata

import czech_sort

SHORT_WORDS = re.compile(r"(?<!\w)([ksvzouiaKSVZOUIA]) (?=\w)")
NUMBER_AND_UNIT = re.compile(r"(\d) (?=(?:\d{3}\b|Kč|tis\.|mil\.|%|km|m²|let\b|hodin|osob|lůžek|lidí))")
DAY_AND_MONTH = re.compile(r"(\d{1,2}\.) (?=\d{1,2}\.|\d{4}\b|ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince)")


def fold(text: str) -> str:
    """Lower case without diacritics: what somebody types in a hurry. "Žluťoučký" gives "zlutoucky"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def sort_key(text: str) -> str:
    """A text whose plain binary order is the Czech alphabetical order (ch after h), alike in every database."""
    return czech_sort.bytes_key(text).hex()


def keep_together(text: str) -> str:
    """Puts no-break spaces after one-letter words, inside numbers and dates, and before units."""
    for pattern in (SHORT_WORDS, NUMBER_AND_UNIT, DAY_AND_MONTH):
        text = pattern.sub("\\1\xa0", text)
    return text
