"""Leaflets, my list and the booklet in both sizes: both profiles at once, and a secret address in none of them."""

import subprocess
from datetime import time, timedelta

import pytest
from django.utils import timezone

from community.enums import ContactAudience
from community.models import Contact, Office, PlanningArea
from kpss_portal.pdf import page_count
from services_catalog import booklet, printing
from services_catalog.details import details_of, with_details
from services_catalog.enums import ContactKind, PrintSize, ServiceForm
from services_catalog.models import HoursException, OfferedForm, OpeningHours, Service, ServiceContact
from tests.documents.verapdf import foreign_fonts, verapdf
from tests.services_catalog.factories import (
    CrisisLineFactory,
    LifeSituationFactory,
    PlaceFactory,
    ServiceFactory,
    TargetGroupFactory,
)

pytestmark = pytest.mark.django_db
SECRETS = ("Skrytozámecká", "Útočištní dům", "43991", "416999111", "Tajnov")
BOTH = [PrintSize.NORMAL, PrintSize.LARGE]


@pytest.fixture
def catalogue():
    """A shelter with everything that a card may hold and a secret place, a bare service, a related one."""
    Office.objects.update_or_create(pk=1, defaults={"legal_name": "Město Vzorov", "portal_name": "Vzor"})
    area = PlanningArea.objects.create_named("Lidé v krizi")
    today = timezone.localdate()
    shelter = ServiceFactory(
        name="Azylový dům Přístav", slug="pristav", summary="Příliš žluťoučký kůň úpěl ďábelské ódy.",
        for_whom="Pro ty, komu doma někdo ubližuje. " * 12, not_for_whom="Nikomu neodmítneme.", how_to_apply="Zavolejte. " * 60,
        documents_needed="Nic.", price_note="První týden nic", languages="čeština", is_barrier_free=True,
        free_places=2, waiting_list_note="volejte i tak", free_places_stated_on=today, free_places_expire_on=today,
    )  # fmt: skip
    shelter.target_groups.add(TargetGroupFactory())
    TargetGroupFactory().planning_areas.add(area)
    shelter.situations.add(LifeSituationFactory(name="Někdo mi ubližuje"))
    for number, note in (("416111222", "ve dne i v noci"), ("416111333", "")):
        ServiceContact.objects.create(service=shelter, kind=ContactKind.PHONE, value=number, note=note)
    ServiceContact.objects.create(
        service=shelter, kind=ContactKind.WEB, value="https://www.pristav.example/dlouha-adresa"
    )
    offered = OfferedForm.objects.create(service=shelter, form=ServiceForm.OUTPATIENT, is_closed_on_holidays=True)
    OpeningHours.objects.create(offered_form=offered, weekday=0, opens=time(8), closes=time(12))
    OfferedForm.objects.create(service=shelter, form=ServiceForm.RESIDENTIAL, is_nonstop=True)
    HoursException.objects.create(service=shelter, starts_on=today, ends_on=today + timedelta(days=1), note="školení")
    PlaceFactory(
        service=shelter, hidden=True, name="Útočištní dům", street="Skrytozámecká 7", postal_code="43991",
        phone="416999111", municipality__name="Tajnov",
    )  # fmt: skip
    PlaceFactory(
        service=shelter, name="Poradna", street="Dlouhá 1", phone="416111444", note="vchod ze dvora", position=2
    )
    ServiceFactory(name="Služba, o které nikdo nic neví")
    ServiceFactory(name="Hospic doma", related=True, phone="416 555 666")
    CrisisLineFactory(phone="112", is_emergency=True, is_in_bar=True)
    CrisisLineFactory(availability="nepřetržitě", is_free=True)
    Contact.objects.create(name="Jana Vzorová", phone="416000123", audience=ContactAudience.PUBLIC, hours="Po\nSt")
    return shelter


def text_of(data, tmp_path):
    path = tmp_path / "document.pdf"
    path.write_bytes(data)
    run = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(run.stdout.split())  # lines end elsewhere in each size


def rows():
    return [details_of(service) for service in with_details(Service.objects.order_by("pk"))]


@pytest.mark.parametrize("size", BOTH)
def test_a_leaflet_has_one_page_and_conforms(catalogue, tmp_path, size):
    data = printing.render_leaflet(printing.leaflet_content(rows()[0], size))

    told = text_of(data, tmp_path)
    assert page_count(data) == 1
    assert verapdf(tmp_path / "document.pdf") == {"ua1": [], "2a": []}
    assert foreign_fonts(tmp_path / "document.pdf") == set()
    assert ("416 111 222" in told, "pristav/" in told) == (True, True)
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize("size", BOTH)
def test_my_list_conforms_and_says_free_places_with_their_day(catalogue, tmp_path, size):
    data = printing.render_list(rows(), size)

    told = text_of(data, tmp_path)
    assert verapdf(tmp_path / "document.pdf") == {"ua1": [], "2a": []}
    assert foreign_fonts(tmp_path / "document.pdf") == set()
    assert "2 volná místa" in told
    assert "platí do" in told
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize("size", BOTH)
def test_the_booklet_conforms_and_has_all_its_parts(catalogue, tmp_path, size):
    data = booklet.render_booklet(booklet.booklet_content(), size)

    told = text_of(data, tmp_path)
    assert verapdf(tmp_path / "document.pdf") == {"ua1": [], "2a": []}
    assert foreign_fonts(tmp_path / "document.pdf") == set()
    for part in (
        "Jak katalog používat", "V krizi", "Rejstřík životních situací", "Lidé v krizi", "Pro všechny", "Hospic doma",
        "Související služby", "Úřad a kontakty", "Rejstřík poskytovatelů", "Vydavatel", "vydání z",
    ):  # fmt: skip
        assert part in told.replace("\xa0", " ")
    assert "volejte i tak" not in told
    assert [secret for secret in SECRETS if secret in told] == []
