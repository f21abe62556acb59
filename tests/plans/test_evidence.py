"""The chain of evidence: both ways, by lineage, honest about gaps, at one query for any number of links."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import amending, evidence, workflow
from plans.evidence import Node, Order
from plans.models import Indicator
from services_catalog.models import Provider, Service
from tests.plans.factories import ItemFactory, PlanFactory, approved_plan, tree_of, whole_plan
from tests.plans.needs_factories import need_of, project_of
from working_groups.models import Decision, DecisionLink, Group

pytestmark = pytest.mark.django_db
MOST_QUERIES = 10


@pytest.fixture
def plan(coordinator):
    """A draft that everybody reads."""
    return workflow.take_step(whole_plan(), "open_consultation", by=coordinator)


def service_of(item, name="Pečovatelka", **fields):
    provider, _is_new = Provider.objects.get_or_create(name="Charita", slug="charita")
    service = Service.objects.create(
        provider=provider, name=name, slug=f"sluzba-{Service.objects.count()}", kind="related", **fields
    )
    item.services.add(service)
    return service


def decision_on(path, **fields):
    group, _is_new = Group.objects.get_or_create(name="Senioři", slug="seniori", defaults={"is_public": True})
    number = Decision.objects.count() + 1
    values = {
        "series": "office", "year": 2026, "number": number, "decided_on": "2026-03-01", "verb": "recommends", "text": "začít",
        "released_at": "2026-03-02T10:00Z",
    }  # fmt: skip
    decision = Decision.objects.create(group=group, **(values | fields))
    DecisionLink.objects.create(decision=decision, label="Opatření", path=path)
    return decision


def chain_on(client, plan, code="1.1.1"):
    answer = client.get(f"/plany/{plan.slug}/polozky/{code}/").content.decode()
    page = BeautifulSoup(answer.replace("\xa0", " "), "html.parser")
    steps = page.select(".chain ol > li")
    return {step.select_one(".thread-label").get_text(strip=True).partition(" (")[0]: step for step in steps}


def test_the_chain_goes_from_the_need_to_the_approval(client, plan, coordinator):
    item = plan.items.get(code="1.1.1")
    need_of(plan, item)
    service_of(item)
    decision_on(f"/plany/{plan.slug}/polozky/1.1.1/", released_by=coordinator)

    steps = chain_on(client, plan)

    assert next(iter(steps)) == "Potřeba"
    assert "Lidé se nedostanou k lékaři." in steps["Potřeba"].get_text()
    assert "Pečovatelka" in steps["Služba"].get_text()
    assert "počet klientů" in steps["Ukazatel"].get_text()
    assert "Senioři, 1/2026" in steps["Rozhodnutí"].get_text()
    assert "Zastupitelstvo města Vzorov" in steps["Schválení"].get_text()


def test_what_is_missing_is_said(client, plan):
    assert "Zatím o tom nic nevíme" in chain_on(client, plan)["Potřeba"].get_text()


def test_a_priority_gathers_what_stands_below_it(client, plan):
    need_of(plan, plan.items.get(code="1.1.2"))

    assert "Lidé se nedostanou" in chain_on(client, plan, "1")["Potřeba"].get_text()
    assert "Lidé se nedostanou" not in chain_on(client, plan, "2")["Potřeba"].get_text()


def test_links_outlive_an_amendment(client, coordinator):
    plan = workflow.take_step(approved_plan(coordinator), "put_in_force", by=coordinator)
    need_of(plan, plan.items.get(code="1.1.1"))
    amendment = amending.amend(plan, by=coordinator, change_note="Změna.")

    copied = amendment.items.get(code="1.1.1")
    chain = evidence.chain_of(evidence.Subject(amendment, [copied], [copied]))

    assert [node.title for node in evidence.nodes_at(chain, Order.NEED, copied.lineage)] == [
        "Lidé se nedostanou k lékaři."
    ]


@pytest.mark.parametrize(
    "hide",
    [
        lambda need, decision: type(need).objects.update(is_public=False),
        lambda need, decision: type(decision).objects.update(released_at=None, released_by=None),
    ],
    ids=["need", "decision"],
)
def test_what_is_not_public_is_not_in_the_chain(client, plan, coordinator, hide):
    item = plan.items.get(code="1.1.1")
    hide(need_of(plan, item), decision_on(f"/plany/{plan.slug}/polozky/1.1.1/", released_by=coordinator))

    steps = chain_on(client, plan)

    assert sum("Zatím o tom nic nevíme" in steps[name].get_text() for name in ("Potřeba", "Rozhodnutí")) == 1


def test_a_service_taken_off_the_catalogue_is_told_without_a_link(client, plan):
    service_of(plan.items.get(code="1.1.1"), is_published=False)

    step = chain_on(client, plan)["Služba"]

    assert ("už není v katalogu" in step.get_text(), step.select("a")) == (True, [])


def test_a_need_leads_to_what_came_of_it(client, plan):
    item = plan.items.get(code="1.1.1")
    need = need_of(plan, item)
    service_of(item)
    project_of(plan, item)

    page = client.get(need.get_absolute_url()).content.decode().replace("\xa0", " ")

    assert all(
        words in page for words in ("Položka 1.1.1", "Pečovatelka", "Komunitní dům", "Zastupitelstvo města Vzorov")
    )


def test_measures_without_a_link_are_counted(client, plan):
    need_of(plan, plan.items.get(code="1.1.1"))

    page = client.get(f"/plany/{plan.slug}/souvislosti/").content.decode()

    assert "potřeba 1, " in page.replace("\xa0", " ")


def test_another_part_of_the_portal_registers_its_link(client, plan, monkeypatch):
    monkeypatch.setattr(evidence, "_sources", dict(evidence._sources))

    @evidence.source(order=Order.EVALUATION, label="vyhodnocení")
    def evaluations(subject):
        yield Node("Splněno 2025", lineage=subject.items[0].lineage)

    assert "Splněno 2025" in chain_on(client, plan)["Vyhodnocení"].get_text()


def test_a_registered_source_that_asks_costs_no_query(plan, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(evidence, "_sources", dict(evidence._sources))
    evidence.source(order=Order.ACTION_PLAN, label="akční plán")(
        lambda subject: evidence.ask(
            Indicator.objects.filter(item__lineage__in=subject.lineages),
            lambda row, _subject: Node(row.title),
            title="name",
        )
    )
    tree = list(plan.items.in_tree_order())
    levels = list(plan.levels.all())
    plan._prefetched_objects_cache = {"levels": levels}

    with django_assert_num_queries(1):
        chain = evidence.chain_of(evidence.Subject(plan, tree, tree[:1]))

    assert [node.title for step in chain if step.order == Order.ACTION_PLAN for node in step.nodes] == ["počet klientů"]


def test_an_unknown_column_is_refused():
    with pytest.raises(TypeError):
        evidence.ask(Indicator.objects.all(), lambda row, subject: None, colour="name")


def linked(coordinator, count):
    """A plan with as many measures below a goal, each with its need, service, indicator and project."""
    plan = PlanFactory()
    goal = tree_of(plan, "1", "1.1")["1.1"]
    items = [ItemFactory(plan=plan, code=f"1.1.{number}", parent=goal) for number in range(1, count + 1)]
    need_of(plan, *items)
    Indicator.objects.bulk_create(Indicator(item=item, name="klienti") for item in items)
    service = service_of(items[0], f"sluzba-{count}")
    service.plan_items.add(*items)
    project_of(plan, *items)
    return workflow.take_step(plan, "open_consultation", by=coordinator)


LINKED_PAGES = "polozky/1/ polozky/1.1.3/ potreby/1/ potreby/ souvislosti/ zasobnik/ zasobnik/1/".split()


def queries_of(client, plan, page):
    cache.clear()  # what another page has remembered helps nobody
    client.get("/plany/")  # what is remembered between requests is remembered for all
    client.get(reverse("plans:item", args=[plan.slug, "1.1.1"]))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/plany/{plan.slug}/{page}").status_code == 200
    return len(queries)


def test_pages_cost_the_same_with_ten_links_as_with_two_hundred(client, coordinator):
    few, many = (
        {page: queries_of(client, plan, page) for page in LINKED_PAGES}
        for plan in (linked(coordinator, count) for count in (10, 200))
    )

    assert many == few
    assert {page: queries for page, queries in few.items() if queries > MOST_QUERIES} == {}
