"""Which things of a kind answer a question best.

A thing's score is the sum, over the words of the question, of how rare the word is times how much it weighs there. A word may
be answered by its own forms or by a meaning that the vocabulary gives to it (a term such as "type:40"). Things that answer
more of the words come first; those far below the best are left out.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet

from kpss_portal.models import SearchEntry, SearchTerm
from kpss_portal.remembered import Remembered
from kpss_portal.search.lookups import Keys, terms_from
from kpss_portal.search.words import forms_of

BEGINNING_FROM = 4  # letters from which the beginning of a word is enough
FAR_BELOW = 0.2  # of the best score; what has less says too little
FURTHER = 0.3  # worth of a second reason for the same word
PARTIAL = 0.35  # worth of a thing that answers hardly any of the words, beside one that answers all
MOST_REMEMBERED = 2_000  # words and meanings of a kind
MOST_RANKINGS = 32  # whole questions of a kind; one that finds everything takes half a megabyte


Key = tuple[str, int]  # ("word" or "meaning", its place in the question)
Weights = dict[int, float]  # by thing
Answers = dict[Key, Weights]


@dataclass(frozen=True)
class Word:
    """A word of the question as written, with the forms under which it is looked for."""

    text: str
    forms: frozenset[str]
    beginning: str = ""

    @classmethod
    def of(cls, text: str) -> "Word":
        """The word with all its forms; long enough ones are found by their beginning too."""
        forms = forms_of(text)
        longest = max(forms, key=len, default="")
        return cls(text, forms, longest if len(longest) >= BEGINNING_FROM else "")

    def fits(self, term: str) -> bool:
        """Whether a term of the index is this word."""
        return term in self.forms or bool(self.beginning and term.startswith(self.beginning))


@dataclass(frozen=True)
class Meaning:
    """What the vocabulary says about some words of the question: terms that mean the same, and how it is called."""

    label: str
    terms: frozenset[str]
    words: frozenset[int]  # places of the words in the question


Asked = Word | frozenset[str]  # a word, or the terms of a meaning


class Scored(NamedTuple):
    """Things that answer the question equally: their score and which meanings brought them."""

    score: float
    meanings: tuple[Meaning, ...]
    things: frozenset[int]


@dataclass(frozen=True)
class Ranking:
    """Things by score, the best first, and places of the words that nothing has."""

    groups: list[Scored] = field(default_factory=list)
    unanswered: frozenset[int] = frozenset()

    def by_score(self) -> Iterator[tuple[float, frozenset[int]]]:
        """All things of each score, the best first."""
        for score, groups in groupby(self.groups, key=attrgetter("score")):
            yield score, frozenset().union(*(group.things for group in groups))

    def reasons_of(self, thing: int) -> tuple[Meaning, ...]:
        """Which meanings brought it."""
        return next((group.meanings for group in self.groups if thing in group.things), ())


def rank(kind: str, words: Sequence[Word], meanings: Sequence[Meaning] = (), *, count: int | None = None) -> Ranking:
    """Things of the kind that answer the question; a query for words that nobody has asked, one if `count` is not given."""
    if count is None:
        count = SearchEntry.objects.filter(kind=kind).count()
    kept, question = _rankings(kind).get(), (tuple(words), tuple(meanings), count)
    ranking = kept.get(question)  # the next page of the same answer, and each filter of it, ask the same
    if ranking is None:
        if len(kept) >= MOST_RANKINGS:
            kept.clear()
        ranking = kept[question] = _ranked(kind, words, meanings, count)
    return ranking


def _ranked(kind: str, words: Sequence[Word], meanings: Sequence[Meaning], count: int) -> Ranking:
    answers = _answers(kind, words, meanings)
    found = _scored(answers, words, meanings, count)
    least = max((group.score for group in found), default=0.0) * FAR_BELOW
    near = sorted((group for group in found if group.score >= least), key=attrgetter("score"), reverse=True)
    return Ranking(near, _unanswered(answers, words, meanings))


def _unanswered(answers: Answers, words: Sequence[Word], meanings: Sequence[Meaning]) -> frozenset[int]:
    answered = {place for sort, place in answers if sort == "word"}
    meant = {place for meaning in meanings for place in meaning.words}
    return frozenset(range(len(words))) - answered - meant


# --- which things have a word or a meaning ------------------------------------------------------------------------


def forget_answers(kind: str) -> None:
    """The index of the kind has changed: what was remembered of it holds no more."""
    _remembered(kind).forget_after_commit()
    _rankings(kind).forget_after_commit()
    known_words.forget_after_commit()


@cache
def _remembered(kind: str) -> Remembered[dict[Asked, Weights]]:
    return Remembered(f"search.answers.{kind}", dict)


@cache
def _rankings(kind: str) -> Remembered[dict[Any, "Ranking"]]:
    return Remembered(f"search.rankings.{kind}", dict)


known_words: Remembered[dict[str, frozenset[str]]] = Remembered("search.words", dict)


def words_beginning_with(letters: Iterable[str]) -> set[str]:
    """All terms of the index that begin with one of the letters; a query for letters that nobody has asked yet."""
    known, wanted = known_words.get(), set(letters)
    found = {letter: known[letter] for letter in wanted & known.keys()}
    for letter in wanted - found.keys():
        found[letter] = known[letter] = frozenset(terms_from(letter))
    return set().union(*found.values())


def _answers(kind: str, words: Sequence[Word], meanings: Sequence[Meaning]) -> Answers:
    """For each word and meaning that something has: weight by thing. People ask the same words again and again."""
    asked: dict[Key, Asked] = {("word", place): word for place, word in enumerate(words)}
    asked |= {("meaning", place): meaning.terms for place, meaning in enumerate(meanings)}
    kept = _remembered(kind).get()
    known = {what: weights for what in asked.values() if (weights := kept.get(what)) is not None}
    if missing := [what for what in dict.fromkeys(asked.values()) if what not in known]:
        read = dict(zip(missing, _read(kind, missing), strict=True))
        if len(kept) > MOST_REMEMBERED:
            kept.clear()
        kept.update(read)
        known |= read
    return {key: known[what] for key, what in asked.items() if known[what]}


def _read(kind: str, missing: Sequence[Asked]) -> list[Weights]:
    """Weights of things by what is asked, in one query."""
    found: list[list[tuple[int, list[int]]]] = [[] for _what in missing]
    for term, weight, things in _rows(kind, missing):
        for what, rows in zip(missing, found, strict=True):
            if _has(what, term):
                rows.append((weight, things))
    return [
        _of_word(rows) if isinstance(what, Word) else _of_meaning(rows)
        for what, rows in zip(missing, found, strict=True)
    ]


def _has(what: Asked, term: str) -> bool:
    return what.fits(term) if isinstance(what, Word) else term in what


def _of_word(rows: list[tuple[int, list[int]]]) -> Weights:
    """Forms of one word say it once: the greatest weight of each thing."""
    weights: Weights = {}
    for weight, things in sorted(rows, key=itemgetter(0)):
        weights.update(dict.fromkeys(things, float(weight)))
    return weights


def _of_meaning(rows: list[tuple[int, list[int]]]) -> Weights:
    """Several terms of a meaning say more than one."""
    weights: Weights = {}
    for weight, things in rows:
        new = dict.fromkeys(things, float(weight))
        for thing in new.keys() & weights.keys():
            new[thing] = max(weight, weights[thing]) + FURTHER * min(weight, weights[thing])
        weights.update(new)
    return weights


def _rows(kind: str, missing: Sequence[Asked]) -> Iterable[tuple[str, int, list[int]]]:
    """Terms that are asked with each of their weights and the things that have them so; each once."""
    words = [what for what in missing if isinstance(what, Word)]
    beginnings = {word.beginning for word in words if word.beginning}
    shortest = [new for new in beginnings if not any(new != old and new.startswith(old) for old in beginnings)]
    exact = {form for what in missing for form in (what.forms if isinstance(what, Word) else what)}
    exact = {form for form in exact if not form.startswith(tuple(shortest))}
    parts = [_having(kind, term__begins_with=beginning) for beginning in shortest]
    parts += [_having(kind, term__in=exact)] if exact else []
    return parts[0].union(*parts[1:], all=True).order_by("term", "weight") if parts else []


def _having(kind: str, **terms: Any) -> QuerySet[SearchTerm, tuple[str, int, list[int]]]:
    rows = SearchTerm.objects.filter(kind=kind, **terms).values_list("term", "weight")
    return rows.annotate(things=Keys("object_id")).order_by()


# --- scores -------------------------------------------------------------------------------------------------------


def _scored(answers: Answers, words: Sequence[Word], meanings: Sequence[Meaning], count: int) -> list[Scored]:
    """All things with their scores. Things with the same weights of the same words have one score, counted once."""
    things: list[int] = list(set().union(*answers.values()))
    alike: dict[tuple[float | None, ...], list[int]] = defaultdict(list)
    rows = zip(*(map(weights.get, things) for weights in answers.values()), strict=True)
    for thing, row in zip(things, rows, strict=True):
        alike[row].append(thing)
    worth = _worth(answers, count)
    return [Scored(*_score_of(row, worth, len(words), meanings), frozenset(alike[row])) for row in alike]


def _worth(answers: Answers, count: int) -> dict[Key, float]:
    """How much a word tells: little if nearly everything has it."""
    return {key: math.log(1 + (count + 1) / (len(things) + 0.5)) for key, things in answers.items()}


def _score_of(
    weights: tuple[float | None, ...], worth: dict[Key, float], count: int, meanings: Sequence[Meaning]
) -> tuple[float, tuple[Meaning, ...]]:
    shares: dict[int, list[float]] = defaultdict(list)
    used = []
    for weight, ((sort, place), value) in zip(weights, worth.items(), strict=True):
        if weight is None:
            continue
        if sort == "word":
            shares[place].append(value * weight)
            continue
        used.append(meanings[place])
        for word in meanings[place].words:
            shares[word].append(value * weight / len(meanings[place].words))
    covered = len(shares) / count if count else 0.0
    total = sum(max(values) + FURTHER * (sum(values) - max(values)) for values in shares.values())
    return total * (PARTIAL + (1 - PARTIAL) * covered), tuple(used)
