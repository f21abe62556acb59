"""Versions are read, compared and found by their day; the coordinator makes them from the page of the plan's state."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpss_portal.wording import Piece
from plans import amending, tree, workflow
from plans.amending import Resolution
from plans.change_view import shortened
from plans.compared import of_pairs
from plans.enums import BodyKind, PlanState
from plans.models import Plan, PlanEvent
from plans.versions import pair_of, points_of
from tests.kept import anew
from tests.plans.factories import ItemFactory, PlanFactory, approval_of, tree_of, whole_plan

pytestmark = pytest.mark.django_db
RESOLUTION = Resolution(BodyKind.ASSEMBLY, "Zastupitelstvo města Vzorov", date(2026, 6, 1), "12/2026")


def in_force(plan, by):
    for step in ("hand_over", "approve", "put_in_force"):
        plan = workflow.take_step(plan, step, by=by)
    return plan


@pytest.fixture(scope="module")
def kept_plan(kept, kept_coordinator):
    return kept(lambda: in_force(whole_plan(), kept_coordinator))


@pytest.fixture
def plan(coordinator, kept_plan):
    return anew(kept_plan)


@pytest.fixture
def amended(plan, coordinator):
    """The second version, without measure 1.1.2."""
    amendment = amending.amend(plan, by=coordinator, change_note="Opatření skončilo s dotací.")
    tree.remove_item(amendment.items.get(code="1.1.2"))
    amendment.items.filter(code="1.1.1").update(title="Položka 1.1.1 jinak")
    approval_of(amendment)
    return in_force(amendment, coordinator)


def changes(client, plan, query=""):
    return BeautifulSoup(client.get(f"/plany/{plan.slug}/zmeny/{query}").content, "html.parser")


def test_differences_of_the_last_two_versions_are_shown_by_default(client, amended):
    page = changes(client, amended)

    assert [change.h3.get_text(strip=True) for change in page.select("article.change")] == [
        "1.1.1 Položka 1.1.1 jinak",
        "1.1.2 Položka 1.1.2",
    ]
    assert " ".join(page.select_one("article.change ins").get_text().split()) == "přidáno: jinak"


def test_last_two_versions_are_compared_before_the_first_reader_comes(
    client, plan, coordinator, monkeypatch, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        amendment = amending.amend(plan, by=coordinator, change_note="Opatření skončilo s dotací.")
        tree.remove_item(amendment.items.get(code="1.1.2"))
        approval_of(amendment)
        in_force(amendment, coordinator)
    of_pairs.forget()  # another process, which shares the cache only
    monkeypatch.setattr("plans.compared.compare", None)

    assert [change.h3.get_text(strip=True) for change in changes(client, plan).select("article.change")] == [
        "1.1.2 Položka 1.1.2"
    ]


def test_a_plan_with_one_version_says_that_there_is_nothing_to_compare(client, plan):
    assert "Zatím není co porovnat" in changes(client, plan).main.get_text()


@pytest.mark.parametrize("query", ["?od=x&do=y", "?od=v9", "?od=v2&do=v1", "?od=v1&do=v1", "?do=v1", "?od=%00"])
def test_versions_that_are_not_there_are_left_to_the_default(client, amended, query):
    assert len(changes(client, amended, query).select("article.change")) == 2


def test_a_working_version_is_compared_with_an_approved_one(client, plan, coordinator):
    amendment = amending.amend(plan, by=coordinator)
    amendment.items.filter(code="2").update(title="Nově")
    amending.take_snapshot(amendment, "k připomínkám", by=coordinator)
    workflow.take_step(amendment, "open_consultation", by=coordinator)

    page = changes(client, plan)

    assert [option["value"] for option in page.select("#do option")] == ["v1", "n2.1"]
    assert "2 Nově" in page.select_one("article.change").get_text()


def test_the_public_does_not_compare_hidden_drafts(client, plan, coordinator, citizen):
    amendment = amending.amend(plan, by=coordinator)
    amending.take_snapshot(amendment, "jen pro nás", by=coordinator)

    keys = [[point.key for point in points_of(plan.slug, user)] for user in (citizen, coordinator)]

    assert keys == [["v1"], ["v1", "n2.1"]]


def test_a_private_working_version_of_a_public_draft_stays_private(coordinator, citizen):
    draft = workflow.take_step(whole_plan(), "open_consultation", by=coordinator)
    amending.take_snapshot(draft, "jen pro nás", by=coordinator, is_public=False)

    assert points_of(draft.slug, citizen) == []


def test_a_version_is_said_to_be_of_the_day_of_its_decision(plan, coordinator):
    amending.extend(plan, until=plan.ends_on + timedelta(days=365), resolution=RESOLUTION, by=coordinator)

    labels = [point.label for point in points_of(plan.slug, coordinator)]
    assert labels == ["verze 1, schválená 12. 12. 2024", "verze 2, schválená 1. 6. 2026"]


def test_with_one_point_there_is_no_pair():
    assert pair_of([], "", "") is None


def test_unchanged_words_far_from_a_change_are_left_out():
    long = "slovo " * 100

    pieces = shortened([Piece(long), Piece("ne", "removed"), Piece(long), Piece("ano", "added"), Piece(long)])

    assert pieces[0].text.startswith("…")
    assert "…" in pieces[2].text
    assert pieces[4].text.endswith("…")
    assert all(len(piece.text) < 200 for piece in pieces)


def test_a_day_leads_to_the_version_that_held_then(client, plan, amended):
    PlanEvent.objects.filter(plan=plan, step="put_in_force").update(taken_at=timezone.now() - timedelta(days=100))
    day = timezone.localdate() - timedelta(days=50)

    answer = client.get(reverse("plans:as-of", args=[plan.slug, day]))

    assert answer["Location"] == f"/plany/{plan.slug}/verze/1/"


@pytest.mark.parametrize("day", ["1999-01-01", "2026-13-01", "2026-02-30"])
def test_a_day_without_a_version_is_not_found(client, plan, day):
    assert client.get(f"/plany/{plan.slug}/ke-dni/{day}/").status_code == 404


def test_an_older_version_says_so_and_leads_to_the_present_one(client, amended):
    page = BeautifulSoup(client.get(f"/plany/{amended.slug}/verze/1/").content, "html.parser")

    assert page.select_one(".alert a")["href"] == amended.get_absolute_url()
    assert "Opatření skončilo s dotací." in page.select_one("#verze").get_text()


def test_each_version_has_its_own_document_for_ever(client, amended):
    assert client.get(f"/plany/{amended.slug}/verze/1/plan.pdf").status_code == 503  # it is being made
    assert client.get(f"/plany/{amended.slug}/verze/3/plan.pdf").status_code == 404


def test_a_removed_measure_keeps_its_address_with_a_notice(client, amended):
    page = BeautifulSoup(client.get(f"/plany/{amended.slug}/polozky/1.1.2/").content, "html.parser")

    assert page.h1.get_text(strip=True) == "Položka 1.1.2"
    assert "Byla ve verzi 1" in page.select_one(".alert").get_text()


def test_a_measure_tells_its_story_over_plans(client, amended, coordinator):
    following = amending.start_next(
        amended,
        amending.NextPlan("plan-2029-2032", "Plán 2029–2032", "", date(2029, 1, 1), date(2032, 12, 31)),
        amended.items.filter(code="1.1.1"),
        by=coordinator,
    )
    workflow.take_step(following, "open_consultation", by=coordinator)

    page = BeautifulSoup(client.get(f"/plany/{following.slug}/polozky/1.1.1/").content, "html.parser")

    story = page.select_one("h2:-soup-contains('Příběh') + ol.thread")
    assert len(story.select("li")) == 3
    assert [link["href"] for link in story.select("a")] == [
        f"/plany/{amended.slug}/polozky/1.1.1/",
        f"/plany/{amended.slug}/polozky/1.1.1/",
    ]


def test_the_story_leads_to_older_versions_of_the_same_plan(client, amended):
    page = BeautifulSoup(client.get(f"/plany/{amended.slug}/polozky/1.1.1/").content, "html.parser")

    assert [link["href"] for link in page.select("h2:-soup-contains('Příběh') + ol.thread a")] == [
        f"/plany/{amended.slug}/verze/1/"
    ]


def test_the_next_plan_in_force_supersedes_an_amended_one(amended, coordinator):
    following = whole_plan(predecessor=Plan.objects.get(slug=amended.slug, version=1), slug="dalsi")

    in_force(following, coordinator)

    amended.refresh_from_db()
    assert amended.state == PlanState.SUPERSEDED


def test_the_archive_lists_a_plan_once_and_its_amendment_beside_it(client, amended, coordinator):
    workflow.take_step(amending.amend(amended, by=coordinator), "open_consultation", by=coordinator)

    page = BeautifulSoup(client.get("/plany/").content, "html.parser")

    assert [link["href"] for link in page.select("main ul.rows h3 a")] == [
        f"/plany/{amended.slug}/",
        f"/plany/{amended.slug}/verze/3/",
    ]


def test_a_superseded_plan_leads_to_the_one_that_follows_any_of_its_versions(client, amended, coordinator):
    first = Plan.objects.get(slug=amended.slug, version=1)
    following = in_force(whole_plan(predecessor=first, slug="dalsi"), coordinator)

    page = BeautifulSoup(client.get(f"/plany/{amended.slug}/").content, "html.parser")

    assert page.select_one(".alert a")["href"] == following.get_absolute_url()


def test_differences_of_long_plans_cost_little(client, coordinator):
    plan = PlanFactory()
    goal = tree_of(plan, "1", "1.1")["1.1"]
    for number in range(1, 199):
        ItemFactory(plan=plan, code=f"1.1.{number}", parent=goal, description="Dlouhý popis opatření. " * 8)
    approval_of(plan)
    plan = in_force(plan, coordinator)
    amendment = amending.amend(plan, by=coordinator)
    amendment.items.filter(depth=3).update(description="Jiný popis opatření. " * 8)
    approval_of(amendment)
    in_force(amendment, coordinator)
    client.get("/plany/")

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/plany/{plan.slug}/zmeny/")

    assert len(queries) <= 10


# --- the coordinator ----------------------------------------------------------------------------------------------


def go_on(plan, way):
    return reverse("admin:plans_plan_go_on", args=[plan.pk, way])


def test_the_state_of_a_plan_offers_the_ways_that_are_open(signed_in, coordinator, plan):
    page = signed_in(coordinator).get(reverse("admin:plans_plan_state", args=[plan.pk])).content.decode()

    assert [way in page for way in ("dal/zmena", "dal/prodlouzeni", "dal/dalsi-plan", "dal/pracovni-verze")] == [
        True,
        True,
        True,
        False,
    ]


def test_the_coordinator_starts_an_amendment_and_stands_in_its_outline(signed_in, coordinator, plan):
    answer = signed_in(coordinator).post(go_on(plan, "zmena"), {"change_note": "Nová služba."})

    amendment = Plan.objects.get(version=2)
    assert answer["Location"] == reverse("admin:plans_plan_outline", args=[amendment.pk])
    assert amendment.change_note == "Nová služba."


def test_pressing_twice_makes_one_amendment_and_says_why(signed_in, coordinator, plan):
    client = signed_in(coordinator)
    client.post(go_on(plan, "zmena"), {"change_note": "Jedna."})

    page = client.post(go_on(plan, "zmena"), {"change_note": "Dvě."}).content.decode()

    assert Plan.objects.count() == 2
    assert "Nová verze se už píše" in page
    assert "Dvě." in page


def test_the_coordinator_extends_the_plan(signed_in, coordinator, plan):
    values = {
        "until": "31. 12. 2029",
        "body_kind": "assembly",
        "body_name": "Zastupitelstvo",
        "decided_on": "1. 6. 2026",
        "number": "12/2026",
    }

    signed_in(coordinator).post(go_on(plan, "prodlouzeni"), values)

    extended = Plan.objects.get(version=2)
    assert (extended.ends_on, extended.state) == (date(2029, 12, 31), PlanState.IN_FORCE)


def test_an_extension_to_the_past_is_told_and_nothing_is_lost(signed_in, coordinator, plan):
    values = {"until": "1. 1. 2020", "body_kind": "assembly", "body_name": "Zastupitelstvo", "decided_on": "1. 6. 2026"}

    page = BeautifulSoup(signed_in(coordinator).post(go_on(plan, "prodlouzeni"), values).content, "html.parser")

    assert "Nový poslední den musí být po" in page.select_one(".errornote").get_text()
    assert page.select_one("[name=body_name]")["value"] == "Zastupitelstvo"
    assert Plan.objects.count() == 1


def test_the_next_plan_takes_the_ticked_measures(signed_in, coordinator, plan):
    page = BeautifulSoup(signed_in(coordinator).get(go_on(plan, "dalsi-plan")).content, "html.parser")
    values = {field["name"]: field.get("value", "") for field in page.select("form [name]") if field["name"] != "items"}

    signed_in(coordinator).post(go_on(plan, "dalsi-plan"), values | {"items": [plan.items.get(code="1.1.2").pk]})

    following = Plan.objects.get(slug="plan-2029-2032")
    assert [item.title for item in following.items.in_tree_order()] == ["Položka 1", "Položka 1.1", "Položka 1.1.2"]


def test_an_address_of_another_plan_is_refused(signed_in, coordinator, plan):
    values = {"title": "Další", "slug": plan.slug, "starts_on": "1. 1. 2029", "ends_on": "31. 12. 2032"}

    page = signed_in(coordinator).post(go_on(plan, "dalsi-plan"), values).content.decode()

    assert (Plan.objects.count(), "Tuto adresu už má jiný plán." in page) == (1, True)


def test_a_working_version_is_kept_from_the_page(signed_in, coordinator):
    draft = whole_plan()

    signed_in(coordinator).post(go_on(draft, "pracovni-verze"), {"title": "k připomínkám", "is_public": "on"})

    assert draft.snapshots.get().title == "k připomínkám"


@pytest.mark.parametrize("way", ["zmena", "prodlouzeni", "dalsi-plan"])
def test_an_editor_has_no_way_on(signed_in, editor, plan, way):
    assert signed_in(editor).post(go_on(plan, way), {}).status_code == 403


def test_an_unknown_way_is_not_found(signed_in, coordinator, plan):
    assert signed_in(coordinator).get(go_on(plan, "jinam")).status_code == 404


def test_an_amendment_keeps_the_address_of_its_plan(signed_in, coordinator, plan):
    amendment = amending.amend(plan, by=coordinator)
    page = signed_in(coordinator).get(reverse("admin:plans_plan_change", args=[amendment.pk])).content
    form = BeautifulSoup(page, "html.parser")

    assert form.select_one("[name=slug]").has_attr("disabled")
    assert form.select_one("[name=change_note]")
