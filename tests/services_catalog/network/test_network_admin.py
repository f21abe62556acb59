"""The network and joint financing in the workshop: forms keep what was typed, approved ones are only read."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from services_catalog.enums import CapacityUnit
from services_catalog.forms.numbers import NumberField
from services_catalog.models import (
    Capacity,
    ClientCount,
    JointFinancing,
    Network,
    NetworkEntry,
    OfferedForm,
    Payment,
)
from services_catalog.network import checking, financing, networks
from tests.community.factories import FigureFactory, MunicipalityFactory, OfficeFactory
from tests.services_catalog.factories import ServiceFactory
from tests.services_catalog.network.factories import MONEY, RESOLUTION, approved_network, network_of
from tests.services_catalog.network.test_financing import DAY, scenario_of

pytestmark = pytest.mark.django_db
DECISION = {"body_name": "Rada města", "decided_on": "10. 12. 2025", "number": "7/2025"}


@pytest.fixture
def workshop(signed_in, coordinator):
    OfficeFactory()
    return signed_in(coordinator)


@pytest.fixture
def village(db):
    found = MunicipalityFactory(name="Ves")
    FigureFactory(municipality=found, value=96, as_of=DAY)
    return found


def page(name: str, *args: object) -> str:
    return reverse(f"admin:services_catalog_{name}", args=args)


def text_of(answer) -> str:
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def test_network_is_begun_from_last_year(workshop, coordinator):
    before = network_of(by=coordinator, year=2025)

    workshop.post(page("network_add"), {"year": 2026, "title": "", "copy_from": before.pk})

    made = Network.objects.get(year=2026)
    assert (made.title, made.entries.count()) == ("Síť sociálních služeb na rok 2026", 1)


def test_entry_understands_amounts_as_people_write_them(workshop, coordinator):
    network, service = network_of(by=coordinator), ServiceFactory()
    typed = {"service": service.pk, "form": "field", "unit": "fte", "status": "temporary", "amount": "4,5"}

    workshop.post(page("network_add_entry", network.pk), typed | {"plan-cost": "1 234 567 Kč", "fact-fees": "0"})

    entry = network.entries.get(service=service)
    assert (entry.amount, entry.status) == (4.5, "temporary")
    assert sorted(entry.money.values_list("item", "kind", "amount_czk")) == [
        ("cost", "plan", 1_234_567),
        ("fees", "fact", 0),
    ]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [(15_921_152, "15\xa0921\xa0152"), (0, "0"), (Decimal("4.50"), "4,5"), (Decimal("-1200.00"), "-1\xa0200")],
)
def test_numbers_are_shown_as_they_may_be_typed(stored, shown):
    field = NumberField(may_be_negative=True)

    assert field.prepare_value(stored) == shown
    assert field.clean(shown) == stored


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("plan-cost", "asi milion", "Napište jen číslo"),
        ("plan-cost", "-5", "nemůže být záporné"),
        ("plan-cost", "10,50", "není v celých korunách"),
        ("ended_on", "30. 6. 2024", "není v roce 2026"),
    ],
)
def test_wrong_entry_is_told_beside_the_field_and_nothing_is_lost(workshop, coordinator, name, typed, told):
    network, service = network_of(by=coordinator), ServiceFactory()
    data = {"service": service.pk, "form": "field", "unit": "fte", "status": "regional", "reason": "Chybí."}

    text = text_of(workshop.post(page("network_add_entry", network.pk), data | {name: typed}))

    assert told in text
    assert typed in text
    assert "Chybí." in text


def test_service_twice_in_one_form_is_told(workshop, coordinator):
    network = network_of(by=coordinator)
    data = {"service": network.entries.get().service_id, "form": "field", "unit": "fte", "status": "regional"}

    text = text_of(workshop.post(page("network_add_entry", network.pk), data))

    assert "už v této formě v síti je" in text


def test_clients_are_written_by_municipality(workshop, coordinator, village):
    network = network_of(by=coordinator)
    entry = network.entries.get()

    workshop.post(page("network_clients", network.pk, entry.pk), {f"obec-{village.pk}": "3"})

    assert list(ClientCount.objects.values_list("service", "municipality", "count")) == [
        (entry.service_id, village.pk, 3)
    ]


def test_editor_sees_no_clients(signed_in, coordinator, editor, village):
    network = network_of(by=coordinator)

    answer = signed_in(editor).get(page("network_clients", network.pk, network.entries.get().pk))

    assert answer.status_code == 403


def test_approval_asks_for_a_typed_word(workshop, coordinator):
    network = network_of(by=coordinator)

    text = text_of(workshop.post(page("network_approve", network.pk), DECISION))

    assert "napište slovo ANO" in text
    assert "Rada města" in text
    workshop.post(page("network_approve", network.pk), DECISION | {"potvrzeni": "ano"})
    network.refresh_from_db()
    assert (network.state, network.decided_on) == ("approved", date(2025, 12, 10))


def test_approved_network_cannot_be_written_into(workshop, coordinator):
    network = approved_network(by=coordinator)
    entry = network.entries.get()

    for address in (
        page("network_add_entry", network.pk),
        page("network_entry", network.pk, entry.pk),
        page("network_leave_out", network.pk, entry.pk),
        page("network_approve", network.pk),
    ):
        assert workshop.post(address, {}).status_code == 403
    workshop.post(page("network_change", network.pk), {"title": "Jinak"})
    network.refresh_from_db()
    assert network.title == "Síť služeb 2026"


def test_new_version_pressed_twice_is_one(workshop, coordinator):
    network = approved_network(by=coordinator)

    workshop.post(page("network_home", network.pk))
    workshop.post(page("network_home", network.pk))

    assert list(Network.objects.filter(year=2026).order_by("version").values_list("version", flat=True)) == [1, 2]


def test_leaving_out_asks_first(workshop, coordinator):
    network = network_of(by=coordinator)
    address = page("network_leave_out", network.pk, network.entries.get().pk)

    workshop.get(address)
    assert network.entries.count() == 1
    workshop.post(address)
    assert network.entries.count() == 0


@pytest.mark.parametrize("name", ["network_changelist", "network_add", "jointfinancing_changelist"])
def test_lists_open(workshop, name):
    assert workshop.get(page(name)).status_code == 200


@pytest.mark.parametrize("count", [1, 4])
def test_page_of_a_network_costs_the_same_for_any_number(workshop, coordinator, count, django_assert_max_num_queries):
    network = network_of(*(ServiceFactory() for _ in range(count)), by=coordinator)
    workshop.get(page("network_home", network.pk))

    with django_assert_max_num_queries(20):
        workshop.get(page("network_home", network.pk))


# --- what to look at ----------------------------------------------------------------------------------------------


def told(network: Network) -> list[str]:
    return [words.replace("\xa0", " ") for found in checking.warnings_of(network).values() for words in found]


def test_thousands_among_crowns_are_told_by_the_jump(coordinator):
    service = ServiceFactory()
    approved_network(service, by=coordinator, year=2025)
    network = network_of(service, by=coordinator)
    money = {("cost", "plan"): 1_000, ("state", "plan"): 700, ("together", "plan"): 300}
    networks.write(network.entries.get(), money, by=coordinator)

    assert told(network)[0] == "náklady: 1 000 Kč, loni 1 000 000 Kč. Nejsou mezi korunami tisíce?"


def test_sources_that_do_not_meet_costs_are_told(coordinator):
    network = network_of(by=coordinator)
    networks.write(network.entries.get(), {**MONEY, ("state", "plan"): 600_000}, by=coordinator)

    assert told(network) == ["plán: zdroje jsou o 100 000 Kč nižší než náklady."]


def test_what_ended_by_the_register_is_told(coordinator):
    ended, ends = (ServiceFactory(provided_until=day) for day in (date(2025, 6, 30), date(2026, 6, 30)))

    assert told(network_of(ended, ends, by=coordinator)) == [
        "Podle registru služba skončila před tímto rokem.",
        "Podle registru služba v tomto roce končí; uveďte den.",
    ]


def test_more_beds_than_the_register_has_are_told(coordinator):
    network, service = network_of(by=coordinator), ServiceFactory()
    offered = OfferedForm.objects.create(service=service, form="residential")
    Capacity.objects.create(offered_form=offered, number=20, unit=CapacityUnit.BED)
    entry = NetworkEntry(network=network, service=service, form="residential", unit="bed", amount=21)
    networks.write(entry, {}, by=coordinator)

    assert told(network) == ["Víc lůžek, než má registr (20)."]


# --- joint financing ----------------------------------------------------------------------------------------------


def test_scenario_is_written_and_computed(workshop, coordinator, village):
    network = approved_network(by=coordinator)
    typed = {"name": "Podle lidí", "method": "whole", "people_part": "100", "clients_part": "0", "equal_part": "0"}

    answer = workshop.post(
        page("jointfinancing_start", network.pk),
        typed | {"town_percent": "0", "minimum_czk": "0", "people_on": "1. 1. 2025"},
        follow=True,
    )

    assert "300 000 Kč" in text_of(answer)


def test_rate_without_a_rate_is_told(workshop, coordinator, village):
    network = approved_network(by=coordinator)
    typed = {"name": "Sazba", "method": "rate", "people_part": "0", "clients_part": "0", "equal_part": "0"}

    text = text_of(
        workshop.post(
            page("jointfinancing_start", network.pk),
            typed | {"town_percent": "0", "minimum_czk": "0", "people_on": "1. 1. 2025"},
        )
    )

    assert "Uveďte sazbu na obyvatele" in text
    assert not JointFinancing.objects.exists()


def test_what_if_is_a_copy_beside_the_first(workshop, coordinator, village):
    scenario = scenario_of(approved_network(by=coordinator), coordinator)

    workshop.post(page("jointfinancing_home", scenario.pk), {"name": "Co když 60"})

    text = text_of(workshop.get(page("jointfinancing_compare", scenario.network_id)))
    assert "Co když 60" in text
    assert text.count("300 000 Kč") >= 4


def test_scenario_that_cannot_be_computed_says_why(workshop, coordinator):
    MunicipalityFactory(name="Neznámá")
    scenario = scenario_of(approved_network(by=coordinator), coordinator)

    for name, key in (("jointfinancing_home", scenario.pk), ("jointfinancing_compare", scenario.network_id)):
        assert "není znám počet obyvatel: Neznámá" in text_of(workshop.get(page(name, key)))


def test_weights_and_corrections_are_written_in_one_table(workshop, coordinator, village):
    scenario = scenario_of(approved_network(by=coordinator), coordinator)
    member = scenario.members.get()
    typed = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": member.pk,
        "form-0-months": "6",
        "form-0-weight": "0,5",
        "form-0-correction_czk": "-1 200",
        "form-0-correction_note": "přeplatek",
    }

    workshop.post(page("jointfinancing_members", scenario.pk), typed)

    member.refresh_from_db()
    assert (member.months, member.weight, member.correction_czk) == (6, 0.5, -1_200)


def test_municipality_that_joined_later_is_added_and_may_leave(workshop, coordinator, village):
    scenario = scenario_of(approved_network(by=coordinator), coordinator)
    MunicipalityFactory(name="Nová", in_territory_from=date(2026, 10, 1))
    address = page("jointfinancing_members", scenario.pk)

    workshop.post(address, {"doplnit": "1"})
    workshop.post(address, {"doplnit": "1"})
    assert list(scenario.members.values_list("municipality__name", "months")) == [("Nová", 3), ("Ves", 12)]
    workshop.post(address, {"vyradit": scenario.members.get(municipality__name="Nová").pk})
    assert list(scenario.members.values_list("municipality__name", flat=True)) == ["Ves"]
    assert workshop.post(address, {"vyradit": "x"}).status_code == 404


def test_scenario_is_deleted_after_a_question(workshop, coordinator, village):
    scenario = scenario_of(approved_network(by=coordinator), coordinator)

    workshop.get(page("jointfinancing_throw_away", scenario.pk))
    assert JointFinancing.objects.exists()
    workshop.post(page("jointfinancing_throw_away", scenario.pk))
    assert not JointFinancing.objects.exists()


def test_approved_financing_is_only_read_and_takes_payments(workshop, coordinator, village):
    scenario = scenario_of(approved_network(by=coordinator), coordinator)
    workshop.post(page("jointfinancing_approve", scenario.pk), DECISION | {"potvrzeni": "ANO"})
    scenario.refresh_from_db()

    assert scenario.is_frozen
    assert workshop.get(page("jointfinancing_change", scenario.pk)).status_code == 302
    assert workshop.post(page("jointfinancing_members", scenario.pk), {}).status_code == 403
    typed = {"member": scenario.members.get().pk, "paid_on": "1. 3. 2026", "amount_czk": "100 000"}
    workshop.post(page("jointfinancing_payments", scenario.pk), typed)
    text = text_of(workshop.post(page("jointfinancing_payments", scenario.pk), typed))
    assert "už je zapsaná" in text
    assert Payment.objects.get().amount_czk == 100_000


def test_editor_reads_and_does_not_change(signed_in, coordinator, editor, village):
    OfficeFactory()
    network = approved_network(by=coordinator)
    scenario = financing.approve(scenario_of(network, coordinator), RESOLUTION, by=coordinator)
    workshop = signed_in(editor)

    assert workshop.get(page("network_home", network.pk)).status_code == 200
    assert workshop.get(page("jointfinancing_payments", scenario.pk)).status_code == 200
    typed = {"member": scenario.members.get().pk, "paid_on": "1. 3. 2026", "amount_czk": "1"}
    assert workshop.post(page("jointfinancing_payments", scenario.pk), typed).status_code == 403
    assert workshop.post(page("network_home", network.pk)).status_code == 403
