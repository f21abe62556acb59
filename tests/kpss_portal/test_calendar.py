"""Calendars as files: whatever is written is read back by two independent libraries."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from kpss_portal.calendar import Occasion, calendar_file

PRAGUE = ZoneInfo("Europe/Prague")
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120)
FIRST = datetime(1997, 1, 1)  # noqa: DTZ001  # Hypothesis adds the zone itself
MOMENTS = st.datetimes(FIRST, FIRST.replace(year=2090), timezones=st.just(UTC))


def read(body):
    return icalendar.Calendar.from_ical(body).walk("VEVENT")[0], vobject.readOne(body.decode()).vevent


@example("Složka C:\\Nový", "\\N", datetime(2026, 5, 1, tzinfo=UTC))  # no end of a line
@given(WORDS, WORDS, MOMENTS)
def test_both_readers_get_what_was_written(title, place, moment):
    moment = moment.replace(second=0, microsecond=0)
    body = calendar_file([Occasion("x", title, moment, moment + timedelta(hours=2), place)], "Kalendář")

    one, other = read(body)

    assert (str(one["SUMMARY"]), str(one["LOCATION"])) == (title, place) == (other.summary.value, other.location.value)
    assert one["DTSTART"].dt == moment == other.dtstart.value
    assert max(len(line) for line in body.split(b"\r\n")) <= 75


@pytest.mark.parametrize("month", [1, 3, 7, 10, 12])
def test_hour_is_the_one_people_were_told_in_summer_and_winter(month):
    moment = datetime(2126, month, 28, 17, 30, tzinfo=PRAGUE)

    body = calendar_file([Occasion("x", "Setkání", moment)], "Kalendář")

    assert f"DTSTART;TZID=Europe/Prague:2126{month:02}28T173000".encode() in body
    assert body.count(b"BEGIN:VTIMEZONE") == 1


def test_feed_says_how_often_to_ask_and_an_invitation_does_not():
    moment = datetime(2126, 2, 3, 17, 0, tzinfo=PRAGUE)

    feed = calendar_file([Occasion("x", "Setkání", moment)], "Kalendář")
    invitation = calendar_file(
        [Occasion("x", "Setkání", moment)], "", method="REQUEST", organizer="urad@example.cz", attendee="a@example.cz"
    )

    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in feed
    assert b"METHOD:PUBLISH" in feed
    assert b"REFRESH-INTERVAL" not in invitation
    assert b"ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:a@example.cz" in invitation.replace(b"\r\n ", b"")
