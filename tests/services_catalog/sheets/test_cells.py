"""Cells as towns fill them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.sheets.cells import address_in, contacts_in, is_nothing, is_secret, many, phones_in, says_as_above

FAST = settings(max_examples=80, deadline=None, database=None)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("+420 731 510 616\n+420 773 791 182", ["+420 731 510 616", "+420 773 791 182"]),
        ("800 555 655 / 731 100 122", ["+420 800 555 655", "+420 731 100 122"]),
        ("595538133;595538127", ["+420 595 538 133", "+420 595 538 127"]),
        ("733 67 66 13", ["+420 733 676 613"]),
        ("00420 556 709 403", ["+420 556 709 403"]),
        ("731 100 122 800 555 655", ["+420 731 100 122", "+420 800 555 655"]),
        ("+420 556 879 (480/478/470…)", ["+420 556 879 480", "+420 556 879 478", "+420 556 879 470"]),
        ("+420 595 622 467/453/799", ["+420 595 622 467", "+420 595 622 453", "+420 595 622 799"]),
        ("116 111, 155", ["116 111", "155"]),
        ("+421 905 123 456", ["+421905123456"]),
        ("731 100 122, 731100122", ["+420 731 100 122"]),
        ("420123456", ["+420 420 123 456"]),
    ],
)
def test_phones_of_a_cell_are_told_apart(text, numbers):
    phones, rest = phones_in(text)

    assert ([number for number, _note in phones], rest) == (numbers, "")


def test_words_behind_a_number_are_its_note():
    assert phones_in("tel. +420 556 709 403 (po–pá), mobil 731 100 122 – vedoucí") == (
        [("+420 556 709 403", "po–pá"), ("+420 731 100 122", "vedoucí")],
        "",
    )


@pytest.mark.parametrize("text", ["u vrátnice", "12345", "4416859315"])
def test_what_is_no_number_stays_over(text):
    assert phones_in(text) == ([], text)


@given(
    st.lists(st.from_regex(r"[2-9][0-9]{8}", fullmatch=True), min_size=1, max_size=4, unique=True),
    st.sampled_from([", ", "; ", "\n", " / "]),
)
@FAST
def test_any_numbers_with_any_divider_are_found(numbers, divider):
    phones, rest = phones_in(divider.join(numbers))

    assert [number.replace(" ", "").removeprefix("+420") for number, _note in phones] == numbers
    assert rest == ""


def test_mails_and_webs_stand_in_one_cell():
    found = contacts_in("info@pppnj.cz, detas.kopr@pppnj.cz pppnj.cz facebook.com/Stomiciunas")

    assert (found.emails, found.webs, found.rest) == (
        ["info@pppnj.cz", "detas.kopr@pppnj.cz"],
        ["pppnj.cz", "facebook.com/Stomiciunas"],
        "",
    )


def test_words_among_mails_stay_over():
    assert contacts_in("jen osobně, info@x.cz").rest == "jen osobně"


@pytest.mark.parametrize(
    ("text", "street", "postal_code", "town"),
    [
        ("Jičínská 881, Příbor, 742 58", "Jičínská 881", "74258", "Příbor"),
        ("Horní 1112, Kopřivnice 742 21", "Horní 1112", "74221", "Kopřivnice"),
        ("Polská 1664/15, 120 00 Praha 2", "Polská 1664/15, Praha 2", "12000", "Praha"),
        ("Ruská 94/29, Ostrava - Vítkovice", "Ruská 94/29, Vítkovice", "", "Ostrava"),
        ("Příbor, Hájov 87", "Hájov 87", "", "Příbor"),
        ("Zborovská 465, 738 01 Frýdek-Místek", "Zborovská 465", "73801", "Frýdek-Místek"),
        ("Tichá 295, 742 74 Tichá", "Tichá 295", "74274", "Tichá"),
    ],
)
def test_an_address_is_taken_apart(text, street, postal_code, town):
    found = address_in(text)

    assert (found.street, found.postal_code) == (street, postal_code)
    assert {row.name for row in found.namesakes} == {town}


def test_namesakes_are_told_apart_by_the_postal_code():
    found = address_in("Kateřinice 228, 742 58 Kateřinice")

    assert len(found.namesakes) == 2
    assert found.code == "568643"


def test_an_address_without_a_known_municipality_means_none():
    assert address_in("KD Příbor, Lidická 560, 742 58").namesakes == ()


@given(st.text(max_size=200))
@FAST
def test_no_text_breaks_the_readers(text):
    contacts_in(text)
    phones_in(text)
    address_in(text)
    many(text)


def test_dashes_say_nothing_and_some_words_point_above():
    assert [is_nothing(text) for text in ("", "-", " – ", "./.", "a")] == [True, True, True, True, False]
    assert [says_as_above(text) for text in ("viz výše", "Dtto", "tamtéž.", "výše")] == [True, True, True, False]


@pytest.mark.parametrize("text", ["utajená adresa", "Adresa je utajena", "utajeno"])
def test_a_secret_address_is_recognised(text):
    assert is_secret(text)


@pytest.mark.parametrize("piece", ["9 ", "a.", "(1/", "- ", "1", "a@a."])
@pytest.mark.parametrize("length", [1_999, 200_000])
def test_long_nonsense_is_read_quickly(piece, length):
    text = (piece * length)[:length]

    start = time.perf_counter()
    contacts_in(text)
    phones_in(text)
    address_in(text)

    assert time.perf_counter() - start < 1
