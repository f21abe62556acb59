"""Action plans: made by ticking, filled in, approved by a resolution, frozen for ever."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpss_portal.canonical import sha256_of
from kpss_portal.frozen import DocumentIsFrozen
from plans import freezing
from plans.models import ActionCost, ActionEntry, ActionPlan, FundingSource
from plans.progress import action_plans, linking
from plans.progress.steps import StepNotOpen
from plans.progress_enums import ActionPlanState as S
from tests.kept import anew
from tests.plans.factories import whole_plan
from tests.plans.progress_factories import CHARITY, YEAR, resolution

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(coordinator, kept_plan):
    return anew(kept_plan)


@pytest.fixture
def draft(plan, coordinator):
    """With both measures ticked."""
    made = action_plans.start(plan, YEAR, "Akční plán", by=coordinator)
    action_plans.tick(made, plan.items.filter(depth=3), [], by=coordinator)
    return made


@pytest.fixture
def approved(draft, coordinator):
    entry = draft.entries.get(item__code="1.1.1")
    entry.work = "Přijmout pečovatelku."
    action_plans.write(entry, {cost.source_id: cost.amount_czk for cost in entry.costs.all()}, by=coordinator)
    action_plans.take_step(draft, "hand_over", by=coordinator)
    return action_plans.take_step(draft, "approve", by=coordinator, resolution=resolution())


def test_ticked_items_come_with_who_does_them_and_the_money_of_the_year(draft):
    entry = draft.entries.get(item__code="1.1.1")

    assert (entry.responsible, [cost.amount_czk for cost in entry.costs.all()]) == (CHARITY, [400_000])


def test_started_twice_it_is_there_once(draft, plan, coordinator):
    assert action_plans.start(plan, YEAR, "Podruhé", by=coordinator).pk == draft.pk


def test_ticking_takes_away_what_is_empty_and_keeps_what_is_written(draft, plan, coordinator):
    entries = {entry.item.code: entry for entry in draft.entries.select_related("item")}
    entries["1.1.1"].work = "Napsáno."
    entries["1.1.1"].save()
    shown = [entry.item_id for entry in entries.values()]

    kept = action_plans.tick(draft, [], shown, by=coordinator)

    assert [entry.item.code for entry in kept] == ["1.1.1"]
    assert [entry.item.code for entry in draft.entries.all()] == ["1.1.1"]


def test_ticking_leaves_what_somebody_else_has_just_added(draft, coordinator):
    action_plans.tick(draft, [], [], by=coordinator)

    assert draft.entries.count() == 2


@pytest.mark.parametrize("year", [2024, 2029])
def test_a_year_outside_the_plan_is_refused(plan, coordinator, year):
    with pytest.raises(ValidationError):
        action_plans.start(plan, year, "Akční plán", by=coordinator)


def test_it_is_made_of_an_approved_plan_only(coordinator, editor, plan):
    with pytest.raises(ValidationError):
        action_plans.start(whole_plan(), YEAR, "Akční plán", by=coordinator)
    with pytest.raises(PermissionDenied):
        action_plans.start(plan, YEAR, "Akční plán", by=editor)


def test_approval_needs_entries_and_a_resolution(plan, draft, coordinator):
    empty = action_plans.start(plan, YEAR + 1, "Prázdný", by=coordinator)

    with pytest.raises(ValidationError):
        action_plans.take_step(empty, "hand_over", by=coordinator)
    action_plans.take_step(draft, "hand_over", by=coordinator)
    with pytest.raises(ValidationError):
        action_plans.take_step(draft, "approve", by=coordinator)
    assert ActionPlan.objects.get(pk=draft.pk).state == S.FOR_APPROVAL


def test_two_at_once_approve_it_once(approved, coordinator):
    with pytest.raises(StepNotOpen):
        action_plans.take_step(approved, "approve", by=coordinator, resolution=resolution())


def test_its_content_has_the_checksum_that_is_stored_with_it(approved):
    assert sha256_of(approved.content) == approved.content_sha256
    assert "Přijmout pečovatelku." in approved.content


# --- frozen -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.save(),
        lambda found: found.delete(),
        lambda found: ActionPlan.objects.filter(pk=found.pk).update(title="Jiný"),
        lambda found: ActionPlan.objects.filter(pk=found.pk).delete(),
        lambda found: found.entries.get(item__code="1.1.1").save(),
        lambda found: found.entries.get(item__code="1.1.1").delete(),
        lambda found: found.entries.update(work="Jinak"),
        lambda found: ActionCost.objects.filter(entry__action_plan=found).delete(),
        lambda found: ActionEntry(action_plan=found, item=found.plan.items.get(code="1")).save(),
    ],
)
def test_nothing_of_an_approved_one_changes(approved, change):
    with pytest.raises(DocumentIsFrozen):
        change(approved)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_actionplan SET title = 'x'",
        "UPDATE plans_actionplan SET content = 'x'",
        "DELETE FROM plans_actionplan",
        "UPDATE plans_actionentry SET work = 'x'",
        "DELETE FROM plans_actioncost",
        "UPDATE plans_actioncost SET amount_czk = 1",
    ],
)
def test_the_database_refuses_as_well(approved, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_all_triggers_are_in_place():
    assert freezing.missing() == set()


def test_a_change_is_a_new_version_and_the_old_one_is_replaced_by_its_approval(approved, coordinator):
    newer = action_plans.new_version(approved, by=coordinator)
    again = action_plans.new_version(approved, by=coordinator)

    assert (newer.version, again.pk, newer.entries.count()) == (2, newer.pk, 2)
    action_plans.take_step(newer, "hand_over", by=coordinator)
    action_plans.take_step(newer, "approve", by=coordinator, resolution=resolution(number="99"))
    states = ActionPlan.objects.order_by("version").values_list("version", "state")
    assert list(states) == [(1, S.SUPERSEDED), (2, S.APPROVED)]


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_public_reads_an_approved_one_and_not_a_draft(client, draft, coordinator, approved, plan):
    action_plans.start(plan, YEAR + 1, "Příští", by=coordinator)

    page = client.get(reverse("plans:action-plan", args=[plan.slug, YEAR])).content.decode()

    assert "Přijmout pečovatelku." in page
    assert "400\xa0000" in page
    assert client.get(reverse("plans:action-plan", args=[plan.slug, YEAR + 1])).status_code == 404
    assert client.get(reverse("plans:action-plan", args=[plan.slug, 1999])).status_code == 404


def test_the_coordinator_ticks_writes_and_approves_by_forms(plan, signed_in, coordinator):
    client = signed_in(coordinator)
    client.post(reverse("admin:plans_actionplan_add"), {"plan": plan.pk, "year": YEAR, "title": ""})
    made = ActionPlan.objects.get()
    item = plan.items.get(code="1.1.2")
    client.post(reverse("admin:plans_actionplan_tick", args=[made.pk]), {"items": [item.pk]})
    entry = made.entries.get()
    source = FundingSource.objects.first()
    address = reverse("admin:plans_actionplan_entry", args=[made.pk, entry.pk])
    typed = {"work": "Opravit vchod.", "responsible": "Město", "deadline_on": "30. 6. 2025", "deadline_text": ""}

    refused = client.post(address, typed | {f"money-{source.pk}": "hodně"}).content.decode()
    assert "hodně" in refused
    assert "Opravit vchod." in refused
    client.post(address, typed | {f"money-{source.pk}": "250 000"})

    entry.refresh_from_db()
    assert (entry.work, entry.deadline_on, entry.costs.get().amount_czk) == (
        "Opravit vchod.",
        date(2025, 6, 30),
        250_000,
    )
    client.post(reverse("admin:plans_actionplan_step", args=[made.pk, "hand_over"]))
    step = reverse("admin:plans_actionplan_step", args=[made.pk, "approve"])
    decision = {"body_kind": "council", "body_name": "Rada", "decided_on": "24. 11. 2024", "number": "1"}
    assert client.post(step, decision).status_code == 200  # the word is missing
    assert client.post(step, decision | {"potvrzeni": "ano"}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.number) == (S.APPROVED, "1")
    assert client.get(reverse("admin:plans_actionplan_progress", args=[made.pk])).status_code == 200


def test_a_reader_opens_pages_and_changes_nothing(draft, signed_in, reader, citizen, client):
    assert client.get(reverse("admin:plans_actionplan_progress", args=[draft.pk])).status_code == 302
    for name in ("tick",):
        assert signed_in(reader).get(reverse(f"admin:plans_actionplan_{name}", args=[draft.pk])).status_code in {
            302,
            403,
        }


def test_chains_ask_once(approved, django_assert_num_queries):
    lineages = [entry.item.lineage for entry in approved.entries.select_related("item")]

    with django_assert_num_queries(1):
        found = linking.action_plans_of(lineages)
    assert {(said.year, said.text) for rows in found.values() for said in rows} == {
        (YEAR, "Přijmout pečovatelku."),
        (YEAR, ""),
    }


@pytest.mark.parametrize("name", ["public", "office"])
def test_pages_cost_the_same_for_more_entries(plan, coordinator, signed_in, name):
    client, counts = signed_in(coordinator), []
    for year, codes in ((YEAR, ["1.1.1"]), (YEAR + 1, ["1.1.1", "1.1.2"])):
        made = action_plans.start(plan, year, "Akční plán", by=coordinator)
        action_plans.tick(made, plan.items.filter(code__in=codes), [], by=coordinator)
        for entry in made.entries.all():
            action_plans.write(entry, {FundingSource.objects.first().pk: 5}, by=coordinator)
        address = (
            reverse("plans:action-plan", args=[plan.slug, year])
            if name == "public"
            else reverse("admin:plans_actionplan_progress", args=[made.pk])
        )
        client.get(address)  # what is remembered is made before
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_search_finds_it_once_it_is_approved(client, draft, coordinator, django_capture_on_commit_callbacks):
    def found():
        return draft.get_absolute_url() in client.get("/hledat/", {"q": draft.title}).text

    before = found()
    with django_capture_on_commit_callbacks(execute=True):
        action_plans.take_step(draft, "hand_over", by=coordinator)
        action_plans.take_step(draft, "approve", by=coordinator, resolution=resolution())

    assert (before, found()) == (False, True)
