"""Joint financing: scenarios by figures of a day, an approved edition that freezes, payments."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from kpss_portal.canonical import parsed, sha256_of
from kpss_portal.frozen import DocumentIsFrozen
from services_catalog.models import FinancingMember, JointFinancing, Payment
from services_catalog.network import duties, financing, networks, scenarios
from services_catalog.network.computing import compute
from services_catalog.network.contributions import approved_contents, key_words, of_municipality, own_words
from services_catalog.network.steps import StepNotOpen
from services_catalog.network_enums import Method
from tests.community.factories import FigureFactory, MunicipalityFactory
from tests.services_catalog.factories import ServiceFactory
from tests.services_catalog.network.factories import RESOLUTION, approved_network, network_of

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 1)


@pytest.fixture
def towns():
    """A town of 24,000 people and a village of 96."""
    found = [MunicipalityFactory(name="Město"), MunicipalityFactory(name="Ves")]
    for town, people in zip(found, (24_000, 96), strict=True):
        FigureFactory(municipality=town, value=people, as_of=DAY)
        FigureFactory(municipality=town, value=1, as_of=date(2025, 6, 1))  # newer than the day that is asked for
    return found


def scenario_of(network, by, **values) -> JointFinancing:
    return financing.save_scenario(
        JointFinancing(network=network, **{"name": "Varianta", "people_on": DAY} | values), by=by
    )


@pytest.fixture
def scenario(towns, coordinator):
    return scenario_of(approved_network(by=coordinator), coordinator)


@pytest.fixture
def approved(scenario, coordinator):
    return financing.approve(scenario, RESOLUTION, by=coordinator)


def dues(result) -> list[tuple[str, int]]:
    return [(str(row.member), row.due) for row in result.rows]


def test_amount_of_the_network_is_divided_by_people_of_the_day(scenario):
    result = compute(scenario)

    assert (result.needed, result.due, result.missing) == (300_000, 300_000, 0)
    assert dues(result) == [("Město", 298_805), ("Ves", 1_195)]
    assert {row.figure.as_of for row in result.rows} == {DAY}


def test_what_if_the_rate_is_sixty(scenario, coordinator):
    copy = financing.copy(scenario, "sazba 60 Kč", by=coordinator)
    copy.method, copy.rate_czk = Method.RATE, 60
    copy = financing.save_scenario(copy, by=coordinator)

    result = compute(copy)

    assert dues(result) == [("Město", 1_440_000), ("Ves", 5_760)]
    assert (result.due, result.missing) == (1_445_760, 300_000 - 1_445_760)


def test_each_service_is_divided_by_its_own_clients(towns, coordinator):
    first, second = ServiceFactory(), ServiceFactory()
    network = network_of(first, second, by=coordinator)
    networks.count_clients(2026, first, {towns[1].pk: 5}, by=coordinator)

    result = compute(scenario_of(network, coordinator, method=Method.EACH, people_part=0, clients_part=1))

    assert dues(result) == [("Město", 298_805), ("Ves", 301_195)]
    assert len(result.replaced) == 1


def test_shares_by_service_add_up_to_the_contribution(scenario):
    for row in compute(scenario).rows:
        assert sum(row.by_service.values()) == row.share


def test_who_joined_in_july_takes_part_for_six_months(scenario, towns, coordinator):
    MunicipalityFactory(name="Nová", in_territory_from=date(2026, 7, 1))
    MunicipalityFactory(name="Bývalá", in_territory_from=date(2003, 1, 1), in_territory_to=date(2025, 12, 31))

    fresh = scenario_of(scenario.network, coordinator)

    months = {str(member): member.months for member in fresh.members.all()}
    assert months == {"Město": 12, "Ves": 12, "Nová": 6}


def test_unknown_people_are_told_by_name(scenario, coordinator):
    town = MunicipalityFactory(name="Neznámá")
    FinancingMember.objects.create(financing=scenario, municipality=town)

    result = compute(scenario)

    assert "není znám počet obyvatel: Neznámá" in result.fault
    with pytest.raises(ValidationError, match="Neznámá"):
        financing.approve(scenario, RESOLUTION, by=coordinator)


def test_clients_counted_nowhere_are_told_with_advice(scenario, coordinator):
    scenario.people_part, scenario.clients_part = 0, 100

    result = compute(financing.save_scenario(scenario, by=coordinator))

    assert "Nikde nejsou zapsaní žádní klienti" in result.fault
    with pytest.raises(ValidationError, match="klient"):
        financing.approve(scenario, RESOLUTION, by=coordinator)


def test_negative_correction_lowers_what_is_due(scenario, coordinator):
    member = scenario.members.get(municipality__name="Ves")
    member.correction_czk, member.correction_note = -1_000, "přeplatek"
    financing.write_members(scenario, [member], by=coordinator)

    assert dues(compute(scenario))[1] == ("Ves", 195)


def test_correction_below_zero_is_told_by_name(scenario, coordinator):
    member = scenario.members.get(municipality__name="Ves")
    member.correction_czk = -2_000
    financing.write_members(scenario, [member], by=coordinator)

    assert compute(scenario).fault == "Oprava je větší než podíl: Ves."


@pytest.mark.parametrize("count", [1, 4])
def test_computing_costs_the_same_for_any_number_of_services(towns, coordinator, count, django_assert_num_queries):
    network = network_of(*(ServiceFactory() for _ in range(count)), by=coordinator)
    scenario = JointFinancing.objects.select_related("network", "town").get(pk=scenario_of(network, coordinator).pk)

    with django_assert_num_queries(5):
        compute(scenario)


def test_scenarios_stand_side_by_side_with_last_year(approved, coordinator):
    following = approved_network(by=coordinator, year=2027)
    scenario_of(following, coordinator, name="A")
    scenario_of(following, coordinator, name="B", method=Method.RATE, rate_czk=10)

    table = scenarios.side_by_side(following)

    assert [column.financing.name for column in table["columns"]] == ["A", "B"]
    assert [(str(town), before, amounts) for town, before, amounts in table["rows"]] == [
        ("Město", 298_805, [298_805, 240_000]),
        ("Ves", 1_195, [1_195, 960]),
    ]


def test_next_year_begins_with_the_key_of_the_last_one(approved, coordinator):
    following = networks.start(2027, "Síť 2027", by=coordinator)

    begun = scenarios.beginning(following)

    assert (begun.method, begun.people_on) == (approved.method, date(2026, 1, 1))


# --- approval -----------------------------------------------------------------------------------------------------


def test_approval_writes_down_what_everybody_bears(approved):
    content = parsed(approved.content)

    assert (approved.state, approved.content_sha256) == ("approved", sha256_of(approved.content))
    assert [(row["name"], row["people"], row["due_czk"]) for row in content["municipalities"]] == [
        ("Město", 24_000, 298_805),
        ("Ves", 96, 1_195),
    ]
    assert list(approved.members.values_list("due_czk", flat=True)) == [298_805, 1_195]


def test_later_figures_change_nothing_of_what_was_approved(approved, towns):
    FigureFactory(municipality=towns[1], value=5_000, as_of=date(2024, 12, 31))

    assert dues(scenarios.result_of(approved)) == [("Město", 298_805), ("Ves", 1_195)]


def test_network_is_approved_first(towns, coordinator):
    scenario = scenario_of(network_of(by=coordinator), coordinator)

    with pytest.raises(ValidationError, match="Nejdřív schvalte síť"):
        financing.approve(scenario, RESOLUTION, by=coordinator)


def test_newer_approval_replaces_the_one_before(approved, coordinator):
    newer = financing.approve(financing.copy(approved, "Druhá", by=coordinator), RESOLUTION, by=coordinator)

    approved.refresh_from_db()
    assert (approved.state, newer.state) == ("superseded", "approved")


def test_editor_approves_nothing(scenario, editor):
    with pytest.raises(PermissionDenied):
        financing.approve(scenario, RESOLUTION, by=editor)


def test_approved_is_frozen_for_the_workflow_and_the_models(approved, coordinator):
    member = approved.members.first()
    with pytest.raises(StepNotOpen):
        financing.write_members(approved, [member], by=coordinator)
    with pytest.raises(StepNotOpen):
        financing.throw_away(approved, by=coordinator)
    for door in (member.save, member.delete, approved.save, approved.delete):
        with pytest.raises(DocumentIsFrozen):
            door()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE services_catalog_jointfinancing SET people_part = 1",
        "DELETE FROM services_catalog_jointfinancing",
        "UPDATE services_catalog_financingmember SET due_czk = 1",
        "DELETE FROM services_catalog_financingmember",
    ],
)
def test_plain_sql_is_refused_by_the_database(approved, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_amounts_that_follow_clients_are_not_told_by_service(towns, coordinator):
    network = approved_network(by=coordinator)
    service = network.entries.get().service
    networks.count_clients(2026, service, {towns[1].pk: 1, towns[0].pk: 9}, by=coordinator)
    scenario = scenario_of(network, coordinator, clients_part=50, people_part=50)

    content = parsed(financing.approve(scenario, RESOLUTION, by=coordinator).content)

    assert [set(row) & {"by_service", "clients"} for row in content["municipalities"]] == [set(), set()]


# --- payments -----------------------------------------------------------------------------------------------------


def test_payments_are_recorded_and_the_rest_is_known(approved, coordinator):
    member = approved.members.get(municipality__name="Ves")
    financing.pay(member, date(2026, 3, 1), 1_000, by=coordinator)

    table = scenarios.payments(approved)

    assert [(str(row[0]), row[2], row[3]) for row in table["rows"]] == [("Město", 0, 298_805), ("Ves", 1_000, 195)]


def test_payment_pressed_twice_is_recorded_once(approved, coordinator):
    member = approved.members.first()
    financing.pay(member, date(2026, 3, 1), 1_000, by=coordinator)

    with pytest.raises(ValidationError, match="už je zapsaná"):
        financing.pay(member, date(2026, 3, 1), 1_000, by=coordinator)

    assert Payment.objects.count() == 1


def test_nothing_is_paid_by_a_scenario(scenario, coordinator):
    with pytest.raises(StepNotOpen):
        financing.pay(scenario.members.first(), date(2026, 3, 1), 1_000, by=coordinator)


@pytest.mark.parametrize(("month", "expected"), [(3, []), (8, ["2 obce nezaplatily příspěvek na rok 2026."])])
def test_office_is_told_of_unpaid_contributions_in_summer(approved, coordinator, monkeypatch, month, expected):
    monkeypatch.setattr(duties.timezone, "localdate", lambda: date(2026, month, 1))

    assert [found.text for found in duties.contributions_to_pay(coordinator)] == expected


@pytest.mark.parametrize(("month", "count"), [(8, 0), (9, 1)])
def test_office_is_told_in_autumn_that_the_next_network_is_not_begun(
    approved, coordinator, editor, monkeypatch, month, count
):
    monkeypatch.setattr(duties.timezone, "localdate", lambda: date(2026, month, 1))

    assert len(list(duties.network_to_begin(coordinator))) == count
    assert list(duties.network_to_begin(editor)) == []


# --- in words -----------------------------------------------------------------------------------------------------


def test_how_it_was_computed_is_told(approved):
    contents = approved_contents()
    own = of_municipality(approved.members.last().municipality.code, contents)[0]

    assert own_words(contents[0][1], own) == [
        "96 obyvatel k 1.\xa0ledna\xa02025 (Český statistický úřad).",
        "Podíl obce je 1\xa0195\xa0Kč.",
    ]
    assert "Dělí se: 100\xa0% podle obyvatel." in key_words(contents[0][1])
    assert (own.people_percent, own.money_percent) == (own.money_percent, own.people_percent)


# --- constraints --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("jointfinancing_rate_is_said", {"method": Method.RATE}),
        ("jointfinancing_follows_something", {"people_part": 0}),
        ("jointfinancing_town_is_said", {"town_percent": 40}),
        ("jointfinancing_minimum_of_a_whole", {"method": Method.EACH, "minimum_czk": 1}),
    ],
)
def test_database_holds_what_a_key_needs(coordinator, name, values):
    network = networks.start(2026, "Síť", by=coordinator)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        JointFinancing.objects.create(network=network, name="x", people_on=DAY, **values)
