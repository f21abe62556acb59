"""Marking what was found in the original text."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kpss_portal.czech import fold
from kpss_portal.search.asking import PREFIX_FROM, question_words
from kpss_portal.search.words import MOST_LETTERS, WORD, forms_of

Wanted = tuple[tuple[frozenset[str], str], ...]  # of each word of a question: its forms, and its beginning


@lru_cache(maxsize=100)
def _wanted(question: str) -> Wanted:
    return tuple((forms_of(word), fold(word)) for word in question_words(question))


@lru_cache(maxsize=20_000)
def _is_wanted(word: str, wanted: Wanted) -> bool:
    forms, folded = forms_of(word), fold(word)
    return any(forms & looked or (len(start) >= PREFIX_FROM and folded.startswith(start)) for looked, start in wanted)


def _places(text: str, question: str) -> Iterator[re.Match[str]]:
    wanted = _wanted(question)
    return (match for match in WORD.finditer(text) if _is_wanted(match[0][:MOST_LETTERS], wanted))


def highlight(text: str, question: str) -> SafeString:
    """The text, escaped, with <mark> around words that match the question in any form."""
    parts, end = [], 0
    for match in _places(text, question):
        parts += [escape(text[end : match.start()]), "<mark>", escape(match[0]), "</mark>"]
        end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308  # every part is escaped above


def snippet(text: str, question: str, length: int = 200) -> SafeString:
    """The part of the text around the first found word, marked; whole words, with an ellipsis where it was cut."""
    first = next((match.start() for match in _places(text, question)), 0)
    start = max(0, text.rfind(" ", 0, max(0, first - length // 3)) + 1) if first > length // 2 else 0
    end = len(text) if start + length >= len(text) else (text.rfind(" ", start, start + length) or start + length)
    cut = ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
    return highlight(cut, question)
