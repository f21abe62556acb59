"""The page of results and everything beside it read the same frozen set."""

import csv
import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.models import ResultSet
from surveys.results.reading import Results
from surveys.results.report import report_context
from surveys.results.tables import from_json
from tests.surveys.factories import SurveyFactory
from tests.surveys.results.made import closed_survey, counted, published

pytestmark = pytest.mark.django_db
NAMES = (
    "results",
    "results-json",
    "results-csv",
    "results-xlsx",
    "results-code-book",
    "results-content",
    "results-pdf",
)


def address(survey, name="results", *more):
    return reverse(f"surveys:{name}", args=[survey.slug, *more])


def words(answer):
    return answer.content.decode().replace("\xa0", " ")


@pytest.fixture
def survey(coordinator):
    survey = closed_survey()
    published(survey, coordinator)
    return survey


@pytest.mark.parametrize("who", ["citizen", "administrator", "coordinator", "editor"])
def test_nobody_reads_results_of_an_open_survey(who, client, request):
    survey = SurveyFactory(is_open=True)
    person = request.getfixturevalue(who)
    if who != "citizen":
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    assert "Nikdo nevidí výsledky" in words(client.get(address(survey)))
    for name in NAMES[1:]:
        assert client.get(address(survey, name)).status_code == 404


def test_counted_results_are_read_by_the_office_only(coordinator, client, signed_in):
    survey = closed_survey()
    counted(survey, coordinator)

    assert client.get(address(survey, "results-json")).status_code == 404
    assert signed_in(coordinator).get(address(survey, "results-json")).status_code == 200


def test_an_embargo_holds_until_its_day(coordinator, client):
    survey = closed_survey()
    results = published(survey, coordinator, embargo_on=timezone.localdate() + timedelta(days=1))

    assert client.get(address(survey, "results-json")).status_code == 404
    assert results.is_public(timezone.localdate() + timedelta(days=1))


def test_too_few_answers_are_told_in_a_sentence(client):
    survey = closed_survey(people=4)

    assert "příliš málo" in words(client.get(address(survey)))


def test_open_data_have_the_promised_form(survey, client):
    answer = client.get(address(survey, "results-json")).json()

    assert set(answer) == {"survey", "k", "tables"}
    assert answer["survey"] == survey.slug
    assert answer["k"] == 5
    assert {frozenset(table) for table in answer["tables"]} == {frozenset({"id", "kind", "dimensions", "cells"})}
    assert {table["kind"] for table in answer["tables"]} == {"single", "multiple", "cross"}
    helps = next(table for table in answer["tables"] if table["id"] == "q2")
    assert {"key": {}, "n": 60} in helps["cells"]
    assert {"key": {"q2": "3"}, "n": None} in helps["cells"]


def test_the_same_data_stand_under_the_page_too(survey, client):
    assert client.get(address(survey) + "vysledky.json").content == client.get(address(survey, "results-json")).content


def test_page_csv_workbook_report_and_open_data_agree(survey, client):
    """Every number of a question is the same in all of them, and what one does not tell no other does."""
    tables = [from_json(table) for table in client.get(address(survey, "results-json")).json()["tables"]]
    true = {(table.id, key): n for table in tables for key, n in table.cells.items()}
    lines = list(
        csv.reader(io.StringIO(client.get(address(survey, "results-csv")).content.decode("utf-8-sig")), delimiter=";")
    )
    book = openpyxl.load_workbook(io.BytesIO(client.get(address(survey, "results-xlsx")).content))
    rows = [list(row) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]

    assert {read(line): line[8] for line in lines[1:]} == {key: "" if n is None else str(n) for key, n in true.items()}
    assert {read([cell or "" for cell in row]): row[8] for row in rows} == true

    set_ = survey.result_sets.get()
    page = client.get(address(survey)).content.decode()
    for question, _crossings in report_context(set_)["questions"]:
        for name, cells in question.grid.rows if question.grid else ():
            line = f'<th scope="row">{name}</th>' + "".join(
                f'<td class="num{" untold" if cell.is_hidden else ""}">{cell.text}</td>' for cell in cells
            )
            assert line in page
            assert cells[0].is_hidden == (true[tables_key(question, name, set_)] is None)


def read(line):
    """Table and key of a line of the data."""
    key = tuple((line[place], line[place + 1]) for place in (2, 5) if line[place])
    return line[0], key


def tables_key(question, label, set_):
    dimension = next(one for one in set_.document["dimensions"] if one["id"] == f"q{question.code}")
    category = next(category for category, name in dimension["categories"] if name == label)
    return dimension["id"], ((dimension["id"], category),)


def test_hidden_numbers_are_said_in_the_same_words(survey, client):
    page = words(client.get(address(survey)))

    assert "neuvádíme" in page
    assert "méně než" not in page.split("Jak číst čísla")[0]


def test_free_text_is_nowhere(survey, client):
    for name in ("results", "results-json", "results-csv", "results-content"):
        assert "osoba 7" not in client.get(address(survey, name)).content.decode()


def test_of_an_order_the_page_says_that_first_places_are_counted(survey):
    results = Results(ResultSet.objects.get(survey=survey).document)
    helps = results.document["questions"][1]

    assert not any("na prvním místě" in sentence for sentence in results.question(helps).sentences)
    assert "na prvním místě" in results.question({**helps, "kind": "ranking"}).sentences[0]


def test_crossings_stand_on_the_page_of_their_question(survey, client):
    page = client.get(address(survey, "results-question", "2"))

    assert page.status_code == 200
    assert "Velká" in page.content.decode()
    assert client.get(address(survey, "results-question", "4")).status_code == 404


def test_the_report_is_stored_by_the_checksum_of_the_set(coordinator, client, django_capture_on_commit_callbacks):
    survey = closed_survey()
    with django_capture_on_commit_callbacks(execute=True):
        results = published(survey, coordinator)
    results.refresh_from_db()

    answer = client.get(address(survey, "results-pdf"))

    assert results.pdf.content_sha256 == results.content_sha256
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_the_checksum_is_of_exactly_the_bytes_that_can_be_downloaded(survey, client):
    import hashlib

    data = client.get(address(survey, "results-content")).content

    assert hashlib.sha256(data).hexdigest() == survey.result_sets.get().content_sha256
    assert json.loads(data)["survey"] == survey.slug


@pytest.mark.parametrize("people", [60, 180])
def test_the_page_costs_few_queries(people, coordinator, client, django_assert_max_num_queries):
    survey = closed_survey(people=people)
    published(survey, coordinator)
    client.get(address(survey))
    with django_assert_max_num_queries(8):
        client.get(address(survey))
