"""Passwords that are tried first: Czech words with numbers behind, rows of the keyboard, the office's own words.

Django's list holds the twenty thousand commonest passwords of leaks; with at least twelve characters few of them are left
to choose. What Czech people do with a short word to make it long is refused here.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kpss_portal.czech import fold

WORDS = Path(__file__).with_name("common_words.txt")  # our own list, folded, one a line
OFFICE_WORDS = (
    "kpss",
    "portal",
    "planovani",
    "komunitni plan",
    "socialni sluzby",
    "mestsky urad",
    "koordinator",
    "obec",
    "mesto",
)
ROWS = ("1234567890", "0987654321", "qwertzuiop", "qwertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
        "qaywsxedcrfvtgbzhnujm", "1q2w3e4r5t6z7u8i9o0p", "q1w2e3r4t5z6u7i8o9p0")  # fmt: skip
LEET = str.maketrans("013457@$!", "oieastasi")


@cache
def common_words() -> frozenset[str]:
    """Of people, of months, of animals, of swearing."""
    words = [line.strip() for line in WORDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return frozenset(fold(word).replace(" ", "") for word in (*words, *OFFICE_WORDS) if word)


def is_foreseeable(password: str) -> bool:
    """Whether it is one or two common words, the same part again and again, or a row of keys, with numbers and signs around."""
    plain = fold(password)
    letters = re.sub(r"[\W\d_]+", "", plain)
    return (
        _is_repeated(plain)
        or _is_row(plain)
        or any(_is_of_words(word) for word in (letters, re.sub(r"[\W_]+", "", plain.translate(LEET)).strip("oieast")))
    )


def _is_repeated(plain: str) -> bool:
    return any((plain[:length] * len(plain)).startswith(plain) for length in range(1, len(plain) // 2 + 1))


def _is_row(plain: str) -> bool:
    """Made of pieces of rows of keys, each at least four long."""
    rest = plain
    while len(rest) > 3 or rest == plain:
        piece = max((n for row in ROWS for n in range(4, len(rest) + 1) if rest[:n] in row * 2), default=0)
        if not piece:
            return False
        rest = rest[piece:]
    return True


def _is_of_words(letters: str) -> bool:
    words = common_words()
    if letters in words:
        return True
    return any(letters[:cut] in words and letters[cut:] in words for cut in range(3, len(letters) - 2))


class ForeseeablePasswordValidator:
    """Refuses what is tried first."""

    def validate(self, password: str, user: Any = None) -> None:
        """ValidationError with words that say what to do instead."""
        if is_foreseeable(password):
            raise ValidationError(
                _("This password is easy to guess. Take several words that do not belong together."),
                code="password_foreseeable",
            )

    def get_help_text(self) -> str:
        """For forms."""
        return _("Not common words with numbers behind, nor a row of keys.")
