"""What a question from the street asks for: words, a municipality of the territory, meanings, and mended typing errors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from community.models import Municipality
from kpss_portal.czech import fold
from kpss_portal.models import SearchTerm
from kpss_portal.remembered import Remembered
from kpss_portal.search.scoring import Meaning, Word
from kpss_portal.search.words import forms_of, is_stop_word, words_of
from services_catalog.indexing import SERVICE
from services_catalog.vocabulary import vocabulary

MOST_LETTERS, MOST_WORDS = 300, 8
TWO_ERRORS_FROM = 8  # letters from which two typing errors are forgiven, otherwise one
ERROR_FROM = 5  # letters from which any is
ADJECTIVES = frozenset(  # by which alone nobody calls a municipality
    "velke velka velky male mala maly horni dolni nove nova novy stare stara stary ceske cesky ceska moravska moravske "
    "moravsky usti bila bile bily cerna cerne cerny cervena cervene cerveny vysoke vysoka vysoky svata svaty hruba "
    "lhota ujezd nad pod".split()
)


@dataclass
class Understood:
    """A question taken apart. `mended` holds pairs of what was written and what is looked for."""

    words: list[Word] = field(default_factory=list)
    town: Municipality | None = None
    town_words: str = ""
    meanings: list[Meaning] = field(default_factory=list)
    mended: list[tuple[str, str]] = field(default_factory=list)

    @property
    def also(self) -> list[str]:
        """What is looked for as well, in words of the office; each once."""
        said = {fold(word.text) for word in self.words}
        return list(dict.fromkeys(meaning.label for meaning in self.meanings if fold(meaning.label) not in said))


def understand(question: str, *, find_town: bool = True) -> Understood:
    """The question taken apart; anything may be in it."""
    understood = Understood()
    said = words_of(question[:MOST_LETTERS])[: MOST_WORDS * 4]
    if find_town:
        said = _without_town(said, understood)
    telling = [word for word in said if forms_of(word) and not is_stop_word(word)]
    kept = list(dict.fromkeys(telling or (word for word in said if forms_of(word))))[:MOST_WORDS]
    understood.words = [Word.of(word) for word in kept]
    understood.meanings = _meanings(understood.words)
    _mend(understood)
    return understood


def _meanings(words: Sequence[Word]) -> list[Meaning]:
    return vocabulary.get().meanings([word.forms for word in words])


# --- municipalities -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TownName:
    """A municipality and the forms of each word by which it may be called."""

    town: Municipality
    words: tuple[frozenset[str], ...]


def _town_names() -> list[TownName]:
    towns = list(Municipality.objects.in_territory())
    names = [TownName(town, tuple(forms_of(word) for word in words_of(town.name))) for town in towns]
    firsts = [fold(words_of(town.name)[0]) for town in towns]
    short = [
        TownName(name.town, name.words[:1])
        for name, first in zip(names, firsts, strict=True)
        if len(name.words) > 1 and len(first) > 3 and firsts.count(first) == 1 and first not in ADJECTIVES
    ]
    return sorted(names + short, key=lambda name: -len(name.words))


towns = Remembered("services_catalog.towns", _town_names)


def _without_town(said: list[str], understood: Understood) -> list[str]:
    """The words without the name of a municipality; longer names are tried first."""
    forms = [forms_of(word) for word in said]
    for name in towns.get():
        size = len(name.words)
        for start in range(len(said) - size + 1):
            if all(wanted & found for wanted, found in zip(name.words, forms[start : start + size], strict=True)):
                understood.town, understood.town_words = name.town, " ".join(said[start : start + size])
                return said[:start] + said[start + size :]
    return said


# --- typing errors ------------------------------------------------------------------------------------------------


def _mend(understood: Understood) -> None:
    """Words that nothing has are replaced by the nearest one that something has."""
    meant = {place for meaning in understood.meanings for place in meaning.words}
    unsure = [place for place in range(len(understood.words)) if place not in meant]
    missing = [place for place in unsure if not _is_known(understood.words[place])]
    for place in missing:
        written = understood.words[place]
        near = _nearest(fold(written.text))
        if near:
            understood.words[place] = Word.of(near)
            understood.mended.append((written.text, near))
    if understood.mended:
        understood.meanings = _meanings(understood.words)


def _is_known(word: Word) -> bool:
    terms = SearchTerm.objects.filter(entry__kind=SERVICE)
    return terms.filter(term__in=word.forms).exists() or bool(
        word.beginning and terms.filter(term__begins_with=word.beginning).exists()
    )


def _nearest(written: str) -> str:
    """The word of the index or of the vocabulary with the fewest errors; empty if all are too far."""
    if len(written) < ERROR_FROM or not written.isalpha():
        return ""
    limit = 2 if len(written) >= TWO_ERRORS_FROM else 1
    distances = (
        (OSA.distance(_as_heard(written), _as_heard(term), score_cutoff=limit), OSA.distance(written, term), term)
        for term in _candidates(written, limit)
    )
    distance, _exact, best = min(distances, default=(limit + 1, 0, ""))
    return best if distance <= limit else ""


def _candidates(written: str, limit: int) -> Iterable[str]:
    terms = SearchTerm.objects.filter(term__begins_with=written[0]).values_list("term", flat=True).distinct()
    words = [*terms, *(word for word in vocabulary.get().first_words if word[:1] == written[0])]
    return {word for word in words if abs(len(word) - len(written)) <= limit and word.isalpha() and word != written}


def _as_heard(word: str) -> str:
    """Letters that sound alike are alike: y and i, w and v."""
    return word.replace("y", "i").replace("w", "v")
