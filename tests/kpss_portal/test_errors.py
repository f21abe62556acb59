"""Whatever goes wrong, the page is plain Czech and offers a way on."""

import errno

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404
from django.urls import path

from kpss_portal import settings as deployed
from kpss_portal import urls as portal
from kpss_portal.views import errors

handler400, handler403, handler404, handler500 = (
    portal.handler400,
    portal.handler403,
    portal.handler404,
    portal.handler500,
)
FAILURES = {
    "nerozumi": (SuspiciousOperation(), 400),
    "nesmi": (PermissionDenied(), 403),
    "neni": (Http404(), 404),
    "stazeno": (errors.Gone("Anketa byla smazána."), 410),
    "velke": (RequestDataTooBig(), 413),
    "casto": (errors.TooManyRequests(90), 429),
    "chyba": (ValueError("secret of the house"), 500),
    "databaze": (OperationalError("secret of the house"), 503),
    "spojeni": (InterfaceError(), 503),
    "plny-disk": (OSError(errno.ENOSPC, "secret of the house"), 503),
    "jina-chyba-souboru": (OSError(errno.ENOENT, "secret of the house"), 500),
    "chyba-dat": (DatabaseError(), 500),
}


def fail(request, name):
    raise FAILURES[name][0]


urlpatterns = [path("selhani/<slug:name>/", fail), *portal.urlpatterns]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visitor(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("name", "status"), [(name, status) for name, (_failure, status) in FAILURES.items()])
def test_each_failure_has_its_status_and_a_page(visitor, name, status):
    response = visitor.get(f"/selhani/{name}/")
    page = BeautifulSoup(response.content, "html.parser")

    assert response.status_code == status
    assert page.html["lang"] == "cs"
    assert len(page.find_all("h1")) == 1
    assert page.select("main a[href='/']")
    assert "secret of the house" not in response.content.decode()


@pytest.mark.parametrize("name", ["nesmi", "neni", "stazeno", "velke", "casto"])
def test_a_working_portal_offers_search_and_contacts(visitor, name):
    page = BeautifulSoup(visitor.get(f"/selhani/{name}/").content, "html.parser")

    assert page.select("main form[role=search] input[name=q]")
    assert page.select("main a[href='/kontakty/']")


@pytest.mark.parametrize("name", ["nerozumi", "chyba", "databaze", "plny-disk"])
def test_a_broken_portal_asks_nothing_of_the_database(visitor, django_assert_num_queries, name):
    with django_assert_num_queries(0):
        page = BeautifulSoup(visitor.get(f"/selhani/{name}/").content, "html.parser")

    assert page.select("main a[href='tel:112']")


def test_what_was_withdrawn_says_what_it_was(visitor):
    assert "Anketa byla smazána." in visitor.get("/selhani/stazeno/").content.decode()


def test_a_broken_portal_says_when_to_come_again(visitor):
    assert visitor.get("/selhani/databaze/")["Retry-After"] == "60"
    assert visitor.get("/selhani/casto/")["Retry-After"] == "90"


def test_outages_are_told_to_the_log(visitor, caplog):
    visitor.get("/selhani/plny-disk/")

    assert "the database or the disk does not answer" in caplog.messages


def test_refused_visitor_may_sign_in_and_comes_back(visitor):
    page = BeautifulSoup(visitor.get("/selhani/nesmi/").content, "html.parser")

    assert page.select_one("main .btn-primary")["href"] == "/ucet/prihlaseni/?next=/selhani/nesmi/"


def test_refused_person_is_not_sent_to_sign_in_again(visitor, reader):
    visitor.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    page = BeautifulSoup(visitor.get("/selhani/nesmi/").content, "html.parser")

    assert page.select("main .page-head .btn-primary") == []


def test_an_old_form_keeps_what_was_typed(client):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/ucet/prihlaseni/", {"username": "a@b.cz"})

    assert response.status_code == 403
    assert "formulář" in response.content.decode().lower()


def test_too_many_fields_are_told_as_too_large(visitor, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3

    response = visitor.post("/ucet/prihlaseni/", {f"f{number}": "1" for number in range(9)})

    assert response.status_code == 413


def test_a_database_that_fails_outside_a_view_is_an_outage(visitor, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("secret of the house")

    visitor.cookies["sessionid"] = "x" * 32
    monkeypatch.setattr(connection, "cursor", broken)

    response = visitor.get("/kontakty/")

    assert response.status_code == 503
    assert "secret of the house" not in response.content.decode()


@pytest.mark.parametrize(("name", "status"), [("neni", 500), ("chyba", 500), ("databaze", 503)])
def test_without_static_files_there_still_are_words_and_a_way_on(visitor, settings, tmp_path, name, status):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": deployed.STORAGES["staticfiles"]}

    response = visitor.get(f"/selhani/{name}/")
    page = BeautifulSoup(response.content, "html.parser")

    assert response.status_code == status
    assert len(page.find_all("h1")) == 1
    assert page.select("main a[href='/']")
    assert page.select("main a[href='tel:112']")
    assert page.select("link") == []
