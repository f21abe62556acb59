"""First-run setup: the town, its municipalities with figures, first pages; from the command line and in the administration."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command

from community.default_pages import PAGES
from community.enums import FigureKind
from community.models import Contact, Municipality, MunicipalityFigure, Office, Page
from community.territory import UnknownTown, district_of, districts, load_territory, municipality_of_code
from kpss_portal.search import search

pytestmark = pytest.mark.django_db

SETUP = "/admin/community/office/nastaveni/"
NOTHING: dict[str, list[str]] = {"Municipality": [], "MunicipalityFigure": [], "Page": [], "Contact": [], "Office": []}


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def everything():
    """Rows that the setup makes, with what is in them, but for times of changes."""
    models = (Municipality, MunicipalityFigure, Page, Contact, Office)
    return {
        model.__name__: sorted(
            str({name: value for name, value in row.items() if name != "updated_at"}) for row in model.objects.values()
        )
        for model in models
    }


@pytest.mark.parametrize(("town", "count"), [("Kyjov", 42), ("Týn nad Vltavou", 14), ("Litoměřice", 40)])
def test_town_brings_its_municipalities(town, count, capsys):
    call_command("setup_office", town)

    assert Municipality.objects.in_territory().count() == count
    assert capsys.readouterr().out.startswith(f"{town}: ")
    office = Office.objects.get()
    assert (office.city, office.seat.name, office.legal_name) == (town, town, f"Město {town}")


@pytest.mark.parametrize("written", ["kyjov", "KYJOV", "  Kyjov ", "tyn nad vltavou", "Týn  nad  Vltavou"])
def test_town_is_found_without_diacritics_capitals_and_with_spaces(written):
    assert district_of(written).name in {"Kyjov", "Týn nad Vltavou"}


def test_setup_tells_the_count_in_czech(capsys):
    call_command("setup_office", "Kyjov")

    assert capsys.readouterr().out.strip() == "Kyjov: načteno obcí 42."


def test_figures_have_their_date_and_source():
    call_command("setup_office", "Kyjov")

    figures = MunicipalityFigure.objects.filter(municipality__name="Kyjov", kind=FigureKind.POPULATION)
    assert list(figures.values_list("as_of", "value", "source")) == [
        (date(2022, 1, 1), Decimal(10849), "Český statistický úřad"),
        (date(2021, 1, 1), Decimal(10993), "Český statistický úřad"),
        (date(2019, 1, 1), Decimal(11218), "Český statistický úřad"),
    ]


def test_municipalities_of_one_name_have_addresses_of_their_own():
    for district in ("Kyjov", "Týn nad Vltavou", "Litoměřice"):
        load_territory(district_of(district))

    slugs = list(Municipality.objects.values_list("slug", flat=True))
    assert len(slugs) == len(set(slugs)) == 42 + 14 + 40


def test_setup_twice_changes_nothing(capsys):
    call_command("setup_office", "Kyjov")
    before = everything()

    call_command("setup_office", "Kyjov")

    assert everything() == before


def test_setup_again_keeps_what_people_wrote():
    call_command("setup_office", "Kyjov")
    Page.objects.filter(slug="zasady").update(title="Naše zásady", is_public=False)
    Municipality.objects.filter(name="Kyjov").update(web="https://www.mestokyjov.cz")
    Office.objects.update(portal_name="Kyjovsko pomáhá")
    Contact.objects.update(name="Jana Nová")

    call_command("setup_office", "Kyjov")

    assert Page.objects.filter(slug="zasady", title="Naše zásady", is_public=False).count() == 1
    assert Municipality.objects.get(name="Kyjov").web == "https://www.mestokyjov.cz"
    assert Office.objects.get().portal_name == "Kyjovsko pomáhá"
    assert [contact.name for contact in Contact.objects.all()] == ["Jana Nová"]


def test_another_town_is_refused_without_consent():
    call_command("setup_office", "Kyjov")

    with pytest.raises(CommandError, match="Portál je nastavený pro Kyjov"):
        call_command("setup_office", "Litoměřice")

    assert Municipality.objects.in_territory().count() == 42


def test_another_town_with_consent_takes_the_place():
    call_command("setup_office", "Kyjov")

    call_command("setup_office", "Týn nad Vltavou", yes=True)

    assert Municipality.objects.in_territory().count() == 14
    assert Office.objects.get().seat.name == "Týn nad Vltavou"
    assert Municipality.objects.count() == 42 + 14


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Kijov", "Obec s rozšířenou působností „Kijov“ neexistuje. Nemysleli jste: Kyjov"),
        ("Litomerce", "Obec s rozšířenou působností „Litomerce“ neexistuje. Nemysleli jste: Litoměřice"),
        ("Qqq", "Obec s rozšířenou působností „Qqq“ neexistuje."),
        ("", "Obec s rozšířenou působností „“ neexistuje."),
    ],
)
def test_unknown_town_is_told_with_similar_names(written, told):
    with pytest.raises(CommandError) as refused:
        call_command("setup_office", written)

    assert str(refused.value).startswith(told)
    assert everything() == NOTHING


def test_similar_names_are_at_most_five():
    with pytest.raises(UnknownTown) as refused:
        district_of("Nové Město")

    assert 1 <= len(refused.value.similar) <= 5


def test_all_districts_are_offered_in_czech_order():
    names = [district.name for district in districts()]

    assert len(names) == 206
    assert names.index("Cheb") > names.index("Hustopeče")
    assert names.index("Čáslav") > names.index("Bystřice pod Hostýnem")
    assert (names[0], names[-1]) == ("Aš", "Židlochovice")


def test_first_pages_are_public_and_searched():
    call_command("setup_office", "Kyjov")

    assert list(Page.objects.values_list("slug", flat=True).order_by("position")) == [page["slug"] for page in PAGES]
    assert Page.objects.filter(is_public=False).count() == 0
    assert "Co je komunitní plánování" in [entry.title for entry in search("komunitní plánování").entries]


def test_municipality_elsewhere_is_stored_without_joining_the_territory():
    call_command("setup_office", "Kyjov")

    praha = municipality_of_code("554782")

    assert praha.name == "Praha"
    assert municipality_of_code("554782") == praha
    assert municipality_of_code("000000") is None
    assert Municipality.objects.in_territory().count() == 42


def test_setup_page_asks_for_the_town(signed_in, coordinator):
    page = soup(signed_in(coordinator).get(SETUP))

    assert page.h1.text == "Nastavit portál"
    assert len(page.select("#towns option")) == 206
    assert page.select("form[method=post] input[name=town]") == []


def test_setup_page_shows_the_territory_and_changes_nothing(signed_in, coordinator):
    response = signed_in(coordinator).get(SETUP, {"town": "kyjov"})

    figures = "42_obcí, 54_837_obyvatel k_1._lednu_2022".replace("_", "\xa0")
    assert figures in response.content.decode()
    assert soup(response).select_one("form[method=post] input[name=town]")["value"] == "Kyjov"
    assert everything() == NOTHING


def test_setup_page_loads_the_town_by_its_button(signed_in, coordinator):
    response = signed_in(coordinator).post(SETUP, {"town": "Kyjov"}, follow=True)

    assert response.redirect_chain == [("/admin/", 302)]
    assert "Portál je nastavený pro Kyjov." in response.content.decode()
    assert Municipality.objects.in_territory().count() == 42


@pytest.mark.parametrize("method", ["get", "post"])
def test_setup_page_tells_an_unknown_town_next_to_the_field(signed_in, coordinator, method):
    response = getattr(signed_in(coordinator), method)(SETUP, {"town": "Kijov"})

    page = soup(response)
    field = page.find(id="town")
    assert page.find(id=field["aria-describedby"]).text.startswith(
        "Obec s rozšířenou působností „Kijov“ neexistuje. Nemysleli jste: Kyjov"
    )
    assert (field["value"], field["aria-invalid"]) == ("Kijov", "true")
    assert Office.objects.exists() is False


def test_setup_page_warns_before_the_town_changes(signed_in, coordinator):
    call_command("setup_office", "Kyjov")

    page = soup(signed_in(coordinator).get(SETUP, {"town": "Litoměřice"}))

    assert page.select_one("main .errornote").text == "Portál je nastavený pro Kyjov. Jeho obce z území vypadnou."


def test_setup_page_is_not_for_everybody(signed_in, editor, client):
    assert client.get(SETUP).status_code == 302
    assert signed_in(editor).get(SETUP).status_code == 403
    assert signed_in(editor).post(SETUP, {"town": "Kyjov"}).status_code == 403


def test_office_leads_to_the_setup_until_it_is_done(signed_in, coordinator):
    client = signed_in(coordinator)
    assert client.get("/admin/community/office/")["Location"] == SETUP

    call_command("setup_office", "Kyjov")

    assert client.get("/admin/community/office/")["Location"] == "/admin/community/office/1/change/"


def test_first_page_of_the_workshop_leads_to_the_setup_until_it_is_done(signed_in, coordinator):
    client = signed_in(coordinator)
    assert soup(client.get("/admin/")).select_one(".todo a")["href"] == SETUP

    call_command("setup_office", "Kyjov")

    assert SETUP not in [link["href"] for link in soup(client.get("/admin/")).select(".todo a")]
