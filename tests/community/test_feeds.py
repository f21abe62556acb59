"""What machines read: news as Atom, the site map, robots.txt, security.txt and the calendar as iCalendar."""

from datetime import UTC, date, datetime, timedelta
from xml.etree.ElementTree import fromstring

import pytest
from django.utils import timezone

from tests.community.factories import (
    PRAGUE,
    DocumentFactory,
    EventFactory,
    MunicipalityFactory,
    NewsFactory,
    OfficeFactory,
    PageFactory,
)

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE = "https://portal.example.cz"


@pytest.fixture(autouse=True)
def _base(settings):
    settings.BASE_URL = BASE


def unfolded(response):
    return response.content.decode().replace("\r\n ", "").split("\r\n")


def value_of(lines, name):
    return next(line.partition(":")[2] for line in lines if line.startswith(f"{name}:"))


def test_news_feed_gives_what_is_out_with_full_addresses(client):
    OfficeFactory(portal_name="Vzorovsko pomáhá", legal_name="Město Vzorov")
    NewsFactory(title="Starší", slug="starsi", published_on=date(2026, 2, 3), summary="Krátce & <jasně>.")
    NewsFactory(title="Novější", slug="novejsi", published_on=date(2026, 2, 4))
    NewsFactory(is_public=False)
    NewsFactory(published_on=timezone.localdate() + timedelta(days=1))

    response = client.get("/aktuality/atom.xml")

    feed = fromstring(response.content)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.findtext(f"{ATOM}title") == "Vzorovsko pomáhá: Aktuality"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Město Vzorov"
    assert {link.get("rel", ""): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": f"{BASE}/aktuality/",
        "self": f"{BASE}/aktuality/atom.xml",
    }
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Novější", "Starší"]
    assert entries[1].find(f"{ATOM}link").get("href") == f"{BASE}/aktuality/starsi/"
    assert entries[1].findtext(f"{ATOM}summary") == "Krátce & <jasně>."
    assert entries[1].findtext(f"{ATOM}published") == "2026-02-03T08:00:00+01:00"


def test_entry_of_the_feed_stays_itself_when_its_address_changes(client):
    news = NewsFactory()
    before = fromstring(client.get("/aktuality/atom.xml").content).findtext(f"{ATOM}entry/{ATOM}id")
    news.slug = "jina-adresa"
    news.save()

    after = fromstring(client.get("/aktuality/atom.xml").content).findtext(f"{ATOM}entry/{ATOM}id")

    assert before == after == f"urn:uuid:{news.uuid}"


def test_feed_holds_twenty_news_at_a_constant_cost(client, django_assert_max_num_queries):
    NewsFactory.create_batch(25)
    client.get("/aktuality/atom.xml")

    with django_assert_max_num_queries(3):
        feed = fromstring(client.get("/aktuality/atom.xml").content)

    assert len(feed.findall(f"{ATOM}entry")) == 20


def test_feed_answers_before_anything_is_out(client):
    response = client.get("/aktuality/atom.xml")

    assert (response.status_code, len(fromstring(response.content).findall(f"{ATOM}entry"))) == (200, 0)


def test_site_map_gives_public_addresses_that_answer(client):
    page, news, town = PageFactory(), NewsFactory(), MunicipalityFactory()
    hidden = [PageFactory(is_public=False), NewsFactory(is_public=False), MunicipalityFactory(in_territory_from=None)]

    response = client.get("/sitemap.xml")

    addresses = [row.text.removeprefix(BASE) for row in fromstring(response.content).iter(f"{SITEMAP}loc")]
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    assert {thing.get_absolute_url() for thing in (page, news, town)} <= set(addresses)
    assert {thing.get_absolute_url() for thing in hidden} & set(addresses) == set()
    assert len(addresses) == len(set(addresses))
    assert {client.get(address).status_code for address in addresses} == {200}


def test_robots_are_told_what_to_leave_out(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /ucet/",
        "Disallow: /hledat/",
        f"Sitemap: {BASE}/sitemap.xml",
    ]


@pytest.mark.parametrize(
    ("email", "security_email", "contact"),
    [
        ("urad@vzorov.example", "", "mailto:urad@vzorov.example"),
        ("urad@vzorov.example", "bezpecnost@vzorov.example", "mailto:bezpecnost@vzorov.example"),
        ("", "", f"{BASE}/kontakty/"),
    ],
)
def test_finder_of_a_weakness_is_told_whom_to_write(client, email, security_email, contact):
    OfficeFactory(email=email, security_email=security_email)

    response = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert (fields["Contact"], fields["Canonical"]) == (contact, f"{BASE}/.well-known/security.txt")
    days = (datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)).days
    assert 170 <= days <= 181


def test_calendar_gives_each_public_event(client):
    event = EventFactory(
        title="Setkání; s občany, v Kyjově",
        starts_at=datetime(2126, 7, 3, 17, 0, tzinfo=PRAGUE),
        ends_at=datetime(2126, 7, 3, 19, 30, tzinfo=PRAGUE),
        place="Radnice\\sál",
        description="První řádek\r\ndruhý řádek",
    )
    EventFactory(title="Skryté", is_public=False)

    response = client.get("/kalendar.ics")

    lines = unfolded(response)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert value_of(lines, "UID") == f"{event.uuid}@portal.example.cz"
    assert {"DTSTART;TZID=Europe/Prague:21260703T170000", "DTEND;TZID=Europe/Prague:21260703T193000"} <= set(lines)
    assert value_of(lines, "SUMMARY") == "Setkání\\; s občany\\, v Kyjově"
    assert value_of(lines, "LOCATION") == "Radnice\\\\sál"
    assert value_of(lines, "DESCRIPTION") == "První řádek\\ndruhý řádek"


def test_lines_of_the_calendar_are_short_and_never_cut_a_letter(client):
    EventFactory(title="Žluťoučký kůň " * 10)

    lines = client.get("/kalendar.ics").content.split(b"\r\n")

    assert max(len(line) for line in lines) <= 75
    assert "�" not in "".join(line.decode(errors="replace") for line in lines)


def test_event_without_an_end_has_none_in_the_calendar(client):
    EventFactory(ends_at=None)

    assert [line for line in unfolded(client.get("/kalendar.ics")) if line.startswith("DTEND")] == []


def test_calendar_without_events_is_a_calendar(client):
    lines = unfolded(client.get("/kalendar.ics"))

    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")


def test_document_of_news_is_found_by_machines_only_if_public(client):
    news = NewsFactory(document=DocumentFactory(is_public=False, title="Tajný zápis"))

    assert "Tajný zápis" not in client.get("/aktuality/atom.xml").content.decode()
    assert "Tajný zápis" not in client.get(news.get_absolute_url()).content.decode()
