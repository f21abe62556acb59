"""Asking the index. A question from the street may be anything: it never fails, it only finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add, or_

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from kpss_portal.models import SearchEntry, SearchTerm
from kpss_portal.search.words import forms_of, is_stop_word, words_of

MOST_LETTERS = 300  # of a question; the rest is cut
MOST_WORDS = 8
MOST_FOUND = 60  # entries; who wants others asks more closely
PREFIX_FROM = 4  # letters from which the beginning of a word is enough


@dataclass(frozen=True)
class Found:
    """What a question found: entries in their order, and whether all words had to be there or only some."""

    entries: list[SearchEntry]
    words: tuple[str, ...]
    needs_all: bool = True


def question_words(question: str) -> tuple[str, ...]:
    """Words that are looked for: without small words, unless there are no others."""
    words = words_of(question[:MOST_LETTERS])
    telling = [word for word in words if not is_stop_word(word) and forms_of(word)]
    return tuple(dict.fromkeys(telling or [word for word in words if forms_of(word)]))[:MOST_WORDS]


def _is_form(word: str) -> Q:
    condition = Q(term__in=forms_of(word))
    longest = max(forms_of(word), key=len)
    if len(longest) >= PREFIX_FROM:
        condition |= Q(term__begins_with=longest)
    return condition


def search(question: str, kinds: Sequence[str] | None = None, *, most: int = MOST_FOUND) -> Found:
    """Entries by how much they say about the question; equal ones in Czech alphabetical order; those with all words, if any."""
    words = question_words(question)
    if not words:
        return Found([], words)
    conditions = [_is_form(word) for word in words]
    keys = _best(conditions, kinds, most, needs_all=True)
    needs_all = len(words) == 1 or bool(keys)
    if not needs_all:
        keys = _best(conditions, kinds, most, needs_all=False)
    entries = SearchEntry.objects.in_bulk(keys)
    return Found([entries[key] for key in keys if key in entries], words, needs_all)  # one may have gone meanwhile


def _best(conditions: Sequence[Q], kinds: Sequence[str] | None, most: int, *, needs_all: bool) -> list[int]:
    """Keys of entries, the best first: each word counts by the greatest weight that any of its forms has there."""
    terms = SearchTerm.objects.filter(reduce(or_, conditions))
    if kinds:
        terms = terms.filter(kind__in=kinds)
    weights = {f"weight_{place}": Max("weight", filter=is_form) for place, is_form in enumerate(conditions)}
    found = terms.values("entry").annotate(**weights)
    if needs_all:
        found = found.filter(**{f"{name}__isnull": False for name in weights})
    rank = reduce(add, (Coalesce(F(name), 0) for name in weights))
    ordered = found.annotate(rank=rank).order_by("-rank", "entry__sort_key", "entry")
    return list(ordered.values_list("entry", flat=True)[:most])
