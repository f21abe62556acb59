"""Footnotes: `text [[its note]]` in any text of the office becomes a numbered note, below the text or at the foot of a page.

The form of a note is plain writing, so it survives spreadsheets, mails and every editor.
"""

import hashlib
import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

NOTE = re.compile(r"(?<!\s)\s*+\[\[\s*+((?:(?!\[\[|\]\]).){1,1000})\]\]", re.DOTALL)
BLOCK = re.compile(r"</?(?:p|li|ul|ol|table|t[rdh]|h[2-6]|blockquote)\b")


def for_print(html: str) -> SafeString:
    """Notes at the foot of the printed page on which they are mentioned. `html` is clean."""
    return mark_safe(NOTE.sub(_printed, html))  # noqa: S308  the caller gives clean HTML


def for_screen(html: str) -> SafeString:
    """Notes below the text, linked both ways. `html` is clean."""
    notes: list[str] = []
    mark = hashlib.sha256(html.encode()).hexdigest()[:6]  # two texts on a page do not share addresses

    def call(found: re.Match[str]) -> str:
        if BLOCK.search(found[1]):
            return found[0]
        notes.append(found[1].strip())
        number = len(notes)
        return format_html(
            '<sup><a id="z{mark}-{number}" href="#p{mark}-{number}" aria-label="{label}">{number}</a></sup>',
            mark=mark,
            number=number,
            label=_("note %(number)d") % {"number": number},
        )

    text = NOTE.sub(call, html)
    return mark_safe(text + _list_of(notes, mark))  # noqa: S308  the caller gives clean HTML


def _printed(found: re.Match[str]) -> str:
    return found[0] if BLOCK.search(found[1]) else f'<span class="fn">{found[1].strip()}</span>'


def _list_of(notes: list[str], mark: str) -> str:
    if not notes:
        return ""
    rows = "".join(
        f'<li id="p{mark}-{number}">{note} '
        + format_html('<a href="#z{}-{}" aria-label="{}">↑</a></li>', mark, number, _("back to the text"))
        for number, note in enumerate(notes, start=1)
    )
    return f'<ol class="footnotes">{rows}</ol>'
