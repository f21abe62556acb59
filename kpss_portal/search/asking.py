"""Asking the index. A question from the street may be anything: it never fails, it only finds nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kpss_portal.models import SearchEntry, SearchTerm
from kpss_portal.search.words import forms_of, is_stop_word, words_of

MOST_LETTERS = 300  # of a question; the rest is cut
MOST_WORDS = 8
PREFIX_FROM = 4  # letters from which the beginning of a word is enough


@dataclass(frozen=True)
class Found:
    """What a question found: entries in their order, and whether all words had to be there or only some."""

    entries: QuerySet[SearchEntry]
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


def search(question: str, kinds: Sequence[str] | None = None) -> Found:
    """Entries by how much they say about the question; equal ones in Czech alphabetical order."""
    words = question_words(question)
    if not words:
        return Found(SearchEntry.objects.none(), words)
    return _entries(words, kinds)


def _entries(words: tuple[str, ...], kinds: Sequence[str] | None) -> Found:
    entries = SearchEntry.objects.filter(kind__in=kinds) if kinds else SearchEntry.objects.all()
    with_all = entries
    for word in words:
        with_all = with_all.filter(pk__in=SearchTerm.objects.filter(_is_form(word)).values("entry"))
    needs_all = len(words) == 1 or with_all.exists()
    if not needs_all:
        any_word = Q()
        for word in words:
            any_word |= _is_form(word)
        with_all = entries.filter(pk__in=SearchTerm.objects.filter(any_word).values("entry"))
    return Found(_ranked(with_all, words), words, needs_all)


def _ranked(entries: QuerySet[SearchEntry], words: tuple[str, ...]) -> QuerySet[SearchEntry]:
    rank: Any = None
    for word in words:
        weight = (
            SearchTerm.objects.filter(_is_form(word), entry=OuterRef("pk"))
            .values("entry")
            .annotate(most=Max("weight"))
            .values("most")
        )
        part = Coalesce(Subquery(weight, output_field=IntegerField()), 0)
        rank = part if rank is None else rank + part
    return entries.annotate(rank=rank).order_by("-rank", "sort_key", "pk")
