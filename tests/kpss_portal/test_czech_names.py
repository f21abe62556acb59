"""Names are found in the cases of Czech, and strangers with a similar name are not."""

import pytest

from kpss_portal.czech_names import is_woman, mentions_of, without_titles


def found(name: str, text: str) -> list[str]:
    return [mention.words for mention in mentions_of(name, text)]


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Petr Novák", "Novák Nováka Novákovi Novákem Nováku Novákův"),
        ("Jana Nováková", "Nováková Novákové Novákovou"),
        ("Tomáš Hájek", "Hájek Hájka Hájkovi Hájkem"),
        ("Karel Němec", "Němec Němce Němci Němcem"),
        ("Jan Procházka", "Procházka Procházky Procházkovi Procházku Procházkou"),
        ("Josef Novotný", "Novotný Novotného Novotnému Novotným"),
        ("Marie Veselá", "Veselá Veselé Veselou"),
        ("Jiří Krejčí", "Krejčí Krejčího Krejčímu Krejčím"),
        ("Pavel Matějko", "Matějko Matějka Matějkovi Matějkem"),
        ("Eva Janů", "Janů"),
    ],
)
def test_surname_is_found_in_all_cases(name, forms):
    assert found(name, f"Mluví {' a také '.join(forms.split())}.") == forms.split()


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Promluvil Petr Novák a odešel.", ["Petr Novák"]),
        ("S Petrem Novákem jsme mluvili.", ["Petrem Novákem"]),
        ("Zapsal P. Novák.", ["P. Novák"]),
        ("Novák Petr, zapisovatel", ["Novák Petr"]),
        ("NOVÁK chyběl", ["NOVÁK"]),
        ("petr novak to psal ve spěchu, Novaka omluvil", ["Novaka"]),
        ("Ing. Petr Novák předsedal.", ["Ing. Petr Novák"]),
        ("Nováková a Nováčková přišly, novákovina ne.", []),
        ("Petr přišel.", []),
    ],
)
def test_name_is_found_with_what_belongs_to_it(text, mentions):
    assert found("Ing. Petr Novák, Ph.D.", text) == mentions


def test_titles_do_not_belong_to_the_name():
    assert without_titles("Mgr. et Mgr. Jana Vzorová, DiS.")[-1] == "Vzorová"
    assert without_titles("PhDr. Jana Vzorová, Ph.D.") == ["Jana", "Vzorová"]


@pytest.mark.parametrize(
    ("name", "woman"),
    [("Jana Nováková", True), ("Marie Krejčí", True), ("Jiří Krejčí", False), ("Petr Svoboda", False), ("", False)],
)
def test_woman_is_told_by_her_name(name, woman):
    assert is_woman(name) is woman


def test_empty_name_is_nowhere():
    assert found("", "Cokoli") == []
