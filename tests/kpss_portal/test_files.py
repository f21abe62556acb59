"""What is let in is told by content and size, and stored under a name of ours. Whole pages: tests/community/test_documents.py."""

import hashlib
import io
import re
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given
from hypothesis import settings as example_settings
from hypothesis import strategies as st
from PIL import Image

from kpss_portal.files import PICTURES, TYPES, inspect_upload, stored_name
from kpss_portal.spreadsheets import Table, write_ods, write_xlsx

MISMATCH = "Obsah souboru neodpovídá jeho příponě. Uložte ho znovu ve správném formátu."
QUICK = example_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def archive(*names: str, **members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, data in [*members.items(), *((name, b"<x/>") for name in names)]:
            file.writestr(name, data)
    return stream.getvalue()


def picture(kind: str = "PNG", mode: str = "RGB", **options) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, (4, 3)).save(stream, kind, **options)
    return stream.getvalue()


def let_in(name: str, data: bytes, allowed=None):
    return inspect_upload(SimpleUploadedFile(name, data), allowed)


def fault_of(name: str, data: bytes, allowed=None) -> str:
    with pytest.raises(ValidationError) as told:
        let_in(name, data, allowed)
    return told.value.message


TABLE = [Table("List", ["a"], [["b"]])]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", archive("word/document.xml")),
        ("a.pptx", archive("ppt/presentation.xml")),
        ("A.XLSX", write_xlsx(TABLE)),
        ("a.ods", write_ods(TABLE)),
        ("a.odt", archive(mimetype=TYPES["odt"].encode())),
        ("a.odp", archive(mimetype=TYPES["odp"].encode())),
        ("a.csv", "č;ř\n1;2".encode("cp1250")),
        ("a.txt", b"text"),
        ("archive.tar.txt", b"text"),
    ],
)
def test_file_that_is_what_it_says_is_let_in_unchanged(name, data):
    facts = let_in(name, data)
    extension = name.rpartition(".")[2].lower()

    assert (facts.extension, facts.content_type, facts.data) == (extension, TYPES[extension], data)
    assert (facts.sha256, facts.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert facts.content().read() == data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", picture("JPEG")),
        ("a.jpg", picture("PNG")),
        ("a.webp", b"RIFF1234WEBPVP8 "),
        ("a.png", b"<svg onload='alert(1)'/>"),
        ("a.png", picture()[:40]),
        ("a.pdf", picture()),
        ("a.pdf", b"x%PDF-1.7"),
        ("a.docx", archive("xl/workbook.xml")),
        ("a.docx", b"PK\x03\x04"),
        ("a.xlsx", b"a;b"),
        ("a.odt", archive(mimetype=TYPES["ods"].encode())),
        ("a.odt", archive("content.xml")),
        ("a.csv", picture()),
        ("a.csv", archive("x")),
        ("a.csv", b"a\x00b"),
        ("a.txt", b"  <!DOCTYPE html><script>alert(1)</script>"),
        ("a.txt", b"\x7fELF\x02\x01\x01\x00"),
        ("a.txt", b"%PDF-1.7\n"),
    ],
)
def test_content_that_is_something_else_is_refused(name, data):
    assert fault_of(name, data) == MISMATCH


@pytest.mark.parametrize(
    "name", ["a.exe", "a.svg", "a.html", "a.docm", "a.xlsm", "a.zip", "a", "", ".pdf", "a.pdf.exe"]
)
def test_other_endings_are_refused_with_what_may_come(name):
    class Named:
        size = 3

    Named.name = name
    with pytest.raises(ValidationError) as told:
        inspect_upload(Named())

    assert told.value.message.startswith("Soubory typu ")
    assert "pdf, png" in told.value.message


def test_only_offered_types_are_let_in():
    assert fault_of("a.txt", b"x", PICTURES) == "Soubory typu TXT nepřijímáme. Vyberte: jpeg, jpg, png, webp."


def test_empty_file_is_refused():
    assert fault_of("a.txt", b"") == "Soubor je prázdný."


def test_size_is_limited(settings):
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024

    assert let_in("a.txt", b"x" * 1024 * 1024).size_bytes == 1024 * 1024
    assert fault_of("a.txt", b"x" * (1024 * 1024 + 1)) == "Soubor je větší než 1 MB."


@pytest.mark.parametrize(
    "member", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "Basic/script.xml", "Scripts/python/x.py"]
)
def test_macros_are_refused(member):
    assert fault_of("a.docx", archive("word/document.xml", member)) == "Soubor obsahuje makra. Uložte ho bez maker."


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.jpeg", "JPEG"), ("a.webp", "WEBP")]
)
def test_picture_is_made_anew(name, kind):
    data = picture(kind) + b"<?php hidden behind the end"
    facts = let_in(name, data)

    with Image.open(io.BytesIO(facts.data)) as made:
        assert (made.format, made.size) == (kind, (4, 3))
    assert b"hidden" not in facts.data
    assert facts.extension == ("jpg" if kind == "JPEG" else name[2:])


def test_place_where_a_photograph_was_taken_does_not_get_in():
    exif = Image.Exif()
    exif[0x010E] = "Utajená adresa"
    exif.get_ifd(0x8825)[1] = "N"

    facts = let_in("a.jpg", picture("JPEG", exif=exif))

    with Image.open(io.BytesIO(facts.data)) as made:
        assert dict(made.getexif()) == {}


def test_photograph_that_lies_on_its_side_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6

    facts = let_in("a.jpg", picture("JPEG", exif=exif))

    with Image.open(io.BytesIO(facts.data)) as made:
        assert made.size == (3, 4)


def test_transparent_picture_stays_transparent():
    facts = let_in("a.png", picture("PNG", "RGBA"))

    with Image.open(io.BytesIO(facts.data)) as made:
        assert made.mode == "RGBA"


@QUICK
@given(st.sampled_from(sorted(TYPES)), st.binary(min_size=1, max_size=300))
def test_no_bytes_whatever_do_more_than_a_sentence(extension, data):
    try:
        facts = let_in(f"a.{extension}", data)
    except ValidationError:
        return
    assert extension in {"txt", "csv"}
    assert facts.data == data


@pytest.mark.parametrize("name", ["Jana Nováková.pdf", "../../etc/passwd.pdf", "a/b\\c.pdf", "C:\\x.PDF", "\x00.pdf"])
def test_stored_name_is_ours(name):
    assert re.fullmatch(r"files/\d{4}/[0-9a-f]{32}\.pdf", stored_name(None, name))


def test_stored_names_never_repeat():
    assert len({stored_name(None, "a.pdf") for _time in range(100)}) == 100
