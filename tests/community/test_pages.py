"""Public pages of the office: each answers, in Czech typography, at a constant cost, and hides what is not public."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.default_pages import PAGES
from community.enums import ContactAudience, NewsKind, PageSection
from tests.community.factories import (
    PRAGUE,
    ContactFactory,
    DocumentFactory,
    EventFactory,
    FigureFactory,
    MunicipalityFactory,
    NewsFactory,
    OfficeFactory,
    PageFactory,
    PartnerFactory,
)
from tests.plans.factories import PlanFactory

pytestmark = pytest.mark.django_db

LISTS = ("/o-planovani/", "/aktuality/", "/kontakty/", "/kalendar/", "/katalog/obce/", "/hledat/?q=text")
DUTIES = ("/prohlaseni-o-pristupnosti/", "/osobni-udaje/")
MOST_QUERIES = 10


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def spaced(text):
    """Underscores stand for no-break spaces."""
    return text.replace("_", "\xa0")


def make_rows(count):
    for _number in range(count):
        town = MunicipalityFactory()
        FigureFactory(municipality=town)
        PageFactory()
        NewsFactory(document=DocumentFactory())
        ContactFactory()
        EventFactory()


@pytest.fixture
def office():
    call_command("setup_office", "Kyjov", verbosity=0)


@pytest.mark.parametrize("address", [*LISTS, *DUTIES, "/hledat/"])
def test_page_answers_with_one_heading_and_its_place_in_the_portal(client, office, address):
    response = client.get(address)

    page = soup(response)
    assert response.status_code == 200
    assert len(page.find_all("h1")) == 1
    assert page.html["lang"] == "cs"
    assert page.select_one(".breadcrumb [aria-current=page]").text.strip() != ""
    assert page.title.text.endswith(" – Sociální služby – Kyjov")


@pytest.mark.parametrize("address", [address for address in LISTS if "hledat" not in address])
def test_page_answers_before_the_setup(client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert len(soup(response).find_all("h1")) == 1


@pytest.mark.parametrize("address", LISTS)
def test_list_costs_the_same_for_two_and_for_forty_rows(client, address):
    costs = []
    for count in (2, 38):
        make_rows(count)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        costs.append(len(captured))

    assert costs[0] == costs[1]
    assert costs[1] <= MOST_QUERIES


def test_detail_of_news_and_of_a_page_costs_the_same_whatever_is_beside_it(client):
    news, page = NewsFactory(document=DocumentFactory()), PageFactory()
    for address in (news.get_absolute_url(), page.get_absolute_url()):
        costs = []
        for count in (1, 20):
            make_rows(count)
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            costs.append(len(captured))
        assert costs[0] == costs[1]
        assert costs[1] <= MOST_QUERIES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["slug"])
def test_first_text_is_a_whole_page(client, office, page):
    response = client.get(
        f"/{page['slug']}/" if page["section"] == PageSection.LEGAL else f"/o-planovani/{page['slug']}/"
    )

    found = soup(response)
    assert response.status_code == 200
    assert found.h1.text.replace("\xa0", " ") == page["title"]
    assert found.select_one(".lead").text.replace("\xa0", " ") == page["summary"]
    levels = [int(heading.name[1]) for heading in found.select("main h1, main h2, main h3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_first_texts_have_links_that_lead_somewhere(client, office):
    for page in PAGES:
        for link in BeautifulSoup(page["body"], "html.parser").find_all("a"):
            assert client.get(link["href"]).status_code == 200


def test_first_texts_never_break_a_line_after_a_one_letter_word(client, office):
    for page in PAGES:
        address = f"/{page['slug']}/" if page["section"] == PageSection.LEGAL else f"/o-planovani/{page['slug']}/"
        text = soup(client.get(address)).select_one(".prose").text
        broken = [word for word in ("k", "s", "v", "z", "o", "u", "i", "a") if f" {word} " in text]
        assert broken == []


def test_pages_stand_in_the_order_of_the_office(client):
    PageFactory(title="Druhá", position=2)
    PageFactory(title="První", position=1)

    assert [link.text for link in soup(client.get("/o-planovani/")).select("main h2 a")] == ["První", "Druhá"]


def test_page_of_a_duty_is_not_among_pages_about_planning(client):
    page = PageFactory(section=PageSection.LEGAL, slug="osobni-udaje", title="Osobní údaje")

    assert "Osobní údaje" not in soup(client.get("/o-planovani/")).main.text
    assert page.get_absolute_url() == "/osobni-udaje/"


def test_another_page_of_a_duty_has_an_address_that_works(client):
    page = PageFactory(section=PageSection.LEGAL, slug="podminky-uziti")

    assert client.get(page.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("factory", [PageFactory, NewsFactory, DocumentFactory])
def test_what_is_not_public_is_not_found_by_the_public(client, factory):
    assert client.get(factory(is_public=False).get_absolute_url()).status_code == 404


@pytest.mark.parametrize("factory", [PageFactory, NewsFactory, DocumentFactory])
def test_what_is_not_public_is_seen_by_the_office(signed_in, editor, factory):
    response = signed_in(editor).get(factory(is_public=False).get_absolute_url())

    assert response.status_code == 200
    response.close()


def test_privacy_page_withdrawn_is_not_found(client):
    PageFactory(section=PageSection.LEGAL, slug="osobni-udaje", is_public=False)

    assert client.get("/osobni-udaje/").status_code == 404


def test_news_of_tomorrow_wait(client):
    tomorrow = NewsFactory(published_on=timezone.localdate() + timedelta(days=1))
    today = NewsFactory(published_on=timezone.localdate())

    assert [link["href"] for link in soup(client.get("/aktuality/")).select("main h2 a")] == [today.get_absolute_url()]
    assert client.get(tomorrow.get_absolute_url()).status_code == 404


def test_lists_leave_out_what_is_not_public(client):
    hidden = [
        PageFactory(title="Skrytá stránka", is_public=False),
        NewsFactory(title="Skrytá zpráva", is_public=False),
        ContactFactory(name="Skrytý kontakt", is_public=False),
        EventFactory(title="Skryté setkání", is_public=False),
    ]

    shown = " ".join(soup(client.get(address)).text for address in LISTS)
    assert [str(thing) for thing in hidden if str(thing) in shown] == []


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        ("media_coverage", ["V novinách"]),
        ("news", ["U nás"]),
        ("nesmysl", ["U nás", "V novinách"]),
        ("", ["U nás", "V novinách"]),
    ],
)
def test_news_are_chosen_by_kind_and_an_unknown_kind_is_ignored(client, kind, titles):
    NewsFactory(title="V novinách", kind=NewsKind.MEDIA_COVERAGE, outlet="Kyjovské noviny")
    NewsFactory(title="U nás")

    page = soup(client.get("/aktuality/", {"druh": kind}))

    assert [link.text for link in page.select("main h2 a")] == [
        title.replace("V ", "V\xa0").replace("U ", "U\xa0") for title in titles
    ]


@pytest.mark.parametrize(("number", "count"), [("1", 10), ("2", 5), ("99", 5), ("-1", 5), ("abc", 10), ("", 10)])
def test_any_number_of_a_page_gives_the_nearest_one(client, number, count):
    NewsFactory.create_batch(15)

    response = client.get("/aktuality/", {"strana": number})

    assert (response.status_code, len(soup(response).select("main ul.rows > li"))) == (200, count)


def test_news_have_a_czech_date_and_say_where_they_came_out(client):
    news = NewsFactory(
        kind=NewsKind.MEDIA_COVERAGE,
        outlet="Kyjovské noviny",
        outlet_url="https://noviny.example/clanek",
        published_on=date(2026, 2, 3),
        body="<p>Dne 3. 2. 2026 jsme dali 1 234 567 Kč.</p>",
        document=DocumentFactory(title="Článek"),
    )

    page = soup(client.get(news.get_absolute_url()))

    assert page.select_one(".kicker").text == spaced("3._února_2026, napsali o nás")
    assert page.select_one(".prose p").text == spaced("Dne 3._2._2026 jsme dali 1_234_567_Kč.")
    assert page.select_one(".source a")["href"] == "https://noviny.example/clanek"
    assert page.select_one(".file a")["href"] == news.document.get_absolute_url()


def test_document_of_news_that_is_not_public_is_not_offered(client):
    news = NewsFactory(document=DocumentFactory(is_public=False))

    assert soup(client.get(news.get_absolute_url())).select(".file") == []


def test_contacts_stand_by_whom_they_serve_and_can_be_called(client):
    ContactFactory(name="Mluvčí", audience=ContactAudience.MEDIA, phone="", email="tisk@example.cz", position=1)
    ContactFactory(name="Poradna", audience=ContactAudience.PUBLIC, phone="+420 416770011", position=2)

    page = soup(client.get("/kontakty/"))

    assert [heading.text for heading in page.select("main h2")] == ["Pro lidi, kteří hledají pomoc", "Pro média"]
    assert page.select_one("main a[href^=tel]")["href"] == "tel:+420416770011"
    assert page.select_one("main a[href^=tel]").text == spaced("416_770_011")
    assert page.select_one("main a[href^=mailto]")["href"] == "mailto:tisk@example.cz"


def test_new_main_contact_is_in_the_footer_at_once(client, signed_in, editor):
    client.get("/kontakty/")
    typed = {
        "name": "Poradna",
        "audience": "public",
        "phone": "416770011",
        "is_main": "on",
        "is_public": "on",
        "position": 1,
    }

    signed_in(editor).post("/admin/community/contact/add/", typed)

    assert "Poradna" in soup(client.get("/aktuality/")).footer.text


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        ((2126, 2, 3, 17, 0), None, "neděle 17:00, Městský úřad"),
        ((2126, 2, 3, 9, 5), (2126, 2, 3, 11, 30), "neděle 9:05–11:30, Městský úřad"),
        ((2126, 2, 3, 9, 0), (2126, 2, 5, 16, 0), "neděle 9:00 – 5. února 2126 16:00, Městský úřad"),
    ],
)
def test_events_say_when_in_czech(client, starts, ends, told):
    EventFactory(starts_at=datetime(*starts, tzinfo=PRAGUE), ends_at=datetime(*ends, tzinfo=PRAGUE) if ends else None)

    event = soup(client.get("/kalendar/")).select_one(".dated li")

    assert event.select_one(".date").text == "3. února 2126"
    assert event.select_one("h3 + p").text.replace("\xa0", " ") == told


def test_events_that_are_over_stand_below(client):
    now = timezone.now()
    EventFactory(title="Bylo", starts_at=now - timedelta(days=3))
    EventFactory(title="Trvá", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    EventFactory(title="Bude", starts_at=now + timedelta(days=3))

    sections = soup(client.get("/kalendar/")).select("main section")

    assert [[title.text for title in section.find_all("h3")] for section in sections] == [["Trvá", "Bude"], ["Bylo"]]


def test_municipality_tells_its_figures_in_czech(client):
    town = MunicipalityFactory(name="Terezín", slug="terezin")
    FigureFactory(municipality=town, value=2886)

    response = client.get("/katalog/obce/terezin/")

    assert response.status_code == 200
    assert spaced("2_886") in response.content.decode()
    assert len(soup(response).find_all("h1")) == 1


def test_municipality_outside_the_territory_is_not_listed(client):
    MunicipalityFactory(name="Praha", in_territory_from=None)
    MunicipalityFactory(name="Terezín")

    listed = soup(client.get("/katalog/obce/")).main.text
    assert ("Terezín" in listed, "Praha" in listed) == (True, False)


def test_partner_stands_with_its_sentence_beside_the_plan(client):
    plan = PlanFactory(state="in_consultation")
    plan.partners.add(
        PartnerFactory(name="Ústecký kraj", funding_sentence="Podpořil Ústecký kraj."),
        PartnerFactory(name="Skrytý partner", is_public=False),
    )

    shown = soup(client.get(plan.get_absolute_url())).main.text

    assert ("Podpořil Ústecký kraj." in shown, "Skrytý partner" in shown) == (True, False)


def test_statement_of_accessibility_says_its_dates_in_czech(client):
    OfficeFactory(accessibility_prepared_on=date(2026, 2, 3), accessibility_reviewed_on=date(2026, 11, 24))

    text = soup(client.get("/prohlaseni-o-pristupnosti/")).main.text

    assert (spaced("3._února_2026") in text, spaced("24._listopadu_2026") in text) == (True, True)
    assert "Město Vzorov" in text


def test_statement_tells_three_reasons_apart_and_who_assessed_and_who_supervises(client):
    OfficeFactory(
        accessibility_exceptions="Skeny zápisů.",
        accessibility_burden="Mapa povodní.",
        accessibility_outside="Staré letáky.",
        accessibility_method="third_party",
        accessibility_assessor="Vymyšlený auditor, s. r. o.",
        accessibility_prepared_on=date(2026, 2, 3),
        supervisor_name="Úřad dozoru",
        supervisor_url="https://dozor.example/",
    )

    main = soup(client.get("/prohlaseni-o-pristupnosti/")).main

    groups = {head.text: head.find_next_sibling().text.strip() for head in main.find_all("h3")}
    assert groups == {
        "Nesplňuje normu": "Skeny zápisů.",
        "Byla by to nepřiměřená zátěž": "Mapa povodní.",
        "Zákon se na to nevztahuje": "Staré letáky.",
    }
    assert "posoudil Vymyšlený auditor, s. r. o." in main.text
    assert main.find("a", href="https://dozor.example/").text == "Úřad dozoru"


def test_assessor_is_named_where_the_office_did_not_assess_itself():
    office = OfficeFactory.build(accessibility_method="third_party")

    with pytest.raises(ValidationError, match="Napište, kdo portál posoudil") as refused:
        office.clean()

    assert list(refused.value.error_dict) == ["accessibility_assessor"]


def test_towns_own_statement_takes_the_place_of_ours(client):
    OfficeFactory(accessibility_url="https://www.vzorov.example/pristupnost")

    assert client.get("/prohlaseni-o-pristupnosti/")["Location"] == "https://www.vzorov.example/pristupnost"


def test_reading_changes_nothing(client, office):
    make_rows(3)
    addresses = [*LISTS, *DUTIES, "/kalendar.ics", "/aktuality/atom.xml", "/sitemap.xml", "/robots.txt"]
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        written = [query["sql"] for query in captured if not query["sql"].lstrip("( ").upper().startswith("SELECT")]
        assert written == []
