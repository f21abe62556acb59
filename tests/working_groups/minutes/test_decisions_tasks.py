"""Decisions are numbered without gaps, tasks are followed until they are done."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kpss_portal.models import OutgoingMail
from tests.working_groups.factories import GroupFactory, MeetingFactory, MembershipFactory
from tests.working_groups.minutes.factories import DecisionFactory, TaskFactory
from working_groups import deciding, tracking
from working_groups.enums import Numbering, TaskState
from working_groups.forms.decisions import DecisionForm, DecisionLinkForm, TaskForm
from working_groups.models import Decision, Task


def decide(group, by, day=date(2026, 3, 1)) -> str:
    row = deciding.add_decision(Decision(group=group, decided_on=day, verb="notes", text="x"), by=by)
    return row.label


def test_each_group_numbers_its_decisions_in_each_year(coordinator, group):
    other = GroupFactory()

    labels = [decide(group, coordinator), decide(group, coordinator), decide(other, coordinator)]
    labels.append(decide(group, coordinator, date(2027, 1, 5)))

    assert labels == ["1/2026", "2/2026", "1/2026", "1/2027"]


def test_office_may_number_groups_together(coordinator):
    groups = GroupFactory.create_batch(2, decision_numbering=Numbering.OFFICE)

    assert [decide(group, coordinator) for group in groups] == ["1/2026", "2/2026"]


def test_member_of_a_group_does_not_number_decisions(member, head, group):
    with pytest.raises(PermissionDenied):
        decide(group, member)
    assert decide(group, head) == "1/2026"


def test_decision_is_released_once(coordinator, head):
    decision = DecisionFactory()

    assert [deciding.release(decision, by=coordinator), deciding.release(decision, by=coordinator)] == [True, False]
    with pytest.raises(PermissionDenied):
        deciding.release(decision, by=head)


def form_of(group, **typed):
    usual = {
        "group": group.pk,
        "decided_on": "2026-02-03",
        "verb": "recommends",
        "text": "zahájit",
        "basis": "consensus",
    }
    return DecisionForm(usual | typed)


def test_counts_of_votes_are_left_out_of_a_consensus(group):
    form = form_of(group, votes_for="7", votes_against="0", votes_abstained="1")

    assert form.is_valid(), form.errors
    assert form.instance.votes_for is None


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (
            {"text": "dát paní 736028/5163"},
            "text",
            "Něco tu vypadá jako rodné číslo. Tento text si přečte každý; odstraňte ho.",
        ),
        ({"basis": "vote"}, "__all__", "Hlasování potřebuje všechny tři počty; shoda nemá žádný."),
    ],
)
def test_wrong_decision_is_told_by_the_field(group, typed, field, words):
    assert words in form_of(group, **typed).errors[field]


def test_decision_of_tomorrow_is_told_by_the_field(group, today):
    form = form_of(group, decided_on=(today + timedelta(days=1)).isoformat())

    assert form.errors["decided_on"] == ["Usnesení nemůže mít budoucí datum."]


def test_decision_belongs_to_a_meeting_of_its_group(group):
    meeting = MeetingFactory(held=True)

    assert form_of(group, meeting=meeting.pk).errors["meeting"] == ["Tato skupina na tom setkání nebyla."]


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("https://portal.example.cz/plany/kpss/polozky/1.1.2/?x=1#y", "/plany/kpss/polozky/1.1.2/"),
        ("/ankety/seniori/", "/ankety/seniori/"),
    ],
)
def test_link_keeps_only_its_path(db, typed, path):
    form = DecisionLinkForm({"kind": "plan_item", "label": "Opatření 1.1.2", "path": typed})

    form.is_valid()
    assert form.cleaned_data["path"] == path


@pytest.mark.parametrize("typed", ["plany/kpss", "javascript:alert(1)", "https://evil.example"])
def test_link_that_leads_out_is_refused(db, typed):
    assert "path" in DecisionLinkForm({"kind": "other", "label": "x", "path": typed}).errors


# --- tasks ---


@pytest.fixture
def today():
    """Of this test: a run may last over midnight."""
    return timezone.localdate()


@pytest.fixture
def owner(group):
    return MembershipFactory(group=group)


def test_owner_settles_an_own_task_and_it_can_be_opened_again(owner, group):
    task = TaskFactory(group=group, owner=owner)

    done = tracking.move(task, TaskState.DONE, by=owner.user, result="Hotovo\nvčera")
    assert (done.state, done.settled_by, done.result) == (TaskState.DONE, owner.user, "Hotovo včera")
    with pytest.raises(tracking.AlreadySettled):
        tracking.move(task, TaskState.DONE, by=owner.user)
    again = tracking.move(task, TaskState.OPEN, by=owner.user)
    assert (again.settled_at, again.settled_by) == (None, None)


def test_task_of_somebody_else_is_not_ticked(member, group, owner):
    with pytest.raises(PermissionDenied):
        tracking.move(TaskFactory(group=group, owner=owner), TaskState.DONE, by=member)


def test_tasks_come_to_the_next_agenda_until_they_are_settled(group, coordinator):
    first = MeetingFactory(held=True, groups=[group])
    second = MeetingFactory(groups=[group])
    waiting = TaskFactory(group=group, meeting=first)
    own = TaskFactory(group=group, meeting=second)
    done = TaskFactory(group=group, meeting=first)
    TaskFactory()

    assert set(Task.objects.carried_to(second)) == {waiting, done}
    tracking.move(done, TaskState.DONE, by=coordinator)
    assert set(Task.objects.carried_to(second)) == {waiting}
    assert set(Task.objects.carried_to(first)) == set()
    assert list(Task.objects.shown_at(second)) == [own]


def test_owner_is_reminded_before_the_day_and_then_weekly(group, owner, today):
    TaskFactory(group=group, owner=owner, due_on=today + timedelta(days=3), title="Leták")
    TaskFactory(group=group, owner=owner, due_on=today + timedelta(days=2), title="Rozpis")
    TaskFactory(group=group, owner=owner, due_on=today + timedelta(days=4))
    TaskFactory(group=group, owner=owner, due_on=today, done=True)
    TaskFactory(group=group, owner_words="Charita", due_on=today)

    assert [tracking.remind_due(), tracking.remind_due()] == [1, 0]
    letter = OutgoingMail.objects.get(kind="tasks")
    assert letter.to == owner.user.email
    assert letter.text.index("Rozpis") < letter.text.index("Leták")
    later = today + timedelta(days=3)
    assert tracking.remind_due(later) == 1  # only the one that was too far before
    Task.objects.update(due_on=today - timedelta(days=1), reminded_on=today - timedelta(days=7))
    assert tracking.remind_due() == 1


def test_former_member_is_not_reminded(group, today):
    TaskFactory(group=group, owner=MembershipFactory(group=group, ended=True), due_on=today)

    assert tracking.remind_due() == 0


def test_owner_sits_in_the_group_of_the_task(group):
    form = TaskForm({"group": group.pk, "title": "Leták", "owner": MembershipFactory().pk})

    assert form.errors["owner"] == ["Tento člověk není členem té skupiny."]


def test_public_does_not_read_who_does_a_task(group):
    member = MembershipFactory(group=group, without_account=True, name="Jana Vzorová", organisation="Charita")
    task = TaskFactory(group=group, owner=member)

    assert (task.public_owner, task.internal_owner) == ("Charita", "Jana Vzorová")


def test_decision_does_not_replace_itself_and_the_field_says_so(group):
    decision = DecisionFactory(group=group)

    form = DecisionForm({"replaced_by": decision.pk}, instance=decision)

    assert form.errors["replaced_by"] == ["Usnesení nemůže nahradit samo sebe."]
