"""Documents: the portal runs without their libraries, nothing is fetched, and no file but its own gets in."""

import hashlib
import io
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.utils.translation import override

from kpss_portal import pdf
from kpss_portal.environment import PROJECT_DIR
from kpss_portal.pdf import BASE, PdfUnavailable, ResourceRefused, own_file, page_count, render_pdf

MADE_AT = datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Europe/Prague"))
PAGE = '<html lang="cs"><head><title>Zkouška</title>{head}</head><body><h1>Zkouška</h1>{body}</body></html>'
PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


@pytest.fixture
def document(tmp_path, settings):
    """Makes a document of the given HTML."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]

    def make(body: str = "", head: str = "", **options) -> bytes:
        html = PAGE.format(body=body, head=head)
        name = f"zkouska-{hashlib.sha256(html.encode()).hexdigest()}.html"
        (tmp_path / name).write_text(html, encoding="utf-8")
        return render_pdf(name, {}, made_at=MADE_AT, **options)

    return make


@pytest.fixture
def network(monkeypatch):
    """Addresses to which somebody tried to connect."""
    asked: list[object] = []

    def refuse(_socket, address, *_more):
        asked.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_more: refuse(None, address))
    return asked


# --- without the libraries ------------------------------------------------------------------------------------------


@pytest.fixture
def without_libraries(monkeypatch):
    """Loading of WeasyPrint fails as it does without Pango."""
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setitem(sys.modules, "weasyprint", None)


def test_missing_libraries_are_named_with_their_packages(without_libraries):
    with pytest.raises(PdfUnavailable) as told:
        render_pdf("plans/pdf/plan.html", {}, made_at=MADE_AT)

    assert pdf.is_available() is False
    assert str(told.value) == (
        "Dokumenty PDF nelze vytvořit: nainstalujte balíky libpangoft2-1.0-0 libharfbuzz-subset0."
    )


def test_machine_with_libraries_can_make_documents():
    assert pdf.is_available() is True


def test_portal_starts_without_weasyprint(tmp_path):
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    code = (
        "import django; django.setup()\n"
        "import kpss_portal.urls\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "import sys; sys.exit('weasyprint' in sys.modules)"
    )
    environment = {
        "PATH": "",
        "PYTHONPATH": f"{tmp_path}:{PROJECT_DIR}",
        "DJANGO_SETTINGS_MODULE": "kpss_portal.settings",
        "KPSS_DATA_DIR": str(tmp_path / "var"),
    }

    run = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR, env=environment, capture_output=True, text=True)

    assert (run.returncode, run.stderr) == (0, "")


# --- nothing but own files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://example.cz/x.png",
        "https://example.cz/css/pdf.css",
        "//example.cz/x.png",
        "file:///etc/passwd",
        "ftp://example.cz/x",
        "/etc/passwd",
        "css/pdf.css",
        "",
        BASE,
        BASE + "../settings.py",
        BASE + "css/../../kpss_portal/settings.py",
        BASE + "%2e%2e/settings.py",
        BASE + "%2e%2e%2fsettings.py",
        BASE + "/etc/passwd",
        BASE + "media/../portal.sqlite3",
        BASE + "media/%2e%2e/portal.sqlite3",
        BASE + "media//etc/passwd",
        BASE + "media/",
        BASE + "media/missing.png",
        BASE + "css/pdf.css?x=1",
        BASE + "css/missing.css",
        BASE + "css",
        BASE + "\x00",
        "https://portal.invalid.example.cz/css/pdf.css",
        "https://portal.invalid@example.cz/css/pdf.css",
    ],
)
def test_only_files_of_the_portal_get_in(settings, url):
    Path(settings.MEDIA_ROOT).mkdir(parents=True)
    (Path(settings.MEDIA_ROOT).parent / "portal.sqlite3").write_text("secret")

    with pytest.raises(ResourceRefused):
        own_file(url)


def test_link_in_uploads_does_not_lead_out(settings, tmp_path):
    Path(settings.MEDIA_ROOT).mkdir(parents=True)
    secret = tmp_path / "secret.png"
    secret.write_text("secret")
    (Path(settings.MEDIA_ROOT) / "logo.png").symlink_to(secret)

    with pytest.raises(ResourceRefused):
        own_file(BASE + "media/logo.png")


def test_static_files_and_uploads_are_found(settings):
    Path(settings.MEDIA_ROOT).mkdir(parents=True)
    logo = Path(settings.MEDIA_ROOT) / "logo 1.png"
    logo.write_bytes(b"x")

    assert own_file(BASE + "css/pdf.css") == PROJECT_DIR / "static/css/pdf.css"
    assert own_file(BASE + "media/logo%201.png") == logo.resolve()


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://example.cz/x.png" alt="x">',
        '<img src="//example.cz/x.png" alt="x">',
        '<img src="file:///etc/passwd" alt="x">',
        '<object data="http://example.cz/x.svg"></object>',
        '<p style="background:url(http://example.cz/x.png)">x</p>',
        '<img src="data:image/svg+xml,%3Csvg/%3E" alt="x">',
    ],
)
def test_nothing_is_fetched_for_a_document(document, network, body):
    with pytest.raises(ResourceRefused, match="own files"):
        document(body)

    assert network == []


def test_picture_inside_a_drawing_is_not_fetched(document, network):
    document('<svg width="9" height="9"><image href="http://example.cz/x.png" width="9" height="9"/></svg>')

    assert network == []


def test_style_from_elsewhere_is_not_fetched(document, network):
    with pytest.raises(ResourceRefused, match="own files"):
        document(head='<link rel="stylesheet" href="https://example.cz/x.css">')

    assert network == []


# --- what is made -------------------------------------------------------------------------------------------------------


def test_document_says_its_title_language_and_kind(document):
    with pikepdf.open(io.BytesIO(document("<p>Text</p>"))) as made:
        metadata = made.Root.Metadata.read_bytes().decode()
        assert str(made.Root.Lang) == "cs"
        assert str(made.docinfo.Title) == "Zkouška"
        assert made.Root.ViewerPreferences.DisplayDocTitle
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert 'pdfaid:part="2"' in metadata or "<pdfaid:part>2" in metadata


def test_same_input_gives_the_same_bytes_at_any_time(document):
    first = document("<p>Text</p>")
    time.sleep(1.1)  # a second is the finest time that a PDF knows

    assert document("<p>Text</p>") == first
    assert document("<p>Jiný</p>") != first


def test_picture_that_the_document_carries_is_let_in(document, network):
    assert page_count(document(f'<p><img src="{PIXEL}" alt="Bod"></p>')) == 1
    assert network == []


def test_making_is_told_step_by_step(document):
    told: list[tuple[int, str]] = []

    document("<p>Text</p>", progress=lambda percent, words: told.append((percent, words)))

    assert told == [
        (5, "Skládá se text."),
        (15, "Sázejí se strany."),
        (75, "Soubor se zapisuje."),
        (90, "Soubor se dokončuje."),
    ]


def test_document_is_czech_whatever_the_reader_speaks(document):
    words = "{% load i18n %}<p>{% translate 'Contacts' %}</p>"
    czech = document(words)

    with override("en"):
        assert document(words) == czech
