"""Pages of the catalogue: what each tells, what the public must not see yet, and that every page has a title of its own."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.utils import timezone

from plans.enums import PlanState
from services_catalog.enums import ContactKind, Payment, ServiceForm
from services_catalog.indexing import reindex_others, reindex_services
from services_catalog.models import Capacity, OfferedForm, OpeningHours, Service, ServiceContact
from services_catalog.views.providers import first_letter
from tests.community.factories import FigureFactory, MunicipalityFactory
from tests.plans.factories import ItemFactory
from tests.services_catalog.factories import (
    CrisisLineFactory,
    LifeSituationFactory,
    PlaceFactory,
    ProviderFactory,
    ServiceFactory,
    ServiceTypeFactory,
    full_services,
)

pytestmark = pytest.mark.django_db
PRAGUE = ZoneInfo("Europe/Prague")


@pytest.fixture
def page(client):
    """The page of an address, read."""

    def read(address):
        answer = client.get(address)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return read


def words(part):
    return " ".join(part.get_text(" ").replace("\xa0", " ").split())


def names(soup):
    return [words(heading) for heading in soup.select(".service-list h3")]


# --- a service ----------------------------------------------------------------------------------------------------


def test_a_service_answers_what_people_ask_first(page):
    service = ServiceFactory(
        name="Pečovatelská služba",
        for_whom="Pro seniory.",
        how_to_apply="Zavolejte.",
        payment=Payment.PAID,
        price_note="155 Kč za hodinu",
        phone="416 123 456",
        forms=[ServiceForm.FIELD],
    )
    PlaceFactory(service=service, street="Dlouhá 1", municipality__name="Terezín")
    ServiceContact.objects.create(service=service, kind=ContactKind.EMAIL, value="sluzba@example.cz")

    told = page(service.get_absolute_url())

    answers = {words(pair.dt): words(pair.dd) for pair in told.select("dl.answers > div")}
    assert list(answers.values()) == ["Pro seniory.", "Zavolejte.", "155 Kč za hodinu", "přijedou za vámi"]
    assert words(told.h1) == "Pečovatelská služba"
    assert [link["href"] for link in told.select(".call a")] == ["tel:+420416123456", "mailto:sluzba@example.cz"]
    assert "Dlouhá 1, 412 01 Terezín" in words(told)


def test_what_is_not_known_is_said_to_be_unknown(page):
    told = words(page(ServiceFactory().get_absolute_url()).main)

    assert told.count("Není uvedeno") + told.count("Neuvedeno") + told.count("neuvád") >= 1
    assert "None" not in told
    assert "Ověřeno" in told


@pytest.mark.parametrize(("hour", "is_open"), [(9, True), (13, False)])
def test_a_service_says_whether_it_is_open_now(page, monkeypatch, hour, is_open):
    offered = OfferedForm.objects.create(service=ServiceFactory(), form="outpatient")
    OpeningHours.objects.create(offered_form=offered, weekday=0, opens=time(8), closes=time(12))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, hour, tzinfo=PRAGUE))

    told = words(page(offered.service.get_absolute_url()))

    assert "pondělí 8:00–12:00" in told
    assert ("Teď je otevřeno" in told, "Teď je zavřeno" in told) == (is_open, not is_open)


def test_capacities_of_forms_are_told_apart_and_never_added(page):
    service = ServiceFactory(forms=[ServiceForm.FIELD, ServiceForm.RESIDENTIAL])
    for number, form in enumerate(service.forms.all(), start=5):
        Capacity.objects.create(offered_form=form, number=number, unit="client")

    told = words(page(service.get_absolute_url()))

    assert ("5 klient" in told, "6 klient" in told, "11 klient" in told) == (True, True, False)


def test_a_service_of_a_plan_in_force_links_the_item_and_of_a_draft_does_not(page):
    service = ServiceFactory()
    ItemFactory(title="Z návrhu").services.add(service)

    assert "Z návrhu" not in words(page(service.get_absolute_url()))


# --- embargo ------------------------------------------------------------------------------------------------------


@pytest.fixture
def embargoed():
    """A service that is prepared and not published, with everything that could lead to it."""
    service = ServiceFactory(
        name="Utajovaná novinka", slug="novinka", unpublished=True, is_crisis=True, serves_whole_territory=True
    )
    service.situations.add(LifeSituationFactory(name="Situace", slug="situace"))
    MunicipalityFactory(name="Terezín", slug="terezin")
    PlaceFactory(service=service)
    ItemFactory(code="1", plan__state=PlanState.IN_CONSULTATION, plan__slug="plan").services.add(service)
    reindex_services()
    reindex_others()
    return service


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/katalog/",
        "/katalog/?q=novinka",
        "/katalog/?obec=terezin",
        "/katalog/?situace=situace",
        "/katalog/poskytovatele/",
        "/katalog/poskytovatele/{provider}/",
        "/katalog/situace/situace/",
        "/katalog/obce/terezin/",
        "/katalog/pomoc-v-krizi/",
        "/hledat/?q=novinka",
        "/sitemap.xml",
    ],
)
def test_nothing_tells_of_a_service_that_is_not_published(client, embargoed, address):
    answer = client.get(address.format(provider=embargoed.provider.slug))

    told = answer.content.decode()
    assert answer.status_code == 200
    assert ("Utajovaná" in told, "sluzby/novinka" in told) == (False, False)


def test_an_item_of_a_plan_names_a_service_that_is_not_published_without_a_link(page, embargoed):
    assert page("/plany/plan/polozky/1/").select("a[href*='sluzby/novinka']") == []


@pytest.mark.parametrize("fields", [{"is_published": False}, {"provided_until": date(2020, 1, 1)}])
def test_a_service_that_is_not_public_is_not_found(client, fields):
    service = ServiceFactory(**fields)

    answer = client.get(service.get_absolute_url())

    assert answer.status_code == 404
    assert service.name not in answer.content.decode()


def test_the_office_reads_a_warning_on_a_service_that_is_not_published(signed_in, coordinator):
    service = ServiceFactory(unpublished=True)

    told = signed_in(coordinator).get(service.get_absolute_url()).content.decode()

    assert "Veřejnost tuto službu nevidí" in told


def test_a_withdrawn_service_leaves_the_search_when_it_is_saved(signed_in, coordinator, client):
    service = ServiceFactory(name="Poradna")
    reindex_services()
    Service.objects.filter(pk=service.pk).update(is_published=False)

    reindex_services(Service.objects.filter(pk=service.pk))

    assert client.get("/hledat/?q=poradna").context["count"] == 0


# --- lists --------------------------------------------------------------------------------------------------------


def test_the_list_tells_how_many_services_it_has_in_a_region_that_is_announced(page):
    ServiceFactory.create_batch(3)

    told = page("/katalog/")

    assert [words(part) for part in told.select("[role=status] h2")] == ["3 služby"]
    assert told.select("h2[role]") == []


def test_a_card_tells_what_decides(page):
    service = ServiceFactory(
        name="Poradna", provider__name="Naděje", summary="Poradí.", payment=Payment.FREE, phone="416123456"
    )
    PlaceFactory(service=service, municipality__name="Terezín")

    card = page("/katalog/").select_one(".service-list > li")

    assert card.a["href"] == service.get_absolute_url()
    assert card.select_one(".act a")["href"] == "tel:+420416123456"
    for told in ("Poradna", "Naděje", "Poradí.", "Terezín", "zdarma"):
        assert told in words(card)


def test_pages_of_a_list_keep_the_question(page):
    full_services(25)
    reindex_services()

    links = page("/katalog/?q=služba&forma=terenni").select(".pagination a")

    assert [link["href"] for link in links] == ["?q=slu%C5%BEba&forma=terenni&strana=2"]


def test_providers_stand_by_their_letter_in_czech_order(page):
    for name in ("Úsvit", "Unie", "Charita", "Český červený kříž", "Centrum", "Útulek", "Hospic"):
        ServiceFactory(provider__name=name)
    ProviderFactory(name="Bez služby")

    told = page("/katalog/poskytovatele/")

    assert [words(heading) for heading in told.select("main h2")] == ["C", "Č", "H", "Ch", "U"]
    assert [words(link) for link in told.select("main section:last-of-type a")] == ["Unie", "Úsvit", "Útulek"]


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("Charita", "Ch"),
        ("CHARITA", "Ch"),
        ("Úsvit", "U"),
        ("Řeka", "Ř"),
        ("„Naděje“", "N"),
        ("1. pomoc", "0–9"),
        ("ďas", "D"),
    ],
)
def test_a_provider_stands_under_the_letter_of_czech_indexes(name, letter):
    assert first_letter(name) == letter


def test_landmarks_of_the_provider_list_have_names_of_their_own(page):
    for name in ("Oáza", "Ostrov", "Óda", "Obec O", "1. pomoc", "2. pomoc"):
        ServiceFactory(provider__name=name)

    told = page("/katalog/poskytovatele/")

    labels = [words(told.find(id=part["aria-labelledby"])) for part in told.select("main section[aria-labelledby]")]
    assert labels == sorted(set(labels), key=labels.index)


def test_a_provider_shows_its_public_services(page):
    provider = ProviderFactory(name="Naděje", ico="46769382")
    ServiceFactory(name="Poradna", provider=provider)
    ServiceFactory(name="Příprava", provider=provider, unpublished=True)
    ServiceFactory(name="Cizí")

    told = page(provider.get_absolute_url())

    assert (words(told.h1), names(told)) == ("Naděje", ["Poradna"])


def test_a_situation_shows_services_of_those_below_it(page):
    parent = LifeSituationFactory(name="Bydlení", slug="bydleni")
    ServiceFactory(name="Azylový dům").situations.add(LifeSituationFactory(parent=parent))
    ServiceFactory(name="Poradna").situations.add(parent)

    assert names(page("/katalog/situace/bydleni/")) == ["Azylový dům", "Poradna"]


def test_situations_stand_in_the_order_that_the_office_gave_them(page):
    for position, name in ((2, "Bydlení"), (1, "Zdraví"), (3, "Auto")):
        LifeSituationFactory(name=name, position=position)

    assert [words(heading) for heading in page("/katalog/situace/").select("main h2")] == ["Zdraví", "Bydlení", "Auto"]


def test_the_list_of_situations_counts_public_services(page):
    situation = LifeSituationFactory(parent=LifeSituationFactory(name="Bydlení"), name="Nemám kde bydlet")
    ServiceFactory().situations.add(situation)
    ServiceFactory(unpublished=True).situations.add(situation)

    assert words(page("/katalog/situace/").select_one("ul.rows")) == "Nemám kde bydlet 1 služba"


# --- municipalities -----------------------------------------------------------------------------------------------


@pytest.fixture
def towns():
    """Terezín, and Bohušovice 3 km away."""
    here = MunicipalityFactory(name="Terezín", slug="terezin", latitude=Decimal("50.511"), longitude=Decimal("14.150"))
    near = MunicipalityFactory(
        name="Bohušovice", slug="bohusovice", latitude=Decimal("50.493"), longitude=Decimal("14.151")
    )
    return here, near


def test_a_municipality_shows_what_comes_there_what_is_there_and_what_is_near(page, towns):
    here, near = towns
    ServiceFactory(name="Všude", serves_whole_territory=True)
    ServiceFactory(name="Přijede").served_municipalities.add(here)
    PlaceFactory(service__name="Je tam", municipality=here)
    PlaceFactory(service__name="Blízko", municipality=near)
    PlaceFactory(
        service__name="Daleko", municipality=MunicipalityFactory(latitude=Decimal("49.2"), longitude=Decimal("16.6"))
    )

    told = page("/katalog/obce/terezin/")

    assert sorted(names(told)) == ["Je tam", "Přijede", "Všude"]
    assert [words(row) for row in told.select("section[aria-labelledby=okoli] li")] == [
        f"Blízko , {Service.objects.get(name='Blízko').provider.name} Bohušovice, 2 km"
    ]


def test_the_newest_figure_of_a_municipality_has_its_date_and_source(page, towns):
    FigureFactory(municipality=towns[0], value=2870, as_of=date(2021, 1, 1))
    FigureFactory(municipality=towns[0], value=2901, as_of=date(2024, 1, 1))

    told = words(page("/katalog/obce/terezin/").select_one("dl.figures"))

    assert ("2 901" in told, "2 870" in told, "Český statistický úřad" in told) == (True, False, True)


def test_an_unknown_number_of_people_is_not_shown_as_zero(page, towns):
    row = page("/katalog/obce/").select("tbody tr")[0]

    assert words(row.select("td")[1]) == "neuvedeno"


def test_a_municipality_that_left_the_territory_is_not_found(client):
    MunicipalityFactory(slug="odesla", in_territory_to=timezone.localdate() - timedelta(days=1))

    assert client.get("/katalog/obce/odesla/").status_code == 404


# --- crisis -------------------------------------------------------------------------------------------------------


def test_help_in_crisis_tells_emergency_numbers_lines_and_services(page):
    CrisisLineFactory(name="Tísňová linka", phone="112", is_emergency=True)
    CrisisLineFactory(name="Linka první pomoci", phone="116 123")
    ServiceFactory(name="Krizová pomoc", is_crisis=True)
    ServiceFactory(name="Poradna")

    told = page("/katalog/pomoc-v-krizi/")

    assert [link["href"] for link in told.select("main a[href^='tel:']")][:2] == ["tel:112", "tel:116123"]
    assert names(told) == ["Krizová pomoc"]


def test_lines_of_the_bar_stand_on_every_page(page):
    CrisisLineFactory(name="V liště", phone="116 123", is_in_bar=True)
    CrisisLineFactory(name="Mimo lištu", phone="800 111 222")
    cache.clear()

    for address in ("/katalog/", "/katalog/poskytovatele/", "/kontakty/"):
        bar = page(address).select_one(".crisis-bar")
        assert [link["href"] for link in bar.select("a[href^='tel:']")] == ["tel:116123"]


# --- titles -------------------------------------------------------------------------------------------------------


def title(soup):
    return words(soup.title)


def test_services_of_one_name_have_titles_with_their_provider(page):
    first = ServiceFactory(name="Odlehčovací služba", provider__name="Naděje")
    second = ServiceFactory(name="Odlehčovací služba", provider__name="Charita")

    titles = [title(page(service.get_absolute_url())).split(" – ")[0] for service in (first, second)]

    assert titles == ["Odlehčovací služba, Naděje", "Odlehčovací služba, Charita"]


def test_services_that_a_provider_calls_the_same_are_told_apart_by_their_kind(page):
    homes = ServiceFactory(name="Domov U Trati", service_type=ServiceTypeFactory(name="domovy pro seniory"))
    ServiceFactory(
        name="Domov U Trati",
        provider=homes.provider,
        service_type=ServiceTypeFactory(code="X/1", name="zvláštní režim"),
    )

    assert title(page(homes.get_absolute_url())).startswith("Domov U Trati (domovy pro seniory), Poskytovatel")


def test_no_two_pages_of_the_catalogue_share_a_title(page):
    provider = ProviderFactory(name="Naděje")
    services = [
        ServiceFactory(name="Naděje", provider=provider),
        ServiceFactory(
            name="Naděje", provider=provider, service_type=ServiceTypeFactory(code="X/1", name="poradenství")
        ),
        ServiceFactory(name="Naděje", provider=provider, forms=[ServiceForm.FIELD]),
        ServiceFactory(name="Naděje", provider__name="Jiná Naděje"),
    ]
    situation = LifeSituationFactory(name="Nemám naději", slug="nadeje")
    town = MunicipalityFactory(name="Nadějkov", slug="obec-nadejkov")
    addresses = [
        "/katalog/",
        "/katalog/?strana=2",
        "/katalog/?q=naděje",
        "/katalog/situace/",
        "/katalog/obce/",
        "/katalog/poskytovatele/",
        "/katalog/pomoc-v-krizi/",
        *(thing.get_absolute_url() for thing in (*services, provider, situation, town)),
    ]
    full_services(25)

    titles = Counter(title(page(address)) for address in addresses)

    assert [text for text, count in titles.items() if count > 1] == []


@pytest.mark.parametrize(
    "address",
    [
        "/katalog/sluzby/neni/",
        "/katalog/poskytovatele/neni/",
        "/katalog/situace/neni/",
        "/katalog/obce/neni/",
        "/katalog/sluzby/" + "x" * 500 + "/",
    ],
)
def test_what_is_not_there_is_explained_with_a_way_on(client, address):
    answer = client.get(address)

    assert answer.status_code == 404
    assert "/katalog/" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/katalog/", "/katalog/poskytovatele/", "/katalog/situace/", "/katalog/obce/", "/katalog/pomoc-v-krizi/"],
)
def test_pages_of_an_empty_catalogue_open(page, address):
    assert len(page(address).select("h1")) == 1
