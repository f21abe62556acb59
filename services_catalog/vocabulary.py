"""What people's words mean: phrases of the office's vocabulary, of kinds of services and of life situations.

A meaning is a set of terms that services carry in the search index (indexing.py): "type:…", "situation:…", "group:…",
"service:…", each with the key of the row.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpss_portal.remembered import Remembered
from kpss_portal.search.scoring import Meaning
from kpss_portal.search.words import forms_of, is_stop_word, words_of
from services_catalog.models import LifeSituation, ServiceType, Synonym

MOST_NAMED = 5  # things that the name of a meaning lists


@dataclass(frozen=True)
class Phrase:
    """Something people say: forms of each of its words, what it means, and what the meaning is called."""

    words: tuple[frozenset[str], ...]
    terms: frozenset[str]
    label: str


def term_of(kind: str, key: int) -> str:
    """The term of a row in the index; no word of a person can be equal to it."""
    return f"{kind}:{key}"


class Vocabulary:
    """All phrases, found by the forms of their first word."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_form: dict[str, list[Phrase]] = defaultdict(list)
        for phrase in phrases:
            for form in phrase.words[0]:
                self._by_form[form].append(phrase)

    def meanings(self, words: Sequence[frozenset[str]]) -> list[Meaning]:
        """Meanings of phrases whose words are all in the question, in any order; a longer phrase hides its parts."""
        found = {}
        for phrase in self._candidates(words):
            places = _places(phrase, words)
            if places:
                found[phrase.label, places] = Meaning(phrase.label, phrase.terms, places)
        return [meaning for meaning in found.values() if not _is_hidden(meaning, found.values())]

    def _candidates(self, words: Sequence[frozenset[str]]) -> list[Phrase]:
        forms = {form for word in words for form in word}
        candidates = (phrase for form in forms for phrase in self._by_form.get(form, ()))
        return list(dict.fromkeys(candidates))

    @property
    def first_words(self) -> set[str]:
        """Forms by which phrases begin; typing errors are looked for among them too."""
        return set(self._by_form)


def _places(phrase: Phrase, words: Sequence[frozenset[str]]) -> frozenset[int]:
    """Where the words of the phrase stand in the question; empty if one of them is not there."""
    places = []
    for wanted in phrase.words:
        place = next((place for place, forms in enumerate(words) if wanted & forms), None)
        if place is None:
            return frozenset()
        places.append(place)
    return frozenset(places)


def _is_hidden(meaning: Meaning, others: Iterable[Meaning]) -> bool:
    return any(meaning.words < other.words for other in others)


def _phrases() -> Iterable[Phrase]:
    for kind in ServiceType.objects.all():
        terms = frozenset({term_of("type", kind.pk)})
        said = [kind.name, kind.abbreviation, kind.paragraph, *kind.synonyms.split(",")]
        yield from _made(said, terms, kind.name)
    for situation in LifeSituation.objects.prefetch_related("children"):
        keys = [situation.pk, *(child.pk for child in situation.children.all())]
        yield from _made(
            situation.synonyms.split(","), frozenset(term_of("situation", key) for key in keys), situation.name
        )
    yield from _office_phrases()


def _office_phrases() -> Iterable[Phrase]:
    rows = Synonym.objects.prefetch_related("service_types", "situations", "target_groups", "services")
    for row in rows:
        terms = {term_of("type", found.pk) for found in row.service_types.all()}
        terms |= {term_of("situation", found.pk) for found in row.situations.all()}
        terms |= {term_of("group", found.pk) for found in row.target_groups.all()}
        terms |= {term_of("service", found.pk) for found in row.services.all()}
        terms |= {form for word in words_of(row.means) if not is_stop_word(word) for form in forms_of(word)}
        yield from _made(row.phrases, frozenset(terms), _label_of(row))


def _label_of(row: Synonym) -> str:
    relations = (row.service_types, row.services, row.situations, row.target_groups)
    named = next((list(relation.all()) for relation in relations if relation.all()), [])
    return ", ".join(str(found) for found in named[:MOST_NAMED]) or row.means


def _made(said: Iterable[str], terms: frozenset[str], label: str) -> Iterable[Phrase]:
    for text in said:
        words = tuple(forms_of(word) for word in _telling(text))
        if words and terms:
            yield Phrase(words, terms, label)


def _telling(text: str) -> list[str]:
    words = words_of(text)
    return [word for word in words if not is_stop_word(word) and forms_of(word)] or words


vocabulary = Remembered("services_catalog.vocabulary", lambda: Vocabulary(_phrases()))
