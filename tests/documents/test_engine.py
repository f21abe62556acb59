"""The checker itself: it must be able to say no."""

from pathlib import Path

import pytest
from weasyprint import HTML

from tests.documents.verapdf import verapdf

PAGE = """<!doctype html><html lang="cs"><head><title>Zkouška</title></head>
<body><h1>Plán</h1><p>Příliš žluťoučký kůň.</p></body></html>"""


def made(path: Path, variant: str | None) -> Path:
    HTML(string=PAGE).write_pdf(path, pdf_variant=variant)
    return path


def test_tagged_document_conforms_to_pdf_ua(tmp_path):
    document = made(tmp_path / "tagged.pdf", "pdf/ua-1")

    assert verapdf(document, profiles=("ua1",)) == {"ua1": []}


def test_archival_document_conforms_to_pdf_a(tmp_path):
    document = made(tmp_path / "archival.pdf", "pdf/a-2a")

    assert verapdf(document, profiles=("2a",)) == {"2a": []}


def test_untagged_document_fails_both_profiles(tmp_path):
    document = made(tmp_path / "untagged.pdf", None)

    failed = verapdf(document)

    assert [rule.split()[0] for rule in failed["ua1"]] == ["6.2-1", "7.1-10", "7.1-11", "7.1-3", "7.1-8"]
    assert failed["2a"]


@pytest.mark.parametrize("content", [b"", b"no PDF at all"])
def test_unreadable_file_fails(tmp_path, content):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(content)

    assert verapdf(broken, profiles=("ua1",)) == {"ua1": ["unreadable (1): The file cannot be read as PDF."]}
