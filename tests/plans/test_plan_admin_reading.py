"""An approved plan in the administration is only read."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.plans.factories import approved_plan

pytestmark = pytest.mark.django_db


def test_approved_plan_shows_the_names_of_its_levels(client, coordinator):
    plan = approved_plan(coordinator)
    client.force_login(coordinator)

    page = BeautifulSoup(client.get(reverse("admin:plans_plan_change", args=[plan.pk])).content, "html.parser")

    row = page.select_one(".field-level_names")
    assert (row.select_one("label").get_text(strip=True), row.select_one(".readonly").get_text(strip=True)) == (
        "Úrovně:", "priorita; cíl; opatření",
    )  # fmt: skip
