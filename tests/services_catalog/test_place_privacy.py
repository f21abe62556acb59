"""A hidden address never leaves: every output for the public and every sheet is searched for each of its parts."""

from decimal import Decimal

import pytest
from django.urls import reverse

from community.models import Municipality
from kpss_portal.canonical import canonical
from kpss_portal.models import SearchEntry, SearchTerm
from kpss_portal.search import search
from kpss_portal.search.words import forms_of
from kpss_portal.spreadsheets import write_csv, write_ods, write_xlsx
from plans.content_document import content_of
from services_catalog.cards import card_of, with_cards
from services_catalog.importing.exporting import export_table, row_of
from services_catalog.indexing import reindex_others, reindex_services
from services_catalog.models import Place, PublicPlace, Service
from services_catalog.reach import reach_of
from services_catalog.snapshot import snapshot
from tests.community.factories import MunicipalityFactory
from tests.kept import anew
from tests.plans.factories import ItemFactory
from tests.services_catalog.factories import LifeSituationFactory, PlaceFactory, ServiceFactory

SECRETS = ("Skrytozámecká", "Útočištní dům", "43991", "50.1234567", "14.7654321", "50,1234567", "14,7654321")


@pytest.fixture(scope="module")
def kept_shelter(kept):
    return kept(_shelter)


@pytest.fixture
def shelter(db, kept_shelter):
    return anew(kept_shelter)


@pytest.fixture
def town(shelter):
    return Municipality.objects.get(slug="tajnov")


def _shelter():
    town = MunicipalityFactory(
        name="Tajnov", slug="tajnov", latitude=Decimal("50.12"), longitude=Decimal("14.76"), code="565999"
    )
    service = ServiceFactory(name="Azylový dům Naděje", slug="azylovy-dum", is_crisis=True, phone="416 111 222")
    PlaceFactory(
        service=service,
        hidden=True,
        name="Útočištní dům",
        street="Skrytozámecká 7",
        postal_code="43991",
        municipality=town,
        latitude=Decimal("50.1234567"),
        longitude=Decimal("14.7654321"),
        is_seat_only=True,
    )
    situation = LifeSituationFactory(name="Někdo mi ubližuje", slug="nasili")
    service.situations.add(situation)
    ItemFactory(code="1", plan__state="in_consultation", plan__slug="plan").services.add(service)
    reindex_services()
    reindex_others()
    return service


ADDRESSES = [
    "/",
    "/katalog/",
    "/katalog/?q=naděje",
    "/katalog/?q=skrytozámecká",
    "/katalog/?obec=tajnov",
    "/katalog/?situace=nasili",
    "/katalog/sluzby/azylovy-dum/",
    "/katalog/muj-seznam/?sluzby={key}",
    "/katalog/muj-seznam/poslat/?sluzby={key}",
    "/katalog/poskytovatele/",
    "/katalog/poskytovatele/{provider}/",
    "/katalog/situace/",
    "/katalog/situace/nasili/",
    "/katalog/obce/",
    "/katalog/obce/tajnov/",
    "/katalog/obce/tajnov/sluzby.csv",
    "/katalog/obce/tajnov/vlozit/",
    "/katalog/obce/tajnov/vlozit/?okoli=ano&pocet=50",
    "/katalog/obce/tajnov/vlozit-na-web/",
    "/katalog/mapa/",
    "/katalog/mapa/?situace=nasili",
    "/katalog/mapa/mapa.json",
    "/katalog/bila-mista/",
    "/katalog/bila-mista/?obec=tajnov",
    "/katalog/bila-mista/bila-mista.csv",
    "/katalog/bila-mista/kapacity.csv",
    "/katalog/pomoc-v-krizi/",
    "/hledat/?q=naděje",
    "/hledat/?q=skrytozámecká",
    "/plany/plan/",
    "/plany/plan/polozky/1/",
    "/sitemap.xml",
    "/kalendar.ics",
    "/aktuality/atom.xml",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_of_the_portal_tells_any_part_of_a_hidden_place(client, shelter, address):
    answer = client.get(address.format(provider=shelter.provider.slug, key=shelter.pk))

    told = answer.content.decode().replace('value="skrytozámecká"', "")
    assert answer.status_code == 200
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_lists_of_all_municipalities_name_the_town_of_a_hidden_place(client, shelter, address):
    shows_all_towns = address.startswith(
        ("/katalog/?", "/katalog/obce/", "/katalog/mapa/", "/katalog/bila-mista/")
    ) or address in {"/", "/katalog/", "/sitemap.xml"}

    told = client.get(address.format(provider=shelter.provider.slug, key=shelter.pk)).content.decode()

    assert shows_all_towns or "Tajnov" not in told


def test_the_page_says_that_the_address_is_not_published(client, shelter):
    told = client.get(shelter.get_absolute_url()).content.decode()

    assert "Adresu nezveřejňujeme" in told or "nezveřej" in told
    assert "Sídlo poskytovatele" not in told


def test_a_service_with_a_hidden_place_is_not_listed_in_its_town(client, shelter):
    assert list(Service.objects.serving(Place.objects.get().municipality)) == []
    assert client.get("/katalog/?obec=tajnov").context["count"] == 0
    assert client.get("/katalog/obce/tajnov/").context["count"] == 0


def test_distances_leave_a_hidden_place_out(town, shelter):
    neighbour = MunicipalityFactory(latitude=Decimal("50.13"), longitude=Decimal("14.77"))
    known = PlaceFactory(municipality=town)

    assert reach_of(neighbour.pk, snapshot.get()).near == {known.service_id: 1}


def test_a_public_place_of_a_hidden_one_is_empty(shelter):
    place = Place.objects.get()

    assert place.public == PublicPlace(is_hidden=True)
    assert (place.public.line, str(place)) == ("", "utajená adresa")


def test_a_card_says_only_that_the_address_is_not_published(shelter):
    card = card_of(with_cards(Service.objects.all()).get())

    assert card.where == "adresa se nezveřejňuje"


def test_a_known_place_beside_a_hidden_one_is_told(shelter, client):
    PlaceFactory(service=shelter, street="Poradenská 3", position=2, municipality__name="Veřejnov")

    told = client.get(shelter.get_absolute_url()).content.decode()

    assert "Poradenská 3" in told.replace("\xa0", " ")
    assert [secret for secret in SECRETS if secret in told] == []


def test_the_search_index_has_no_word_of_a_hidden_address(shelter):
    words = {form for word in ("Skrytozámecká", "Tajnov", "Útočištní", "43991") for form in forms_of(word)}

    assert list(SearchTerm.objects.filter(term__in=words, entry__kind="service").values_list("term", flat=True)) == []
    assert [entry.title for entry in search("Skrytozámecká").entries] == []
    assert [secret for entry in SearchEntry.objects.all() for secret in SECRETS if secret in entry.summary] == []


def test_an_address_that_becomes_hidden_leaves_the_search_index(town):
    place = PlaceFactory(municipality=town)
    reindex_services()
    Place.objects.filter(pk=place.pk).update(is_address_hidden=True)

    reindex_services(Service.objects.filter(pk=place.service_id))

    assert SearchTerm.objects.filter(term="tajnov", entry__kind="service").count() == 0


@pytest.mark.parametrize("writer", [lambda table: write_xlsx([table]), lambda table: write_ods([table]), write_csv])
def test_no_sheet_tells_any_part_of_a_hidden_address(shelter, writer):
    from io import BytesIO

    from kpss_portal.spreadsheets import read_workbook

    sheet = next(iter(read_workbook(BytesIO(writer(export_table(Service.objects.all())))).sheets.values()))

    told = "|".join(str(cell) for _number, cells in sheet.rows for cell in cells)
    assert [secret for secret in (*SECRETS, "Tajnov", "565999") if secret in told] == []
    assert len(sheet.rows) == 1


def test_a_row_of_the_export_says_that_the_address_is_secret_and_nothing_more(shelter):
    row = row_of(shelter)

    columns = ("ulice", "kod_obce", "psc", "sirka", "delka", "druh_adresy", "adresa_utajena")
    assert [row[column] for column in columns] == ["", "", "", "", "", "", "ano"]


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_exports_of_the_office_keep_a_hidden_address_for_themselves(signed_in, coordinator, shelter, kind):
    from io import BytesIO

    from kpss_portal.spreadsheets import read_workbook

    answer = signed_in(coordinator).get(reverse("admin:services_catalog_service_export", args=[kind]))

    sheet = next(iter(read_workbook(BytesIO(answer.content)).sheets.values()))
    told = "|".join(str(cell) for _number, cells in sheet.rows for cell in cells)
    assert [secret for secret in SECRETS if secret in told] == []


def test_the_frozen_content_of_a_plan_names_the_service_without_its_address(shelter):
    plan = shelter.plan_items.get().plan

    told = canonical(content_of(plan))

    assert [secret for secret in (*SECRETS, "Tajnov") if secret in told] == []


def test_the_office_sees_the_hidden_address_in_its_administration(signed_in, coordinator, shelter):
    told = signed_in(coordinator).get(reverse("admin:services_catalog_service_change", args=[shelter.pk]))

    assert "Skrytozámecká 7" in told.content.decode()
