"""Answering page by page, without an account, scripts and cookies."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.enums import Channel, ResponseState, SurveyState
from surveys.models import Response, Survey, UnfinishedSheet
from surveys.models.survey import GRACE
from surveys.questionnaire import forget_questionnaires
from tests.surveys.conftest import Respondent
from tests.surveys.factories import SurveyFactory, opened

pytestmark = pytest.mark.django_db


def words(response):
    return response.content.decode()


def test_answers_are_sent_and_stored_by_numbers_of_questions(respondent):
    respondent.begin()
    respondent.answer(1, o1="1")
    respondent.answer(1, o1="1", o2=["1", "3"])
    respondent.answer(2, o3="Chybí <b>lavičky</b> 🙂", o4="1 200 Kč")

    sent = respondent.send()

    response = Response.objects.get()
    assert sent["Location"] == reverse("surveys:thanks", args=["anketa"])
    assert response.answers == {"1": 1, "2": [1, 3], "3": "Chybí <b>lavičky</b> 🙂", "4": 1200}
    assert (response.channel, response.state) == (Channel.WEB, ResponseState.VALID)
    assert response.answered_on == timezone.localdate()
    assert not UnfinishedSheet.objects.exists()


def test_answer_opens_a_question_on_the_same_page(respondent):
    respondent.begin()
    assert "Otázka 2?" not in words(respondent.page(1))

    onward = respondent.answer(1, o1="1")

    assert onward["Location"] == respondent.address("section", 1) + "?nove"
    assert "Otázka 2?" in words(respondent.page(1))


def test_answer_hidden_later_is_told_and_not_sent(respondent):
    respondent.begin()
    respondent.answer(1, o1="1")
    respondent.answer(1, o1="1", o2=["2"])
    respondent.answer(1, o1="2", o2=["2"])
    respondent.answer(2, o3="", o4="")

    assert "<li>2. Otázka 2?</li>" in words(respondent.check())
    respondent.send()
    assert Response.objects.get().answers == {"1": 2}


def test_page_says_which_part_of_how_many_it_is(respondent):
    respondent.begin()

    page = words(respondent.page(1))

    assert "Část 1 z 2" in page
    assert page.count("<h1") == 1


def test_back_button_leads_to_answers_that_can_be_changed(respondent):
    respondent.begin()
    respondent.answer(1, o1="2")
    respondent.answer(2, o3="první", o4="")

    assert 'value="2"' in words(respondent.page(1))
    respondent.answer(2, o3="druhá", o4="")
    respondent.send()

    assert Response.objects.get().answers == {"1": 2, "3": "druhá"}


def test_second_press_sends_nothing_and_thanks_as_well(respondent):
    respondent.begin()
    respondent.answer(1, o1="2")
    respondent.send()

    again = respondent.send()

    assert again["Location"] == reverse("surveys:thanks", args=["anketa"])
    assert Response.objects.count() == 1


def test_answering_sets_no_cookie_but_the_one_of_forms(respondent, client):
    respondent.begin()
    respondent.answer(1, o1="2")
    respondent.check()
    respondent.send()

    assert set(client.cookies) <= {"csrftoken"}


def test_somebody_signed_in_leaves_no_trace_either(respondent, signed_in, coordinator):
    signed_in(coordinator)
    respondent.begin()
    respondent.answer(1, o1="2")
    respondent.send()

    stored = Response.objects.values().get()
    assert set(stored) == {"id", "survey_id", "channel", "batch_id", "answered_on", "state", "answers"}
    assert coordinator.email not in str(stored)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"o4": "hodně"}, "Napište číslo číslicemi"),
        ({"o4": "-5"}, "Napište číslo od 0"),
        ({"o4": "9" * 13}, "Napište číslo číslicemi"),
        ({"o4": "9" * 12}, "Napište číslo od 0"),
        ({"o4": "1e99999"}, "Napište číslo číslicemi"),
        ({"o3": "x" * 100_000}, "100000"),
    ],
)
def test_what_does_not_fit_is_said_and_stays_in_the_field(respondent, typed, message):
    respondent.begin()

    page = respondent.answer(2, **typed)

    assert page.status_code == 200
    assert message in words(page)
    assert next(iter(typed.values()))[:60] in words(page)
    assert words(page).count("<title>Chyba:") == 1


def test_marks_that_turn_the_direction_of_text_are_left_out(respondent):
    respondent.begin()
    respondent.answer(2, o3="\u202eobrácené\u2066 \x00konec", o4="")
    respondent.send()

    assert Response.objects.get().answers == {"3": "obrácené konec"}


def test_choice_that_is_not_offered_is_refused(respondent):
    respondent.begin()

    page = respondent.answer(1, o1="7")

    assert page.status_code == 200
    assert 'class="error-summary"' in words(page)


def test_fields_of_another_survey_are_passed_over(respondent):
    respondent.begin()
    respondent.answer(1, o1="2", o99="1", o12_1="3")
    respondent.send()

    assert Response.objects.get().answers == {"1": 2}


def test_more_choices_than_allowed_are_refused(respondent):
    respondent.begin()
    respondent.answer(1, o1="1")

    page = respondent.answer(1, o1="1", o2=["1", "2", "3"])

    assert "Vyberte nejvýš dvě" in words(page) or "nejvýše 2" in words(page) or "nejvýš 2" in words(page)


def test_form_that_lay_for_hours_keeps_what_was_typed(respondent, client):
    respondent.begin()

    page = client.post(respondent.address("section", 2), {"given_out": "old", "o3": "dlouhý text", "o4": ""})

    assert "dlouhý text" in words(page)
    assert 'class="error-summary"' in words(page)


def test_robot_is_thanked_and_its_answers_are_set_aside(respondent):
    respondent.begin()
    respondent.answer(1, o1="2", homepage="http://spam.example")
    respondent.send()

    assert Response.objects.get().state == ResponseState.QUARANTINED
    assert respondent.survey.responses.counted().count() == 0


def test_saved_answers_are_found_by_the_code_that_was_written_down(respondent, client):
    respondent.begin()
    saved = respondent.answer(1, o1="1", later="1")
    page = words(client.get(saved["Location"]))
    code = page.split('class="written-code">')[1].split("<")[0]
    client.cookies.clear()

    resumed = client.post(reverse("surveys:resume", args=["anketa"]), {"klic": f"  {code.lower().replace('-', ' ')} "})

    assert resumed["Location"].startswith(f"/ankety/anketa/vyplnit/{respondent.key}/")
    assert "checked" in words(client.get(respondent.address("section", 1)))


def test_saving_for_later_keeps_what_is_right_of_a_form_with_a_mistake(respondent):
    respondent.begin()
    respondent.answer(2, o3="hotovo", o4="nesmysl", later="1")

    assert "hotovo" in words(respondent.page(2))


def test_wrong_code_of_saved_answers_is_refused_in_words(client, survey):
    page = client.post(reverse("surveys:resume", args=["anketa"]), {"klic": "ACDE-ACDE-ACDE"})

    assert page.status_code == 200
    assert "nedokončené odpovědi" in words(page)


def test_unfinished_answers_cannot_be_read_without_the_key(respondent):
    respondent.begin()
    respondent.answer(2, o3="tajné přání", o4="")

    row = UnfinishedSheet.objects.get()

    assert "tajné".encode() not in bytes(row.sealed)
    assert respondent.key not in (row.key_digest, str(row.__dict__))


def test_survey_that_closed_takes_answers_of_those_who_began_for_half_an_hour(respondent):
    respondent.begin()
    now = timezone.now()
    Survey.objects.filter(pk=respondent.survey.pk).update(closes_at=now - GRACE + timedelta(minutes=1))

    respondent.answer(1, o1="2")
    respondent.send()

    assert Response.objects.count() == 1


def test_after_the_half_hour_texts_are_given_back(respondent):
    respondent.begin()
    page = words(respondent.page(2))
    token = page.split('name="given_out" value="')[1].split('"')[0]
    Survey.objects.filter(pk=respondent.survey.pk).update(closes_at=timezone.now() - GRACE - timedelta(minutes=1))

    late = respondent.client.post(
        respondent.address("section", 2), {"given_out": token, "o3": "přišlo pozdě", "o4": ""}
    )

    assert late.status_code == 410
    assert "přišlo pozdě" in words(late)
    assert respondent.send().status_code == 410
    assert not Response.objects.exists()


def test_nobody_begins_after_closing(client):
    survey = opened(SurveyFactory(slug="stara"), state=SurveyState.CLOSED, closed_at=timezone.now())

    Respondent(client, survey).begin()

    assert not UnfinishedSheet.objects.exists()


def test_nobody_begins_before_the_time_of_opening(client):
    survey = opened(SurveyFactory(slug="budouci"), opens_at=timezone.now() + timedelta(days=1))

    Respondent(client, survey).begin()

    assert not UnfinishedSheet.objects.exists()


def test_introduction_promises_anonymity_in_one_sentence(client, survey):
    page = words(client.get(survey.get_absolute_url()))

    assert "Anketa je anonymní" in page


@pytest.mark.parametrize("query", ["?jazyk=xx", "?jazyk=", "?nove=%00", "?kontrola=1&x=2"])
def test_bad_queries_are_ignored(respondent, query):
    respondent.begin()

    assert respondent.client.get(respondent.survey.get_absolute_url() + query).status_code == 200
    assert respondent.page(1, query).status_code == 200


@pytest.mark.parametrize("count", [1, 10])
def test_answering_page_costs_the_same_for_any_number_of_questions(
    client, no_patience, count, django_assert_max_num_queries
):
    from tests.surveys.factories import QuestionFactory, SectionFactory

    survey = SurveyFactory(slug=f"velka-{count}")
    section = SectionFactory(survey=survey)
    for _turn in range(count):
        QuestionFactory(section=section)
    opened(survey)
    person = Respondent(client, survey)
    person.begin()
    forget_questionnaires()

    with django_assert_max_num_queries(18) as cold:  # first reading after a start of the portal
        person.page(1)
    with django_assert_max_num_queries(8) as warm:
        person.page(1)

    assert len(cold) > len(warm)


def test_list_tells_open_ones_first_and_hides_drafts(client, survey):
    SurveyFactory(title="Rozepsaná")

    page = words(client.get(reverse("surveys:surveys")))

    assert "Jak se vám žije?" in page
    assert "Rozepsaná" not in page


def test_draft_is_tried_by_the_office_only(client, signed_in, editor, no_patience):
    from tests.surveys.factories import QuestionFactory

    survey = QuestionFactory(section__survey__slug="koncept").survey
    assert client.get(survey.get_absolute_url()).status_code == 404
    signed_in(editor)
    person = Respondent(client, survey)
    person.begin()
    person.answer(1, o1="1")
    person.send()

    assert Response.objects.get().channel == Channel.TEST


def poll_of(slug="otazka"):
    from tests.surveys.factories import QuestionFactory

    question = QuestionFactory(text="Co čtete?", section__survey__slug=slug, section__survey__is_quick_poll=True)
    return opened(question.survey)


def hidden_of(page):
    import re

    return {name: re.search(f'name="{name}" value="([^"]+)"', page)[1] for name in ("given_out", "once")}


def test_quick_poll_is_answered_on_the_first_page_and_a_double_press_counts_once(client, no_patience):
    survey = poll_of()
    hidden = hidden_of(words(client.get("/")))

    for _press in range(2):
        answer = client.post("/ankety/otazka/hlas/", hidden | {"o1": "2"})

    assert answer["Location"] == "/ankety/otazka/dekujeme/"
    assert list(survey.responses.values_list("answers", flat=True)) == [{"1": 2}]


def test_quick_poll_without_an_answer_is_shown_again(client, no_patience):
    survey = poll_of()
    hidden = hidden_of(words(client.get("/ankety/otazka/hlas/")))

    page = client.post("/ankety/otazka/hlas/", hidden)

    assert "Odpovězte prosím na tuto otázku" in words(page)
    assert not survey.responses.exists()


def test_closed_poll_takes_no_answer(client, no_patience):
    survey = poll_of()
    hidden = hidden_of(words(client.get("/")))
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now())

    client.post("/ankety/otazka/hlas/", hidden | {"o1": "2"})

    assert not survey.responses.exists()


def test_too_many_beginnings_from_one_address_are_stopped_and_nobody_is_written_down(survey, monkeypatch):
    from django.test import Client

    from kpss_portal.models import SenderCount

    monkeypatch.setattr("surveys.views.survey.MOST_OF_ONE", 3)
    client = Client(REMOTE_ADDR="198.51.100.7")

    answers = [client.post("/ankety/anketa/zacit/").status_code for _turn in range(5)]

    assert answers == [302, 302, 302, 429, 429]
    assert not SenderCount.objects.exists()


def test_loading_the_sample_gives_the_counts_of_the_source():
    import json
    from collections import Counter

    from surveys.definition import DATA
    from surveys.sample import drawn_sheets

    results = json.loads((DATA / "sample_seniors.json").read_text(encoding="utf-8"))["results"]
    sheets = drawn_sheets(results)

    assert len(sheets) == 1425
    for number in ("2", "3", "4", "9", "11"):
        assert Counter(sheet[number] for sheet in sheets if number in sheet) == dict(results[f"q{number}"]["counts"])
    for number in ("7", "10", "15"):
        counted = Counter(choice for sheet in sheets for choice in sheet.get(number, []))
        assert counted == dict(results[f"q{number}"]["counts"])
    assert max(len(sheet.get("7", [])) for sheet in sheets) <= 3
