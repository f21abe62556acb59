"""Files in a store that several machines share: a real server that speaks S3, in this process."""

from datetime import timedelta

import pytest
from botocore.client import BaseClient
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from kpss_portal import maintenance
from kpss_portal.away import ServerAway
from kpss_portal.backup import state
from kpss_portal.backup.archive import names_in
from kpss_portal.models import Erasure
from kpss_portal.privacy import journal
from kpss_portal.s3_storage import BucketStorage
from tests.community.factories import DocumentFactory
from tests.kpss_portal.stores import store_server, use_store

DATA = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def address():
    with store_server() as address:
        yield address


@pytest.fixture
def store(address, settings, monkeypatch, request):
    """A part of the store for this test alone."""
    use_store(address, settings, monkeypatch, prefix=request.node.name.partition("[")[0])
    monkeypatch.setattr(maintenance, "SEEN_SECONDS", 0.0)
    return default_storage


def read(store, name):
    with store.open(name) as file:
        return file.read()


def test_a_file_is_stored_read_listed_and_deleted(store):
    name = store.save("files/příloha s mezerou.txt", ContentFile(b"obsah"))

    assert (store.exists(name), store.size(name), read(store, name)) == (True, 5, b"obsah")
    assert list(names_in(store)) == [name]
    store.delete(name)
    assert (store.exists(name), list(names_in(store))) == (False, [])


def test_no_file_takes_the_place_of_another(store):
    first, second = (store.save("files/x.txt", ContentFile(data)) for data in (b"1", b"2"))

    assert first != second
    assert (read(store, first), read(store, second)) == (b"1", b"2")


def test_what_is_not_there_is_not_there_as_in_a_folder(store):
    with pytest.raises(FileNotFoundError):
        store.open("files/nothing.txt")
    assert state.noted("backup") is None


def test_names_that_climb_out_are_refused(store):
    with pytest.raises(SuspiciousOperation):
        store.open("../secret")


def test_the_address_of_a_file_is_the_portals_own(store):
    assert store.url("files/a b.txt") == "/soubory/files/a%20b.txt"


def test_a_store_that_does_not_answer_is_said_so(store, monkeypatch, settings):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("kpss_portal.s3_storage.PATIENCE", {"connect_timeout": 1, "retries": {"max_attempts": 1}})
    settings.STORAGES = settings.STORAGES | {"default": dict(settings.STORAGES["default"])}  # made anew

    for ask in (lambda: store.open("x"), lambda: store.save("x", ContentFile(b"x")), lambda: store.exists("x")):
        with pytest.raises(ServerAway):
            ask()


@pytest.mark.django_db
def test_a_document_is_given_out_by_the_portal_after_it_has_asked(store, client, signed_in, coordinator):
    paper = DocumentFactory(is_public=False, file=SimpleUploadedFile("a.pdf", DATA))
    address = reverse("community:document", args=[paper.uuid])

    refused, given = client.get(address), signed_in(coordinator).get(address)

    assert (refused.status_code, given.status_code) == (404, 200)
    assert b"".join(given.streaming_content) == DATA
    assert "amz" not in str(given.headers).lower()
    assert "127.0.0.1" not in str(given.headers)


@pytest.mark.django_db
def test_of_a_part_only_that_part_is_asked_of_the_store(store, client, monkeypatch):
    paper = DocumentFactory(is_public=True, file=SimpleUploadedFile("a.pdf", DATA))
    asked, usual = [], BaseClient._make_api_call

    def watched(self, operation, kwargs):
        asked.append((operation, kwargs.get("Range")))
        return usual(self, operation, kwargs)

    monkeypatch.setattr(BaseClient, "_make_api_call", watched)
    answer = client.get(reverse("community:document", args=[paper.uuid]), headers={"range": "bytes=10-19"})

    assert (answer.status_code, answer.content) == (206, DATA[10:20])
    assert [read for read in asked if read[0] == "GetObject"] == [("GetObject", "bytes=10-19")]


@pytest.mark.django_db
def test_read_only_holds_on_another_machine(store, client):
    call_command("read_only", "on")
    elsewhere = maintenance.StoredMark(maintenance.FLAG)
    assert elsewhere.exists()
    assert client.post(reverse("account_login"), {}).status_code == 503

    call_command("read_only", "off")

    assert not elsewhere.exists()


def test_what_was_seen_last_holds_while_the_store_is_away(store, monkeypatch):
    mark = maintenance.StoredMark(maintenance.FLAG)
    mark.make()

    def away(self, name):
        raise ServerAway

    monkeypatch.setattr(BucketStorage, "exists", away)

    assert mark.exists()


def test_the_store_is_not_asked_at_every_request(store, monkeypatch):
    monkeypatch.setattr(maintenance, "SEEN_SECONDS", timedelta(hours=1).total_seconds())
    mark, asked = maintenance.StoredMark(maintenance.FLAG), []
    monkeypatch.setattr(BucketStorage, "exists", lambda self, name: asked.append(name))

    mark.exists(), mark.exists()

    assert len(asked) == 1


@pytest.mark.django_db
def test_healthz_asks_the_store(store, client):
    assert client.get("/healthz").json()["storage"] == "ok"
    assert list(names_in(store)) == []


@pytest.mark.django_db
def test_another_machine_knows_what_was_erased_on_the_first_one(store, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    erasure = Erasure.objects.create(
        erased_at=timezone.now(), acts=[["plans.comment", 7, "x", "empty", ["name"]]], marks=["m"]
    )
    journal.append(erasure)
    Erasure.objects.all().delete()  # an older backup was restored, on a machine with an empty folder
    settings.DATA_DIR = tmp_path / "elsewhere"

    assert set(journal.read([])) == {str(erasure.uuid)}
    assert list(names_in(store)) == []  # no file of the office: a restore leaves it alone
    monkeypatch.setattr(journal, "KEPT", timedelta(0))
    journal.settle()
    assert journal.read([]) == {}
