"""The desk of a municipality: opened by a code, confirms once, answers what its people lack, keeps what was typed."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from kpss_portal.models import OutgoingMail
from services_catalog.models import MunicipalityAddress, MunicipalityDesk, WantedCapacity
from services_catalog.network import desk as desks
from services_catalog.network import financing
from services_catalog.network.steps import StepNotOpen
from tests.community.factories import FigureFactory, MunicipalityFactory, OfficeFactory
from tests.services_catalog.factories import ServiceTypeFactory
from tests.services_catalog.network.factories import RESOLUTION, approved_network
from tests.services_catalog.network.test_financing import DAY, scenario_of

pytestmark = pytest.mark.django_db
EMPTY = {"kapacity-TOTAL_FORMS": "2", "kapacity-INITIAL_FORMS": "0"}


@pytest.fixture
def approved(coordinator):
    OfficeFactory()
    town = MunicipalityFactory(name="Ves", slug="ves")
    FigureFactory(municipality=town, value=96, as_of=DAY)
    MunicipalityAddress.objects.create(municipality=town, email="podatelna@ves.example")
    return financing.approve(scenario_of(approved_network(by=coordinator), coordinator), RESOLUTION, by=coordinator)


@pytest.fixture
def desk(approved):
    return MunicipalityDesk.objects.create(member=approved.members.get())


@pytest.fixture
def opened(client, desk):
    """The browser of somebody who reads the mailbox of the municipality."""
    client.post(reverse("services_catalog:municipality-desk-code", args=[desk.uuid]))
    mail = OutgoingMail.objects.get(kind="desk-code")
    code = re.search(r"^\d{6}$", mail.text, re.MULTILINE)
    client.post(desk.get_absolute_url(), {"code": code[0]})
    return client


def act(client, desk, door: str, **typed):
    return client.post(reverse(f"services_catalog:municipality-desk-{door}", args=[desk.uuid]), typed, follow=True)


def test_link_alone_opens_nothing(client, desk):
    text = client.get(desk.get_absolute_url()).content.decode()

    assert "p…@ves.example" in text
    assert "Co našim lidem chybí" not in text
    act(client, desk, "confirm", name="Kdokoli")
    act(client, desk, "answer", needs="Nic", name="Kdokoli", **EMPTY)
    desk.refresh_from_db()
    assert (desk.confirmed_at, desk.answered_at) == (None, None)


def test_mayor_confirms_once(opened, desk):
    text = act(opened, desk, "confirm", name="Jan Vzor, starosta").content.decode()
    act(opened, desk, "confirm", name="Někdo jiný")

    desk.refresh_from_db()
    assert "Jan Vzor, starosta" in text
    assert desk.confirmed_by == "Jan Vzor, starosta"


def test_desk_costs_at_most_ten_queries_closed_and_open(client, opened, desk, django_assert_max_num_queries):
    for browser in (opened, client.__class__()):
        browser.get(desk.get_absolute_url())  # what is kept in memory is there
        with django_assert_max_num_queries(10):
            assert browser.get(desk.get_absolute_url()).status_code == 200


def test_confirmation_without_a_name_is_told(opened, desk):
    assert "Toto pole je třeba vyplnit" in act(opened, desk, "confirm", name=" ").content.decode()


def test_needs_are_answered_and_mended(opened, desk):
    kind = ServiceTypeFactory()
    row = {"kapacity-0-service_type": kind.pk, "kapacity-0-form": "field", "kapacity-0-amount": "1,5"}
    typed = {"needs": "Chybí doprava k lékaři.", "name": "Jan Vzor"} | EMPTY | row | {"kapacity-0-unit": "fte"}
    act(opened, desk, "answer", **typed)
    act(opened, desk, "answer", **typed | {"needs": "Chybí i obědy."})

    desk.refresh_from_db()
    assert desk.needs == "Chybí i obědy."
    assert list(WantedCapacity.objects.values_list("service_type", "form", "amount")) == [(kind.pk, "field", 1.5)]
    assert "Chybí i obědy." in opened.get(desk.get_absolute_url()).content.decode()


def test_half_filled_row_is_told_and_nothing_is_lost(opened, desk):
    typed = {"needs": "Chybí doprava.", "name": "Jan Vzor", "kapacity-0-amount": "tři"} | EMPTY

    text = act(opened, desk, "answer", **typed).content.decode()

    assert "Napište jen číslo" in text
    assert "Chybí doprava." in text
    typed["kapacity-0-amount"] = "3"
    assert "nebo nechte řádek prázdný" in act(opened, desk, "answer", **typed).content.decode()


def test_what_was_typed_stays_when_the_two_hours_are_over(client, desk):
    text = act(client, desk, "answer", needs="Dlouhý text.", name="Jan", **EMPTY).content.decode()

    assert "Dlouhý text." in text


def test_desk_of_a_replaced_decision_says_so(opened, desk, approved, coordinator):
    financing.approve(financing.copy(approved, "Nová", by=coordinator), RESOLUTION, by=coordinator)

    answer = opened.get(desk.get_absolute_url())

    assert answer.status_code == 410
    assert "Místo tohoto rozhodnutí platí novější" in answer.content.decode()
    with pytest.raises(StepNotOpen):
        desks.confirm(desk, "Jan Vzor")


def test_unknown_desk_is_not_found(client):
    assert client.get("/katalog/sit/stul/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_office_takes_answers_away_as_a_workbook(signed_in, coordinator, desk, approved):
    wanted = WantedCapacity(service_type=ServiceTypeFactory(), form="field", amount=2, unit="bed")
    desks.answer(desk, "Jan Vzor", "Chybí doprava.", [wanted])

    address = reverse("admin:services_catalog_jointfinancing_needs", args=[approved.pk])
    book = openpyxl.load_workbook(io.BytesIO(signed_in(coordinator).get(address).content))

    assert [cell.value for cell in book["potřeby"][2]][:3] == ["Ves", desk.member.municipality.code, "Chybí doprava."]
    assert [cell.value for cell in book["kapacity"][2]][2:6] == ["pečovatelská služba (§ 40)", "terénní", 2, "lůžka"]
