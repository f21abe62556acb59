"""Results from counting to withdrawal: nobody sees them before, nobody changes them after."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from kpss_portal.models import AuditEntry
from surveys.enums import ResponseState, ResultState, SurveyState
from surveys.errors import ResultsAreFixed, ResultsNotReady, StepNotOpen
from surveys.models import ResultSet
from surveys.results.document import canonical, sha256_of
from surveys.results.workflow import ask_for_results, count_now, obstacles_of, take_step
from tests.surveys.factories import PaperBatchFactory, ResponseFactory, SurveyFactory
from tests.surveys.results.made import closed_survey, counted, published

pytestmark = pytest.mark.django_db


def test_results_of_an_open_survey_are_not_counted(coordinator):
    survey = SurveyFactory(is_open=True)

    with pytest.raises(PermissionDenied):
        ask_for_results(survey, by=coordinator)


def test_those_who_began_may_send_before_anything_is_counted(coordinator):
    survey = closed_survey(closed_at=timezone.now() - timedelta(minutes=29))

    with pytest.raises(ResultsNotReady):
        ask_for_results(survey, by=coordinator)


def test_open_batches_and_set_aside_answers_stop_the_counting(coordinator):
    survey = closed_survey(has_paper=True)
    PaperBatchFactory(survey=survey)
    ResponseFactory(survey=survey, state=ResponseState.QUARANTINED)

    assert len(obstacles_of(survey)) == 2


def test_fewer_answers_than_the_threshold_are_never_counted(coordinator):
    survey = closed_survey(people=4)

    with pytest.raises(ResultsNotReady):
        ask_for_results(survey, by=coordinator)


def test_an_editor_cannot_have_results_counted(editor):
    with pytest.raises(PermissionDenied):
        ask_for_results(closed_survey(), by=editor)


def test_results_are_counted_once(coordinator):
    survey = closed_survey()
    counted(survey, coordinator)

    with pytest.raises(StepNotOpen):
        ask_for_results(survey, by=coordinator)


def test_counting_leaves_a_document_with_its_checksum(coordinator):
    results = counted(closed_survey(), coordinator)

    assert results.state == ResultState.COMPUTED
    assert sha256_of(canonical(results.document)) == results.content_sha256
    assert results.document["total"] == 60


def test_the_same_answers_in_another_order_give_the_same_document(coordinator):
    survey = closed_survey()
    first = counted(survey, coordinator)
    take_step(first, "withdraw", by=coordinator, reason="Zkouška.")
    rows = list(survey.responses.all())
    survey.responses.all().delete()
    for row in reversed(rows):
        row.pk += 1
        row.save(force_insert=True)

    assert counted(survey, coordinator).content_sha256 == first.content_sha256


def test_an_answer_that_came_later_changes_nothing_published(coordinator):
    survey = closed_survey()
    results = published(survey, coordinator)
    before = results.content_sha256
    ResponseFactory(survey=survey, answers={"2": 3})

    results.refresh_from_db()

    assert results.content_sha256 == before


def test_counted_results_do_not_change_by_any_door(coordinator):
    results = counted(closed_survey(), coordinator)
    results.content = "{}"

    with pytest.raises(ResultsAreFixed):
        results.save()
    with pytest.raises(ResultsAreFixed):
        ResultSet.objects.filter(pk=results.pk).update(content="{}")
    with pytest.raises(ResultsAreFixed):
        results.delete()
    with pytest.raises(ResultsAreFixed):
        ResultSet.objects.all().delete()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE surveys_resultset SET content = '{}'",
        "UPDATE surveys_resultset SET content_sha256 = ''",
        "UPDATE surveys_resultset SET computed_at = NULL",
        "UPDATE surveys_resultset SET number = number + 1",
        "DELETE FROM surveys_resultset",
    ],
)
def test_counted_results_do_not_change_by_the_database_itself(coordinator, statement):
    counted(closed_survey(), coordinator)

    with (
        pytest.raises(DatabaseError, match="counted results do not change"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute(statement)


def test_a_count_that_failed_may_be_swept_away(coordinator):
    failed = ResultSet.objects.create(survey=closed_survey(), state=ResultState.FAILED)

    failed.delete()

    assert not ResultSet.objects.exists()


def test_publishing_moves_the_survey_and_is_logged(coordinator):
    survey = closed_survey()
    published(survey, coordinator)
    survey.refresh_from_db()

    assert survey.state == SurveyState.PUBLISHED
    actions = list(
        AuditEntry.objects.filter(action__startswith="results.").order_by("pk").values_list("action", flat=True)
    )
    assert actions == ["results.count", "results.counted", "results.check", "results.publish"]


def test_unchecked_results_are_not_published(coordinator):
    results = counted(closed_survey(), coordinator)

    with pytest.raises(StepNotOpen):
        take_step(results, "publish", by=coordinator)


def test_an_editor_checks_and_does_not_publish(coordinator, editor):
    results = take_step(counted(closed_survey(), coordinator), "check", by=editor)

    with pytest.raises(PermissionDenied):
        take_step(results, "publish", by=editor)


def test_a_withdrawal_needs_a_reason_that_people_then_read(coordinator, client):
    survey = closed_survey()
    results = published(survey, coordinator)
    with pytest.raises(ValidationError):
        take_step(results, "withdraw", by=coordinator, reason=" ")

    take_step(results, "withdraw", by=coordinator, reason="Chyba v přepisu.")

    page = client.get(reverse("surveys:results", args=[survey.slug]))
    assert page.status_code == 410
    assert "Chyba v přepisu." in page.content.decode().replace("\xa0", " ")


def test_a_failure_of_counting_is_told_and_can_be_tried_again(coordinator, monkeypatch):
    survey = closed_survey()
    asked = ask_for_results(survey, by=coordinator)
    monkeypatch.setattr("surveys.results.workflow.faults_of", lambda tables: ["x = 1"])
    with pytest.raises(AssertionError):
        count_now(asked.pk)
    monkeypatch.undo()
    asked.refresh_from_db()

    assert asked.state == ResultState.FAILED
    assert counted(survey, coordinator).state == ResultState.COMPUTED
