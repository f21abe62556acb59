"""Searches that found nothing, counted by day: folded words and the chosen municipality, nothing about the person."""

import re

from django.db.models import F
from django.utils import timezone

from community.models import Municipality
from kpss_portal.czech import fold
from kpss_portal.search.words import words_of
from services_catalog.models import UnmetSearch

MOST_LETTERS = 120
PERSONAL = re.compile(r"\d{3,}|@")  # numbers of phones and people, addresses of mails


def note_unmet(words: str, municipality: Municipality | None) -> None:
    """Counts one search without result."""
    telling = [fold(word) for word in words_of(words) if not PERSONAL.search(word)]
    text = "" if "@" in words else " ".join(telling)[:MOST_LETTERS].strip()
    if not text:
        return
    row, is_new = UnmetSearch.objects.get_or_create(words=text, municipality=municipality, day=timezone.localdate())
    if not is_new:
        UnmetSearch.objects.filter(pk=row.pk).update(count=F("count") + 1)
