"""The questionnaire on paper and the slips with codes: both profiles at once, the same numbers as on the web."""

import subprocess

import pytest

from community.models import Municipality
from surveys.definition import READY, build, ready
from surveys.documents import SIZES, render_form
from surveys.models import SurveyMunicipality
from surveys.slips import make_codes, slips_pdf
from tests.documents.verapdf import foreign_fonts, verapdf
from tests.surveys.factories import SurveyFactory

pytestmark = pytest.mark.django_db


def text_of(path):
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def survey():
    found = build(ready("seniors"), "seniori", has_paper=True)
    for number in range(14):
        town = Municipality.objects.create(code=f"5000{number:02}", name=f"Obec {number}", slug=f"obec-{number}")
        SurveyMunicipality.objects.create(survey=found, municipality=town)
    return found


@pytest.mark.parametrize("size", SIZES)
def test_paper_form_conforms_to_both_profiles_and_numbers_questions_as_the_web(survey, size, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(render_form(survey, size))

    text = text_of(path)

    assert verapdf(path, profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    assert [code for code in survey.questions.values_list("code", flat=True) if f"{code}. " not in text] == []
    assert "Anketa je anonymní" in text
    assert "Odpovězte, jen když je odpověď na otázku 8 „ano“." in " ".join(text.split())


@pytest.mark.parametrize("name", [name for name in READY if name != "seniors"])
def test_each_ready_questionnaire_conforms(name, tmp_path):
    path = tmp_path / "form.pdf"
    path.write_bytes(render_form(build(ready(name), name, has_paper=True), "normal"))

    assert verapdf(path, profiles=("ua1",)) == {"ua1": []}
    assert foreign_fonts(path) == set()


def test_slips_conform_and_each_carries_its_own_code(coordinator, tmp_path):
    survey = SurveyFactory(has_codes=True, title="Jak se vám u nás stárne?")
    codes = make_codes(survey, 11, by=coordinator)
    path = tmp_path / "slips.pdf"
    path.write_bytes(slips_pdf(survey, codes))

    text = "".join(text_of(path).split())  # wide letters are read with gaps

    assert verapdf(path, profiles=("ua1", "2a")) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    assert [code for code in codes if f"{code[:4]}-{code[4:]}" not in text] == []
