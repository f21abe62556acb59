"""Notice, quorum, series, agenda as text, balance of sides, statistics of the year, deletion in time."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.working_groups.factories import (
    PRAGUE,
    AgendaItemFactory,
    AttendanceFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    PaperFactory,
)
from working_groups import agenda_text, erasing
from working_groups.enums import NoticeUnit, Presence, Repetition, Side
from working_groups.models import Attendance
from working_groups.notice import days_before, is_working_day, late_groups, quorum_of
from working_groups.people import balance_words, sides_of
from working_groups.series import following
from working_groups.statistics import year_of

DAYS = st.dates(date(2015, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("day", "number", "unit", "last"),
    [
        (date(2026, 12, 10), 7, NoticeUnit.DAYS, date(2026, 12, 3)),
        (date(2026, 12, 10), 3, NoticeUnit.WORKING_DAYS, date(2026, 12, 7)),
        (date(2026, 12, 14), 1, NoticeUnit.WORKING_DAYS, date(2026, 12, 11)),  # over a weekend
        (date(2026, 11, 18), 2, NoticeUnit.WORKING_DAYS, date(2026, 11, 13)),  # 17 November is a holiday
        (date(2026, 4, 7), 2, NoticeUnit.WORKING_DAYS, date(2026, 4, 1)),  # Good Friday and Easter Monday
        (date(2027, 1, 4), 1, NoticeUnit.WORKING_DAYS, date(2026, 12, 31)),  # over the New Year
        (date(2026, 12, 10), 0, NoticeUnit.WORKING_DAYS, date(2026, 12, 10)),
    ],
)
def test_notice_is_counted_in_days_or_in_working_days(day, number, unit, last):
    assert days_before(day, number, unit) == last


@given(DAYS, st.integers(1, 30))
def test_between_the_last_day_and_the_meeting_is_the_promised_number_of_working_days(day, number):
    last = days_before(day, number, NoticeUnit.WORKING_DAYS)

    between = [last + timedelta(days=step) for step in range((day - last).days)]
    assert sum(map(is_working_day, between)) == number
    assert is_working_day(last)


@pytest.mark.django_db
def test_only_groups_whose_rules_are_broken_are_late():
    late, kept, free = GroupFactory(notice_number=7), GroupFactory(notice_number=2), GroupFactory()

    found = late_groups([late, kept, free], date(2026, 12, 10), date(2026, 12, 5))

    assert [(part.group, part.last_day) for part in found] == [(late, date(2026, 12, 3))]


@pytest.mark.parametrize(
    ("fields", "members", "needed"),
    [
        ({"quorum": "majority"}, 8, 5),
        ({"quorum": "majority"}, 7, 4),
        ({"quorum": "percent", "quorum_number": 60}, 8, 5),
        ({"quorum": "number", "quorum_number": 3}, 8, 3),
        ({"quorum": "none"}, 8, None),
    ],
)
def test_quorum_says_how_many_must_be_there(fields, members, needed):
    assert quorum_of(GroupFactory.build(**fields), members) == needed


def test_series_keeps_the_weekday_and_the_hour_over_the_change_of_clocks():
    third_thursday = datetime(2026, 9, 17, 13, 0, tzinfo=PRAGUE)

    days = [moment.isoformat() for moment in following(third_thursday, Repetition.MONTHLY, 3)]

    assert days == ["2026-10-15T13:00:00+02:00", "2026-11-19T13:00:00+01:00", "2026-12-17T13:00:00+01:00"]


def test_fifth_weekday_of_a_series_is_the_last_one_of_a_shorter_month():
    fifth = datetime(2026, 1, 29, 9, 0, tzinfo=PRAGUE)

    assert [moment.date() for moment in following(fifth, Repetition.MONTHLY, 1)] == [date(2026, 2, 26)]
    assert following(fifth, Repetition.NONE, 5) == []


@given(DAYS, st.sampled_from([part for part in Repetition if part != Repetition.NONE]), st.integers(1, 24))
def test_series_goes_on_by_the_same_weekday(day, repetition, count):
    first = timezone.make_aware(datetime.combine(day, time(13)))

    moments = following(first, repetition, count)

    assert len(moments) == count
    assert {timezone.localtime(moment).weekday() for moment in moments} == {day.weekday()}
    assert moments == sorted(set(moments))


def test_agenda_is_read_line_by_line():
    points = agenda_text.points_of("13:00 Péče  o víkendech | Charita\n\n2. Rozpočet\n9.30 Různé\n")

    assert [(point.starts_from, point.title, point.presenter) for point in points] == [
        (time(13), "Péče o víkendech", "Charita"),
        (None, "Rozpočet", ""),
        (time(9, 30), "Různé", ""),
    ]


@pytest.mark.parametrize("text", ["25:00 Nikdy", "| Charita", "x" * 201])
def test_line_of_the_agenda_that_cannot_be_read_is_named(text):
    with pytest.raises(ValidationError) as refused:
        agenda_text.points_of(f"Úvod\n{text}")

    assert refused.value.messages[0].startswith("Řádek 2: ")


@pytest.mark.django_db
def test_changed_agenda_keeps_papers_of_its_points():
    meeting = MeetingFactory()
    first = AgendaItemFactory(meeting=meeting, position=1, title="Úvod")
    second = AgendaItemFactory(meeting=meeting, position=2, title="Rozpočet")
    gone = AgendaItemFactory(meeting=meeting, position=3, title="Různé")
    paper = PaperFactory(meeting=meeting, item=second)

    agenda_text.write(meeting, agenda_text.points_of("Rozpočet\nPřivítání"))

    titles = [(item.pk, item.title) for item in meeting.agenda.all()]
    assert titles[0] == (second.pk, "Rozpočet")
    assert titles[1][1] == "Přivítání"
    assert first.pk not in {key for key, _title in titles} or gone.pk not in {key for key, _title in titles}
    paper.refresh_from_db()
    assert paper.item == second


def test_balance_is_said_in_words():
    user, provider, town = (MembershipFactory.build(side=side, group=None, user=None) for side in Side.triad())

    assert balance_words(sides_of([user, provider, town])) == ""
    assert balance_words(sides_of([user, provider])) == "U stolu chybí: zadavatelé."
    assert balance_words(sides_of([user, provider, provider, provider, town])).startswith("Víc než polovina")


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 5])
def test_statistics_of_a_year_cost_the_same_for_any_number(count, django_assert_num_queries):
    for _number in range(count):
        group = GroupFactory()
        member = MembershipFactory(group=group)
        AttendanceFactory(
            meeting=MeetingFactory(held=True, groups=[group]), membership=member, presence=Presence.PRESENT
        )

    with django_assert_num_queries(4):
        groups = year_of(2026)

    assert [(row.held, row.members[0].came, row.members[0].percent) for row in groups] == [(1, 1, 100)] * count


@pytest.mark.django_db
def test_member_of_two_groups_counts_in_both_at_a_common_meeting():
    one, two = GroupFactory(minimum_meetings_yearly=2), GroupFactory()
    first = MembershipFactory(group=one)
    MembershipFactory(group=two, user=first.user)
    meeting = MeetingFactory(held=True, groups=[one, two])
    AttendanceFactory(meeting=meeting, membership=first, presence=Presence.REPRESENTED)
    AttendanceFactory(meeting=meeting, membership=None, guest_name="Ota Vzorný", presence=Presence.GUEST)

    rows = year_of(2026)

    assert [(row.members[0].came, row.guests, row.is_below_minimum) for row in rows] == [(1, 1, True), (1, 1, False)]


@pytest.mark.django_db
def test_personal_data_leave_three_years_after_the_end():
    old = MembershipFactory(without_account=True, ends_on=date(2020, 6, 1), name_consented_on=date(2020, 1, 1))
    recent = MembershipFactory(ended=True)
    row = AttendanceFactory(meeting=MeetingFactory(held=True, groups=[old.group]), membership=old, reply_note="nemoc")

    assert erasing.erase_old() == 1

    old.refresh_from_db()
    recent.refresh_from_db()
    assert (old.user, old.name, old.email, old.is_named_publicly) == (None, "", "", False)
    assert (old.organisation != "", recent.user is not None) == (True, True)
    assert Attendance.objects.get(pk=row.pk).reply_note == ""
    assert erasing.erase_old() == 0
