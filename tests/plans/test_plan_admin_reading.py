"""Pages of one plan in the administration: the way between them, and an approved plan that is only read."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.plans.factories import PlanFactory, approved_plan

pytestmark = pytest.mark.django_db


def test_approved_plan_shows_the_names_of_its_levels(client, coordinator):
    plan = approved_plan(coordinator)
    client.force_login(coordinator)

    page = BeautifulSoup(client.get(reverse("admin:plans_plan_change", args=[plan.pk])).content, "html.parser")

    row = page.select_one(".field-level_names")
    assert (row.select_one("label").get_text(strip=True), row.select_one(".readonly").get_text(strip=True)) == (
        "Úrovně:", "priorita; cíl; opatření",
    )  # fmt: skip


@pytest.mark.parametrize("page", ["outline", "state"])
def test_pages_of_a_plan_lead_to_each_other_and_mark_the_present_one(client, coordinator, page):
    plan = PlanFactory()
    client.force_login(coordinator)

    answer = client.get(reverse(f"admin:plans_plan_{page}", args=[plan.pk]))

    ways = BeautifulSoup(answer.content, "html.parser").select("nav.ways a")
    assert [way["href"] for way in ways if way.get("aria-current")] == [
        reverse(f"admin:plans_plan_{page}", args=[plan.pk])
    ]
    assert {reverse(f"admin:plans_plan_{name}", args=[plan.pk]) for name in ("outline", "state", "change")} < {
        way["href"] for way in ways
    }
