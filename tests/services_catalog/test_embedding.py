"""The fragment for webs of villages: what it shows, who may frame it, and that nothing else may be framed."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.models import Municipality
from services_catalog.enums import ServiceForm
from tests.community.factories import MunicipalityFactory, OfficeFactory, PlanningAreaFactory
from tests.services_catalog.factories import LifeSituationFactory, PlaceFactory, ServiceFactory, TargetGroupFactory

pytestmark = pytest.mark.django_db
FRAGMENT, GUIDE = "/katalog/obce/polepy/vlozit/", "/katalog/obce/polepy/vlozit-na-web/"


@pytest.fixture(autouse=True)
def polepy():
    return MunicipalityFactory(name="Polepy", slug="polepy", embed_origins="https://www.polepy.example")


def policy(response):
    return dict(part.partition(" ")[::2] for part in response["Content-Security-Policy"].split("; "))


def soup(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def names(page):
    return [link.get_text() for link in page.select(".services div > a")]


def serving(town, **values):
    service = ServiceFactory(**values)
    service.served_municipalities.add(town)
    return service


# --- framing ------------------------------------------------------------------------------------------------------


def test_the_fragment_may_be_framed_by_us_and_by_listed_webs_alone(client):
    answer = client.get(FRAGMENT)

    assert policy(answer)["frame-ancestors"] == "'self' https://www.polepy.example"
    assert "X-Frame-Options" not in answer
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    ("origins", "web", "allowed"),
    [
        ("", "", "'self'"),
        ("", "https://www.polepy.cz/uvod", "'self' https://www.polepy.cz"),
        ("", "http://www.polepy.cz", "'self'"),
        ("https://a.cz\nhttps://b.cz", "https://a.cz", "'self' https://a.cz https://b.cz"),
        ("*\nhttps://a.cz; script-src *", "", "'self'"),
    ],
)
def test_without_a_list_only_the_secure_web_of_the_municipality_frames_it(client, origins, web, allowed):
    Municipality.objects.update(embed_origins=origins, web=web)

    assert policy(client.get(FRAGMENT))["frame-ancestors"] == allowed


def test_the_fragment_runs_nothing_and_sends_nothing(client):
    answer = client.get(FRAGMENT)
    page = BeautifulSoup(answer.content, "html.parser")

    rules = policy(answer)
    assert (rules["script-src"], rules["form-action"], rules["default-src"]) == ("'none'", "'none'", "'none'")
    assert page.select("script, form, iframe, [style], style, [onclick]") == []
    assert answer.cookies == {}


def test_links_of_the_fragment_open_in_the_whole_window(client, polepy):
    serving(polepy, phone="416 123 456")

    page = soup(client, FRAGMENT)

    assert page.base["target"] == "_top"
    assert page.select("a[target]") == []
    assert page.select_one("link[rel=canonical]")["href"].endswith("/katalog/obce/polepy/")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/katalog/",
        "/katalog/mapa/",
        "/katalog/bila-mista/",
        "/katalog/obce/",
        "/katalog/obce/polepy/",
        "/katalog/obce/polepy/sluzby.csv",
        GUIDE,
        "/katalog/obce/neni/vlozit/",
        "/ucet/prihlaseni/",
        "/neni/",
    ],
)
def test_every_other_page_refuses_frames(client, address):
    answer = client.get(address)

    assert (policy(answer)["frame-ancestors"], answer["X-Frame-Options"]) == ("'none'", "DENY")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_only_the_guide_shows_a_frame_and_only_ours(client):
    assert policy(client.get(GUIDE))["frame-src"] == "'self'"
    assert "frame-src" not in policy(client.get("/katalog/obce/polepy/"))


# --- content ------------------------------------------------------------------------------------------------------


def test_the_fragment_shows_services_in_the_order_in_which_they_help(client, polepy):
    PlaceFactory(service=ServiceFactory(name="A tady", forms=[ServiceForm.OUTPATIENT]), municipality=polepy)
    serving(polepy, name="B přijede", forms=[ServiceForm.FIELD], phone="416123456")
    serving(polepy, name="C jinde", forms=[ServiceForm.RESIDENTIAL])
    ServiceFactory(name="Cizí")

    page = soup(client, FRAGMENT)

    assert names(page) == ["B přijede", "A tady", "C jinde"]
    assert page.select_one(".phone")["href"] == "tel:+420416123456"


def test_the_village_chooses_what_to_show(client, polepy):
    area, situation = PlanningAreaFactory(slug="seniori"), LifeSituationFactory(slug="starnu")
    group = TargetGroupFactory()
    group.planning_areas.add(area)
    for_seniors = serving(polepy, name="Pro seniory")
    for_seniors.target_groups.add(group)
    situated = serving(polepy, name="V situaci")
    situated.situations.add(situation)

    assert names(soup(client, f"{FRAGMENT}?cilova-skupina=seniori")) == ["Pro seniory"]
    assert names(soup(client, f"{FRAGMENT}?situace=starnu")) == ["V situaci"]
    assert len(names(soup(client, f"{FRAGMENT}?pocet=1"))) == 1
    assert "Všechny 2 služby" in soup(client, f"{FRAGMENT}?pocet=1").get_text()


def test_services_near_by_are_shown_when_asked(client, polepy):
    Municipality.objects.filter(pk=polepy.pk).update(latitude="50.511", longitude="14.150")
    near = MunicipalityFactory(latitude="50.493", longitude="14.151")
    PlaceFactory(service=ServiceFactory(name="Blízko"), municipality=near)

    assert names(soup(client, FRAGMENT)) == []
    assert names(soup(client, f"{FRAGMENT}?okoli=ano")) == ["Blízko"]
    assert "2 km odtud" in soup(client, f"{FRAGMENT}?okoli=ano").get_text()


@pytest.mark.parametrize(
    "query",
    ["pocet=0", "pocet=-5", "pocet=999999999999", "pocet=²", "pocet=%00", "situace=%00", "okoli[]=1", "q=x&obec=y"],
)
def test_nonsense_in_the_address_is_passed_over(client, polepy, query):
    serving(polepy, name="Jedna")

    assert names(soup(client, f"{FRAGMENT}?{query}")) == ["Jedna"]


def test_an_empty_fragment_gives_advice(client):
    told = soup(client, FRAGMENT).main

    assert {link["href"] for link in told.select("a")} == {"/katalog/", "/kontakty/"}


def test_the_fragment_has_a_style_of_its_own_that_is_small(client):
    sheets = [link["href"] for link in soup(client, FRAGMENT).select("link[rel=stylesheet]")]

    assert len(sheets) == 1
    path = finders.find(re.sub(r"^/static/|\.[0-9a-f]{12}(?=\.css)", "", sheets[0]))
    assert Path(path).stat().st_size < 4_000  # bytes


def test_the_guide_gives_lines_to_copy_with_the_chosen_options(client, settings):
    settings.BASE_URL = "https://portal.example"
    PlanningAreaFactory(slug="seniori")

    page = soup(client, f"{GUIDE}?cilova-skupina=seniori&situace=&pocet=5&nic=x")

    lines = BeautifulSoup(page.select_one("textarea").get_text(), "html.parser").iframe
    assert lines["src"] == "https://portal.example/katalog/obce/polepy/vlozit/?cilova-skupina=seniori&pocet=5"
    assert lines["title"] == "Sociální služby pro lidi z obce Polepy"
    assert page.select_one("iframe.preview")["src"] == "/katalog/obce/polepy/vlozit/?cilova-skupina=seniori&pocet=5"
    assert "https://www.polepy.example" in page.main.get_text()


def test_a_hostile_option_cannot_break_out_of_the_lines(client):
    page = soup(client, GUIDE + '?situace="></textarea><script>alert(1)</script>')

    assert len(page.select("textarea")) == 1
    assert page.main.select("script") == []


def test_the_guide_says_when_no_web_is_allowed_yet(client):
    Municipality.objects.update(embed_origins="")

    assert "Váš web musíme nejdřív povolit" in soup(client, GUIDE).get_text().replace("\xa0", " ")


@pytest.mark.parametrize("address", [f"{FRAGMENT}?okoli=ano", GUIDE])
def test_the_fragment_costs_the_same_for_one_service_and_for_ten(client, polepy, address):
    OfficeFactory()
    costs = []
    for count in (1, 9):
        for _number in range(count):
            serving(polepy, phone="416 123 456", forms=[ServiceForm.FIELD])
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        costs.append(len(captured))

    assert costs[0] == costs[1] <= 10


def test_the_office_is_told_how_to_write_an_origin(signed_in, coordinator, polepy):
    address = reverse("admin:community_municipality_change", args=[polepy.pk])
    form = signed_in(coordinator).get(address).context["adminform"].form
    typed = {name: form[name].value() or "" for name in form.fields} | {
        "embed_origins": "http://www.polepy.cz",
        "figures-TOTAL_FORMS": "0",
        "figures-INITIAL_FORMS": "0",
    }

    answer = signed_in(coordinator).post(address, typed)

    assert "není začátek zabezpečené adresy" in str(answer.context["adminform"].form.errors["embed_origins"])
    polepy.refresh_from_db()
    assert polepy.embed_origins == "https://www.polepy.example"
