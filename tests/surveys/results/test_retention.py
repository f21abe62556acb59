"""Answers go by rule; the published set stays."""

from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from kpss_portal.duties import duties_of
from kpss_portal.models import AuditEntry
from surveys.results.retention import delete_old_answers, ends_on
from tests.surveys.factories import SurveyFactory
from tests.surveys.results.made import closed_survey, published

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2024, 1, 31, 12, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("months", "day"),
    [(1, date(2024, 2, 29)), (11, date(2024, 12, 31)), (12, date(2025, 1, 31)), (13, date(2025, 2, 28))],
)
def test_the_term_ends_on_the_same_day_of_a_later_month(months, day):
    assert ends_on(SurveyFactory.build(closed_at=LONG_AGO, retention_months=months)) == day


def test_answers_go_and_results_stay(coordinator, client):
    survey = closed_survey(closed_at=LONG_AGO)
    published(survey, coordinator)

    out = StringIO()
    call_command("delete_old_answers", stdout=out)

    assert survey.slug in out.getvalue()
    assert survey.responses.count() == 0
    assert client.get(reverse("surveys:results", args=[survey.slug])).status_code == 200
    assert AuditEntry.objects.filter(action="survey.delete_answers").count() == 1


def test_answers_within_their_term_stay():
    survey = closed_survey()

    assert delete_old_answers() == []
    assert survey.responses.count() == 60


def test_a_trial_run_lists_terms_and_deletes_nothing():
    survey = closed_survey(closed_at=LONG_AGO)
    out = StringIO()
    call_command("delete_old_answers", "--dry-run", stdout=out)

    assert survey.slug in out.getvalue()
    assert survey.responses.count() == 60


def test_a_term_that_is_over_is_a_duty(coordinator):
    survey = closed_survey(closed_at=LONG_AGO)

    assert any(survey.title in str(duty.text) and "smazány" in str(duty.text) for duty in duties_of(coordinator))
