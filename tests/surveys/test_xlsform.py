"""XLSForm out and in: what pyxform accepts, and what comes back the same."""

import io

import pytest
from openpyxl import Workbook
from pyxform.xls2xform import convert

from kpss_portal.spreadsheets import SpreadsheetError
from surveys.branching import told
from surveys.definition import READY, build, ready
from surveys.enums import QuestionKind as K
from surveys.questionnaire import questionnaire_of
from surveys.xlsform import export, read_form
from tests.surveys.factories import QuestionFactory

pytestmark = pytest.mark.django_db


def accepted(data, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    return convert(str(path)).xform


@pytest.mark.parametrize("name", READY)
def test_ready_questionnaire_is_accepted_by_the_reference_reader(name, tmp_path):
    survey = build(ready(name), f"vzor-{name}")

    form = accepted(export(survey), tmp_path)

    assert survey.title in form


@pytest.mark.parametrize("name", READY)
def test_exported_questionnaire_comes_back_the_same(name):
    survey = build(ready(name), f"vzor-{name}")

    found = read_form(export(survey))
    again = build(found.definition, f"zpet-{name}")

    assert found.warnings == []
    assert described(again) == described(survey)
    assert told(questionnaire_of(again)) == told(questionnaire_of(survey))


def described(survey):
    return [
        (
            part.title,
            part.text,
            [
                (
                    question.code,
                    question.kind,
                    question.text,
                    question.help,
                    question.is_required,
                    question.options,
                    question.rows,
                    question.row.limit,
                    question.row.unit,
                    question.row.least,
                    question.row.most,
                    question.exclusive,
                )
                for question in part.questions
            ],
        )
        for part in questionnaire_of(survey).parts
    ]


def test_other_languages_go_out_and_come_back(tmp_path):
    question = QuestionFactory(
        text="Ano, nebo ne?", translations={"uk": {"text": "Так чи ні?"}}, section__survey__languages=["uk"]
    )

    data = export(question.survey)
    again = build(read_form(data).definition, "zpet")

    assert "Так чи ні?" in accepted(data, tmp_path)
    assert again.languages == ["uk"]
    assert again.questions.get().said("text", "uk") == "Так чи ні?"


def form(*rows, choices=()):
    book = Workbook()
    sheet = book.active
    sheet.title = "survey"
    sheet.append(["type", "name", "label", "relevant", "constraint"])
    for row in rows:
        sheet.append(list(row))
    listed = book.create_sheet("choices")
    listed.append(["list_name", "name", "label"])
    for row in choices:
        listed.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


YES_NO = [("ano_ne", "yes", "Ano"), ("ano_ne", "no", "Ne")]


def test_form_of_another_tool_becomes_a_draft():
    data = form(
        ("start", "start", ""),
        ("select_one ano_ne", "pomoc", "Potřebujete pomoc?"),
        ("integer", "hodin", "Kolik hodin?", "${pomoc} = 'yes'", ". >= 1 and . <= 24"),
        choices=YES_NO,
    )

    survey = build(read_form(data).definition, "cizi")

    first, second = survey.questions.order_by("position")
    assert [choice.text for choice in first.choices.all()] == ["Ano", "Ne"]
    assert (second.kind, second.least, second.most) == (K.NUMBER, 1, 24)
    assert [(row.source, row.values) for row in second.conditions.all()] == [(first, [1])]


def test_what_the_portal_does_not_know_is_told():
    data = form(
        ("select_one ano_ne", "a", "A?"),
        ("geopoint", "kde", "Kde jste?"),
        ("text", "b", "B?", "string-length(${a}) > 3"),
        choices=YES_NO,
    )

    found = read_form(data)

    assert len(found.warnings) == 2
    assert [question["text"] for question in found.definition["sections"][0]["questions"]] == ["A?", "B?"]


@pytest.mark.parametrize("data", [b"", b"nonsense", form(), form(("geopoint", "x", "X"))])
def test_file_that_is_no_form_is_refused_in_words(data):
    with pytest.raises(SpreadsheetError):
        read_form(data)


def test_formula_in_a_form_is_refused():
    with pytest.raises(SpreadsheetError):
        read_form(form(("text", "a", "=1+1")))


def test_upload_opens_the_outline_of_the_draft(signed_in, editor):
    from django.core.files.uploadedfile import SimpleUploadedFile

    data = form(("select_one ano_ne", "a", "A?"), choices=YES_NO)
    client = signed_in(editor)

    answer = client.post("/admin/surveys/survey/xlsform/", {"soubor": SimpleUploadedFile("f.xlsx", data)})
    refused = client.post("/admin/surveys/survey/xlsform/", {"soubor": SimpleUploadedFile("f.xlsx", b"nic")})

    assert answer["Location"].endswith("/osnova/")
    assert "errornote" in refused.content.decode()
