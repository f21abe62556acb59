"""The official document is made once, given out byte for byte, and anybody can check it."""

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kpss_portal import pdf
from kpss_portal.models import DocumentState, StoredDocument
from plans import official_document
from plans.models import Edition
from tests.kept import anew
from tests.plans.factories import approved_plan, whole_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_plan(kept, kept_coordinator):
    """Approved; its document was not made yet."""
    return kept(lambda: approved_plan(kept_coordinator))


@pytest.fixture(scope="module")
def drawn(kept, kept_plan) -> bytes:
    """Its document, drawn once: that it comes the same again is a test of its own."""
    return kept(lambda: official_document.render_official(kept_plan.edition))


@pytest.fixture
def plan(kept_plan, db):
    return anew(kept_plan)


@pytest.fixture
def edition(plan, drawn):
    """With its document made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(official_document, "render_official", lambda *_given: drawn)
        official_document.make_document(plan.edition.pk)
    return Edition.objects.get(plan=plan)


def address(plan):
    return f"/plany/{plan.slug}/plan.pdf"


def test_the_address_gives_exactly_the_stored_bytes(client, edition):
    answer = client.get(address(edition.plan))

    data = answer.getvalue()
    assert hashlib.sha256(data).hexdigest() == edition.pdf.file_sha256
    assert (answer["Content-Type"], answer["ETag"]) == ("application/pdf", f'"{edition.pdf.file_sha256}"')


def test_a_part_of_the_document_can_be_asked_for(client, edition):
    whole = client.get(address(edition.plan)).getvalue()

    part = client.get(address(edition.plan), headers={"Range": "bytes=100-199"})

    assert (part.status_code, part.getvalue()) == (206, whole[100:200])


def test_who_has_the_document_is_not_sent_it_again(client, edition):
    answer = client.get(address(edition.plan), headers={"If-None-Match": f'"{edition.pdf.file_sha256}"'})

    assert (answer.status_code, answer.content) == (304, b"")


def test_the_same_edition_gives_the_same_bytes(plan, drawn):
    stored = official_document.make_document(plan.edition.pk)

    assert stored.file_sha256 == hashlib.sha256(drawn).hexdigest()


def test_making_it_again_keeps_the_first_document(edition):
    first = edition.pdf_id

    official_document.make_document(edition.pk)

    assert Edition.objects.get(pk=edition.pk).pdf_id == first
    assert StoredDocument.objects.count() == 1


def test_the_content_has_the_printed_checksum(client, plan):
    data = client.get(f"/plany/{plan.slug}/obsah.json").content

    assert hashlib.sha256(data).hexdigest() == plan.edition.content_sha256


def test_a_document_that_is_being_made_says_so_and_does_not_pretend(client, plan):
    answer = client.get(address(plan))

    assert answer.status_code == 503
    assert "Dokument se připravuje" in answer.content.decode()


def test_a_draft_has_no_official_document(signed_in, coordinator):
    draft = whole_plan()

    assert signed_in(coordinator).get(address(draft)).status_code == 404


def test_the_draft_document_is_not_kept_by_anybody(signed_in, coordinator):
    draft = whole_plan()

    answer = signed_in(coordinator).get(f"/plany/{draft.slug}/navrh.pdf")

    assert answer["Cache-Control"].startswith("private, no-store")
    assert answer.content.startswith(b"%PDF-")
    assert not StoredDocument.objects.exists()


def test_an_approved_plan_has_no_draft_document(client, plan):
    assert client.get(f"/plany/{plan.slug}/navrh.pdf").status_code == 404


def test_missing_libraries_are_named_at_the_document(client, plan, monkeypatch):
    def unavailable():
        raise pdf.PdfUnavailable

    monkeypatch.setattr(pdf, "_weasyprint", unavailable)

    stored = official_document.make_document(plan.edition.pk)

    assert stored.state == DocumentState.FAILED
    assert "libpangoft2-1.0-0" in stored.message
    assert client.get(f"/plany/{plan.slug}/").status_code == 200


def check():
    out = StringIO()
    call_command("check_documents", stdout=out)
    return out.getvalue()


def test_the_check_finds_everything_in_order(edition):
    assert "vše souhlasí" in check()


def test_the_check_finds_a_changed_file(edition):
    with edition.pdf.file.storage.open(edition.pdf.file.name, "rb") as file:
        data = file.read()
    path = edition.pdf.file.path
    with open(path, "wb") as file:  # noqa: PTH123  # past the storage, as somebody at the disk would
        file.write(data + b"%")

    with pytest.raises(CommandError):
        check()


def test_the_check_finds_a_lost_file(edition):
    edition.pdf.file.storage.delete(edition.pdf.file.name)

    with pytest.raises(CommandError):
        check()


def test_a_document_whose_file_is_lost_answers_404(client, edition):
    edition.pdf.file.storage.delete(edition.pdf.file.name)

    assert client.get(address(edition.plan)).status_code == 404
