"""Progress for everybody: the honest state of each measure, shares in words, subscriptions by two clicks, ended by one."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.models import Municipality, PlanningArea
from kpss_portal.models import OutgoingMail
from kpss_portal.outbox import send_due_mails
from plans import workflow
from plans.models import Evaluation, Indicator, Subscription
from plans.progress import action_plans, evaluations, news, subscribing, values
from plans.progress_enums import Fulfilment
from tests.plans.factories import PlanFactory, approval_of, tree_of
from tests.plans.progress_factories import CHARITY, YEAR, bigger_plan, evaluation_of, plan_in_force, resolution

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(coordinator):
    return plan_in_force(coordinator)


@pytest.fixture
def area(plan):
    return PlanningArea.objects.create_named("Senioři")


def approved(plan, coordinator, year=YEAR, status=Fulfilment.FULFILLED):
    """The first measure has the status, of the second nothing is known."""
    found = evaluation_of(plan, coordinator, state="review", year=year)
    result = found.results.get(item__code="1.1.1")
    result.status, result.text = status, f"Slovo roku {year}."
    evaluations.write_result(result, {}, name=CHARITY)
    evaluations.take_step(found, "hand_over", by=coordinator)
    return evaluations.take_step(found, "approve", by=coordinator, resolution=resolution())


def page_of(client, plan, query=""):
    return client.get(reverse("plans:progress", args=[plan.slug]) + query).content.decode()


# --- the page -----------------------------------------------------------------------------------------------------


def test_it_says_what_is_counted_and_what_is_not_known(client, plan, coordinator):
    approved(plan, coordinator)

    page = page_of(client, plan)

    assert "1 z 2 opatření (50 %) plánovaných na rok 2025; u 1 to nevíme." in page.replace("\xa0", " ")
    assert "Slovo roku 2025." in page
    assert "neznámé není nula" in page


def test_the_last_word_stays_with_its_year_until_a_newer_one_is_approved(client, plan, coordinator):
    approved(plan, coordinator)
    evaluation_of(plan, coordinator, year=YEAR + 1)

    page = page_of(client, plan, f"?rok={YEAR + 1}")

    assert "Slovo roku 2025." in page
    assert "za rok 2025" in page
    assert "vyhodnocuje" in page


def test_what_is_not_approved_is_not_seen(client, plan, coordinator):
    found = evaluation_of(plan, coordinator)
    result = found.results.first()
    result.status, result.text = Fulfilment.NOT_FULFILLED, "Rozepsaná věta."
    evaluations.write_result(result, {}, name=CHARITY)
    values.submit(Indicator.objects.get(item__plan=plan), YEAR, values.Figures(Decimal(77_777)), name="X")

    page = page_of(client, plan, f"?rok={YEAR}") + client.get(f"/plany/{plan.slug}/polozky/1.1.1/").content.decode()

    assert "Rozepsaná věta." not in page
    assert "77" not in re.sub(r"\D+", " ", page).split()
    assert client.get(reverse("plans:evaluation-document", args=[plan.slug, YEAR])).status_code == 404


def test_years_are_compared(client, plan, coordinator):
    for year, status in ((YEAR, Fulfilment.NOT_STARTED), (YEAR + 1, Fulfilment.FULFILLED)):
        approved(plan, coordinator, year, status)

    page = page_of(client, plan)

    assert "Podle roku" in page
    assert "hotovo 0 z 2" in page.replace("\xa0", " ")
    assert "hotovo 1 z 2" in page.replace("\xa0", " ")


@pytest.mark.parametrize(
    "query", ["?rok=1999", "?rok=%00", "?rok=99999999999", "?oblast=neni&obec=%27&priorita=<b>", "?rok=²025"]
)
def test_nonsense_in_the_address_is_left_out(client, plan, coordinator, query):
    approved(plan, coordinator)

    assert client.get(reverse("plans:progress", args=[plan.slug]) + query).status_code == 200


def test_measures_are_chosen_by_priority_area_and_municipality(client, coordinator, area):
    plan = PlanFactory()
    items = tree_of(plan, "1", "1.1", "1.1.1", "2", "2.1", "2.1.1")
    items["2.1.1"].areas.add(area)
    approval_of(plan)
    for step in ("hand_over", "approve", "put_in_force"):
        plan = workflow.take_step(plan, step, by=coordinator)
    Municipality.objects.create(code="500001", name="Vzorov", slug="vzorov", in_territory_from="2020-01-01")

    def shown(query):
        return [code for code in ("1.1.1", "2.1.1") if f"/polozky/{code}/" in page_of(client, plan, query)]

    assert shown("") == ["1.1.1", "2.1.1"]
    assert shown("?priorita=2") == ["2.1.1"]
    assert shown(f"?oblast={area.slug}") == ["2.1.1"]
    assert shown("?obec=vzorov") == []


def test_small_numbers_are_told_neither_on_the_page_nor_in_data(client, plan, coordinator):
    towns = [
        Municipality.objects.create(code=f"50000{number}", name=name, slug=name.lower(), in_territory_from="2020-01-01")
        for number, name in enumerate(("Horní", "Dolní", "Malá"))
    ]
    parts = {("municipality", town.pk): Decimal(number) for town, number in zip(towns, (661, 331, 3), strict=True)}
    indicator = Indicator.objects.get(item__plan=plan)
    values.approve(values.submit(indicator, YEAR, values.Figures(Decimal(995), "", parts), name="X"), by=coordinator)
    approved(plan, coordinator)

    page = page_of(client, plan)

    assert "Malá: neuvádíme" in page
    assert "Dolní: neuvádíme" in page  # 995 less 661 less this would give the three away
    assert "Horní: 661" in page
    assert "neuvádíme" in page_of(client, plan, "?obec=malá")


def test_the_item_tells_its_story(client, plan, coordinator):
    approved(plan, coordinator)
    made = action_plans.start(plan, YEAR, "Akční plán", by=coordinator)
    action_plans.tick(made, plan.items.filter(code="1.1.1"), [], by=coordinator)
    action_plans.take_step(made, "hand_over", by=coordinator)
    action_plans.take_step(made, "approve", by=coordinator, resolution=resolution())

    page = client.get(f"/plany/{plan.slug}/polozky/1.1.1/").content.decode()

    assert "Slovo roku 2025." in page
    assert "Akční plán 2025" in page


def test_the_table_has_a_row_for_each_measure(client, plan, coordinator):
    approved(plan, coordinator)

    rows = client.get(reverse("plans:progress-csv", args=[plan.slug])).content.decode("utf-8-sig").splitlines()

    assert len(rows) == 3
    assert "Slovo roku 2025." in rows[1]


def test_the_page_costs_the_same_for_more_measures_and_years(client, plan, coordinator, area):
    counts = []
    for found in (plan, bigger_plan(coordinator)):
        for indicator in Indicator.objects.filter(item__plan=found):
            part = {("area", area.pk): Decimal(9)}
            report = values.submit(indicator, YEAR, values.Figures(Decimal(20), "", part), name="X")
            values.approve(report, by=coordinator)
        for year in (YEAR, YEAR + 1) if found is not plan else (YEAR,):
            approved(found, coordinator, year)
        page_of(client, found, f"?rok={YEAR}")  # what is remembered is made before
        with CaptureQueriesContext(connection) as asked:
            page_of(client, found, f"?rok={YEAR}")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 30


# --- subscriptions ------------------------------------------------------------------------------------------------


@pytest.fixture
def patient(monkeypatch):
    """Forms may be sent at once."""
    monkeypatch.setattr("kpss_portal.spam_guard.LEAST_SECONDS", 0)


def link_in(kind, word):
    text = OutgoingMail.objects.filter(kind=kind).latest("pk").text
    return re.search(rf"http\S+/{word}/\S+", text)[0].split("/", 3)[3]


def subscribed(client, plan, email="ctenar@example.cz", query=""):
    address = reverse("plans:subscribe", args=[plan.slug]) + query
    given = re.search(r'name="given_out" value="([^"]+)"', client.get(address).content.decode())[1]
    return client.post(address, {"email": email, "given_out": given, "homepage": ""})


def confirmed(client, plan, **fields):
    subscribed(client, plan, **fields)
    client.post("/" + link_in("subscription-confirm", "odber"))
    return Subscription.objects.latest("pk")


def test_nothing_comes_before_the_second_click(client, plan, patient, coordinator):
    subscribed(client, plan)
    client.get("/" + link_in("subscription-confirm", "odber"))  # a scanner opens it
    approved(plan, coordinator)

    assert news.tell_due() == 0
    assert Subscription.objects.get().confirmed_at is None


def test_after_the_second_click_one_letter_tells_what_is_new(client, plan, patient, coordinator):
    row = confirmed(client, plan)
    approved(plan, coordinator)

    assert (news.tell_due(), news.tell_due()) == (1, 0)
    letter = OutgoingMail.objects.get(kind="subscription-news")
    assert letter.to == row.email
    assert "Vyhodnocení roku 2025 je schválené" in letter.text


def test_of_one_item_only_its_own_news_come(client, plan, patient, coordinator):
    confirmed(client, plan, query="?polozka=1.1.1")
    approved(plan, coordinator)
    news.tell_due()

    assert "Slovo roku 2025." in OutgoingMail.objects.get(kind="subscription-news").text


def test_a_double_click_and_a_second_wish_send_one_letter(client, plan, patient):
    answers = [subscribed(client, plan, email=email).url for email in ("a@example.cz", "A@example.cz ")]
    client.post("/" + link_in("subscription-confirm", "odber"))
    answers.append(subscribed(client, plan, email="a@example.cz").url)

    assert len(set(answers)) == 1  # nobody learns who is subscribed
    assert (Subscription.objects.count(), OutgoingMail.objects.filter(kind="subscription-confirm").count()) == (1, 1)


def test_mail_programs_end_it_by_one_post_without_a_form(client, plan, patient, coordinator):
    confirmed(client, plan)
    approved(plan, coordinator)
    news.tell_due()
    send_due_mails()
    sent = next(letter for letter in mail.outbox if "List-Unsubscribe" in letter.extra_headers)
    address = sent.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    stranger = Client(enforce_csrf_checks=True)
    stranger.get("/" + address)  # opening asks only
    assert Subscription.objects.count() == 1
    answer = stranger.post("/" + address, {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, Subscription.objects.count()) == (200, 0)
    assert stranger.post("/" + address).status_code == 200


def test_letters_that_ask_have_no_such_header(client, plan, patient):
    subscribed(client, plan)
    send_due_mails()

    assert all("List-Unsubscribe" not in letter.extra_headers for letter in mail.outbox)


@pytest.mark.parametrize(("token", "ended"), [("x", 200), ("a:b:c", 200), ("1" * 300, 200), ("%00", 404)])
def test_a_broken_link_is_explained(client, token, ended):
    assert client.get(f"/odber/{token}/").status_code == 404
    assert (
        client.post(f"/odber/{token}/zrusit/").status_code == ended
    )  # one click of a mail program; no address has a zero byte


def test_a_token_of_confirming_does_not_end_another_subscription(client, plan, patient):
    row = confirmed(client, plan)
    token = subscribing.leaving_address(row).rstrip("/").split("/")[-2]

    assert client.get(f"/odber/{token}/").status_code == 404


def test_what_nobody_confirmed_is_forgotten_in_a_week(client, plan, patient):
    subscribed(client, plan)
    Subscription.objects.update(created_at=timezone.now() - timedelta(days=8))

    assert subscribing.forget_unconfirmed() == 1
    assert not Subscription.objects.exists()


def test_robots_get_the_same_thanks_and_no_letter(client, plan, patient):
    address = reverse("plans:subscribe", args=[plan.slug])
    given = re.search(r'name="given_out" value="([^"]+)"', client.get(address).content.decode())[1]

    answer = client.post(address, {"email": "r@example.cz", "given_out": given, "homepage": "https://spam.example"})

    assert answer.status_code == 302
    assert not Subscription.objects.exists()


# --- feeds --------------------------------------------------------------------------------------------------------


def test_the_same_news_come_as_atom(client, plan, coordinator):
    found = approved(plan, coordinator)

    feed = client.get(reverse("plans:progress-feed", args=[plan.slug]))
    item = client.get(reverse("plans:item-feed", args=[plan.slug, "1.1.1"]))

    assert feed["Content-Type"].startswith("application/atom+xml")
    assert f"urn:kpss:{found.uuid}" in feed.content.decode()
    assert "Slovo roku 2025." in item.content.decode()
    assert client.get(reverse("plans:item-feed", args=[plan.slug, "9.9"])).status_code == 404


def test_a_draft_has_no_progress_for_the_public(client):
    plan = PlanFactory()

    for name in ("progress", "progress-feed", "progress-csv", "subscribe"):
        assert client.get(reverse(f"plans:{name}", args=[plan.slug])).status_code == 404
    assert not Evaluation.objects.exists()
