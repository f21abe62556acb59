"""Searches that found nothing, counted by day: folded words and the chosen municipality, nothing about the person."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Municipality
from kpss_portal.czech import fold
from kpss_portal.search.words import words_of
from kpss_portal.spreadsheets import Table
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


@dataclass(frozen=True)
class UnmetTable:
    """What was not found: months (first days, the oldest first) and rows of words, municipalities, counts and a total."""

    months: list[date]
    rows: list[tuple[str, str, list[int], int]]

    def as_sheet(self) -> Table:
        """For a spreadsheet."""
        header = [_("words"), _("chosen municipality"), *(f"{month:%m/%Y}" for month in self.months), _("total")]
        return Table("nenalezeno", header, [[words, town, *counts, sum_] for words, town, counts, sum_ in self.rows])


MONTHS = 12


def by_months(months: int = MONTHS, *, at_least: int = 1) -> UnmetTable:
    """Counts of the last months, this one included; the most frequent first. Two queries."""
    shown = _last_months(months)
    counts: dict[tuple[str, str], Counter[date]] = defaultdict(Counter)
    found = UnmetSearch.objects.filter(day__gte=shown[0]).select_related("municipality")
    for row in found:
        town = row.municipality.name if row.municipality else ""
        counts[row.words, town][row.day.replace(day=1)] += row.count
    rows = [(*key, [by_month[month] for month in shown], by_month.total()) for key, by_month in counts.items()]
    rows = [row for row in rows if row[3] >= at_least]
    return UnmetTable(shown, sorted(rows, key=lambda row: (-row[3], row[0], row[1])))


def _last_months(count: int) -> list[date]:
    today = timezone.localdate()
    ordinals = range(today.year * 12 + today.month - count, today.year * 12 + today.month)
    return [date(ordinal // 12, ordinal % 12 + 1, 1) for ordinal in ordinals]
