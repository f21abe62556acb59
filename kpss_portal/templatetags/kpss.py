"""Filters and tags of every template: money, dates, typography, icons, addresses of queries, frames of sections."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kpss_portal import czech, footnotes
from kpss_portal.icons import ICONS
from kpss_portal.rich_text import a_level_deeper, clean_html, with_scopes

register = template.Library()
NBSP = "\xa0"
TAG = re.compile(r"""(<(?:[^'"<>]++|"[^"]*+"|'[^']*+')*>|<[^<>]*+>)""")  # a sign > may stand in an attribute
INLINE = ("<a ", "<em>", "<strong>")  # a one-letter word keeps to what follows in them
MONTHS = "ledna února března dubna května června července srpna září října listopadu prosince".split()


def grouped(number: int | Decimal) -> str:
    """A number with no-break spaces between thousands and a decimal comma."""
    return f"{number:,}".replace(",", NBSP).replace(".", ",")


@register.filter
def number(value: Any) -> str:
    """A number for reading; unknown is said."""
    if value is None or value == "":
        return _("not stated")
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else value.normalize()
    return grouped(value)


@register.filter
def cell_words(value: Any) -> str:
    """A cell of a table: {"n": "12.5"} is a number kept exact, None is not known."""
    if isinstance(value, dict):
        return number(Decimal(value["n"]))
    return number(value) if value is None or isinstance(value, int) else str(value)


@register.filter
def money(value: int | None) -> str:
    """Crowns: 1 234 567 Kč; unknown is said and is not zero."""
    return _("not stated") if value is None else f"{grouped(value)}{NBSP}Kč"


@register.filter
def millions(value: int | None) -> str:
    """Large amounts for a glance: 83,0 mil. Kč; small ones in full."""
    if value is None or value < 1_000_000:
        return money(value)
    return f"{Decimal(value) / 1_000_000:.1f}".replace(".", ",") + f"{NBSP}mil.{NBSP}Kč"


@register.filter
def date_cs(value: date | datetime | None) -> str:
    """A day in words: 23. listopadu 2026."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day}.{NBSP}{MONTHS[value.month - 1]}{NBSP}{value.year}"


@register.filter
def file_size(value: int | None) -> str:
    """Size of a file in kB or MB."""
    if value is None:
        return ""
    if value < 1_000_000:
        return f"{max(1, round(value / 1000))}{NBSP}kB"
    return f"{Decimal(value) / 1_000_000:.1f}".replace(".", ",") + f"{NBSP}MB"


def digits_of(value: str) -> str:
    """Digits of a phone number, without the country where it is the Czech one."""
    digits = "".join(letter for letter in value if letter.isdigit())
    if len(digits) == 14:
        return digits.removeprefix("00420")
    return digits.removeprefix("420") if len(digits) == 12 else digits


@register.filter
def phone(value: str | None) -> str:
    """A Czech number by threes without the country: 416 770 011, 116 123; others as written."""
    value = value or ""
    digits = digits_of(value)
    if len(digits) not in {6, 9} or (value.strip().startswith("+") and len(digits) != 9):
        return value
    return NBSP.join(digits[start : start + 3] for start in range(0, len(digits), 3))


@register.filter
def tel(value: str | None) -> str:
    """The number for a link: tel:+420733126621."""
    value = value or ""
    digits = digits_of(value)
    if len(digits) == 9:
        return f"tel:+420{digits}"
    return f"tel:+{digits}" if value.strip().startswith("+") else f"tel:{digits}"


def outside_tags(html: str) -> str:
    """No-break spaces in the text of a piece of HTML; its tags stay as they are."""
    parts = TAG.split(html)
    for number, text in enumerate(parts):
        if number % 2:  # a tag
            continue
        text = czech.keep_together(text)
        if "".join(parts[number + 1 : number + 2]).startswith(INLINE):
            text = czech.SHORT_WORD_AT_END.sub("\\1\xa0", text)
        parts[number] = text
    return "".join(parts)


@register.filter
def keep_together(value: Any) -> SafeString:
    """No-break spaces where a line must not break; safe text stays safe, other text is escaped."""
    return mark_safe(outside_tags(conditional_escape(value)))  # noqa: S308  escaped here


@register.filter
def rich(value: str | None) -> SafeString:
    """Rich text, cleaned once more on the way out; notes stand below, tables can be scrolled by keyboard."""
    html = footnotes.for_screen(outside_tags(with_scopes(clean_html(value or ""))))
    frame = format_html(
        '<div class="table-scroll" tabindex="0" role="group" aria-label="{}"><table class="table">', _("Table")
    )
    return mark_safe(html.replace("<table>", frame).replace("</table>", "</table></div>"))  # noqa: S308  cleaned above


@register.filter
def deeper(value: str | None) -> str:
    """Rich text with its headings a level lower, for a text that stands under a heading of the page; goes before `rich`."""
    return a_level_deeper(clean_html(value or ""))


@register.filter
def rich_print(value: str | None) -> SafeString:
    """Rich text in a document; notes stand at the foot of the page."""
    return footnotes.for_print(outside_tags(with_scopes(clean_html(value or ""))))


@register.filter
def paragraphs(value: str | None) -> SafeString:
    """Plain text as paragraphs divided by empty lines."""
    parts = [part.strip() for part in (value or "").replace("\r", "").split("\n\n") if part.strip()]
    html = (str(keep_together(part)).replace("\n", "<br>") for part in parts)
    return mark_safe("".join(f"<p>{part}</p>" for part in html))  # noqa: S308  escaped above


@register.filter
def dict_get(values: dict[Any, Any], key: Any) -> Any:
    """A value by a key that is a variable."""
    return values.get(key)


DRAWINGS = {
    name: format_html(
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(shape),  # noqa: S308  ours
    )
    for name, shape in ICONS.items()
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside a word; it says nothing to a screen reader. KeyError for an unknown name."""
    return DRAWINGS[name]


@register.simple_block_tag
def section(content: str, heading: str, key: str, note: str = "", more: str = "", level: int = 2) -> SafeString:
    """A section with its heading in the margin and the content beside it.

    key: its id in the page; note: a sentence under the heading; more: ready HTML under the note.
    """
    return format_html(
        '<section class="section" id="{key}" aria-labelledby="{key}-n"><div class="section-head">'
        '<h{level} id="{key}-n">{heading}</h{level}>{note}{more}</div><div class="section-body">{content}</div></section>',
        key=key,
        level=level,
        heading=keep_together(heading),
        note=format_html("<p>{}</p>", keep_together(note)) if note else "",
        more=more,
        content=content,
    )


@register.simple_block_tag
def table_region(content: str, label: str) -> SafeString:
    """A frame of a wide table: it scrolls sideways, also by keyboard, and has a name."""
    return format_html('<div class="table-scroll" tabindex="0" role="region" aria-label="{}">{}</div>', label, content)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The present query string with some parameters replaced, or left out where None is given."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        key = name.replace("_", "-")
        parameters.pop(key, None)
        if value is not None:
            parameters[key] = value
    text = parameters.urlencode()
    return f"?{text}" if text else "?"
