"""Marking what was found in the original text."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kpss_portal.czech import fold
from kpss_portal.search.asking import PREFIX_FROM, question_words
from kpss_portal.search.words import WORD, forms_of


def highlight(text: str, question: str) -> SafeString:
    """The text, escaped, with <mark> around words that match the question in any form."""
    wanted = [(forms_of(word), fold(word)) for word in question_words(question)]
    parts, end = [], 0
    for match in WORD.finditer(text):
        if _is_wanted(match[0], wanted):
            parts += [escape(text[end : match.start()]), "<mark>", escape(match[0]), "</mark>"]
            end = match.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308  # every part is escaped above


def _is_wanted(word: str, wanted: list[tuple[frozenset[str], str]]) -> bool:
    forms, folded = forms_of(word[:40]), fold(word[:40])
    return any(forms & looked or (len(start) >= PREFIX_FROM and folded.startswith(start)) for looked, start in wanted)


def snippet(text: str, question: str, length: int = 200) -> SafeString:
    """The part of the text around the first found word, marked; whole words, with an ellipsis where it was cut."""
    wanted = [(forms_of(word), fold(word)) for word in question_words(question)]
    first = next((match.start() for match in WORD.finditer(text) if _is_wanted(match[0], wanted)), 0)
    start = max(0, text.rfind(" ", 0, max(0, first - length // 3)) + 1) if first > length // 2 else 0
    end = len(text) if start + length >= len(text) else (text.rfind(" ", start, start + length) or start + length)
    cut = ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
    return highlight(cut, question)
