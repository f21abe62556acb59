"""No address, member of an archive or name of a file leads out of the folders that are ours."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from kpss_portal.files import inspect_upload, stored_name
from tests.hostile.cases import case

pytestmark = pytest.mark.django_db
WAYS = [
    ("two dots", "../../portal.sqlite3"),
    ("encoded dots", "%2e%2e/%2e%2e/portal.sqlite3"),
    ("dots encoded twice", "%252e%252e/portal.sqlite3"),
    ("backslashes", "..%5c..%5cportal.sqlite3"),
    ("an overlong slash", "..%c0%af..%c0%afportal.sqlite3"),
    ("a zero byte", "portal.sqlite3%00.png"),
    ("a full path", "%2fetc%2fpasswd"),
    ("the folder itself", ""),
    ("the folder of sources", "../.git/config"),
]


@pytest.mark.parametrize(
    "way", [case(f"way out of folders: {name}", "V5.3.2, V13.4.1, V13.4.3", way) for name, way in WAYS]
)
def test_no_way_leads_out_of_the_folders(client, settings, way):
    (settings.DATA_DIR / "portal.sqlite3").touch()
    statuses = {client.get(f"{root}{way}").status_code for root in ("/soubory/", "/static/", "/soubory/files/")}

    assert statuses <= {301, 302, 400, 404}


@pytest.mark.parametrize(
    "name",
    [
        case("uploaded name with a way up", "V5.3.2", "../../evil.pdf"),
        case("uploaded name with a zero byte", "V5.3.2", "evil.php\x00.pdf"),
        case("uploaded name with two endings", "V5.2.2", "evil.pdf.php"),
        case("uploaded name of a device", "V5.3.2", "CON.pdf"),
        case("uploaded name of a thousand letters", "V5.3.2", "a" * 1_000 + ".pdf"),
        case("uploaded name turned around", "V5.3.2", "a\u202efdp.exe"),
    ],
)
def test_stored_name_is_not_the_uploaded_one(name):
    stored = stored_name(None, name)

    assert not any(part in stored for part in ("evil", "..", "\x00", "CON", "a" * 12, "\u202e"))
    assert len(stored) < 100


def packed(*members: tuple[str, bytes], ending: str = "docx", compression: int = zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return SimpleUploadedFile(f"x.{ending}", stream.getvalue())


def word(xml: bytes):
    return packed(("[Content_Types].xml", xml), ("word/document.xml", xml))


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><x>&c;&c;</x>'


@pytest.mark.parametrize(
    "file",
    [
        case("archive with a way up inside", "V5.3.3, zip slip", packed(("../../evil", b"x"))),
        case("archive with a full path inside", "V5.3.3", packed(("/etc/cron.d/evil", b"x"))),
        case("archive that swells a thousand times", "V5.2.3", packed(("word/document.xml", b" " * 30_000_000))),
        case("archive of ten thousand members", "V5.2.3", packed(*((f"{number}", b"") for number in range(3_500)))),
        case("document with an entity of a file", "V1.5.1", word(ENTITY)),
        case("document with a billion laughs", "V1.5.1", word(LAUGHS)),
        case("workbook with an entity of a file", "V1.5.1", packed(("xl/workbook.xml", ENTITY), ending="xlsx")),
        case("open document with an entity of a file", "V1.5.1", packed(("content.xml", ENTITY), ending="odt")),
        case("archive in an archive", "V5.2.3", packed(("x.zip", packed(("a", b"x")).read()))),
        case("drawing with a script", "V1.3.4", SimpleUploadedFile("x.svg", b"<svg onload='x()'/>")),
        case("page called a picture", "V5.2.2", SimpleUploadedFile("x.png", b"<script>alert(1)</script>")),
        case("page called a text", "V5.2.2", SimpleUploadedFile("x.txt", b"<html><script>alert(1)</script>")),
        case("program called a document", "V5.2.2", SimpleUploadedFile("x.pdf", b"MZ\x90\x00")),
        case("file without an ending", "V5.2.2", SimpleUploadedFile("htaccess", b"x")),
        case("settings of a server", "V5.2.2, WordPress 2026", SimpleUploadedFile(".htaccess", b"x")),
        case("ending in foreign letters", "V5.2.2, WordPress: non-ASCII names", SimpleUploadedFile("x.p\u0501f", b"%PDF-")),
    ],
)  # fmt: skip
def test_hostile_file_does_not_come_in(file):
    with pytest.raises(ValidationError):
        inspect_upload(file)
