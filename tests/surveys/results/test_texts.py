"""Written answers: sorted by the office, quoted with a second person's consent, never public by themselves."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys.errors import StepNotOpen
from surveys.models import CodedText, Quote, Theme
from surveys.results.texts import decide_quote, sort_texts, written
from tests.surveys.results.made import closed_survey, counted, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    return closed_survey()


@pytest.fixture
def question(survey):
    return survey.questions.get(kind="long_text")


def test_sorted_texts_become_counts(survey, question, coordinator):
    bench = Theme.objects.create(question=question, title="lavičky")
    sort_texts(question, {row.pk: [bench.pk] for row in list(written(question))[:20]}, by=coordinator)

    table = next(table for table in counted(survey, coordinator).document["tables"] if table["id"] == "q6")

    assert table["kind"] == "multiple"
    assert {"key": {"q6": "1"}, "n": 20} in table["cells"]
    assert {"key": {"q6": "none"}, "n": 30} in table["cells"]


def test_texts_are_listed_by_random_keys_with_nothing_else(survey, question, coordinator, signed_in):
    page = (
        signed_in(coordinator)
        .get(reverse("admin:surveys_survey_texts", args=[survey.pk, question.pk]))
        .content.decode()
    )

    assert [row.pk for row in written(question)] == sorted(row.pk for row in written(question))
    assert "Chybí mi lavička" in page
    assert "opened" not in page
    shown = BeautifulSoup(
        page.split("Texty")[-1].split("Citáty")[0], "html.parser"
    ).get_text()  # keys are random digits
    assert str(timezone.localdate().year) not in shown


def test_nobody_sorts_after_counting(survey, question, coordinator):
    counted(survey, coordinator)

    with pytest.raises(PermissionDenied):
        sort_texts(question, {}, by=coordinator)


def test_a_reader_of_drafts_does_not_read_texts(survey, question, reader, signed_in):
    answer = signed_in(reader).get(reverse("admin:surveys_survey_texts", args=[survey.pk, question.pk]))

    assert answer.status_code in {302, 403}


def test_a_text_of_another_survey_is_not_sorted_here(question, coordinator):
    other = closed_survey()
    theme = Theme.objects.create(question=question, title="lavičky")
    foreign = written(other.questions.get(kind="long_text")).first()

    assert sort_texts(question, {foreign.pk: [theme.pk]}, by=coordinator) == 0
    assert CodedText.objects.count() == 0


def test_nobody_approves_their_own_quote(question, coordinator, second_coordinator):
    quote = Quote.objects.create(question=question, text="Chybí lavičky.", proposed_by=coordinator)
    with pytest.raises(PermissionDenied):
        decide_quote(quote, True, by=coordinator)

    assert decide_quote(quote, True, by=second_coordinator).state == "approved"
    with pytest.raises(StepNotOpen):
        decide_quote(quote, False, by=second_coordinator)


def test_the_database_holds_four_eyes_too(question, coordinator):
    with pytest.raises(IntegrityError, match=r"quote_four_eyes|CHECK"), transaction.atomic():
        Quote.objects.create(
            question=question,
            text="x",
            proposed_by=coordinator,
            state="approved",
            decided_by=coordinator,
            decided_at=timezone.now(),
        )


def test_only_approved_quotes_are_published(survey, question, coordinator, second_coordinator, client):
    good = Quote.objects.create(question=question, text="Chybí lavičky.", proposed_by=coordinator)
    Quote.objects.create(question=question, text="Zůstane mezi námi.", proposed_by=coordinator)
    decide_quote(good, True, by=second_coordinator)
    published(survey, coordinator)

    page = client.get(reverse("surveys:results", args=[survey.slug])).content.decode()

    assert "Chybí lavičky." in page
    assert "Zůstane mezi námi." not in page
