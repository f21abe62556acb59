"""What always holds of minutes, decisions and tasks, whatever door it came by."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.working_groups.factories import AgendaItemFactory, MembershipFactory
from tests.working_groups.minutes.factories import (
    DecisionFactory,
    MinutesFactory,
    MinutesFileFactory,
    MinutesItemFactory,
    TaskFactory,
)
from working_groups.enums import DecisionMode, MinutesState
from working_groups.models import DecisionLink, GroupArchive, MinutesEvent, MinutesReminder

pytestmark = pytest.mark.django_db
NOUNS = {
    "minutes",
    "minutesitem",
    "earliertext",
    "minutesfile",
    "minutescomment",
    "minutesevent",
    "minutesreminder",
    "decision",
    "decisionlink",
    "task",
    "grouparchive",
}
PAIRS = ("handed_in", "checked", "sent", "approved", "published", "withdrawn")


def twice(make):
    make()
    make()


def itself():
    decision = DecisionFactory()
    decision.replaced_by = decision
    decision.save()


def same_number():
    decision = DecisionFactory()
    DecisionFactory(group=decision.group, number=decision.number)


def same_point():
    point, minutes = AgendaItemFactory(), MinutesFactory()
    twice(lambda: MinutesItemFactory(minutes=minutes, agenda_item=point))


def link(**options):
    usual = {"decision": DecisionFactory(), "label": "x", "path": "/plany/"}
    return DecisionLink.objects.create(**usual | options)


def same_link():
    decision = DecisionFactory()
    twice(lambda: link(decision=decision))


def same_file():
    minutes = MinutesFactory()
    twice(lambda: MinutesFileFactory(minutes=minutes, sha256="a" * 64))


def same_reminder():
    meeting = MinutesFactory().meeting
    twice(lambda: MinutesReminder.objects.create(meeting=meeting, day=2))


def same_archive():
    group = DecisionFactory().group
    twice(lambda: GroupArchive.objects.create(group=group, year=2026, audience="public"))


BREACHES = {
    "minutes_state_known": lambda: MinutesFactory(state="lost"),
    **{f"minutes_{step}_whole": lambda step=step: MinutesFactory(**{f"{step}_at": timezone.now()}) for step in PAIRS},
    "minutes_comments_have_end": lambda: MinutesFactory(commenting=True, comments_until=None),
    "minutes_approved_have_time": lambda: MinutesFactory(state=MinutesState.APPROVED),
    "minutes_published_have_text": lambda: MinutesFactory(published=True, public_text=""),
    "minutes_withdrawn_have_reason": lambda: MinutesFactory(withdrawn=True, withdrawal_reason=""),
    "minutes_item_once": same_point,
    "minutes_item_edit_whole": lambda: MinutesItemFactory(edited_at=timezone.now()),
    "minutes_file_version_known": lambda: MinutesFileFactory(version="secret"),
    "minutes_file_scan_known": lambda: MinutesFileFactory(scan="maybe"),
    "minutes_file_once": same_file,
    "minutes_comment_settled_whole": lambda: MinutesFactory().comments.create(
        text="x", written_by=UserFactory(), settled_at=timezone.now()
    ),
    "minutes_event_state_known": lambda: MinutesEvent.objects.create(minutes=MinutesFactory(), step="x", state="lost"),
    "minutes_reminder_once": same_reminder,
    "decision_verb_known": lambda: DecisionFactory(verb="sings"),
    "decision_basis_known": lambda: DecisionFactory(basis="dice"),
    "decision_number_once": same_number,
    "decision_votes_counted": lambda: DecisionFactory(basis=DecisionMode.VOTE, votes_for=3),
    "decision_release_whole": lambda: DecisionFactory(released_at=timezone.now()),
    "decision_not_replaced_by_itself": itself,
    "decision_link_kind_known": lambda: link(kind="moon"),
    "decision_link_once": same_link,
    "decision_link_inside": lambda: link(path="//evil.example/"),
    "task_state_known": lambda: TaskFactory(state="lost", settled_at=timezone.now(), settled_by=UserFactory()),
    "task_settled_whole": lambda: TaskFactory(done=True, settled_by=None),
    "task_settled_has_time": lambda: TaskFactory(state="done"),
    "task_one_owner": lambda: TaskFactory(owner=MembershipFactory(), owner_words="Charita"),
    "group_archive_audience_known": lambda: GroupArchive.objects.create(
        group=DecisionFactory().group, year=2026, audience="moon"
    ),
    "group_archive_once": same_archive,
}


@pytest.mark.parametrize("name", BREACHES)
def test_database_refuses(name):
    with pytest.raises(IntegrityError), transaction.atomic():
        BREACHES[name]()


def test_each_constraint_has_its_breach():
    models = [model for model in apps.get_app_config("working_groups").get_models() if model._meta.model_name in NOUNS]

    assert {part.name for model in models for part in model._meta.constraints} == set(BREACHES)


def test_internal_version_is_what_was_written_or_else_the_text_of_the_file():
    minutes = MinutesFactory(converted_text="<p>ze souboru</p>")
    assert minutes.internal_html == "<p>ze souboru</p>"

    MinutesItemFactory(minutes=minutes, title="Bod <1>", text="<p>psáno</p>")
    MinutesItemFactory(minutes=minutes, title="Prázdný", text="")
    assert minutes.internal_html == "<h2>Bod &lt;1&gt;</h2><p>psáno</p>"
