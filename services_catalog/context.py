"""Crisis lines at hand on every page, and how many services somebody has chosen."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from services_catalog.models import CrisisLine
from services_catalog.my_list import kept_keys

KEY = "services_catalog.crisis_bar"


def bar_lines() -> list[CrisisLine]:
    """The lines of the bar, from memory where they are there."""
    lines = cache.get(KEY)
    if lines is None:
        lines = list(CrisisLine.objects.filter(is_in_bar=True))
        cache.set(KEY, lines, 60)
    return lines


def crisis_lines(request: HttpRequest) -> dict[str, Any]:
    """For all templates."""
    return {"crisis_lines": SimpleLazyObject(bar_lines), "my_list_keys": kept_keys(request)}
