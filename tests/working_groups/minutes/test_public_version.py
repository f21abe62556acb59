"""The public version: names of those who did not agree are offered, and a text that changes meanwhile is told."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.working_groups.factories import MembershipFactory
from tests.working_groups.minutes.factories import MinutesFactory
from working_groups.enums import Side
from working_groups.minutes import public_version
from working_groups.minutes.errors import ChangedMeanwhile, StepNotOpen
from working_groups.redaction import Person, digest_of


@pytest.fixture
def minutes(group, meeting):
    MembershipFactory(group=group, without_account=True, name="Jana Vzorová", side=Side.USER)
    MembershipFactory(group=group, without_account=True, name="Petr Zkušební", name_consented_on=timezone.localdate())
    MembershipFactory(group=group, without_account=True, name="Karel Starosta", public_function="starosta")
    text = "<p>Jana Vzorová žádala. Petr Zkušební a Karel Starosta souhlasili.</p>"
    return MinutesFactory(meeting=meeting, checked=True, converted_text=text)


def make(minutes, chosen, by):
    return public_version.make(minutes, digest_of(public_version.source_of(minutes)), chosen, by=by)


def test_only_those_without_consent_or_function_are_offered(minutes):
    assert public_version.people_to_hide(minutes) == [Person("Jana Vzorová", "uživatelů")]


def test_chosen_words_make_the_public_version(coordinator, minutes):
    made = make(minutes, {0: "Zástupkyně uživatelů"}, coordinator)

    assert made.public_text == "<p>Zástupkyně uživatelů žádala. Petr Zkušební a Karel Starosta souhlasili.</p>"
    assert made.is_public_text_old is False
    assert "Jana Vzorová" in made.internal_html


def test_text_that_changed_while_somebody_redacts_it_is_told(coordinator, minutes):
    digest = digest_of(public_version.source_of(minutes))
    minutes.converted_text = "<p>Jiný text</p>"
    minutes.save()

    with pytest.raises(ChangedMeanwhile):
        public_version.make(minutes, digest, {}, by=coordinator)
    minutes.refresh_from_db()
    assert minutes.public_text == ""


def test_version_mended_against_an_older_text_stays_old(coordinator, minutes):
    seen = minutes.internal_digest
    make(minutes, {}, coordinator)
    minutes.refresh_from_db()
    minutes.converted_text = "<p>Jiný text</p>"
    minutes.save()

    assert public_version.mend(minutes, "<p>a</p>", by=coordinator, seen_internal=seen).is_public_text_old is True
    now = minutes.internal_digest
    assert public_version.mend(minutes, "<p>a</p>", by=coordinator, seen_internal=now).is_public_text_old is False


def test_typed_html_is_cleaned(coordinator, minutes):
    made = public_version.mend(
        minutes, "<p onclick='x'>a<script>alert(1)</script></p>", by=coordinator, seen_internal=minutes.internal_digest
    )

    assert made.public_text == "<p>a</p>"


@pytest.mark.parametrize("who", ["head", "secretary", "member", "editor"])
def test_only_the_coordinator_makes_it(request, minutes, who):
    with pytest.raises(PermissionDenied):
        make(minutes, {}, request.getfixturevalue(who))


@pytest.mark.parametrize("trait", ["published", None])
def test_published_and_unfinished_minutes_have_it_closed(coordinator, meeting, trait):
    minutes = MinutesFactory(meeting=meeting, **({trait: True} if trait else {}))

    with pytest.raises(StepNotOpen):
        make(minutes, {}, coordinator)


def test_guests_of_the_meeting_are_offered_as_well(coordinator, minutes):
    minutes.meeting.attendance.create(guest_name="Eva Hostující", presence="guest", guest_side=Side.PUBLIC)

    assert Person("Eva Hostující", "veřejnosti") in public_version.people_to_hide(minutes)
