"""The calendar of duties: into which period a duty belongs, how it is told, and the page that shows it."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from kpss_portal import duties as registry
from kpss_portal.duties import Duty, Question, Rank, duties_of
from kpss_portal.duty_calendar import period_of, periods_of, questions_of, summary_of

WEDNESDAY = date(2026, 11, 18)


def due(day=None, text="Práce", **fields):
    return Duty(text, "/nekam/", link="Udělat", due_on=day, **fields)


@pytest.mark.parametrize(
    ("day", "rank", "period"),
    [
        (date(2026, 11, 17), Rank.DUE, "po-terminu"),
        (date(2026, 11, 18), Rank.DUE, "tento-tyden"),
        (date(2026, 11, 22), Rank.DUE, "tento-tyden"),  # Sunday
        (date(2026, 11, 23), Rank.DUE, "tento-mesic"),
        (date(2026, 11, 30), Rank.DUE, "tento-mesic"),
        (date(2026, 12, 1), Rank.DUE, "2026-12"),
        (date(2027, 1, 1), Rank.DUE, "2027-01"),
        (None, Rank.OVERDUE, "tento-tyden"),
        (None, Rank.DUE, "tento-tyden"),
        (None, Rank.INCOMPLETE, "bez-terminu"),
        (None, Rank.ADVICE, "bez-terminu"),
    ],
)
def test_a_duty_belongs_to_the_period_of_its_day(day, rank, period):
    assert period_of(due(day, rank=rank), WEDNESDAY) == period


def test_a_week_over_the_end_of_a_month_stays_a_week():
    assert period_of(due(date(2026, 12, 1)), date(2026, 11, 30)) == "tento-tyden"


def test_periods_of_a_year_go_by_months_from_the_next_one():
    titles = [period.title for period in periods_of([], WEDNESDAY)]

    assert titles[:4] == ["Po termínu", "Tento týden", "Tento měsíc", "Prosinec 2026"]
    assert (titles[4], titles[-2], titles[-1]) == ("Leden 2027", "Listopad 2027", "Bez termínu")


def test_the_nearest_day_comes_first_and_what_burns_before_it():
    duties = [due(text="bez dne", rank=Rank.DUE), due(date(2026, 11, 20), "pátek"), due(date(2026, 11, 19), "čtvrtek")]

    week = periods_of([*duties, due(text="hoří", rank=Rank.OVERDUE)], WEDNESDAY)[1]

    assert [entry.duty.text for entry in week.entries] == ["hoří", "čtvrtek", "pátek", "bez dne"]


@pytest.mark.parametrize(
    ("day", "fields", "words"),
    [
        (date(2026, 11, 17), {}, "1 den po termínu"),
        (date(2026, 11, 16), {}, "2 dny po termínu"),
        (date(2026, 11, 8), {}, "10 dní po termínu"),
        (date(2026, 11, 18), {}, "dnes"),
        (date(2026, 11, 19), {}, "zítra"),
        (date(2026, 12, 24), {}, "do 24.\xa012."),
        (date(2027, 1, 5), {}, "do 5.\xa01.\xa02027"),
        (None, {"rank": Rank.OVERDUE}, "hned"),
        (None, {"rank": Rank.DUE}, "čeká"),
        (None, {"question": Question.STALE}, "stárne"),
        (None, {"rank": Rank.ADVICE}, "dobré vědět"),
    ],
)
def test_when_is_said_in_words(day, fields, words):
    entries = [entry for period in periods_of([due(day, **fields)], WEDNESDAY) for entry in period.entries]

    assert [entry.when for entry in entries] == [words]


def test_questions_count_duties_and_the_summary_counts_people():
    duties = [
        due(date(2026, 11, 17)),
        due(date(2026, 11, 20), question=Question.ANSWERS, silent=4),
        due(question=Question.STALE),
    ]

    told = {tally.label: tally.count for tally in questions_of(duties, "")}

    assert told == {
        "Všechno": 3,
        "Co je na řadě": 1,
        "Kdo neodpověděl": 1,
        "Co stárne": 1,
        "Co potřebuje rada": 0,
    }
    summary = summary_of(periods_of(duties, WEDNESDAY), duties)
    assert summary == "Po termínu je 1 věc. Tento týden čeká 1 věc. Neodpověděli 4 lidé."


# --- the page


@pytest.fixture
def told(monkeypatch):
    """What apps tell; a test puts duties into it."""
    found: list[Duty] = []
    monkeypatch.setattr(registry, "_sources", [lambda _user: found])
    return found


@pytest.fixture
def page(signed_in, coordinator):
    def read(query=""):
        response = signed_in(coordinator).get(reverse("admin:index") + query)
        return BeautifulSoup(response.content, "html.parser")

    return read


def test_what_is_further_than_eleven_months_is_not_told_yet(told, coordinator):
    today = timezone.localdate()
    told += [due(today + timedelta(days=335), "letos"), due(today + timedelta(days=336), "příště")]

    assert [duty.text for duty in duties_of(coordinator)] == ["letos"]


@pytest.mark.django_db
def test_each_duty_has_one_button_and_says_who_has_not_answered(told, page):
    told.append(due(timezone.localdate(), silent=5, subject="Skupiny"))

    row = page().select_one("#tento-tyden li")

    assert [(link["href"], link.text) for link in row.select("a, button")] == [("/nekam/", "Udělat")]
    assert row.select_one(".when").get_text(" ", strip=True) == "dnes 5 neodpovědělo Skupiny"


@pytest.mark.django_db
def test_what_is_done_at_once_is_a_form_with_a_token(told, page):
    told.append(due(timezone.localdate(), step=(("krok", "remind-late"),)))

    form = page().select_one("#tento-tyden form")

    assert (form["method"], form["action"], form.button.text) == ("post", "/nekam/", "Udělat")
    assert {field["name"] for field in form.select("input")} == {"csrfmiddlewaretoken", "krok"}
    assert form.select_one("[name=krok]")["value"] == "remind-late"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "shown"),
    [("", ["rada", "stárne"]), ("?otazka=rada", ["rada"]), ("?otazka=neznama", ["rada", "stárne"])],
)
def test_a_question_shows_only_its_duties(told, page, query, shown):
    told += [due(text="rada", rank=Rank.DUE, question=Question.COUNCIL), due(text="stárne", question=Question.STALE)]

    soup = page(query)

    assert [row.p.text for row in soup.select(".todo li")] == shown
    assert soup.select_one(".ways [aria-current]").text.split()[0] == ("Co" if len(shown) == 1 else "Všechno")


@pytest.mark.django_db
def test_an_empty_calendar_says_what_to_do_with_free_time(told, page):
    soup = page()

    assert "Je čas podívat se" in soup.text
    assert soup.select(".ways") == soup.select(".todo") == []


@pytest.mark.django_db
def test_a_question_without_duties_leads_back_to_everything(told, page):
    told.append(due(question=Question.STALE))

    assert "Nic takového teď není." in page("?otazka=rada").text
