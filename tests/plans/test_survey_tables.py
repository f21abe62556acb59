"""Results of a survey as a table of an analysis: read by reference, written down when the plan freezes."""

import pytest
from django.urls import reverse

from kpss_portal.canonical import parsed
from plans.models import AnalysisTable
from plans.survey_tables import chosen, offered
from plans.workflow import take_step
from surveys.results.workflow import take_step as move_results
from tests.plans.factories import ItemFactory, PlanFactory, approval_of
from tests.surveys.results.made import closed_survey, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(coordinator):
    survey = closed_survey()
    published(survey, coordinator)
    return survey


@pytest.fixture
def plan():
    plan = PlanFactory(state="in_consultation")
    plan.analyses.create(kind="needs", title="Potřeby", slug="potreby")
    return plan


def cited(plan, survey, client):
    """The table added by the form of the administration."""
    address = reverse("admin:plans_analysistable_add")
    data = {"analysis": plan.analyses.get().pk, "ready": f"anketa:{survey.slug}:2", "chart": "bars", "position": 1}
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["errors"]
    return AnalysisTable.objects.get()


def test_published_questions_are_offered_among_ready_tables(survey):
    assert f"anketa:{survey.slug}:2" in dict(offered())
    assert chosen(f"anketa:{survey.slug}:2") == (survey, "2")
    assert chosen("population") is None


def test_a_citation_is_a_reference_and_shows_what_is_published(survey, plan, coordinator, signed_in):
    client = signed_in(coordinator)
    table = cited(plan, survey, client)
    AnalysisTable.objects.filter(pk=table.pk).update(rows=[["něco jiného", 1]])

    page = client.get(reverse("plans:analysis", args=[plan.slug, "potreby"])).content.decode()

    assert table.survey == survey
    assert "sousedé" in page
    assert "něco jiného" not in page
    assert reverse("surveys:results", args=[survey.slug]) in page


def test_withdrawn_results_leave_a_draft(survey, plan, coordinator, signed_in):
    client = signed_in(coordinator)
    cited(plan, survey, client)
    move_results(survey.result_sets.get(), "withdraw", by=coordinator, reason="Chyba.")

    page = client.get(reverse("plans:analysis", args=[plan.slug, "potreby"])).content.decode()

    assert "sousedé" not in page


def test_the_approved_plan_keeps_the_numbers(survey, plan, coordinator, signed_in):
    client = signed_in(coordinator)
    cited(plan, survey, client)
    ItemFactory(plan=plan)
    approval_of(plan)
    take_step(plan, "hand_over", by=coordinator)
    approved = take_step(plan, "approve", by=coordinator)
    move_results(survey.result_sets.get(), "withdraw", by=coordinator, reason="Chyba.")

    page = client.get(reverse("plans:analysis", args=[plan.slug, "potreby"])).content.decode()
    table = parsed(approved.edition.content)["analyses"][0]["tables"][0]

    assert "sousedé" in page
    assert ["sousedé", 22, 37] in table["rows"] or any(row[0] == "sousedé" and row[1] for row in table["rows"])
    assert [row[1] for row in table["rows"] if row[0] == "služba"] == [None]
