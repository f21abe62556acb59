"""Words of sheets: what is certain is understood, the rest is asked about."""

import pytest

from services_catalog.models import ServiceType, TargetGroup, WordMeaning
from services_catalog.sheets.meanings import Unclear, Words
from tests.community.factories import MunicipalityFactory

SECTIONS = {
    "§ 40": "§ 40",
    "§40": "§ 40",
    "40": "§ 40",
    "par. 40": "§ 40",
    "§ 60a": "§ 60a",
    "§ 40 zákona č. 108/2006 Sb.": "§ 40",
    "pečovatelská služba": "§ 40",
    "Pečovatelská sl.": "§ 40",
    "pecovatelska sluzba": "§ 40",
    "pečovatelské služby": "§ 40",
    "pečovatelská služba (§ 40)": "§ 40",
    "odb. soc. poradenství": "§ 37",
    "denní stacionář": "§ 46",
    "odlehčovací služba": "§ 44",
    "azylový dům": "§ 57",
    "domov pro seniory": "§ 49",
    "DZR": "§ 50",
    "NZDM": "§ 62",
    "DruhSocialniSluzby/4": "§ 40",
}
UNCLEAR = [
    "§ 39, § 40",
    "§ 40 osobní asistence",
    "§ 99",
    "poradna",
    "stacionář",
    "služba",
    "služby",
    "centrum",
    "s.",
    "108/2006",
]


def meaning(words, text):
    """The section that a word means, or “unclear”."""
    try:
        return words.type_of(text).paragraph
    except Unclear:
        return "unclear"


def test_kinds_of_services_are_understood(code_lists):
    words = Words()

    assert {text: meaning(words, text) for text in SECTIONS} == SECTIONS


def test_a_kind_that_may_mean_more_is_asked_about(code_lists):
    words = Words()

    assert {text: meaning(words, text) for text in UNCLEAR} == dict.fromkeys(UNCLEAR, "unclear")


@pytest.mark.parametrize("word", ["", "ne", "není", "návazná služba"])
def test_related_help_has_no_kind(db, word):
    assert Words().type_of(word) is None


def test_every_official_name_section_and_abbreviation_means_its_own_kind(code_lists):
    words, rows = Words(), ServiceType.objects.exclude(paragraph="")

    found = {
        row: {words.type_of(word) for word in (row.name, row.paragraph, row.name.upper(), row.code)} for row in rows
    }

    assert found == {row: {row} for row in rows}
    assert len(found) == 33


@pytest.mark.parametrize(
    ("word", "form"), [("terénní", "field"), ("Ambulantní", "outpatient"), ("pobyt.", "residential"), ("T", "field")]
)
def test_forms_are_understood(db, word, form):
    assert Words().form_of(word) == form


def test_an_unknown_form_is_asked_about(db):
    with pytest.raises(Unclear):
        Words().form_of("letecká")


@pytest.mark.parametrize("word", ["senioři", "Senior", "24"])
def test_target_groups_are_understood(code_lists, word):
    assert Words().group_of(word) == TargetGroup.objects.get(name="senioři")


def test_an_answer_is_remembered_and_goes_before_what_would_be_recognised(code_lists):
    WordMeaning.objects.create(column="druh", word="poradna", key="poradna", means="DruhSocialniSluzby/1")
    WordMeaning.objects.create(column="druh", word="§ 40", key="§ 40", means="")

    words = Words({("druh", "Pomoc v domácnosti"): "§ 40"})

    assert words.type_of("Poradna").paragraph == "§ 37"
    assert words.type_of("§ 40") is None
    assert words.type_of("pomoc v domácnosti").paragraph == "§ 40"


def test_municipalities_are_told_by_name_code_county_and_territory(db):
    words = Words()

    assert words.municipality_of("obec", "Příbor").code == "599808"
    assert words.municipality_of("obec", "599808").name == "Příbor"
    assert words.municipality_of("obec", "Kateřinice (okr. Vsetín)").code == "542946"
    assert words.municipality_of("obec", "Kateřinice", "74258").code == "568643"
    with pytest.raises(Unclear):
        words.municipality_of("obec", "Kateřinice")
    with pytest.raises(Unclear):
        words.municipality_of("obec", "Nikde")


def test_a_namesake_in_the_territory_is_meant(db):
    ours = MunicipalityFactory(code="568643", name="Kateřinice", slug="katerinice")

    assert Words().municipality_of("slouzi_obcim", "Kateřinice") == ours
