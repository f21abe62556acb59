"""One-use codes: one answer each, whatever happens at once."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.urls import reverse

from surveys import answering
from surveys.errors import AlreadySent, CodeUsed
from surveys.models import CodeBook, Response, UnfinishedSheet
from surveys.slips import make_codes
from tests.surveys.conftest import Respondent
from tests.surveys.factories import QuestionFactory, SurveyFactory, opened


def coded(coordinator, count=3):
    survey = QuestionFactory(section__survey__has_codes=True, section__survey__has_open_web=False).survey
    codes = make_codes(survey, count, by=coordinator)
    return opened(survey), codes


@pytest.mark.django_db
def test_code_is_spent_by_a_finished_answer_only(coordinator, client, no_patience):
    survey, codes = coded(coordinator)
    person = Respondent(client, survey)
    person.begin(kod=codes[0])
    again = Respondent(client, survey)
    again.begin(kod=codes[0])

    assert CodeBook.objects.get(survey=survey).spent_count == 0
    again.answer(1, o1="1")
    again.send()

    assert CodeBook.objects.get(survey=survey).spent_count == 1
    assert person.send().status_code == 409
    assert Response.objects.count() == 1


@pytest.mark.django_db
def test_unknown_and_used_codes_are_told_apart(coordinator, client, no_patience):
    survey, codes = coded(coordinator)
    person = Respondent(client, survey)
    person.begin(kod=codes[0])
    person.send()

    used = person.begin(kod=codes[0]).content.decode()
    unknown = person.begin(kod="ACDE-ACDE").content.decode()
    missing = person.begin(kod="").content.decode()

    assert "už někdo odpověděl" in used
    assert "kód neznáme" in unknown
    assert "Napište kód z lístku" in missing


@pytest.mark.django_db
def test_code_of_another_survey_is_unknown(coordinator, client):
    survey, _codes = coded(coordinator)
    _other, others = coded(coordinator)

    page = Respondent(client, survey).begin(kod=others[0])

    assert "kód neznáme" in page.content.decode()
    assert not UnfinishedSheet.objects.exists()


@pytest.mark.django_db
def test_picture_on_a_slip_leads_to_a_page_that_changes_nothing(coordinator, client):
    survey, codes = coded(coordinator)

    page = client.get(reverse("surveys:slip", args=[survey.slug, codes[0]]))

    assert page["X-Robots-Tag"] == "noindex"
    assert f"{codes[0][:4]}-{codes[0][4:]}" in page.content.decode()
    assert CodeBook.objects.get(survey=survey).spent_count == 0


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, -1, 501])
def test_odd_numbers_of_slips_are_refused(coordinator, count):
    survey = SurveyFactory(has_codes=True)

    with pytest.raises(ValidationError):
        make_codes(survey, count, by=coordinator)


@pytest.mark.django_db
def test_only_the_coordinator_prints_codes(editor):
    with pytest.raises(PermissionDenied):
        make_codes(SurveyFactory(has_codes=True), 1, by=editor)


def at_once(*works):
    """Runs all works in threads that start together; gives their outcomes."""
    barrier, outcomes = Barrier(len(works)), []

    def run(work):
        barrier.wait()
        try:
            work()
            outcomes.append("sent")
        except (AlreadySent, CodeUsed) as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_same_code_twice_at_once_gives_exactly_one_answer(coordinator, many_connections):
    survey, codes = coded(coordinator)
    keys = [answering.begin(survey, slip=codes[0]) for _turn in range(4)]

    outcomes = at_once(*(lambda key=key: answering.send(survey, key) for key in keys))

    assert outcomes == ["CodeUsed", "CodeUsed", "CodeUsed", "sent"]
    assert Response.objects.count() == 1
    assert CodeBook.objects.get(survey=survey).spent_count == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_give_exactly_one_answer(coordinator, many_connections):
    survey = opened(QuestionFactory().survey)
    key = answering.begin(survey)

    outcomes = at_once(*(lambda: answering.send(survey, key) for _turn in range(4)))

    assert outcomes == ["AlreadySent", "AlreadySent", "AlreadySent", "sent"]
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_different_codes_at_once_are_all_counted(coordinator, many_connections):
    survey, codes = coded(coordinator, count=6)
    keys = [answering.begin(survey, slip=code) for code in codes]

    outcomes = at_once(*(lambda key=key: answering.send(survey, key) for key in keys))

    assert outcomes == ["sent"] * 6
    assert CodeBook.objects.get(survey=survey).spent_count == 6
