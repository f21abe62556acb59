"""The antivirus: what it finds does not get in, and when it fails nothing counts as clean."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from kpss_portal import antivirus
from kpss_portal.antivirus import Verdict, scan
from kpss_portal.files import inspect_upload
from tests.kpss_portal.scanners import EICAR, answering, mute, nobody, real_clamd, real_clamd_path


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    if real_clamd_path() is None:
        pytest.skip("clamd is not installed on this machine")
    with real_clamd(tmp_path_factory.mktemp("clamd")) as address:
        yield address


def packed(data: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("word/media/picture.bin", data)
    return stream.getvalue()


def upload(name: str, data: bytes, **options):
    return inspect_upload(SimpleUploadedFile(name, data), **options)


def test_real_scanner_finds_what_is_harmful_plain_and_packed(clamd, settings):
    settings.CLAMD = clamd

    assert [scan(data) for data in (EICAR, packed(EICAR), packed(b"x"), b"x" * 100_000)] == [
        Verdict.INFECTED,
        Verdict.INFECTED,
        Verdict.CLEAN,
        Verdict.CLEAN,
    ]


def test_without_a_scanner_nothing_is_asked(settings):
    settings.CLAMD = ""

    assert (antivirus.is_configured(), scan(EICAR)) == (False, Verdict.NOT_ASKED)
    assert upload("a.txt", b"x").is_held is False


def test_infected_file_does_not_get_in(settings):
    with answering(None) as settings.CLAMD, pytest.raises(ValidationError) as told:
        upload("a.docx", packed(EICAR), may_wait=True)

    assert told.value.message == (
        "Antivirový program našel v souboru něco škodlivého. Nechte si zkontrolovat počítač a soubor pak uložte znovu."
    )


def test_clean_file_is_not_held(settings):
    with answering(None) as settings.CLAMD:
        assert upload("a.docx", packed(b"x")).is_held is False


@pytest.mark.parametrize("words", [b"", b"stream: broken ERROR\n", b"INSTREAM size limit exceeded. ERROR\n", b"?\n"])
def test_scanner_that_cannot_decide_is_no_clean_bill(settings, words):
    with answering(words) as settings.CLAMD:
        assert scan(b"x") == Verdict.SILENT


def test_scanner_that_never_answers_is_left_after_a_while(settings, monkeypatch):
    monkeypatch.setattr(antivirus, "TIMEOUT_SECONDS", 0.2)
    with mute() as settings.CLAMD:
        assert scan(b"x") == Verdict.SILENT


def test_while_the_scanner_is_silent_a_file_is_held_or_refused(settings):
    settings.CLAMD = nobody()

    assert upload("a.txt", b"x", may_wait=True).is_held is True
    with pytest.raises(ValidationError) as told:
        upload("a.txt", b"x")
    assert told.value.message == (
        "Antivirový program teď neodpovídá, takže žádný soubor nepřijmeme. Zkuste to později."
    )
