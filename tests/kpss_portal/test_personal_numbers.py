"""Birth numbers are found by their date and check, and what only looks like them is left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from kpss_portal.personal_numbers import birth_numbers, emails, masked, phones

QUICK = example_settings(max_examples=80, deadline=None, database=None)


def found(text: str) -> list[str]:
    return [finding.words for finding in birth_numbers(text)]


@pytest.mark.parametrize(
    "number",
    [
        "736028/5163",  # a woman
        "7360285163",
        "736028 / 5163",
        "530101/123",  # nine digits before 1954
        "780123/3540",  # the check would be 10 and is written as 0
        "0532300010",  # a day when the numbers ran out: month raised by 20
    ],
)
def test_birth_number_is_found_in_any_writing(number):
    assert found(f"Paní (r. č. {number}) požádala.") == [number]


@pytest.mark.parametrize(
    "words",
    [
        "IČO 00263958",
        "tel. 416 770 011 nebo 416770011",
        "+420 733 126 621",
        "účet 19-2000145399/0800",
        "účet 736028/0800",  # the check does not agree
        "736028/5164",
        "731328/5163",  # there is no thirteenth month
        "730231/0008",
        "č. j. 12345678901",
        "530101123",  # nine digits alone are a phone
        "usnesení 5/2026",
        "736028/5163/2026",
    ],
)
def test_other_numbers_are_left_alone(words):
    assert found(words) == []


@QUICK
@given(st.dates(date(1954, 1, 1), date(2020, 12, 31)), st.booleans(), st.integers(0, 999))
def test_every_right_number_is_found_and_a_wrong_check_is_not(day, woman, order):
    first = f"{day.year % 100:02d}{day.month + 50 * woman:02d}{day.day:02d}{order:03d}"
    check = int(first) % 11
    if check == 10:
        return
    number, wrong = f"{first[:6]}/{first[6:]}{check}", f"{first[:6]}/{first[6:]}{(check + 1) % 10}"

    assert found(f"x {number} y") == [number]
    assert found(wrong) == [] or (day.year <= 1985 and wrong.endswith("0"))


def test_mails_and_phones_are_found_where_they_stand():
    text = "Pište na jana.vzorova@example.cz, volejte +420 733 126 621 nebo 416 770 011. Účet 2000145399/0800."

    assert [finding.words for finding in emails(text)] == ["jana.vzorova@example.cz"]
    assert [finding.words for finding in phones(text)] == ["+420 733 126 621", "416 770 011"]
    assert all(text[finding.start : finding.end] == finding.words for finding in phones(text))


def test_shown_number_keeps_only_its_beginning():
    assert masked("736028/5163") == "73••••/••••"
