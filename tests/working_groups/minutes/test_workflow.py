"""Steps of minutes: each from its states only, by whom it belongs to, with what must be right before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kpss_portal.models import AuditEntry, OutgoingMail
from tests.working_groups.factories import MembershipFactory
from tests.working_groups.minutes.factories import DecisionFactory, MinutesFactory, MinutesFileFactory
from working_groups.enums import MinutesState, ScanState
from working_groups.minutes import public_version, workflow
from working_groups.minutes.errors import NotReady, StepNotOpen
from working_groups.minutes.workflow import STEPS, take_step
from working_groups.models import MinutesEvent
from working_groups.redaction import digest_of

STATES = {state: {} if state == MinutesState.DRAFT else {str(state.value): True} for state in MinutesState}


def soon():
    return timezone.localdate() + timedelta(days=7)


def minutes_in(state, meeting, **more):
    minutes = MinutesFactory(meeting=meeting, **STATES[state], **more)
    if state in {MinutesState.APPROVED, MinutesState.WITHDRAWN}:
        minutes.public_text = "<p>Veřejný text</p>"
        minutes.public_made_of = minutes.internal_digest
        minutes.save()
    return minutes


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("state", MinutesState)
def test_step_is_open_only_from_its_states(coordinator, meeting, state, name):
    minutes = minutes_in(state, meeting)
    step = STEPS[name]

    if state in step.sources:
        moved = take_step(minutes, name, by=coordinator, words="Proto.", until=soon())
        assert moved.state == step.target
    else:
        with pytest.raises(StepNotOpen):
            take_step(minutes, name, by=coordinator, words="Proto.", until=soon())


def test_unknown_step_is_not_open(coordinator, meeting):
    with pytest.raises(StepNotOpen):
        take_step(MinutesFactory(meeting=meeting), "burn", by=coordinator)


def test_step_keeps_who_and_when_and_leaves_its_lines(head, meeting):
    minutes = minutes_in(MinutesState.UPLOADED, meeting)

    moved = take_step(minutes, "check", by=head)

    assert (moved.checked_by, moved.checked_at.date()) == (head, timezone.now().date())
    event = MinutesEvent.objects.get(minutes=minutes)
    assert (event.step, event.state, event.taken_by) == ("check", MinutesState.CHECKED, head)
    entry = AuditEntry.objects.get(action="minutes.check")
    assert (entry.actor, entry.changes) == (head, {"state": ["uploaded", "checked"]})


def test_two_who_press_at_once_move_it_once(coordinator, second_coordinator, meeting):
    minutes = minutes_in(MinutesState.UPLOADED, meeting)
    take_step(minutes, "check", by=coordinator)

    with pytest.raises(StepNotOpen):
        take_step(minutes, "check", by=second_coordinator)


@pytest.mark.parametrize(
    ("name", "state", "who"),
    [
        ("check", MinutesState.UPLOADED, "secretary"),
        ("approve", MinutesState.CHECKED, "member"),
        ("publish", MinutesState.APPROVED, "head"),
        ("withdraw", MinutesState.PUBLISHED, "head"),
        ("hand_in", MinutesState.DRAFT, "former"),
        ("hand_in", MinutesState.DRAFT, "stranger"),
    ],
)
def test_step_of_somebody_else_is_denied(request, meeting, name, state, who):
    minutes = minutes_in(state, meeting)

    with pytest.raises(PermissionDenied):
        take_step(minutes, name, by=request.getfixturevalue(who), words="x")
    minutes.refresh_from_db()
    assert minutes.state == state


@pytest.mark.parametrize(("name", "state"), [("return", MinutesState.UPLOADED), ("withdraw", MinutesState.PUBLISHED)])
def test_some_steps_need_a_reason(coordinator, meeting, name, state):
    with pytest.raises(NotReady) as told:
        take_step(minutes_in(state, meeting), name, by=coordinator, words="  ")

    assert told.value.reasons == ["Napište proč."]


@pytest.mark.parametrize("until", [None, timezone.localdate()])
def test_comments_need_a_day_in_the_future(coordinator, meeting, until):
    with pytest.raises(NotReady) as told:
        take_step(minutes_in(MinutesState.CHECKED, meeting), "send", by=coordinator, until=until)

    assert told.value.reasons == ["Zvolte poslední den připomínek; musí být v budoucnosti."]


def test_empty_minutes_cannot_be_handed_in(coordinator, meeting):
    with pytest.raises(NotReady) as told:
        take_step(MinutesFactory(meeting=meeting, converted_text=""), "hand_in", by=coordinator)

    assert told.value.reasons == ["Zatím tu není žádný text ani soubor."]


def test_file_that_is_held_stops_the_check(coordinator, meeting):
    minutes = minutes_in(MinutesState.UPLOADED, meeting)
    MinutesFileFactory(minutes=minutes, scan=ScanState.WAITING)

    with pytest.raises(NotReady) as told:
        take_step(minutes, "check", by=coordinator)

    assert told.value.reasons == ["Soubor čeká, až odpoví antivirový program. Zkuste to později."]


def test_members_are_asked_for_comments_by_a_letter_with_the_address(coordinator, group, meeting):
    MembershipFactory(group=group, without_account=True, email="jana@example.cz")
    MembershipFactory(group=group, ended=True, without_account=True, email="byvala@example.cz")
    minutes = minutes_in(MinutesState.CHECKED, meeting)
    old = meeting.day

    take_step(minutes, "send", by=coordinator, until=soon())

    letters = OutgoingMail.objects.filter(kind="minutes")
    assert "jana@example.cz" in {letter.to for letter in letters}
    assert f"/moje/zapisy/{minutes.uuid}/" in letters.get(to="jana@example.cz").text
    assert old.year == 2026


def test_writer_learns_what_to_mend(head, member, meeting):
    minutes = minutes_in(MinutesState.UPLOADED, meeting, handed_in_by=member)

    moved = take_step(minutes, "return", by=head, words="Chybí\nbod 3.")

    letter = OutgoingMail.objects.get(kind="minutes")
    assert (letter.to, moved.state) == (member.email, MinutesState.DRAFT)
    assert "Chybí bod 3." in letter.text


def test_nothing_is_published_without_a_public_version(coordinator, meeting):
    with pytest.raises(NotReady) as told:
        take_step(MinutesFactory(meeting=meeting, approved=True), "publish", by=coordinator)

    assert told.value.reasons == ["Zatím není žádné veřejné znění."]


def test_birth_number_is_not_published(coordinator, meeting):
    minutes = minutes_in(MinutesState.APPROVED, meeting)
    minutes.public_text = "<p>r. č. 736028/5163</p>"
    minutes.save()

    with pytest.raises(NotReady) as told:
        take_step(minutes, "publish", by=coordinator)

    assert told.value.reasons == ["Ve veřejném znění je 1 číslo, které vypadá jako rodné číslo."]


def test_public_version_of_an_older_text_is_not_published(coordinator, meeting):
    minutes = minutes_in(MinutesState.APPROVED, meeting)
    minutes.converted_text = "<p>Jiný text</p>"
    minutes.save()

    with pytest.raises(NotReady) as told:
        take_step(minutes, "publish", by=coordinator)

    assert told.value.reasons == ["Interní znění se od vzniku veřejného změnilo. Projděte veřejné znění znovu."]


def test_decisions_go_out_with_the_minutes(coordinator, group, meeting):
    decision, other = DecisionFactory(group=group, meeting=meeting), DecisionFactory(group=group)

    take_step(minutes_in(MinutesState.APPROVED, meeting), "publish", by=coordinator)

    decision.refresh_from_db()
    other.refresh_from_db()
    assert (decision.released_by, other.released_at) == (coordinator, None)


def test_withdrawal_leaves_its_reason_and_takes_the_pdf(coordinator, meeting):
    moved = take_step(
        minutes_in(MinutesState.PUBLISHED, meeting), "withdraw", by=coordinator, words="Byla v něm chyba."
    )

    moved.refresh_from_db()
    assert (moved.withdrawal_reason, moved.withdrawn_by, moved.public_pdf) == ("Byla v něm chyba.", coordinator, None)


def test_open_steps_are_those_that_may_be_taken(coordinator, head, member, meeting):
    minutes = minutes_in(MinutesState.UPLOADED, meeting)

    def names(user):
        return [name for name, _step in workflow.open_steps(minutes, user)]

    assert (names(coordinator), names(head), names(member)) == (["check", "return"], ["check", "return"], [])


def test_minutes_made_public_by_the_helper_can_be_published(coordinator, meeting):
    minutes = MinutesFactory(meeting=meeting, approved=True)
    digest = digest_of(public_version.source_of(minutes))
    minutes = public_version.make(minutes, digest, {}, by=coordinator)

    assert take_step(minutes, "publish", by=coordinator).state == MinutesState.PUBLISHED
