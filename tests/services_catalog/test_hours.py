"""Opening hours: what people write becomes data, data become words, and nothing that was not understood is lost."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services_catalog.hours import Hours, Span, is_open_at, lines_of, parse_hours

PRAGUE = ZoneInfo("Europe/Prague")
NOON, EVENING = time(12), time(18)


def spans(*rows):
    return tuple(Span(day, time(*opens), time(*closes)) for day, opens, closes in rows)


def days(text):
    return sorted({span.weekday for span in parse_hours(text).spans})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Po 8–12", spans((0, (8, 0), (12, 0)))),
        ("po 8:00-12:00, 13.00–15.30", spans((0, (8, 0), (12, 0)), (0, (13, 0), (15, 30)))),
        ("Po, St 8-12", spans((0, (8, 0), (12, 0)), (2, (8, 0), (12, 0)))),
        ("Út a Čt 9–11", spans((1, (9, 0), (11, 0)), (3, (9, 0), (11, 0)))),
        ("pondělí 7:00 – 15:30 hod.", spans((0, (7, 0), (15, 30)))),
        ("So–Ne 10-16; Po 8-12", spans((0, (8, 0), (12, 0)), (5, (10, 0), (16, 0)), (6, (10, 0), (16, 0)))),
        ("po od 8 do 12", ()),
        ("Ne 20–24", spans((6, (20, 0), (23, 59)))),
    ],
)
def test_usual_ways_of_writing_are_understood(text, expected):
    assert parse_hours(text).spans == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Po–Pá 8–12", [0, 1, 2, 3, 4]),
        ("Po až Pá 8–12", [0, 1, 2, 3, 4]),
        ("Pá–Po 8–12", [0, 4, 5, 6]),
        ("denně 8–12", [0, 1, 2, 3, 4, 5, 6]),
        ("Po-St, Pá 8–12", [0, 1, 2, 4]),
        ("Po, St-Pá 8–12", [0, 2, 3, 4]),
        ("Po a St-Pá 8–12", [0, 2, 3, 4]),
        ("pondělí až čtvrtek 8–12", [0, 1, 2, 3]),
    ],
)
def test_ranges_of_days_are_understood(text, expected):
    assert days(text) == expected


@pytest.mark.parametrize("text", ["nepřetržitě", "NONSTOP", "24/7", "24 hodin denně", "non-stop"])
def test_round_the_clock_is_understood(text):
    assert parse_hours(text) == Hours(is_nonstop=True)


@pytest.mark.parametrize(
    "text",
    [
        "dle dohody",
        "8–12",
        "Po 12–8",
        "Po 25–26",
        "Po 8:61–9",
        "Po 8–12 po telefonické domluvě",
        "ve středu",
        "Po 8–12, Po 8–14",
        "Po-Út-St 8–12",
        "Po, Út-St-Čt 8–12",
        "poast-pa 8–12",
    ],
)
def test_a_text_that_is_not_understood_wholly_stays_as_it_was_written(text):
    assert parse_hours(text) == Hours(note=text)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_text_says_nothing(text):
    assert parse_hours(text) == Hours()


def test_neighbouring_days_with_the_same_hours_are_read_together():
    week = [Span(day, time(7), time(15, 30)) for day in (0, 1, 2, 4)]

    assert lines_of(week) == [("pondělí–středa", "7:00–15:30"), ("pátek", "7:00–15:30")]


def test_the_whole_week_is_read_as_every_day():
    assert lines_of([Span(day, time(0), time(23, 59)) for day in range(7)]) == [("každý den", "0:00–24:00")]


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 23, 8, 0, tzinfo=PRAGUE), True),
        (datetime(2026, 11, 23, 7, 59, tzinfo=PRAGUE), False),
        (datetime(2026, 11, 23, 12, 0, tzinfo=PRAGUE), False),
        (datetime(2026, 11, 24, 9, 0, tzinfo=PRAGUE), False),
    ],
)
def test_it_is_open_from_the_opening_up_to_the_closing(moment, is_open):
    assert is_open_at([Span(0, time(8), time(12))], moment) is is_open


# --- for any hours ------------------------------------------------------------------------------------------------


@st.composite
def weeks(draw):
    """Hours of a week as people have them: at most two spans a day that do not meet."""
    rows = []
    for day in draw(st.sets(st.integers(0, 6), min_size=1)):
        minutes = sorted(draw(st.sets(st.integers(0, 1439), min_size=2, max_size=4).filter(lambda m: len(m) % 2 == 0)))
        moments = [time(*divmod(minute, 60)) for minute in minutes]
        rows += [Span(day, *moments[index : index + 2]) for index in range(0, len(moments), 2)]
    return tuple(sorted(rows))


@given(weeks())
@settings(deadline=None)
def test_any_hours_written_as_words_come_back_as_the_same_data(week):
    text = ", ".join(f"{names} {words}" for names, words in lines_of(week))

    assert parse_hours(text) == Hours(spans=week)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_breaks_the_reading_and_none_is_lost(text):
    hours = parse_hours(text)

    assert bool(hours.spans) + hours.is_nonstop + bool(hours.note) == bool(text.split())


@given(st.text(alphabet="PoÚtStČtáSNe0123456789:.-–, ažd", max_size=40))
@settings(deadline=None)
def test_what_is_understood_is_in_order_and_closes_after_opening(text):
    found = parse_hours(text).spans

    assert list(found) == sorted(set(found))
    assert [span for span in found if span.opens >= span.closes or not 0 <= span.weekday <= 6] == []


@given(weeks(), st.integers(0, 6), st.integers(0, 1439))
def test_open_at_a_moment_means_that_a_span_of_the_day_holds_it(week, day, minute):
    moment = datetime(2026, 11, 23 + day, *divmod(minute, 60), tzinfo=PRAGUE)

    expected = [span for span in week if span.weekday == day and span.opens <= moment.time() < span.closes]
    assert is_open_at(week, moment) is bool(expected)


@given(st.lists(st.sampled_from(["Po", "Út", "8-12", "8-14", "13-15", "11:30-13"]), max_size=8).map(" ".join))
def test_hours_of_a_day_never_overlap(text):
    found = parse_hours(text).spans

    ends = {}
    for span in found:
        assert span.opens >= ends.get(span.weekday, time(0))
        ends[span.weekday] = span.closes
