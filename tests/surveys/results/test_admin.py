"""Results in the workshop."""

import pytest
from django.contrib import admin
from django.urls import reverse

from surveys.enums import ResultState
from surveys.models import CodedText, CrossTable, Response, ResultSet
from surveys.results.progress import progress_of
from tests.surveys.factories import SurveyFactory
from tests.surveys.results.made import closed_survey, counted

pytestmark = pytest.mark.django_db


def address(name, survey, *more):
    return reverse(f"admin:surveys_survey_{name}", args=[survey.pk, *more])


def test_single_answers_have_no_page_in_the_administration():
    registered = set(admin.site._registry)

    assert registered.isdisjoint({Response, CodedText})


def test_before_counting_the_office_sees_only_numbers_above_the_threshold():
    survey = closed_survey()

    progress = progress_of(survey)

    assert progress.total == 60
    assert dict(progress.by_municipality) == {"Malá": 20, "Velká": 40, "jiná obec": 0}


def test_below_the_threshold_not_even_the_number_is_told(coordinator, signed_in):
    survey = closed_survey(people=4)

    assert progress_of(survey).by_channel == []
    assert "méně než 5" in signed_in(coordinator).get(address("results", survey)).content.decode().replace("\xa0", " ")


def test_the_coordinator_counts_checks_and_publishes(coordinator, signed_in, django_capture_on_commit_callbacks):
    survey = closed_survey()
    client = signed_in(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("count", survey), {"note": "Anketa do schránek."})
    client.post(address("results_step", survey, "check"))
    client.post(address("results_step", survey, "publish"), {"embargo_on": ""})

    results = ResultSet.objects.get()
    assert results.state == ResultState.PUBLISHED
    assert results.document["note"] == "Anketa do schránek."
    assert client.get(address("results", survey)).status_code == 200


def test_a_day_that_has_passed_is_no_embargo(coordinator, signed_in):
    survey = closed_survey()
    counted(survey, coordinator)
    client = signed_in(coordinator)
    client.post(address("results_step", survey, "check"))
    answer = client.post(address("results_step", survey, "publish"), {"embargo_on": "2020-01-01"})

    assert "Tento den už uplynul" in answer.content.decode().replace("\xa0", " ")
    assert ResultSet.objects.get().state == ResultState.CHECKED


def test_crossings_are_chosen_before_counting_and_fixed_after(coordinator, signed_in):
    survey = closed_survey()
    scale, town = survey.questions.get(code="4"), survey.questions.get(code="1")
    client = signed_in(coordinator)
    client.post(address("crossing_add", survey), {"question": scale.pk, "by": town.pk})
    assert CrossTable.objects.filter(question=scale, by=town).count() == 1

    counted(survey, coordinator)

    answer = client.post(address("crossing_add", survey), {"question": town.pk, "by": scale.pk})
    assert answer.status_code == 403


def test_the_same_crossing_the_other_way_round_is_refused(coordinator, signed_in):
    survey = closed_survey()
    helps, town = survey.questions.get(code="2"), survey.questions.get(code="1")
    signed_in(coordinator).post(address("crossing_add", survey), {"question": town.pk, "by": helps.pk})

    assert survey.crossings.count() == 2


def test_bands_must_rise(coordinator, signed_in):
    survey = closed_survey()
    number = survey.questions.get(code="5")
    client = signed_in(coordinator)
    client.post(address("bands", survey, number.pk), {f"p{number.pk}-bounds": "500; 0"})
    client.post(address("bands", survey, number.pk), {f"p{number.pk}-bounds": "0; 500"})
    number.refresh_from_db()

    assert number.bands.numbers == [0, 500]


def test_the_page_of_a_draft_says_when_results_come(coordinator, signed_in):
    page = signed_in(coordinator).get(address("results", SurveyFactory())).content.decode().replace("\xa0", " ")

    assert "Výsledky se počítají až po uzavření ankety" in page
