"""My list: chosen services in the address, remembered by the browser, printed and sent; nothing of it is kept here."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from kpss_portal import pdf, spam_guard
from kpss_portal.models import OutgoingMail, StoredDocument
from services_catalog import my_list
from services_catalog.models import Place
from tests.services_catalog.factories import PlaceFactory, ServiceFactory, full_services

LIST = "/katalog/muj-seznam/"
CHANGE = "/katalog/muj-seznam/zmenit/"
pytestmark = pytest.mark.django_db


def headings(answer):
    soup = BeautifulSoup(answer.content, "html.parser")
    return [heading.get_text().replace("\xa0", " ") for heading in soup.select(".my-list h2")]


def test_a_button_at_a_service_adds_it_and_leads_back(client):
    first, second = ServiceFactory(), ServiceFactory()

    for service in (first, second):
        answer = client.post(CHANGE, {"pridat": service.pk}, headers={"referer": f"http://testserver{LIST}?x=1"})
        assert answer["Location"] == f"{LIST}?x=1"

    cookie = client.cookies[my_list.COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["max-age"]) == (f"{first.pk}-{second.pk}", True, "")
    assert client.get(LIST)["Location"] == f"{LIST}?sluzby={first.pk}-{second.pk}"


def test_reading_sets_no_cookie(client):
    service = ServiceFactory()

    for address in ("/katalog/", service.get_absolute_url(), LIST, f"{LIST}?sluzby={service.pk}"):
        assert client.get(address).cookies == {}


def test_adding_by_reading_is_not_possible(client):
    assert client.get(CHANGE, {"pridat": 1}).status_code == 405


def test_a_form_of_another_web_changes_nothing(client):
    answer = client.post(CHANGE, {"pridat": ServiceFactory().pk}, headers={"origin": "https://jinde.example"})

    assert (answer.status_code, my_list.COOKIE in answer.cookies) == (302, False)


def test_the_way_back_does_not_lead_to_another_web(client):
    answer = client.post(CHANGE, {"pridat": 1}, headers={"referer": "https://jinde.example/past"})

    assert answer["Location"] == LIST


def test_the_list_of_an_address_is_shown_in_its_order_to_everybody(client):
    first, second = ServiceFactory(name="První"), ServiceFactory(name="Druhá")

    assert headings(client.get(f"{LIST}?sluzby={second.pk}-{first.pk}")) == ["Druhá", "První"]


def test_services_that_are_no_more_are_counted_and_not_named(client):
    shown, hidden = ServiceFactory(), ServiceFactory(name="Skrytá", unpublished=True)

    answer = client.get(f"{LIST}?sluzby={shown.pk}-{hidden.pk}-99999")

    assert answer.context["gone"] == 2
    assert "Skrytá" not in answer.content.decode()


def test_removing_works_without_a_cookie(client):
    first, second = ServiceFactory(), ServiceFactory()

    answer = client.post(CHANGE, {"sluzby": f"{first.pk}-{second.pk}", "odebrat": first.pk})

    assert answer["Location"] == f"{LIST}?sluzby={second.pk}"


def test_emptying_makes_the_browser_forget(client):
    client.cookies[my_list.COOKIE] = "1-2"

    answer = client.post(CHANGE, {"sluzby": "1-2", "vyprazdnit": "1"})

    assert (answer["Location"], answer.cookies[my_list.COOKIE].value) == (LIST, "")


def test_a_list_that_came_by_a_link_can_be_gone_on_with(client):
    service = ServiceFactory()

    client.post(CHANGE, {"prevzit": str(service.pk)})

    assert client.cookies[my_list.COOKIE].value == str(service.pk)


@pytest.mark.parametrize(
    "query", ["sluzby=", "sluzby=abc", "sluzby=-1", "sluzby=%00", "sluzby=" + "9" * 5000, "sluzby=1%27--", "x=1"]
)
@pytest.mark.parametrize("page", ["", "seznam.pdf", "poslat/"])
def test_bad_addresses_are_passed_over(client, page, query):
    assert client.get(f"{LIST}{page}?{query}").status_code in {200, 302}


@given(st.lists(st.integers(0, 10**9 - 1), max_size=40))
@settings(deadline=None)
def test_keys_come_back_from_their_words_each_once_and_not_too_many(keys):
    found = my_list.keys_of(my_list.words_of(keys))

    wanted = tuple(dict.fromkeys(keys))
    assert found == wanted[: len(found)]
    assert len(found) <= my_list.MOST


@given(st.text())
@settings(deadline=None)
def test_no_text_breaks_the_reading_of_keys(text):
    assert all(0 <= key < 10**9 for key in my_list.keys_of(text))


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_costs_the_same_for_any_number_of_services(client, count, django_assert_num_queries):
    full_services(count)
    keys = my_list.words_of(Place.objects.values_list("service", flat=True))
    client.get(f"{LIST}?sluzby={keys}")

    with django_assert_num_queries(9):
        client.get(f"{LIST}?sluzby={keys}")


def test_the_document_of_the_list_is_stored_nowhere(client):
    service = ServiceFactory(phone="416 123 456")

    answer = client.get(f"{LIST}seznam.pdf?sluzby={service.pk}")

    assert answer.content.startswith(b"%PDF-")
    assert answer["Cache-Control"] == "private, no-store"
    assert StoredDocument.objects.count() == 0


def test_missing_libraries_are_told_in_czech(client, monkeypatch):
    def missing():
        raise pdf.PdfUnavailable

    service = ServiceFactory()
    monkeypatch.setattr(pdf, "_weasyprint", missing)

    for address in (f"{LIST}seznam.pdf?sluzby={service.pk}", f"{service.get_absolute_url()}letak.pdf"):
        answer = client.get(address)
        assert (answer.status_code, "nainstalujte" in answer.content.decode()) == (503, True)


# --- by mail ------------------------------------------------------------------------------------------------------


@pytest.fixture
def send(client, monkeypatch):
    """Sends the list of a service; the form is filled in at leisure."""
    monkeypatch.setattr(spam_guard, "LEAST_SECONDS", -1)

    def post(service, **more):
        address = f"{LIST}poslat/?sluzby={service.pk}"
        token = client.get(address).context["form"]["given_out"].value()
        return client.post(address, {"email": "ja@example.cz", "given_out": token, "homepage": ""} | more)

    return post


def test_the_list_comes_by_mail_without_a_secret_address(send):
    service = ServiceFactory(name="Azylový dům", phone="416 123 456")
    PlaceFactory(service=service, hidden=True, street="Skrytozámecká 7")

    answer = send(service)

    mail = OutgoingMail.objects.get()
    assert answer["Location"] == f"{LIST}?sluzby={service.pk}"
    assert mail.to == "ja@example.cz"
    assert "Azylový dům" in mail.text
    assert "416 123 456" in mail.text.replace("\xa0", " ")
    assert service.get_absolute_url() in mail.text
    assert "Skrytozámecká" not in mail.text


def test_a_robot_gets_the_same_thanks_and_no_mail_goes(send):
    service = ServiceFactory()

    answer = send(service, homepage="https://spam.example")

    assert answer["Location"] == f"{LIST}?sluzby={service.pk}"
    assert OutgoingMail.objects.count() == 0


def test_nobody_is_pestered_by_lists(send):
    service = ServiceFactory()

    for _number in range(5):
        send(service)

    assert OutgoingMail.objects.count() == 3


def test_a_wrong_address_is_shown_again(send):
    answer = send(ServiceFactory(), email="nesmysl")

    assert answer.status_code == 200
    assert 'value="nesmysl"' in answer.content.decode()
    assert OutgoingMail.objects.count() == 0
