"""The report of a survey's results: both profiles at once, with tables, charts, crossings and hidden numbers."""

import subprocess

import pytest

from surveys.results.report import render_report
from tests.documents.verapdf import foreign_fonts, verapdf
from tests.surveys.results.made import closed_survey, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(coordinator, tmp_path):
    path = tmp_path / "results.pdf"
    path.write_bytes(render_report(published(closed_survey(), coordinator)))
    return path


def test_the_report_meets_both_profiles(report):
    assert verapdf(report, profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert foreign_fonts(report) == set()


def test_the_report_says_the_same_words_for_every_hidden_number(report):
    text = subprocess.run(["pdftotext", "-layout", report, "-"], capture_output=True, text=True, check=True).stdout

    assert "neuvádíme" in text
    assert "Kdo vám pomáhá?" in text
