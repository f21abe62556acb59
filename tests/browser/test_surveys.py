"""Answering a survey in a real browser without scripts of the page, and the workshop of surveys: axe, vnu, console, phone."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from accounts.enums import Role
from community.models import Municipality
from surveys.definition import build, ready
from surveys.enums import QuestionKind as K
from surveys.models import SurveyMunicipality
from surveys.slips import make_codes
from tests.accounts.factories import UserFactory
from tests.browser.checks import TWO_LOOKS, assert_good_page
from tests.browser.vnu import html_faults
from tests.surveys.factories import PaperBatchFactory, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def survey(triggers_let_go, monkeypatch):
    """An open survey with every kind of question and every way in."""
    monkeypatch.setattr("surveys.forms.section.SectionForm.least_seconds", 0)
    definition = ready("carers")
    definition["sections"][0]["questions"] += [
        {"kind": K.DATE, "text": "Odkdy?"},
        {"kind": K.YEAR, "text": "Rok narození?"},
        {"kind": K.INFO, "text": "Děkujeme, že pečujete."},
        {"kind": K.SCALE, "text": "Jak to zvládáte?", "scale": [1, 5, "dobře", "špatně"], "dont_know": True},
    ]
    found = build(definition, "pecujici", has_codes=True, has_paper=True, languages=["uk"])
    town = Municipality.objects.create(code="500001", name="Vzorov", slug="vzorov")
    SurveyMunicipality.objects.create(survey=found, municipality=town)
    make_codes(found, 3, by=UserFactory(roles=(Role.COORDINATOR,)))
    return opened(found)


@pytest.fixture
def triggers_let_go(transactional_db):
    """Opened surveys may be swept away after the test; the sweeping puts the triggers back."""
    from django.db import connection

    from surveys import freezing

    yield
    if connection.vendor == "sqlite":
        freezing.remove(plan=["all"])


def onward(page):
    page.locator("main button.btn-primary").click()
    page.wait_for_load_state()


def test_whole_way_of_a_respondent_is_good_on_a_phone_and_by_night(page, live_server, survey, tmp_path):
    seen = {}

    def look():
        assert_good_page(page, looks=TWO_LOOKS)
        seen[page.url] = page.content()

    for address in ("/ankety/", "/ankety/pecujici/", "/ankety/pecujici/?jazyk=uk", "/ankety/pecujici/pokracovat/"):
        page.goto(live_server.url + address)
        look()
    page.goto(f"{live_server.url}/ankety/pecujici/")
    page.get_by_role("button", name="Začít vyplňovat").click()
    look()
    onward(page)  # the required question is not answered
    assert page.title().startswith("Chyba:")
    look()
    page.get_by_label("ano", exact=True).check()
    onward(page)
    assert "přibyly otázky" in page.content()
    look()
    page.get_by_label("Rok narození?").fill("letos")
    onward(page)
    look()
    page.get_by_label("Rok narození?").fill("1948")
    onward(page)
    while "Zkontrolujte své odpovědi" not in page.title():
        look()
        onward(page)
    look()
    key = page.url.split("/vyplnit/")[1].split("/")[0]
    page.goto(f"{live_server.url}/ankety/pecujici/vyplnit/{key}/ulozeno/")
    look()
    page.go_back()
    onward(page)
    assert page.url.endswith("/dekujeme/")
    look()

    assert survey.responses.get().answers["1"] == 1
    assert html_faults(seen, tmp_path) == []


def test_workshop_of_surveys_is_good(page, context, live_server, survey, tmp_path):
    coordinator = UserFactory(roles=(Role.COORDINATOR,))
    draft = build(ready("mayors"), "starostove", has_paper=True)
    batch = PaperBatchFactory(survey=survey, is_double=True)
    client = Client()
    client.force_login(coordinator, backend="django.contrib.auth.backends.ModelBackend")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    question = draft.questions.first()
    base = f"{live_server.url}/admin/surveys/survey"
    addresses = [
        f"{base}/",
        f"{base}/zalozit/",
        f"{base}/xlsform/",
        f"{base}/{draft.pk}/osnova/",
        f"{base}/{draft.pk}/otazka/{question.pk}/",
        f"{base}/{draft.pk}/cast/{question.section_id}/",
        f"{base}/{draft.pk}/osnova/odebrat/q{question.pk}/",
        f"{base}/{draft.pk}/stav/",
        f"{base}/{draft.pk}/stav/open/",
        f"{base}/{survey.pk}/stav/",
        f"{base}/{survey.pk}/listky/",
        f"{base}/{survey.pk}/papir/",
        f"{base}/{survey.pk}/papir/{batch.pk}/",
        f"{base}/{survey.pk}/papir/{batch.pk}/list/",
    ]
    faults, seen = [], {}

    for address in addresses:
        page.goto(address)
        try:
            assert_good_page(page, looks=TWO_LOOKS)
        except AssertionError as fault:
            faults.append(str(fault)[:600])
        seen[address] = page.content()

    assert faults == []
    assert html_faults(seen, tmp_path) == []


def test_form_is_typed_in_by_keyboard_alone(page, context, live_server, survey):
    editor = UserFactory(roles=(Role.EDITOR,))
    batch = PaperBatchFactory(survey=survey)
    client = Client()
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page.goto(f"{live_server.url}/admin/surveys/survey/{survey.pk}/papir/{batch.pk}/list/")

    for number in (1, 2):
        expect(page.locator("main [autofocus]")).to_be_focused()  # the first field, also of the next form
        page.keyboard.type("1")
        page.keyboard.press("Tab")
        page.keyboard.type(str(number))
        page.keyboard.press("Enter")
        page.wait_for_url("**/list/")
        expect(page.locator("[name=number]")).to_have_value(str(number + 1))

    assert [sheet.first for sheet in batch.sheets.all()] == [{"1": 1, "1a": 1}, {"1": 1, "1a": 2}]
