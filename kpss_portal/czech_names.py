"""Names of people in Czech sentences: Novák is also Nováka, Novákovi and Novákem, Nováková is Novákové and Novákovou.

Words are compared without diacritics, since minutes are typed in haste. What is found is offered to a person, not decided.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

TITLES = re.compile(
    r"\b(?:[A-ZČŘŠŽ][A-Za-z]{0,5}\.|Ph\.?D\.?|MBA|DiS\.?|CSc\.?|prof\.|doc\.)(?=\s|,|$)\s*,?", re.UNICODE
)
SOFTER = {"k": "c", "h": "z", "g": "z", "r": "r"}  # Procházka: Procházce; ř folds to r
MASCULINE = tuple(" a u e i ovi em um y ech uv ova ovo ovy ovu".split(" "))
HARD_A = tuple("a y e i u o ou ovi ove um ech uv ova ovo ovy ovu in ina iny".split())
ADJECTIVE = ("y", "a", "e", "eho", "emu", "em", "ym", "ou", "i", "ych", "ymi")
SOFT_ADJECTIVE = ("i", "iho", "imu", "im", "ich", "imi")
SOFT_E = ("e", "i", "ich", "im", "emi")
NEUTER_O = ("o", "a", "u", "ovi", "em", "e", "ove")
WIFE = re.compile(r"ová$", re.IGNORECASE)  # Nováková is not Novák's, whatever it looks like without diacritics
FLEETING = {"ek": "k", "ec": "c", "el": "l", "er": "r"}  # Hájek: Hájka, Němec: Němce, Havel: Havla
WITH_INSTRUMENTAL = frozenset({"s", "se", "před", "nad", "pod", "za", "mezi"})
WITH_DATIVE = frozenset({"k", "ke", "proti", "díky", "vůči", "o", "po", "při"})


def folded(text: str) -> str:
    """The same number of letters, without diacritics; the case of letters stays."""
    return "".join(unicodedata.normalize("NFD", letter)[:1] or letter for letter in text)


def without_titles(full_name: str) -> list[str]:
    """Given names and surname, e.g. ["Jana", "Nováková"] of "Ing. Jana Nováková, Ph.D."."""
    return TITLES.sub(" ", full_name.partition(",")[0]).split()


def is_woman(full_name: str) -> bool:
    """Guessed from the surname, or from the given name where the surname says nothing."""
    words = [folded(word).lower() for word in without_titles(full_name)]
    if not words:
        return False
    return words[-1].endswith("ova") or (
        len(words) > 1 and words[0].endswith(("a", "e")) and not words[-1].endswith("y")
    )


def forms_of(word: str) -> str:
    """A pattern for all forms of one word of a name, without diacritics."""
    stem = folded(word)
    small = stem.lower()
    if small.endswith("ova"):
        return _any(stem[:-1], ("a", "e", "ou", "ych", "ym", "ymi"))
    if word.endswith(("ý", "á")):
        return _any(stem[:-1], ADJECTIVE)
    if word.endswith("í"):
        return _any(stem[:-1], SOFT_ADJECTIVE)
    if small.endswith("a"):
        root = stem[:-1]
        soft = SOFTER.get(root[-1:].lower())
        return f"(?:{_any(root, HARD_A)}{'|' + _any(root[:-1] + soft, ('e', 'i')) if soft else ''})"
    if small.endswith("e"):
        return _any(stem[:-1], (*SOFT_E, "ho", "mu"))
    if small.endswith("o"):
        return _any(stem[:-1], NEUTER_O)
    if small.endswith(("u", "y", "i")):
        return _any(stem, ("", "ho", "mu", "m"))
    return _consonant(stem)


def _consonant(stem: str) -> str:
    loose = FLEETING.get(stem[-2:].lower())
    whole = _any(stem, MASCULINE)
    return f"(?:{whole}|{_any(stem[:-2] + loose, MASCULINE[1:])})" if loose else whole


def _any(stem: str, endings: tuple[str, ...]) -> str:
    longest_first = sorted(set(endings), key=len, reverse=True)
    return f"{re.escape(stem)}(?:{'|'.join(longest_first)})"


@dataclass(frozen=True)
class Mention:
    """A name in a text: text[start:end]."""

    start: int
    end: int
    words: str


def mentions_of(full_name: str, text: str) -> Iterator[Mention]:
    """Where the text names the person: given name with surname in any order, an initial with it, or the surname alone."""
    words = without_titles(full_name)
    if not words or len(words[-1]) < 2:
        return
    woman = is_woman(full_name)
    surname = forms_of(words[-1])
    given = "|".join(
        [*(forms_of(word) for word in words[:-1]), *(re.escape(folded(word[:1])) + r"\." for word in words[:-1])]
    )
    title = r"(?:(?:[A-Z][A-Za-z]{0,5}\.)\s*)*"
    before = f"(?:{title}(?:(?:{given})\\s+)+)?" if given else ""
    after = f"(?:\\s+(?:{given}))?" if given else ""
    pattern = re.compile(rf"(?<!\w){before}(?:{surname}|{surname.upper()}){after}(?!\w)")
    for match in pattern.finditer(folded(text)):
        if not woman and WIFE.search(text[: match.end()]):
            continue
        yield Mention(match.start(), match.end(), text[match.start() : match.end()])


def fitted(words: dict[str, str], text: str, mention: Mention, *, woman: bool) -> str:
    """Words for a person in the case of the sentence, as far as the ending and the preposition tell it.

    words: by nominative, genitive, dative, instrumental; the accusative of men is the genitive, of women the dative
    ("zástupkyni").
    """
    surname = folded(mention.words.split()[-1]).lower()
    before = re.findall(r"\w+", text[: mention.start])[-1:]
    preposition = before[0].lower() if before else ""
    if preposition in WITH_INSTRUMENTAL:
        return words["instrumental"]
    if preposition in WITH_DATIVE:
        return words["dative"]
    if woman:
        return words[_case_of_woman(surname)]
    return words[_case_of_man(surname)]


def _case_of_woman(surname: str) -> str:
    if surname.endswith("ou"):
        return "dative"  # the accusative of words such as "zástupkyně" has its form
    return "genitive" if surname.endswith(("ove", "e")) else "nominative"


def _case_of_man(surname: str) -> str:
    if surname.endswith(("ovi", "emu")):
        return "dative"
    if surname.endswith(("em", "ym", "im")):
        return "instrumental"
    return "genitive" if surname.endswith(("eho", "iho")) else "nominative"
