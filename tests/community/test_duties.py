"""What the office, its pages, news, contacts, documents and figures ask for, and when it stops."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community import duties
from community.models import Contact, Office
from kpss_portal.duties import Question
from tests.community.factories import (
    ContactFactory,
    DocumentFactory,
    FigureFactory,
    NewsFactory,
    OfficeFactory,
    PageFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PARTICULARS = {"data_box": "abcdefg", "email": "u@example.cz", "phone": "1", "street": "Nová 1"}


def told(source, user):
    return [str(duty.text) for duty in source(user)]


def test_the_office_is_asked_for_what_it_has_not_stated(coordinator):
    office = OfficeFactory(**PARTICULARS | {"phone": ""}, accessibility_url="https://example.cz/")
    assert told(duties.office_profile, coordinator) == ["Úřad neuvedl: telefon."]

    Office.objects.filter(pk=office.pk).update(phone="1")
    office.refresh_from_db()
    office.save()

    assert told(duties.office_profile, coordinator) == []


def test_the_statement_is_due_a_year_after_its_last_review(coordinator):
    today = timezone.localdate()
    OfficeFactory(**PARTICULARS, accessibility_reviewed_on=today - 360 * DAY)

    assert [duty.due_on for duty in duties.office_profile(coordinator)] == [today + 5 * DAY]


def test_an_editor_is_not_told_what_only_a_coordinator_may_change(editor):
    OfficeFactory()
    FigureFactory()

    assert told(duties.office_profile, editor) == []
    assert told(duties.figures_that_are_old, editor) == []


def test_pages_that_are_not_public_wait(editor, reader):
    PageFactory(title="Zveřejněná")
    PageFactory(title="Skrytá", is_public=False)

    assert told(duties.hidden_pages, editor) == ["Stránka „Skrytá“ zatím není veřejná."]
    assert told(duties.hidden_pages, reader) == []


def test_three_months_without_news_are_told(editor, reader):
    OfficeFactory()
    assert told(duties.news_that_is_old, editor) == ["Na portálu ještě není žádná aktualita."]

    NewsFactory(published_on=timezone.localdate() - 91 * DAY)
    assert told(duties.news_that_is_old, editor)[0].startswith("Poslední aktualita je z ")
    assert told(duties.news_that_is_old, reader) == []

    NewsFactory(published_on=timezone.localdate() - 90 * DAY)
    assert told(duties.news_that_is_old, editor) == []


def test_a_portal_without_a_contact_in_the_footer_is_told(editor):
    OfficeFactory()
    contact = ContactFactory()
    assert len(told(duties.contacts_that_are_missing, editor)) == 1

    Contact.objects.filter(pk=contact.pk).update(is_main=True)

    assert told(duties.contacts_that_are_missing, editor) == []


def test_public_pictures_without_words_are_told(editor):
    DocumentFactory(title="Plakát", extension="jpg")
    DocumentFactory(extension="jpg", text_alternative="Pozvánka.")
    DocumentFactory(extension="jpg", is_public=False)
    DocumentFactory()

    found = list(duties.documents_without_words(editor))

    assert [("Plakát" in str(duty.text), duty.question) for duty in found] == [(True, Question.STALE)]


def test_figures_older_than_a_year_and_a_half_are_told(coordinator):
    figure = FigureFactory()
    assert told(duties.figures_that_are_old, coordinator) == ["Nejnovější údaje o obcích jsou k 1.\xa0ledna\xa02022."]

    FigureFactory(municipality=figure.municipality, as_of=timezone.localdate() - 500 * DAY)

    assert told(duties.figures_that_are_old, coordinator) == []
