"""Which things of a kind answer a question best.

A thing's score is the sum, over the words of the question, of how rare the word is times how much it weighs there. A word may
be answered by its own forms or by a meaning that the vocabulary gives to it (a term such as "type:40"). Things that answer
more of the words come first; those far below the best are left out.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from kpss_portal.models import SearchEntry, SearchTerm
from kpss_portal.search.words import forms_of

BEGINNING_FROM = 4  # letters from which the beginning of a word is enough
FAR_BELOW = 0.2  # of the best score; what has less says too little
FURTHER = 0.3  # worth of a second reason for the same word
PARTIAL = 0.35  # worth of a thing that answers hardly any of the words, beside one that answers all


Key = tuple[str, int]  # ("word" or "meaning", its place in the question)


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


@dataclass
class Scored:
    """A thing that was found: its score and which meanings brought it."""

    object_id: int
    score: float = 0.0
    meanings: list[Meaning] = field(default_factory=list)


@dataclass(frozen=True)
class Ranking:
    """Things by score, the best first, and places of the words that nothing has."""

    things: list[Scored] = field(default_factory=list)
    unanswered: frozenset[int] = frozenset()


def rank(kind: str, words: Sequence[Word], meanings: Sequence[Meaning] = (), *, count: int | None = None) -> Ranking:
    """Things of the kind that answer the question; one query, or two if the `count` of things is not given."""
    answers = _answers(kind, words, meanings)
    if count is None:
        count = SearchEntry.objects.filter(kind=kind).count()
    worth = _worth(answers, count)
    found = [_scored(object_id, hits, len(words), worth, meanings) for object_id, hits in _by_thing(answers).items()]
    best = max((thing.score for thing in found), default=0.0)
    near = sorted((thing for thing in found if thing.score >= best * FAR_BELOW), key=lambda thing: -thing.score)
    return Ranking(near, _unanswered(answers, words, meanings))


def _unanswered(
    answers: dict[Key, dict[int, float]], words: Sequence[Word], meanings: Sequence[Meaning]
) -> frozenset[int]:
    answered = {place for sort, place in answers if sort == "word"}
    meant = {place for meaning in meanings for place in meaning.words}
    return frozenset(range(len(words))) - answered - meant


def _answers(kind: str, words: Sequence[Word], meanings: Sequence[Meaning]) -> dict[Key, dict[int, float]]:
    """For each word and meaning: weight by thing."""
    answers: dict[Key, dict[int, float]] = defaultdict(dict)
    known: dict[str, list[Key]] = {}
    for object_id, term, weight in _rows(kind, words, meanings):
        if term not in known:
            known[term] = _keys_of(term, words, meanings)
        for key in known[term]:
            answers[key][object_id] = _joined(key, answers[key].get(object_id, 0), weight)
    return answers


def _joined(key: Key, weight: float, further: int) -> float:
    """Forms of one word say it once; several terms of a meaning say more than one."""
    most, least = max(weight, further), min(weight, further)
    return most if key[0] == "word" else most + FURTHER * least


def _rows(kind: str, words: Sequence[Word], meanings: Sequence[Meaning]) -> Iterable[tuple[int, str, int]]:
    exact = {form for word in words for form in word.forms} | {term for meaning in meanings for term in meaning.terms}
    if not exact:
        return []
    condition = Q(term__in=exact)
    for word in words:
        if word.beginning:
            condition |= Q(term__begins_with=word.beginning)
    rows = SearchTerm.objects.filter(condition, entry__kind=kind)
    return rows.values_list("entry__object_id", "term", "weight").iterator(chunk_size=5_000)


def _keys_of(term: str, words: Sequence[Word], meanings: Sequence[Meaning]) -> list[Key]:
    keys: list[Key] = [("word", place) for place, word in enumerate(words) if word.fits(term)]
    return keys + [("meaning", place) for place, meaning in enumerate(meanings) if term in meaning.terms]


def _worth(answers: dict[Key, dict[int, float]], count: int) -> dict[Key, float]:
    """How much a word tells: little if nearly everything has it."""
    return {key: math.log(1 + (count + 1) / (len(things) + 0.5)) for key, things in answers.items()}


def _by_thing(answers: dict[Key, dict[int, float]]) -> dict[int, dict[Key, float]]:
    things: dict[int, dict[Key, float]] = defaultdict(dict)
    for key, weights in answers.items():
        for object_id, weight in weights.items():
            things[object_id][key] = weight
    return things


def _scored(
    object_id: int, hits: dict[Key, float], count: int, worth: dict[Key, float], meanings: Sequence[Meaning]
) -> Scored:
    shares: dict[int, list[float]] = defaultdict(list)
    used = []
    for (sort, place), weight in hits.items():
        value = worth[sort, place] * weight
        if sort == "word":
            shares[place].append(value)
        else:
            used.append(meanings[place])
            for word in meanings[place].words:
                shares[word].append(value / len(meanings[place].words))
    covered = len(shares) / count if count else 0.0
    total = sum(max(values) + FURTHER * (sum(values) - max(values)) for values in shares.values())
    return Scored(object_id, total * (PARTIAL + (1 - PARTIAL) * covered), used)
