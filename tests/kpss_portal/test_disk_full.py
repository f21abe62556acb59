"""A full disk: a sentence in Czech, and nothing is half stored."""

import errno
from pathlib import Path

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from community.models import Document
from kpss_portal import document_making, files
from kpss_portal.models import DocumentState, StoredDocument
from plans import official_document, workflow
from plans.models import Edition
from tests.community.factories import OfficeFactory
from tests.plans.factories import whole_plan

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/community/document/add/"
SAID = "Co jste poslali, se neuložilo."


def no_room(*_args, **_kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


class HalfWritten(ContentFile):
    """Its first piece fits on the disk, the second one does not."""

    code = errno.ENOSPC

    def chunks(self, chunk_size=None):
        yield b"the first piece"
        raise OSError(self.code, "full")


def stored_files(settings) -> list[str]:
    return sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def document_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("zapis.txt", "Zápis z jednání".encode())


@pytest.fixture
def desk(signed_in, editor):
    OfficeFactory()
    client = signed_in(editor)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_upload_for_which_there_is_no_room_is_told(desk, settings, monkeypatch, code):
    monkeypatch.setattr(files.FileFacts, "content", lambda facts: HalfWritten(facts.data, name="soubor.txt"))
    monkeypatch.setattr(HalfWritten, "code", code)

    response = desk.post(UPLOAD, {"title": "Zápis", "file": document_file(), "is_public": "on"})

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert SAID in response.content.decode()
    assert (Document.objects.count(), stored_files(settings)) == (0, [])


def test_upload_that_does_not_fit_even_for_a_while_is_told(desk, settings, monkeypatch):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

    def does_not_fit(handler, _data, _start):
        handler.file.close()
        no_room()

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", does_not_fit)

    response = desk.post(UPLOAD, {"title": "Zápis", "file": document_file(), "is_public": "on"})

    assert response.status_code == 503
    assert SAID in response.content.decode()
    assert (Document.objects.count(), stored_files(settings)) == (0, [])


def test_file_that_was_there_stays_when_the_new_one_does_not_fit(desk, settings, monkeypatch):
    desk.post(UPLOAD, {"title": "Zápis", "file": document_file(), "is_public": "on"})
    document = Document.objects.get()
    monkeypatch.setattr(files.FileFacts, "content", lambda facts: HalfWritten(facts.data, name="soubor.txt"))

    desk.post(
        f"/admin/community/document/{document.pk}/change/",
        {"title": "Nový", "file": SimpleUploadedFile("novy.txt", b"jiny"), "is_public": "on"},
    )

    document.refresh_from_db()
    with document.file.open() as file:
        assert (document.title, file.read()) == ("Zápis", "Zápis z jednání".encode())
    assert len(stored_files(settings)) == 1


def test_file_appears_only_when_it_is_whole(settings):
    class Watched(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"one"
            seen.append(default_storage.exists("files/x.txt"))
            yield b"two"

    seen: list[bool] = []

    name = default_storage.save("files/x.txt", Watched(b"onetwo"))

    with default_storage.open(name) as file:
        assert (name, seen, file.read()) == ("files/x.txt", [False], b"onetwo")
    assert stored_files(settings) == ["x.txt"]


def test_second_file_of_a_name_gets_another_name():
    first = default_storage.save("files/x.txt", ContentFile(b"1"))
    second = default_storage.save("files/x.txt", ContentFile(b"2"))

    assert first == "files/x.txt"
    assert second != first
    with default_storage.open(first) as one, default_storage.open(second) as two:
        assert (one.read(), two.read()) == (b"1", b"2")


@pytest.fixture
def edition(coordinator, monkeypatch):
    """An approved plan whose document is not made yet."""
    monkeypatch.setattr(official_document, "render_pdf", no_room)
    OfficeFactory()
    plan = workflow.take_step(whole_plan(), "hand_over", by=coordinator)
    workflow.take_step(plan, "approve", by=coordinator)
    return Edition.objects.get(plan=plan)


def a_page(*_args, **_kwargs) -> bytes:
    from io import BytesIO

    document, stream = pikepdf.new(), BytesIO()
    document.add_blank_page()
    document.save(stream)
    return stream.getvalue()


def test_official_document_for_which_there_is_no_room_waits(edition, settings, monkeypatch):
    monkeypatch.setattr(official_document, "render_pdf", a_page)
    monkeypatch.setattr(document_making, "ContentFile", HalfWritten)

    stored = official_document.make_document(edition.pk)
    edition.refresh_from_db()

    assert (stored.state, stored.percent, bool(stored.file), stored.file_sha256) == (DocumentState.FAILED, 0, False, "")
    assert stored.message.startswith("Na disku není místo.")
    assert (edition.pdf, stored_files(settings)) == (None, [])


def test_official_document_is_made_when_there_is_room_again(edition, settings, monkeypatch):
    official_document.make_document(edition.pk)
    monkeypatch.setattr(official_document, "render_pdf", a_page)

    stored = official_document.make_document(edition.pk)
    edition.refresh_from_db()

    assert (stored.state, stored.message, edition.pdf_id) == (DocumentState.READY, "", stored.pk)
    assert (StoredDocument.objects.count(), len(stored_files(settings))) == (1, 1)
    assert official_document.faults_of(edition) == []
