"""The coordinator gives an analysis its tables."""

from datetime import date

import pytest
from django.urls import reverse

from plans import workflow
from plans.enums import AnalysisKind
from plans.models import Analysis, AnalysisTable
from tests.plans.factories import PlanFactory, approval_of, tree_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def analysis():
    return Analysis.objects.create(plan=PlanFactory(), kind=AnalysisKind.FINANCE, title="Peníze", slug="penize")


def test_analysis_leads_to_a_new_table(client, coordinator, analysis):
    client.force_login(coordinator)

    page = client.get(reverse("admin:plans_analysis_change", args=[analysis.pk])).content.decode()

    assert f"{reverse('admin:plans_analysistable_add')}?analysis={analysis.pk}" in page


def test_pasted_table_is_stored_and_listed_with_its_analysis(client, coordinator, analysis):
    client.force_login(coordinator)
    form = {
        "analysis": analysis.pk,
        "title": "Dotace rostou",
        "as_of": "31.12.2025",
        "source": "závěrečný účet města",
        "unit": "Kč",
        "chart": "bars",
        "position": "1",
        "pasted": "Rok\tDotace\n2024\t1 200 000\n2025\t1 350 000",
    }

    answer = client.post(reverse("admin:plans_analysistable_add"), form, follow=True)

    table = AnalysisTable.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("admin:plans_analysis_change", args=[analysis.pk])
    assert (table.as_of, table.columns, table.rows) == (
        date(2025, 12, 31), ["Rok", "Dotace"], [["2024", 1200000], ["2025", 1350000]],
    )  # fmt: skip
    assert reverse("admin:plans_analysistable_change", args=[table.pk]) in answer.content.decode()


def test_analysis_of_an_approved_plan_offers_no_new_table(client, coordinator, analysis):
    approval_of(analysis.plan)
    tree_of(analysis.plan, "1")
    for step in ("hand_over", "approve"):
        workflow.take_step(analysis.plan, step, by=coordinator)
    client.force_login(coordinator)

    page = client.get(reverse("admin:plans_analysis_change", args=[analysis.pk]))

    assert (page.status_code, reverse("admin:plans_analysistable_add") in page.content.decode()) == (200, False)
