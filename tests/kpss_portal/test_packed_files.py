"""What hides in office documents and PDF files is refused, each with words that say what to do."""

import io
import zipfile

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from kpss_portal import packed_files
from kpss_portal.files import TYPES, inspect_upload

MISMATCH = "Obsah souboru neodpovídá jeho příponě. Uložte ho znovu ve správném formátu."
LOCKED = "Soubor je chráněný heslem. Uložte ho bez hesla a nahrajte znovu."
MACROS = "Soubor obsahuje makra. Uložte ho bez maker."
BOMB = "Soubor by po rozbalení zabral příliš mnoho místa."
FETCHES = (
    "Dokument si při otevření bere něco z jiného počítače (propojený obrázek, šablonu nebo pole). Vložte přímo obrázek, nebo"
    " dokument vytiskněte do PDF a nahrajte to."
)
INSERTED = "V dokumentu je vložený jiný soubor. Odstraňte ho, nebo dokument vytiskněte do PDF a nahrajte to."
ODT = {"mimetype": TYPES["odt"].encode()}
RELATIONS = "word/_rels/document.xml.rels"


def archive(members: dict[str, bytes] | None = None, *, base: dict[str, bytes] | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in {**({"word/document.xml": b"<x/>"} if base is None else base), **(members or {})}.items():
            file.writestr(name, data)
    return stream.getvalue()


def pdf(**root) -> bytes:
    stream = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    for name, value in root.items():
        document.Root[f"/{name}"] = value(document)
    document.save(stream)
    return stream.getvalue()


def fault_of(name: str, data: bytes) -> str:
    with pytest.raises(ValidationError) as told:
        inspect_upload(SimpleUploadedFile(name, data))
    return told.value.message


def relation(kind: str, target: str, mode: str = "External") -> bytes:
    tag = f'<Relationship Id="r1" Type="http://x/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f"<Relationships>{tag}</Relationships>".encode()


@pytest.mark.parametrize(
    ("name", "members", "told"),
    [
        ("a.docx", {"word/vbaProject.bin": b"x"}, MACROS),
        ("a.docx", {"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}, MACROS),
        ("a.docx", {"word/activeX/activeX1.bin": b"x"}, INSERTED),
        ("a.docx", {"word/embeddings/oleObject1.bin": b"x"}, INSERTED),
        ("a.docx", {RELATIONS: relation("attachedTemplate", "https://evil.example/t.dotm")}, FETCHES),
        ("a.docx", {RELATIONS: relation("attachedTemplate", "\\\\\\\\server\\\\t.dotm")}, FETCHES),
        ("a.docx", {RELATIONS: relation("image", "https://evil.example/pixel.png")}, FETCHES),
        ("a.docx", {RELATIONS: relation("oleObject", "file:///C:/x.xls")}, FETCHES),
        ("a.docx", {"word/document.xml": b"<w:instrText> DDEAUTO c:\\\\cmd.exe </w:instrText>"}, FETCHES),
        ("a.docx", {"[Content_Types].xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]>"}, MISMATCH),
    ],
)
def test_document_with_something_that_acts_is_refused(name, members, told):
    assert fault_of(name, archive(members)) == told


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"Basic/Standard/Module1.xml": b"x"}, MACROS),
        ({"content.xml": b"<office:scripts><office:script script:language='x'/></office:scripts>"}, MACROS),
        ({"content.xml": b'<script:event-listener script:event-name="dom:load"/>'}, MACROS),
        ({"META-INF/manifest.xml": b"<manifest:encryption-data/>"}, LOCKED),
    ],
)
def test_open_document_is_looked_into_as_well(members, told):
    assert fault_of("a.odt", archive(members, base=ODT)) == told


@pytest.mark.parametrize(
    "members",
    [
        {RELATIONS: relation("hyperlink", "https://example.cz/")},
        {RELATIONS: relation("image", "media/image1.png", "Internal")},
        {RELATIONS: relation("attachedTemplate", "file:///C:\\Users\\Jana\\Normal.dotm")},
        {"word/document.xml": "<w:t>Přidejte DDEčko.</w:t>".encode()},
    ],
)
def test_ordinary_document_comes_in(members):
    data = archive(members)

    assert inspect_upload(SimpleUploadedFile("a.docx", data)).data == data


def test_locked_documents_say_what_to_do():
    locked = archive({"x": b"y"})
    locked = locked.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    word = "Soubor je zamčený heslem nebo uložený ve starém formátu. Uložte ho jako DOCX bez hesla."

    assert fault_of("a.docx", locked) == LOCKED
    assert fault_of("a.docx", packed_files.OLD_OFFICE + b"\x00" * 600) == word


def test_bombs_are_told_before_unpacking():
    assert fault_of("a.docx", archive({"word/media/a.bin": b"0" * (11 * 1024 * 1024)})) == BOMB
    assert fault_of("a.docx", archive({f"word/{number}": b"" for number in range(3_001)})) == BOMB


def test_two_files_in_one_are_refused():
    document = archive()

    assert fault_of("a.docx", b"GIF89a" + document) == MISMATCH
    assert fault_of("a.docx", document + b"<script>") == MISMATCH
    assert fault_of("a.pdf", pdf() + document) == MISMATCH
    assert fault_of("a.docx", b"MZ\x90\x00" + b"\x00" * 200) == MISMATCH
    assert fault_of("a.pdf", b"MZ\x90\x00" + b"\x00" * 200) == MISMATCH
    assert fault_of("a.pdf", b"<html><script>alert(1)</script>") == MISMATCH


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_part_that_stands_twice_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("word/document.xml", b"<one/>")
        file.writestr("word/document.xml", b"<two/>")

    assert fault_of("a.docx", stream.getvalue()) == MISMATCH


def test_words_behind_the_end_of_a_pdf_are_refused():
    told = "Za koncem souboru PDF ještě něco je. Vytiskněte ho do nového PDF a nahrajte to."

    assert fault_of("a.pdf", pdf() + b"\n<script>alert(1)</script>") == told
    assert inspect_upload(SimpleUploadedFile("a.pdf", pdf() + b"\r\n\x00")).extension == "pdf"


def test_locked_pdf_says_what_to_do():
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(stream, encryption=pikepdf.Encryption(user="tajné", owner="x"))

    assert fault_of("a.pdf", stream.getvalue()) == LOCKED


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("OpenAction", lambda _pdf: pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")),
        ("Names", lambda _pdf: pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())),
        ("Names", lambda _pdf: pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary())),
        ("OpenAction", lambda _pdf: pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")),
    ],
)
def test_pdf_that_acts_is_refused(name, part):
    assert fault_of("a.pdf", pdf(**{name: part})).startswith("Soubor PDF obsahuje něco, co se samo spouští")
