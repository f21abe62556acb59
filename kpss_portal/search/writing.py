"""Writing into the index."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from kpss_portal.models import SearchEntry, SearchTerm
from kpss_portal.search.scoring import forget_answers
from kpss_portal.search.words import forms_of, is_stop_word, words_of

TITLE, NAME, TEXT = 8, 4, 1  # weights: what a thing is called counts more than what is said about it
MOST_WORDS = 3_000


@dataclass(frozen=True)
class Text:
    """A thing to be found: how search shows it, its texts with their weights, and terms that no person writes."""

    kind: str
    object_id: int
    title: str
    url: str
    summary: str = ""
    texts: list[tuple[str, int]] = field(default_factory=list)
    terms: dict[str, int] = field(default_factory=dict)

    def weights(self) -> dict[str, int]:
        """Forms of all its words with the greatest weight of each."""
        weights = dict(self.terms)
        for text, weight in [(self.title, TITLE), (self.summary, TEXT), *self.texts]:
            for word in words_of(text)[:MOST_WORDS]:
                for form in () if is_stop_word(word) else forms_of(word):
                    weights[form] = max(weight, weights.get(form, 0))
        return weights


def index(thing: Text) -> None:
    """Writes one thing, in the place of what was written about it before."""
    index_many([thing])


def index_many(things: Iterable[Text]) -> None:
    """Writes many things of any kinds at once."""
    by_key = {(thing.kind, thing.object_id): thing for thing in things}
    if not by_key:
        return
    with transaction.atomic():
        for kind in {kind for kind, _object_id in by_key}:
            forget(kind, [object_id for found, object_id in by_key if found == kind])
        entries = SearchEntry.objects.bulk_create([_entry(thing) for thing in by_key.values()], batch_size=500)
        terms = (
            SearchTerm(entry=entry, kind=entry.kind, object_id=entry.object_id, term=term, weight=weight)
            for entry, thing in zip(entries, by_key.values(), strict=True)
            for term, weight in thing.weights().items()
        )
        SearchTerm.objects.bulk_create(terms, batch_size=2_000)
    for kind in {kind for kind, _object_id in by_key}:
        forget_answers(kind)


def _entry(thing: Text) -> SearchEntry:
    return SearchEntry(
        kind=thing.kind, object_id=thing.object_id, title=thing.title[:300], summary=thing.summary, url=thing.url
    )


def forget(kind: str, object_ids: Iterable[int]) -> None:
    """Takes things out of search: they are gone or no longer public."""
    ids = list(object_ids)
    for start in range(0, len(ids), 500):
        SearchEntry.objects.filter(kind=kind, object_id__in=ids[start : start + 500]).delete()
    if ids:
        forget_answers(kind)
