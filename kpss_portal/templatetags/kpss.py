"""Filters and tags of every template: money, dates, typography, icons, addresses of queries."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kpss_portal import czech
from kpss_portal.icons import ICONS
from kpss_portal.rich_text import clean_html

register = template.Library()
NBSP = "\xa0"
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
    if value is None:
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


@register.filter
def phone(value: str) -> str:
    """A Czech number by threes without the country; others as written."""
    digits = "".join(letter for letter in value if letter.isdigit())
    if digits.startswith("00420") and len(digits) == 14:
        digits = digits[5:]
    elif digits.startswith("420") and len(digits) == 12:
        digits = digits[3:]
    return NBSP.join((digits[:3], digits[3:6], digits[6:])) if len(digits) == 9 else value


@register.filter
def tel(value: str) -> str:
    """The number for a link: tel:+420733126621."""
    digits = "".join(letter for letter in value if letter.isdigit())
    if len(digits) == 9:
        return f"tel:+420{digits}"
    return f"tel:+{digits}" if value.strip().startswith("+") else f"tel:{digits}"


@register.filter
def keep_together(value: Any) -> SafeString:
    """No-break spaces where a line must not break; safe text stays safe, other text is escaped."""
    return mark_safe(czech.keep_together(str(conditional_escape(value))))  # escaped on the same line


@register.filter
def rich(value: str) -> SafeString:
    """Rich text, cleaned once more on the way out."""
    return mark_safe(czech.keep_together(clean_html(value or "")))  # cleaned on the same line


@register.filter
def paragraphs(value: str) -> SafeString:
    """Plain text as paragraphs divided by empty lines."""
    parts = [part.strip() for part in (value or "").replace("\r", "").split("\n\n") if part.strip()]
    html = (str(keep_together(part)).replace("\n", "<br>") for part in parts)
    return mark_safe("".join(f"<p>{part}</p>" for part in html))  # every part is escaped above


@register.filter
def dict_get(values: dict[Any, Any], key: Any) -> Any:
    """A value by a key that is a variable."""
    return values.get(key)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside a word; it says nothing to a screen reader."""
    return format_html(
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', mark_safe(ICONS[name])
    )


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
