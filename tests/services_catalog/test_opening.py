"""Whether a service is open: days with other hours go before public holidays, and these before the week."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.hours import (
    Exceptional,
    Opening,
    OpenState,
    Span,
    exception_words,
    holiday_name,
    parse_exception,
    state_at,
    state_words,
)

PRAGUE = ZoneInfo("Europe/Prague")
WEEK = tuple(Span(day, time(8), time(12)) for day in range(5))
CHRISTMAS = date(2026, 12, 24)  # a Thursday


def at(day, hour=9, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PRAGUE)


def test_a_service_closed_on_public_holidays_opens_on_the_next_working_day():
    opening = Opening(WEEK, is_closed_on_holidays=True)

    assert state_at(opening, at(CHRISTMAS)) == OpenState(False, at(date(2026, 12, 28), 8))
    assert holiday_name(CHRISTMAS) == "Štědrý den"


def test_a_service_that_says_nothing_of_public_holidays_keeps_its_week():
    assert state_at(Opening(WEEK), at(CHRISTMAS)) == OpenState(True, at(CHRISTMAS, 12))


def test_an_exception_goes_before_a_public_holiday_and_before_the_week():
    other = Exceptional(CHRISTMAS, CHRISTMAS, time(8), time(10), "jen výdej obědů")
    opening = Opening(WEEK, is_closed_on_holidays=True, exceptions=(other,))

    assert opening.on(CHRISTMAS) == [(time(8), time(10))]
    assert not opening.is_open_at(at(CHRISTMAS, 11))


def test_a_closed_span_closes_each_of_its_days_and_no_other():
    closed = Exceptional(date(2026, 11, 23), date(2026, 11, 27))
    opening = Opening(WEEK, exceptions=(closed,))

    assert [bool(opening.on(date(2026, 11, 20) + timedelta(days=days))) for days in range(12)] == [
        True, False, False, False, False, False, False, False, False, False, True, True,
    ]  # fmt: skip


def test_two_rows_of_a_day_are_its_morning_and_afternoon():
    rows = tuple(Exceptional(CHRISTMAS, CHRISTMAS, time(hour), time(hour + 2)) for hour in (13, 8))

    assert Opening(WEEK, exceptions=rows).on(CHRISTMAS) == [(time(8), time(10)), (time(13), time(15))]


def test_a_service_open_round_the_clock_may_be_closed_for_a_day():
    opening = Opening(is_nonstop=True, exceptions=(Exceptional(CHRISTMAS, CHRISTMAS),))
    before = at(CHRISTMAS - timedelta(days=1), 20)

    assert state_at(opening, before) == OpenState(True, at(CHRISTMAS, 0))
    assert state_words(state_at(opening, before), before) == "teď otevřeno do 24:00"
    assert state_at(opening, at(CHRISTMAS)) == OpenState(False, at(date(2026, 12, 25), 0))
    assert state_at(Opening(is_nonstop=True), at(CHRISTMAS)).is_nonstop


def test_an_opening_far_away_is_told_by_its_date():
    closed = Exceptional(date(2026, 11, 23), date(2026, 12, 6))
    state = state_at(Opening(WEEK, exceptions=(closed,)), at(date(2026, 11, 23)))

    assert state_words(state, at(date(2026, 11, 23))) == "otevře 7. 12. 2026 v 8:00"


def test_nothing_is_said_where_nothing_is_known():
    assert state_at(Opening(exceptions=(Exceptional(CHRISTMAS, CHRISTMAS),)), at(CHRISTMAS)) == OpenState(False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24. 12. 2026: zavřeno", Exceptional(CHRISTMAS, CHRISTMAS)),
        ("24.12.2026 zavreno, Vánoce", Exceptional(CHRISTMAS, CHRISTMAS, note="Vánoce")),
        ("24. 12. 2026 – 26. 12. 2026: zavřeno", Exceptional(CHRISTMAS, date(2026, 12, 26))),
        ("24. 12. 2026: 8:00–12:00", Exceptional(CHRISTMAS, CHRISTMAS, time(8), time(12))),
        ("24. 12. 2026: 8.00-24:00", Exceptional(CHRISTMAS, CHRISTMAS, time(8), time(23, 59))),
        ("30. 2. 2026: zavřeno", None),
        ("26. 12. 2026 – 24. 12. 2026: zavřeno", None),
        ("24. 12. 2026: 12:00–8:00", None),
        ("24. 12. 2026: 25:00–26:00", None),
        ("na Vánoce zavřeno", None),
        ("", None),
    ],
)
def test_exceptions_are_read_from_words(text, expected):
    assert parse_exception(text) == expected


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(0, 60),
    st.one_of(st.none(), st.tuples(st.integers(0, 700), st.integers(701, 1438))),
)
@settings(deadline=None)
def test_any_exception_written_as_words_comes_back_as_the_same_data(first, days, minutes):
    opens, closes = (time(*divmod(minute, 60)) for minute in minutes) if minutes else (None, None)
    row = Exceptional(first, first + timedelta(days=days), opens, closes)

    assert parse_exception(": ".join(exception_words(row))) == row


@given(st.text(max_size=80))
@settings(deadline=None)
def test_no_text_breaks_the_reading_of_exceptions(text):
    found = parse_exception(text)

    assert found is None or found.last >= found.first
