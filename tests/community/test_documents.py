"""Documents: what is let in and what is refused next to the field, what is known of a file, and how it leaves."""

import errno
import hashlib
import io
import zipfile
from urllib.parse import quote

import openpyxl
import pikepdf
import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from community.models import Document
from kpss_portal.models import SearchEntry
from tests.community.factories import DocumentFactory, OfficeFactory, PartnerFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/community/document/add/"
MISMATCH = "Obsah souboru neodpovídá jeho příponě. Uložte ho znovu ve správném formátu."
OFFER = "csv, docx, jpeg, jpg, odp, ods, odt, pdf, png, pptx, txt, webp, xlsx"


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def pdf(change=lambda document: None, **options):
    document = pikepdf.new()
    document.add_blank_page()
    change(document)
    stream = io.BytesIO()
    document.save(stream, **options)
    return stream.getvalue()


def script():
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def opens_with_script(document):
    document.Root.OpenAction = script()


def has_named_script(document):
    names = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("x"), script()]))
    document.Root.Names = pikepdf.Dictionary(JavaScript=names)


def has_script_in_a_link(document):
    rectangle = pikepdf.Array([0, 0, 9, 9])
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=rectangle, A=script())
    document.pages[0].Annots = pikepdf.Array([link])


def launches_a_program(document):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
    document.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action)])


def workbook():
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def archive(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


def with_macro(data):
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"macro")
    return stream.getvalue()


def picture(kind="PNG", **options):
    stream = io.BytesIO()
    Image.new("RGB", (4, 3), "#2b367a").save(stream, kind, **options)
    return stream.getvalue()


def upload(client, name, data, address=ADD, **fields):
    typed = {"title": "Zápis z jednání", "is_public": "on", "file": SimpleUploadedFile(name, data)}
    return client.post(address, {key: value for key, value in (typed | fields).items() if value is not None})


def faults_at(response, field="file"):
    return [item.text for item in soup(response).select(f".field-{field} .errorlist li")]


@pytest.fixture
def desk(signed_in, editor):
    """A browser of somebody who uploads."""
    return signed_in(editor)


REFUSED = {
    "program": ("program.exe", b"MZ\x90\x00", f"Soubory typu EXE nepřijímáme. Vyberte: {OFFER}."),
    "page": ("stranka.html", b"<html></html>", f"Soubory typu HTML nepřijímáme. Vyberte: {OFFER}."),
    "drawing": ("znak.svg", b"<svg/>", f"Soubory typu SVG nepřijímáme. Vyberte: {OFFER}."),
    "no ending": ("soubor", b"text", f"Soubory typu ? nepřijímáme. Vyberte: {OFFER}."),
    "two endings": ("zapis.pdf.exe", b"MZ", f"Soubory typu EXE nepřijímáme. Vyberte: {OFFER}."),
    "csv named xlsx": ("tabulka.xlsx", b"a;b\n1;2\n", MISMATCH),
    "exe named pdf": ("zapis.pdf", b"MZ\x90\x00\x03", MISMATCH),
    "page named txt": ("zapis.txt", b" <script>alert(1)</script>", MISMATCH),
    "pdf named csv": ("tabulka.csv", pdf(), MISMATCH),
    "xlsx named docx": ("zapis.docx", workbook(), MISMATCH),
    "xlsx named ods": ("tabulka.ods", workbook(), MISMATCH),
    "archive named odt": ("zapis.odt", archive(mimetype=b"text/html"), MISMATCH),
    "jpg named png": ("foto.png", picture("JPEG"), MISMATCH),
    "damaged pdf": ("zapis.pdf", b"%PDF-1.7 nothing", "Soubor PDF je poškozený."),
    "pdf with a password": (
        "zapis.pdf",
        pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        "Soubor je chráněný heslem. Uložte ho bez hesla a nahrajte znovu.",
    ),
    "macros": ("tabulka.xlsx", with_macro(workbook()), "Soubor obsahuje makra. Uložte ho bez maker."),
    "empty": ("zapis.pdf", b"", "Odeslaný soubor je prázdný."),
}


@pytest.mark.parametrize(("name", "data", "told"), REFUSED.values(), ids=REFUSED)
def test_file_that_may_not_come_in_is_told_next_to_the_field(desk, name, data, told):
    response = upload(desk, name, data)

    assert response.status_code == 200
    assert faults_at(response) == [told]
    assert soup(response).find(id="id_title")["value"] == "Zápis z jednání"
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [opens_with_script, has_named_script, has_script_in_a_link, launches_a_program],
    ids=lambda change: change.__name__,
)
def test_pdf_with_something_that_runs_is_refused(desk, change):
    response = upload(desk, "zapis.pdf", pdf(change))

    assert [fault.partition(" (")[0] for fault in faults_at(response)] == [
        "Soubor PDF obsahuje něco, co se samo spouští"
    ]


def test_pdf_that_opens_on_its_second_page_is_let_in(desk):
    def opens_on_a_page(document):
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])

    assert upload(desk, "zapis.pdf", pdf(opens_on_a_page)).status_code == 302


def test_file_over_the_limit_is_told_next_to_the_field(desk, settings):
    settings.UPLOAD_LIMIT_BYTES = 2 * 1024 * 1024

    response = upload(desk, "zapis.txt", b"a" * (2 * 1024 * 1024 + 1))

    assert faults_at(response) == ["Soubor je větší než 2 MB."]
    assert upload(desk, "zapis.txt", b"a" * (2 * 1024 * 1024)).status_code == 302


def test_archive_that_would_swell_is_refused(desk, monkeypatch):
    monkeypatch.setattr("kpss_portal.packed_files.MOST_UNPACKED", 10_000)

    response = upload(desk, "zapis.docx", archive(word__document=b"0" * 10_001))

    assert faults_at(response) == ["Soubor by po rozbalení zabral příliš mnoho místa."]


def test_picture_with_too_many_points_is_refused(desk, monkeypatch):
    monkeypatch.setattr("kpss_portal.files.MOST_PIXELS", 11)

    assert faults_at(upload(desk, "foto.png", picture())) == ["Obrázek má příliš mnoho bodů; zmenšete ho."]


def test_missing_file_is_told_next_to_the_field(desk):
    assert faults_at(upload(desk, "x", b"", file=None)) == ["Toto pole je třeba vyplnit."]


def test_full_disk_is_told_and_nothing_is_half_stored(desk, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    response = upload(desk, "zapis.pdf", pdf())

    assert (response.status_code, Document.objects.count()) == (503, 0)


LET_IN = {
    "pdf": ("Zápis č. 1.PDF", pdf(), "application/pdf"),
    "xlsx": ("tabulka.xlsx", workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("tabulka.csv", "obec;počet\nKyjov;1\n".encode("cp1250"), "text/csv"),
    "txt": ("zapis.txt", "Příliš žluťoučký".encode(), "text/plain"),
    "odt": (
        "zapis.odt",
        archive(mimetype=b"application/vnd.oasis.opendocument.text"),
        "application/vnd.oasis.opendocument.text",
    ),
}


@pytest.mark.parametrize(("name", "data", "content_type"), LET_IN.values(), ids=LET_IN)
def test_facts_of_a_file_are_read_from_it(desk, name, data, content_type):
    assert upload(desk, name, data).status_code == 302

    document = Document.objects.get()
    facts = (document.sha256, document.size_bytes, document.content_type, document.extension)
    assert facts == (hashlib.sha256(data).hexdigest(), len(data), content_type, name.rpartition(".")[2].lower())
    assert document.file.read() == data
    document.file.close()


def test_stored_name_holds_nothing_of_the_persons_typing(desk):
    upload(desk, "Jana Nováková ../../rodné číslo.pdf", pdf())

    folder, year, name = Document.objects.get().file.name.split("/")
    assert (folder, len(year), len(name)) == ("files", 4, len("2393c379b3f347539be2ee0838457dde.pdf"))


def test_picture_loses_its_metadata_and_needs_words(desk):
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "Jana Nováková")
    data = picture(pnginfo=note)
    wordless = upload(desk, "foto.png", data)
    assert faults_at(wordless, "text_alternative") == ["Popište slovy, co je na obrázku, pro ty, kdo ho nevidí."]

    assert upload(desk, "foto.png", data, text_alternative="Modrý obdélník").status_code == 302

    document = Document.objects.get()
    with document.file.open() as file:
        stored = file.read()
    assert b"Nov" not in stored
    assert document.sha256 == hashlib.sha256(stored).hexdigest()


def test_new_file_brings_new_facts_and_a_new_title_keeps_them(desk):
    upload(desk, "zapis.txt", b"prvni")
    document = Document.objects.get()
    address = f"/admin/community/document/{document.pk}/change/"

    desk.post(address, {"title": "Jiný název", "is_public": "on"})
    document.refresh_from_db()
    assert (document.title, document.sha256) == ("Jiný název", hashlib.sha256(b"prvni").hexdigest())

    upload(desk, "zapis.csv", b"druhy", address=address)
    document.refresh_from_db()
    assert (document.extension, document.sha256) == ("csv", hashlib.sha256(b"druhy").hexdigest())


def test_document_is_found_in_search_until_it_is_taken_away(desk):
    upload(desk, "zapis.txt", b"text")
    document = Document.objects.get()
    assert [entry.title for entry in SearchEntry.objects.all()] == ["Zápis z jednání"]

    desk.post(f"/admin/community/document/{document.pk}/delete/", {"post": "yes"})

    assert (SearchEntry.objects.count(), Document.objects.count()) == (0, 0)


def test_form_leads_to_the_stored_file(desk):
    upload(desk, "zapis.txt", b"text")
    page = soup(desk.get(f"/admin/community/document/{Document.objects.get().pk}/change/"))

    response = desk.get(page.select_one(".field-file a")["href"])

    assert (response.status_code, response.getvalue()) == (200, b"text")


def test_document_leaves_as_an_attachment_under_its_title(client):
    document = DocumentFactory(title="Zápis č. 1: sraz/dohoda", data=b"text")

    response = client.get(document.get_absolute_url())

    assert response.getvalue() == b"text"
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''" + quote(
        "Zápis č. 1: sraz-dohoda.txt", safe=""
    )
    assert response["ETag"] == f'"{document.sha256}"'
    assert (response["Content-Length"], response["Accept-Ranges"]) == ("4", "bytes")


def test_file_cannot_act_as_a_page(client):
    response = client.get(DocumentFactory().get_absolute_url())
    response.close()

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in response["Content-Security-Policy"]


def test_pdf_opens_in_the_browser(client):
    response = client.get(
        DocumentFactory(extension="pdf", content_type="application/pdf", title="Zapis").get_absolute_url()
    )
    response.close()

    assert response["Content-Disposition"] == 'inline; filename="Zapis.pdf"'


def test_reader_who_has_the_file_does_not_get_it_again(client):
    document = DocumentFactory()

    response = client.get(document.get_absolute_url(), headers={"if-none-match": f'"x", "{document.sha256}"'})

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "body", "told"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=-20", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-2", 416, b"", "bytes */10"),
        ("bytes=-", 200, b"0123456789", None),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("nonsense", 200, b"0123456789", None),
    ],
)
def test_part_of_a_file(client, asked, status, body, told):
    document = DocumentFactory(data=b"0123456789")

    response = client.get(document.get_absolute_url(), headers={"range": asked})

    assert (response.status_code, response.getvalue(), response.get("Content-Range")) == (status, body, told)


@pytest.mark.parametrize(("seen", "status"), [("same", 206), ('"older"', 200)])
def test_part_is_given_only_of_the_file_that_was_begun(client, seen, status):
    document = DocumentFactory(data=b"0123456789")
    tag = f'"{document.sha256}"' if seen == "same" else seen

    response = client.get(document.get_absolute_url(), headers={"range": "bytes=0-3", "if-range": tag})
    response.close()

    assert response.status_code == status


def test_file_that_is_gone_from_the_disk_is_not_found(client):
    document = DocumentFactory()
    document.file.storage.delete(document.file.name)

    assert client.get(document.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "address", ["/soubory/00000000-0000-0000-0000-000000000000/", "/soubory/x", "/soubory/../settings.py"]
)
def test_unknown_file_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_hidden_document_is_not_found_by_its_stored_name_either(client):
    document = DocumentFactory(is_public=False)

    assert client.get(document.file.url).status_code == 404


def test_logos_are_shown_to_everybody(client):
    office = OfficeFactory(logo=ContentFile(picture(), name="znak.png"))
    partner = PartnerFactory(logo=ContentFile(picture(), name="kraj.png"), logo_alt="Znak kraje")
    hidden = PartnerFactory(logo=ContentFile(picture(), name="kraj.png"), logo_alt="Znak", is_public=False)

    answers = [client.get(thing.logo.url) for thing in (office, partner, hidden)]

    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert answers[0]["Content-Type"] == "image/png"
    assert answers[0].getvalue() == answers[1].getvalue() == picture()


@pytest.mark.parametrize("name", ["znak.svg", "znak.gif", "znak.pdf"])
def test_logo_is_a_picture(signed_in, coordinator, name):
    OfficeFactory()

    response = signed_in(coordinator).post(
        "/admin/community/office/1/change/", {"logo": SimpleUploadedFile(name, b"GIF89a")}
    )

    assert [fault.partition(" Vyberte")[0] for fault in faults_at(response, "logo")] == [
        f"Soubory typu {name[-3:].upper()} nepřijímáme."
    ]


def test_downloading_changes_nothing(client):
    document = DocumentFactory()
    before = Document.objects.values().get()

    client.get(document.get_absolute_url()).getvalue()  # read to its end: that is when the request is over

    assert Document.objects.values().get() == before
