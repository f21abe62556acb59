"""What words of a sheet mean in our code lists: by name, section, abbreviation or word form, or as somebody said before.

A word that means nothing certain is never guessed: it is asked about, and the answer is remembered.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from community.models import Municipality
from community.territory import municipalities_by_name, municipality_of_code
from kpss_portal.czech import fold
from kpss_portal.search.words import forms_of
from services_catalog.enums import ServiceForm
from services_catalog.models import LifeSituation, ServiceType, TargetGroup, WordMeaning
from services_catalog.sheets.cells import key_of

SECTION = re.compile(r"(?:§|par(?:agraf)?\.?)\s*(\d{2}\s?[a-z]?)\b|^(\d{2}\s?[a-z]?)$")
ACT = re.compile(r"\b(?:zakona?|zak\.?|z\.)\s*(?:c\.\s*)?(?:108\s*/\s*2006)?(?:\s*sb\.?)?|108\s*/\s*2006(?:\s*sb\.?)?")
NAME_AND_COUNTY = re.compile(r"([^(,]++)(?:[(,]\s*+(?:okr(?:es|\.)?)?\s*+([^)]++)\)?)?")
NO_KIND = {"ne", "neni", "neregistrovana", "neregistrovana sluzba", "navazna", "navazna sluzba", "souvisejici sluzba"}
FORMS = {
    ServiceForm.OUTPATIENT: "ambulantni ambulance amb ambulantne a",
    ServiceForm.FIELD: "terenni teren ter terenne t",
    ServiceForm.RESIDENTIAL: "pobytova pobytove pobytovy pobyt pob p",
}
FORM_WORDS = {word: form for form, words in FORMS.items() for word in words.split()}
JOINTS = {"a", "i", "s", "se", "v", "ve", "na", "pro"}  # they tell no kind from another
IRREGULAR = {"dum": "dom"}  # azylový dům, azylové domy


class Unclear(ValueError):
    """Nobody has said what the word means."""


class Words:
    """Answers what a word means; Unclear if it may mean several things or none."""

    def __init__(self, said: Mapping[tuple[str, str], str] | None = None) -> None:
        self.said = {(row.column, row.key): row.means for row in WordMeaning.objects.all()}
        self.said.update({(column, key_of(word)): means for (column, word), means in (said or {}).items()})
        self.types = list(ServiceType.objects.all())
        self.groups = list(TargetGroup.objects.all())
        self.situations = list(LifeSituation.objects.all())
        self.municipalities: dict[str, Municipality] = {row.code: row for row in Municipality.objects.all()}

    def answer(self, column: str, word: str) -> str | None:
        """What somebody said of the word; empty to leave it out; None if nobody was asked."""
        return self.said.get((column, key_of(word)))

    # --- kinds, forms, groups, situations ---

    def type_of(self, text: str) -> ServiceType | None:
        """The kind of service; None if the word says that there is none."""
        said = self.answer("druh", text)
        word = key_of(text if said is None else said)
        if not word or word in NO_KIND:
            return None
        exact = [row for row in self.types if word in _names(row)]
        if len(exact) == 1:
            return exact[0]
        return self._type_by_section(word)

    def _type_by_section(self, word: str) -> ServiceType:
        numbers = {(found[1] or found[2]).replace(" ", "") for found in SECTION.finditer(word)}
        rest = ACT.sub(" ", SECTION.sub(" ", word)).strip(" ,;()-–").lstrip(". ")
        told = [row for row in self.types if row.paragraph.removeprefix("§").strip() in numbers and row.paragraph]
        named = _called(rest, self.types) if rest else told
        sure = [row for row in told if row in named] if numbers else named
        if len(numbers) > 1 or len(sure) != 1:
            raise Unclear(word)
        return sure[0]

    def form_of(self, text: str) -> ServiceForm | None:
        """The form; None for a word that is left out."""
        said = self.answer("formy", text)
        word = key_of(text if said is None else said).strip(" .")
        if not word:
            return None
        if word.removesuffix(" sluzba").removesuffix(" forma") in FORM_WORDS:
            return FORM_WORDS[word.removesuffix(" sluzba").removesuffix(" forma")]
        raise Unclear(text)

    def group_of(self, text: str) -> TargetGroup | None:
        """The target group; None for a word that is left out."""
        return self._listed("cilove_skupiny", text, self.groups)

    def situation_of(self, text: str) -> LifeSituation | None:
        """The life situation; None for a word that is left out."""
        return self._listed("situace", text, self.situations)

    def _listed(self, column: str, text: str, rows: list[Any]) -> Any:
        said = self.answer(column, text)
        word = key_of(text if said is None else said)
        if not word:
            return None
        exact = [row for row in rows if word in {key_of(row.name), key_of(getattr(row, "code", "")), _tail(row)}]
        found = exact or _called(word, rows)
        if len(found) != 1:
            raise Unclear(text)
        return found[0]

    # --- municipalities ---

    def municipality_of(self, column: str, text: str, postal_code: str = "") -> Municipality | None:
        """The municipality by its code or name, namesakes told apart by the postal code, the county or the territory."""
        said = self.answer(column, text)
        word = (text if said is None else said).strip()
        if not word:
            return None
        if re.fullmatch(r"\d{6}", word):
            return self.municipality(word)
        return self.municipality(self._code_of(word, postal_code))

    def _code_of(self, word: str, postal_code: str) -> str:
        found = NAME_AND_COUNTY.fullmatch(word)
        name, county = found.groups() if found else (word, None)
        namesakes = municipalities_by_name().get(fold(name.strip()), ())
        codes = [row.code for row in namesakes if not county or fold(row.county) == fold(county.strip())]
        if len(codes) > 1 and postal_code:
            codes = [row.code for row in namesakes if row.code in codes and row.postal_code == postal_code] or codes
        if len(codes) > 1:
            ours = [code for code in codes if self._is_ours(code)]
            codes = ours or codes
        if len(codes) != 1:
            raise Unclear(word)
        return codes[0]

    def _is_ours(self, code: str) -> bool:
        known = self.municipalities.get(code)
        return known is not None and known.in_territory_from is not None and known.in_territory_to is None

    def municipality(self, code: str) -> Municipality:
        """The municipality with the code, stored if it is not yet."""
        if code not in self.municipalities:
            found = municipality_of_code(code)
            if found is None:
                raise Unclear(code)
            self.municipalities[code] = found
        return self.municipalities[code]


def _names(row: ServiceType) -> set[str]:
    number = row.paragraph.removeprefix("§").strip()
    portal = f"portal:{row.portal_id}" if row.portal_id else ""
    names = (row.code, row.name, row.abbreviation, row.paragraph, number and f"§{number}", portal)
    return {key_of(name) for name in names if name}


def _tail(row: Any) -> str:
    return key_of(getattr(row, "code", "").split("/")[-1])


def _called(word: str, rows: Iterable[Any]) -> list[Any]:
    """Rows whose name says the same words in any form; a word with a full stop may be cut short."""
    written = _telling(word)
    return [row for row in rows if written and _same(written, _telling(key_of(row.name)))]


def _telling(text: str) -> list[str]:
    words = re.findall(r"[\w-]+\.?", text)
    return [IRREGULAR.get(word, word) for word in words if word not in JOINTS]


def _same(written: list[str], name: list[str]) -> bool:
    if len(written) != len(name):
        return False
    return all(_is_word(word, other) for word, other in zip(written, name, strict=True))


def _is_word(word: str, other: str) -> bool:
    if word.endswith("."):
        return len(word) > 2 and other.startswith(word[:-1])
    return bool(forms_of(word) & forms_of(other))
