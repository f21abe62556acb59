"""What a question from the street asks for: words, a municipality of the territory, meanings, and mended typing errors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from community.models import Municipality
from kpss_portal.czech import fold
from kpss_portal.remembered import Remembered
from kpss_portal.search.scoring import Meaning, Word, words_beginning_with
from kpss_portal.search.words import forms_of, is_stop_word, words_of
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
    known = list(Municipality.objects.all())  # those around as well: services are there, too
    names = [TownName(town, tuple(forms_of(word) for word in words_of(town.name))) for town in known]
    firsts = [fold(words_of(town.name)[0]) for town in known]
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


def mend(understood: Understood, unanswered: Iterable[int]) -> bool:
    """Replaces words that nothing has by the nearest ones that something has; whether any was replaced. One query."""
    written = {place: fold(understood.words[place].text) for place in unanswered}
    wrong = {place: word for place, word in written.items() if len(word) >= ERROR_FROM and word.isalpha()}
    known = (
        words_beginning_with(word[0] for word in wrong.values()) | {*vocabulary.get().first_words} if wrong else set()
    )
    for place, word in wrong.items():
        near = _nearest(word, known)
        if near:
            understood.mended.append((understood.words[place].text, near))
            understood.words[place] = Word.of(near)
    understood.meanings = _meanings(understood.words) if understood.mended else understood.meanings
    return bool(understood.mended)


def _nearest(written: str, known: Iterable[str]) -> str:
    """The known word with the fewest errors, letters that sound alike being alike; empty if all are too far."""
    limit = 2 if len(written) >= TWO_ERRORS_FROM else 1
    near = (word for word in known if word[:1] == written[0] and abs(len(word) - len(written)) <= limit)
    heard = _as_heard(written)
    distances = (
        (OSA.distance(heard, _as_heard(word), score_cutoff=limit), OSA.distance(written, word), word)
        for word in near
        if word.isalpha()
    )
    distance, _exact, best = min(distances, default=(limit + 1, 0, ""))
    return best if distance <= limit and best != written else ""


def _as_heard(word: str) -> str:
    """Letters that sound alike are alike: y and i, w and v."""
    return word.replace("y", "i").replace("w", "v")
