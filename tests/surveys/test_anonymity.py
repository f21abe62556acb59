"""The promise of surveys, looked for where it could be broken: in the tables, the files and the order of rows."""

import json
import logging
import random
import re
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from kpss_portal.logs import JsonFormatter
from surveys.codes import LETTERS, digest_of, new_code, shown, tidy
from surveys.keys import random_key
from surveys.mixing import mix
from surveys.models import AccessCode, CodeBook, Response, UnfinishedSheet
from surveys.slips import make_codes
from tests.surveys.conftest import Respondent
from tests.surveys.factories import QuestionFactory, ResponseFactory, opened

ADDRESS, AGENT, REFERRER = "198.51.100.77", "Mozilla/5.0 (Prozrazujici; rv:1)", "https://odjinud.example/"
TRACES = (ADDRESS, AGENT, REFERRER)
PEOPLE = 60


@pytest.fixture
def by_codes(db, coordinator, no_patience):
    """An open survey by codes whose only question is answered by a number; and its codes."""
    survey = QuestionFactory(kind="number", section__survey__has_codes=True, section__survey__slug="kody").survey
    codes = make_codes(survey, PEOPLE + 20, by=coordinator)
    return opened(survey), codes


def answer_by(client, survey, code, number):
    person = Respondent(client, survey)
    person.begin(kod=code)
    person.answer(1, o1=str(number))
    person.send()


def telling_client():
    return Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT, HTTP_REFERER=REFERRER)


def test_tables_of_answers_have_no_column_for_who_when_or_whence():
    columns = {field.name: type(field) for field in Response._meta.concrete_fields}

    assert set(columns) == {"id", "survey", "channel", "batch", "answered_on", "state", "answers"}
    assert columns["answered_on"] is models.DateField  # nothing finer than a day
    assert {field.name for field in UnfinishedSheet._meta.concrete_fields} == {
        "id",
        "survey",
        "key_digest",
        "sealed",
        "expires_on",
    }
    assert {field.name for field in AccessCode._meta.concrete_fields} == {"id", "survey", "number", "digest"}


def test_nothing_points_from_codes_to_answers():
    related = {
        field.related_model
        for model in (AccessCode, CodeBook)
        for field in model._meta.get_fields()
        if field.is_relation
    }

    assert Response not in related


def rows_as_stored(model):
    """Keys in the order in which rows lie, with what the engine itself notes of each: rowid, or ctid and xmin."""
    noted = "rowid, rowid" if connection.vendor == "sqlite" else "ctid::text, xmin::text"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {model._meta.pk.column}, {noted} FROM {model._meta.db_table}")  # of constants
        return cursor.fetchall()


def inversions(numbers):
    """Share of neighbours that rise: one half for a random order, all or none for a telling one."""
    steps = list(pairwise(numbers))
    return sum(left < right for left, right in steps) / len(steps)


@pytest.mark.django_db
def test_using_a_code_changes_nothing_at_the_code_itself(by_codes):
    survey, codes = by_codes
    before = rows_as_stored(AccessCode)

    for number, code in enumerate(codes[:5]):
        answer_by(telling_client(), survey, code, number)

    assert rows_as_stored(AccessCode) == before
    assert CodeBook.objects.get(survey=survey).spent_count == 5


@pytest.mark.django_db
def test_joining_codes_to_answers_by_order_is_no_better_than_chance(by_codes):
    """People come in a random order; whoever has the tables pairs the n-th used code with the n-th answer."""
    survey, codes = by_codes
    order = list(range(PEOPLE))
    random.Random(5).shuffle(order)
    for number in order:
        answer_by(telling_client(), survey, codes[number], number)
    digests = {digest_of(code, "slip"): number for number, code in enumerate(codes)}
    book = CodeBook.objects.get(survey=survey)

    keys_of_codes = [key for key, *_noted in rows_as_stored(AccessCode)]
    rows = AccessCode.objects.in_bulk(keys_of_codes)
    used = [digests[rows[key].digest] for key in keys_of_codes if book.is_spent(rows[key].number)]
    answers = {pk: given["1"] for pk, given in Response.objects.values_list("pk", "answers")}
    answered = [answers[key] for key, *_noted in rows_as_stored(Response)]

    assert sorted(used) == sorted(answered) == list(range(PEOPLE))
    guessed = sum(code == answer for code, answer in zip(used, answered, strict=True))
    assert guessed <= 6  # of sixty, chance alone gives one; seven or more would come once in ten thousand orders


@pytest.mark.django_db
def test_mixed_answers_lie_in_a_random_order_under_new_keys_of_one_transaction(survey):
    for number in range(200):
        ResponseFactory(survey=survey, answers={"4": number})
    before = set(Response.objects.values_list("pk", flat=True))

    mix(survey)

    answers = {pk: given["4"] for pk, given in Response.objects.values_list("pk", "answers")}
    stored = rows_as_stored(Response)
    assert sorted(answers.values()) == list(range(200))
    assert not before & set(answers)
    assert 0.35 < inversions([answers[key] for key, *_noted in stored]) < 0.65
    if connection.vendor == "postgresql":
        assert len({noted[2] for noted in stored}) == 1


@pytest.mark.django_db
def test_keys_of_answers_are_random_and_in_sqlite_the_only_number_of_the_row(survey):
    keys = [ResponseFactory(survey=survey).pk for _turn in range(200)]

    assert 0.35 < inversions(keys) < 0.65
    if connection.vendor == "sqlite":
        assert all(key == rowid for key, rowid, _same in rows_as_stored(Response))


@pytest.mark.django_db
def test_no_table_of_the_portal_holds_a_trace_of_a_respondent(by_codes):
    survey, codes = by_codes
    client = telling_client()
    answer_by(client, survey, codes[0], 7)
    Respondent(client, survey).begin(kod=codes[1])  # and one unfinished
    client.post(reverse("surveys:resume", args=[survey.slug]), {"klic": "ACDE-ACDE-ACDE"})

    found = [
        f"{table}: {trace}"
        for table in connection.introspection.table_names()
        for row in all_of(table)
        for trace in (*TRACES, codes[0], shown(codes[0]), codes[1])
        if trace in row
    ]

    assert found == []
    assert all_of("django_session") == []
    assert all_of("kpss_portal_sendercount") == []


def all_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # names come from the engine
        return [" ".join(map(repr, row)) for row in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_file_of_the_database_holds_no_trace_of_a_respondent(tmp_path, no_patience, triggers_let_go):
    """Bytes of a copy of the whole SQLite file, free pages included."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is read by its tables above")
    survey = opened(QuestionFactory(kind="long_text", section__survey__slug="soubor").survey)
    client = telling_client()
    person = Respondent(client, survey)
    person.begin()
    person.answer(1, o1="nedokončené tajemství", later="1")
    finished = Respondent(client, survey)
    finished.begin()
    finished.answer(1, o1="odeslaná odpověď")
    finished.send()

    copy = tmp_path / "copy.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target)
    data = Path(copy).read_bytes()

    assert "odeslaná odpověď".encode() in data or b"odeslan\\u00e1" in data  # the right file was read
    for trace in (*TRACES, person.key, finished.key, "nedokončené tajemství", "nedokon\\u010den"):
        assert trace.encode() not in data
    for moment in re.findall(rb"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", data):
        assert moment.decode() in moments_of_the_office()


def moments_of_the_office():
    """Moments of tables that say what the office does; none may be of an answer."""
    allowed = {"surveys_survey", "django_migrations", "kpss_portal_auditentry", "accounts_user", "auth_user"}
    return " ".join(row for table in allowed & set(connection.introspection.table_names()) for row in all_raw(table))


def all_raw(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # names come from the engine
        return [" ".join(map(str, row)) for row in cursor.fetchall()]


@pytest.mark.django_db
def test_answers_stay_when_codes_are_deleted(by_codes):
    survey, codes = by_codes
    answer_by(Client(), survey, codes[0], 3)
    before = list(Response.objects.values())

    AccessCode.objects.all().delete()
    CodeBook.objects.all().delete()

    assert list(Response.objects.values()) == before


@pytest.mark.django_db
def test_database_keeps_only_digests_of_codes(by_codes):
    _survey, codes = by_codes

    stored = " ".join(all_of("surveys_accesscode"))

    assert [code for code in codes if code in stored or shown(code) in stored] == []


def test_codes_have_no_letters_that_look_alike():
    assert not set(LETTERS) & set("0OQ1I2Z5S8BUVWG")
    assert len(set(LETTERS)) == len(LETTERS)


def test_code_is_read_however_it_is_typed():
    code = new_code(8)

    assert tidy(f" {shown(code).lower()} ") == code


def test_random_keys_fit_both_engines_and_differ():
    keys = {random_key() for _turn in range(1000)}

    assert len(keys) == 1000
    assert all(0 < key < 2**63 for key in keys)


@pytest.mark.parametrize(
    "address",
    [
        "/ankety/a/vyplnit/ACDE34/1/",
        "/podklad/ACDE34/podklad.pdf",
        "/pripominka/ACDE34/",
        "/odber/ACDE34/zrusit/",
        "/vyhodnoceni/ACDE34/kod/",
        "/overeni/ACDE34/potvrdit/",
        "/ucast/ACDE34/",
        "/moje/kalendar/ACDE34.ics",
    ],
)
def test_log_does_not_write_down_keys_in_addresses(address):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Gone: %s", (address,), None)

    assert "ACDE34" not in json.loads(JsonFormatter().format(record))["message"]


@pytest.mark.parametrize(
    ("arguments", "is_telling"),
    [
        ("", False),
        ("--workers 2", False),
        ("--access-logfile -", True),
        ("--access-logfile=- --access-logformat='%(h)s %(r)s'", True),
        ("--access-logfile - --access-logformat '%(s)s %(M)s'", False),
    ],
)
def test_check_finds_a_server_that_logs_addresses(monkeypatch, settings, arguments, is_telling):
    from surveys.checks import server_logs

    settings.SURVEY_LOGS_ARE_SAFE = True
    monkeypatch.setenv("GUNICORN_CMD_ARGS", arguments)

    assert [fault.id for fault in server_logs(None)] == (["surveys.W001"] if is_telling else [])


def test_check_asks_until_the_office_confirms_the_web_server(settings):
    from surveys.checks import server_logs

    settings.SURVEY_LOGS_ARE_SAFE = False

    assert [fault.id for fault in server_logs(None)] == ["surveys.W002"]
