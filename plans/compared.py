"""Differences of two versions as HTML. Contents are frozen, so what was compared once is kept.

The last two versions are compared when one appears, before its first reader comes, and kept for all processes; any other
pair is compared by whoever asks first and kept in the memory of the process.
"""

import hashlib
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from kpss_portal.environment import PROJECT_DIR
from kpss_portal.remembered import Remembered
from plans.change_view import view_of
from plans.differences import compare
from plans.versions import Point, pair_of, points_of

TOLD, FOUND = "plans/changes_told.html", "plans/changes_found.html"
PAIRS_KEPT = 30  # in the memory of a process; a large pair is a few hundred kilobytes of HTML
DAYS_KEPT = 90
of_pairs: Remembered[dict[str, dict[str, Any]]] = Remembered("plans.changes", dict, seconds=3_600)


def compared(pair: tuple[Point, Point], address: str) -> dict[str, Any]:
    """The differences: `is_empty`, and `told` (counts) and `found` (changes) as HTML with links under the plan's address."""
    known, key = of_pairs.get(), _key(pair, address)
    if key not in known:
        found = caches["shared"].get(key) or _compare(pair, address)
        while len(known) >= PAIRS_KEPT:
            known.pop(next(iter(known)))
        known[key] = found
    return known[key]


def compare_last(slug: str) -> None:
    """Compares the last two versions that everybody may see, if there are two."""
    pair = pair_of(points_of(slug, AnonymousUser()), "", "")
    if pair:
        address = reverse("plans:plan", args=[slug])
        caches["shared"].set(_key(pair, address), _compare(pair, address), DAYS_KEPT * 24 * 3_600)


def _compare(pair: tuple[Point, Point], address: str) -> dict[str, Any]:
    found = view_of(compare(pair[0].content(), pair[1].content()), address)
    return {
        "is_empty": found["found"].is_empty,
        "told": render_to_string(TOLD, found),
        "found": render_to_string(FOUND, found),
    }


def _key(pair: tuple[Point, Point], address: str) -> str:
    named = "|".join([_form(), str(get_language()), address, *(point.sha256 for point in pair)])
    return f"plans.changes.{hashlib.sha256(named.encode()).hexdigest()}"


@cache
def _form() -> str:
    """Changes with any template or Czech word, so that an upgrade shows the new form; asked once by a process."""
    digest = hashlib.sha256()
    for folder, pattern in ((PROJECT_DIR / "templates", "*.html"), (PROJECT_DIR / "locale", "*.po")):
        for path in sorted(folder.rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
