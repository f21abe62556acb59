"""Public pages of plans: who sees which, at addresses that stay, at a constant cost."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import workflow
from tests.plans.factories import ItemFactory, PlanFactory, approved_plan, cost, tree_of, whole_plan

pytestmark = pytest.mark.django_db
MOST_QUERIES = 10
PLAIN_PAGES = ("", "polozky/1.1.1/", "text/", "rozpocet/", "rozpocet.csv", "analyzy/")


def many_items(count):
    """A draft of a priority with as many measures below one goal, each with money."""
    plan = PlanFactory()
    goal = tree_of(plan, "1", "1.1")["1.1"]
    for number in range(1, count + 1):
        cost(ItemFactory(plan=plan, code=f"1.1.{number}", parent=goal), 1000)
    return plan


@pytest.mark.parametrize("page", PLAIN_PAGES)
@pytest.mark.parametrize(
    ("role", "status"), [(None, 404), ("editor", 200), ("coordinator", 200)], ids=["citizen", "editor", "coordinator"]
)
def test_draft_is_shown_only_to_those_who_may_see_it(client, request, page, role, status):
    plan = whole_plan()
    if role:
        client.force_login(request.getfixturevalue(role))

    assert client.get(f"/plany/{plan.slug}/{page}").status_code == status


@pytest.mark.parametrize("page", PLAIN_PAGES)
def test_approved_plan_is_shown_to_everybody(client, coordinator, page):
    plan = approved_plan(coordinator)

    assert client.get(f"/plany/{plan.slug}/{page}").status_code == 200


def test_archive_lists_only_plans_that_the_person_may_see(client, coordinator):
    public = approved_plan(coordinator, title="Platný plán")
    hidden = whole_plan(title="Chystaný plán")

    page = client.get("/plany/").content.decode()

    assert (public.title in page, hidden.title in page) == (True, False)


@pytest.mark.parametrize("address", ["/plany/neni/", "/plany/{slug}/polozky/9.9/", "/plany/{slug}/analyzy/neni/"])
def test_what_is_not_there_answers_404(client, coordinator, address):
    plan = approved_plan(coordinator)

    assert client.get(address.format(slug=plan.slug)).status_code == 404


def test_address_of_an_item_stays_when_the_plan_comes_into_force(client, coordinator):
    plan = approved_plan(coordinator)
    address = reverse("plans:item", args=[plan.slug, "1.1.1"])

    workflow.take_step(plan, "put_in_force", by=coordinator)

    assert (address, client.get(address).status_code) == (f"/plany/{plan.slug}/polozky/1.1.1/", 200)


def test_money_is_written_as_czechs_write_it(client, coordinator):
    plan = approved_plan(coordinator)

    page = client.get(reverse("plans:item", args=[plan.slug, "1.1.1"])).content.decode()

    assert "1\xa0234\xa0567" in page.replace("&nbsp;", "\xa0").replace("\u202f", "\xa0")


def test_item_without_known_money_is_not_said_to_cost_nothing(client, coordinator):
    plan = approved_plan(coordinator)

    page = client.get(reverse("plans:item", args=[plan.slug, "2"])).content.decode()

    assert "Kč" not in page


def queries_of(client, plan, page):
    cache.clear()  # what another page has remembered helps nobody
    client.get("/plany/")  # what is remembered between requests is remembered for all
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/plany/{plan.slug}/{page}").status_code == 200
    return len(queries)


def test_pages_cost_the_same_with_ten_items_as_with_two_hundred(client, coordinator):
    few, many = (
        {page: queries_of(client, plan, page) for page in ("", "polozky/1.1.3/", "rozpocet/")}
        for plan in (workflow.take_step(many_items(count), "open_consultation", by=coordinator) for count in (10, 200))
    )

    assert many == few
    assert {page: queries for page, queries in few.items() if queries > MOST_QUERIES} == {}
