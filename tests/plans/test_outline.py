"""The coordinator writes the tree of a plan on one page; two people over one card lose nothing."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Indicator, PlanItem, PlanItemActor
from tests.plans.factories import ItemFactory, PlanFactory, approved_plan, cost, tree_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def coordinators_client(signed_in, coordinator):
    return signed_in(coordinator)


def outline_of(plan, part=""):
    return reverse("admin:plans_plan_outline", args=[plan.pk]) + part


def codes(plan):
    return [f"{item.code} {item.title}" for item in plan.items.in_tree_order()]


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def test_an_item_is_added_at_the_top_and_below_another(coordinators_client, plan):
    coordinators_client.post(outline_of(plan, "pridat/"), {"nazev": "Senioři"})
    parent = plan.items.get()

    coordinators_client.post(outline_of(plan, "pridat/"), {"nazev": "Zůstat doma", "nadrazena": parent.pk})

    assert codes(plan) == ["1 Senioři", "1.1 Zůstat doma"]


@pytest.mark.parametrize("title", ["", "   "])
def test_an_item_without_a_name_is_asked_for_it(coordinators_client, plan, title):
    answer = coordinators_client.post(outline_of(plan, "pridat/"), {"nazev": title}, follow=True)

    assert plan.items.count() == 0
    assert "Napište název nové položky." in answer.content.decode()


def test_nothing_is_added_below_the_last_level(coordinators_client, plan):
    items = tree_of(plan, "1", "1.1", "1.1.1")

    answer = coordinators_client.post(
        outline_of(plan, "pridat/"), {"nazev": "Hlouběji", "nadrazena": items["1.1.1"].pk}, follow=True
    )

    assert plan.items.count() == 3
    assert page_of(answer).select(".messagelist .error")


@pytest.mark.parametrize(("where", "order"), [("nahoru", ["2", "1", "3"]), ("dolu", ["1", "3", "2"])])
def test_buttons_move_an_item_by_one_place_and_renumber(coordinators_client, plan, where, order):
    items = tree_of(plan, "1", "2", "3")

    coordinators_client.post(outline_of(plan, "presunout/"), {"polozka": items["2"].pk, "kam": where})

    assert [item.title for item in plan.items.in_tree_order()] == [f"Položka {number}" for number in order]
    assert [item.code for item in plan.items.in_tree_order()] == ["1", "2", "3"]


def test_an_item_is_dropped_under_another_parent(coordinators_client, plan):
    items = tree_of(plan, "1", "1.1", "2")

    coordinators_client.post(
        outline_of(plan, "presunout/"), {"polozka": items["1.1"].pk, "pod": items["2"].pk, "poradi": "1"}
    )

    assert codes(plan) == ["1 Položka 1", "2 Položka 2", "2.1 Položka 1.1"]


@pytest.mark.parametrize("sent", [{}, {"polozka": "x"}, {"polozka": "1e9"}])
def test_a_move_of_nothing_changes_nothing(coordinators_client, plan, sent):
    tree_of(plan, "1", "2")

    answer = coordinators_client.post(outline_of(plan, "presunout/"), sent)

    assert (answer.status_code, codes(plan)) == (302, ["1 Položka 1", "2 Položka 2"])


def test_an_item_of_another_plan_is_not_moved(coordinators_client, plan):
    foreign = ItemFactory()

    assert coordinators_client.post(outline_of(plan, "presunout/"), {"polozka": foreign.pk}).status_code == 404


def test_taking_away_asks_first_and_names_what_goes_with_it(coordinators_client, plan):
    items = tree_of(plan, "1", "1.1")
    address = outline_of(plan, f"odebrat/{items['1'].pk}/")

    question = coordinators_client.get(address).content.decode()

    assert ("Položka 1.1" in question, plan.items.count()) == (True, 2)
    coordinators_client.post(address)
    assert plan.items.count() == 0


def test_the_outline_says_what_a_card_lacks_and_can_show_only_such(coordinators_client, plan):
    items = tree_of(plan, "1", "1.1", "1.1.1", "1.1.2")
    cost(items["1.1.1"], 1000)
    Indicator.objects.create(item=items["1.1.1"], name="počet klientů")
    PlanItemActor.objects.create(item=items["1.1.1"], name="Charita Vzorov")
    PlanItem.objects.filter(code="1.1.1").update(description="Popis.", term_text="průběžně")
    PlanItem.objects.filter(code="1.1").update(expected_effect="Účinek.")

    shown = page_of(coordinators_client.get(outline_of(plan, "?jen=neuplne")))

    assert [row["id"] for row in shown.select("[id^=polozka-]")] == [f"polozka-{items['1.1.2'].pk}"]
    text = shown.select_one(f"#polozka-{items['1.1.2'].pk}").get_text(" ")
    assert [word for word in ("realizátor", "náklady", "ukazatel", "termín", "popis") if word not in text] == []


@pytest.mark.parametrize("part", ["", "pridat/", "presunout/"])
def test_the_outline_of_an_approved_plan_is_only_read(coordinators_client, coordinator, part):
    plan = approved_plan(coordinator)
    before = codes(plan)

    answer = coordinators_client.post(outline_of(plan, part), {"nazev": "X", "polozka": plan.items.first().pk})

    assert (answer.status_code, codes(plan)) == (200 if part == "" else 403, before)
    assert not page_of(coordinators_client.get(outline_of(plan))).select("form[action$='/pridat/']")


@pytest.mark.parametrize("role", ["editor", "reader"])
def test_others_do_not_write_the_outline(signed_in, request, plan, role):
    client = signed_in(request.getfixturevalue(role))

    client.post(outline_of(plan, "pridat/"), {"nazev": "Senioři"})

    assert plan.items.count() == 0


def test_the_outline_costs_the_same_for_any_number_of_items(coordinators_client):
    coordinators_client.get("/admin/")  # what is remembered between requests is remembered for both
    costs = []
    for count in (3, 60):
        plan = PlanFactory()
        goal = tree_of(plan, "1", "1.1")["1.1"]
        for number in range(1, count + 1):
            cost(ItemFactory(plan=plan, code=f"1.1.{number}", parent=goal), 1000)
        with CaptureQueriesContext(connection) as queries:
            coordinators_client.get(outline_of(plan))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def filled(page):
    """What a person would send who changes nothing."""
    fields = {}
    for field in page.select("#planitem_form [name]"):
        if field.name == "select":
            fields[field["name"]] = [option["value"] for option in field.select("option[selected]")]
        elif field.name == "textarea":
            fields[field["name"]] = field.get_text()
        elif field.get("type") not in {"submit", "checkbox", "file"} or field.has_attr("checked"):
            fields[field["name"]] = field.get("value", "")
    return fields


def test_the_second_of_two_people_over_a_card_is_told_and_loses_nothing(coordinators_client, plan):
    item = tree_of(plan, "1", "1.1", "1.1.1")["1.1.1"]
    address = reverse("admin:plans_planitem_change", args=[item.pk])
    first, second = (filled(page_of(coordinators_client.get(address))) for _person in range(2))

    coordinators_client.post(address, first | {"title": "Název první"})
    told = page_of(coordinators_client.post(address, second | {"title": "Název druhé"}))

    item.refresh_from_db()
    assert item.title == "Název první"
    assert "uložil někdo jiný. Váš text tu zůstal." in told.get_text()
    assert told.title.get_text().count("Chyba:") == 1
    assert told.select_one("[name=title]")["value"] == "Název druhé"
    assert "Název první" in told.get_text()

    coordinators_client.post(address, filled(told))
    item.refresh_from_db()
    assert item.title == "Název druhé"


def test_an_amount_that_is_no_number_is_told_at_its_field(coordinators_client, plan):
    item = tree_of(plan, "1", "1.1", "1.1.1")["1.1.1"]
    cost(item, 1000)
    address = reverse("admin:plans_planitem_change", args=[item.pk])
    sent = filled(page_of(coordinators_client.get(address))) | {"costs-0-amount": "dle dotace"}

    told = page_of(coordinators_client.post(address, sent))

    assert told.select_one("[name=costs-0-amount]")["value"] == "dle dotace"
    assert told.select(".errorlist")
    assert item.costs.get().amount_czk == 1000
