"""Evaluations: implementers are asked and answer by a link, the office completes, a body approves, nothing changes then."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpss_portal.canonical import parsed, sha256_of
from kpss_portal.duties import duties_of
from kpss_portal.frozen import DocumentIsFrozen
from kpss_portal.models import OutgoingMail
from plans.models import (
    Evaluation,
    EvaluationCode,
    FulfilmentLabel,
    FundingSource,
    ImplementerRequest,
    Indicator,
    IndicatorReport,
    ItemResult,
    SpentMoney,
)
from plans.progress import documents, evaluations, linking, values
from plans.progress.shares import share_of
from plans.progress.steps import StepNotOpen
from plans.progress_enums import AskState, Fulfilment, ValueState
from plans.progress_enums import EvaluationState as S
from tests.kept import anew
from tests.plans.progress_factories import CHARITY, TOWN, YEAR, bigger_plan, evaluation_of, resolution

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(coordinator, kept_plan):
    return anew(kept_plan)


@pytest.fixture
def evaluation(plan, coordinator):
    return evaluation_of(plan, coordinator)


@pytest.fixture
def asked(evaluation):
    return evaluation.requests.get(name=CHARITY)


def source():
    return FundingSource.objects.first()


def filled(evaluation, status=Fulfilment.FULFILLED, **fields):
    for result in evaluation.results.select_related("evaluation"):
        result.status, result.text = status, "Hotovo."
        evaluations.write_result(result, **({"money": {}, "name": CHARITY} | fields))


def mails(kind):
    return OutgoingMail.objects.filter(kind=kind)


# --- asking -------------------------------------------------------------------------------------------------------


def test_each_implementer_with_an_address_gets_one_letter_with_its_measures(evaluation):
    letter = mails("evaluation").get()

    assert letter.to == "charita@example.cz"
    assert "1.1.1" in letter.text
    assert "1.1.2" not in letter.text
    assert str(evaluation.requests.get(name=CHARITY).uuid) in letter.text


def test_prepared_twice_it_is_there_once(plan, evaluation, coordinator):
    again = Evaluation(plan=plan, year=YEAR, title="Znovu", answers_until=evaluation.answers_until)

    assert evaluations.prepare(again, by=coordinator).pk == evaluation.pk
    assert evaluation.results.count() == 2


def test_started_twice_letters_leave_once(evaluation, coordinator):
    with pytest.raises(StepNotOpen):
        evaluations.take_step(evaluation, "start", by=coordinator)
    assert mails("evaluation").count() == 1


def test_the_last_day_must_be_ahead_and_the_year_of_the_plan(plan, coordinator):
    draft = evaluation_of(plan, coordinator, state="draft")
    Evaluation.objects.update(answers_until=timezone.localdate() - timedelta(days=1))

    with pytest.raises(ValidationError):
        evaluations.take_step(draft, "start", by=coordinator)
    with pytest.raises(ValidationError):
        evaluations.prepare(Evaluation(plan=plan, year=2030, answers_until=timezone.localdate()), by=coordinator)


def test_an_editor_prepares_nothing_and_completes_results(evaluation, editor, reader):
    result = evaluation.results.first()

    with pytest.raises(PermissionDenied):
        evaluations.take_step(evaluation, "close", by=editor)
    evaluations.write_result(result, {}, name=str(editor), by=editor)
    with pytest.raises(PermissionDenied):
        evaluations.write_result(result, {}, name=str(reader), by=reader)


# --- reminders ----------------------------------------------------------------------------------------------------


def test_reminders_leave_as_many_times_as_their_days_say(evaluation, asked):
    today = timezone.localdate()
    Evaluation.objects.update(first_reminder_on=today - timedelta(days=2), second_reminder_on=today)

    assert (evaluations.remind_due(), evaluations.remind_due()) == (1, 0)
    assert ImplementerRequest.objects.get(pk=asked.pk).reminder_count == 2
    assert mails("evaluation-reminder").count() == 1


def test_who_has_answered_is_not_reminded(evaluation, asked, coordinator):
    filled(evaluation)
    evaluations.answer(asked)

    assert evaluations.remind_now(evaluation, by=coordinator) == 0


def test_an_address_found_later_is_asked_with_the_reminders(evaluation, coordinator):
    ImplementerRequest.objects.filter(name=TOWN).update(email="mesto@example.cz")

    assert evaluations.remind_now(evaluation, by=coordinator) == 2
    assert mails("evaluation").filter(to="mesto@example.cz").count() == 1


def test_after_the_last_day_nobody_is_reminded(evaluation, coordinator, capsys):
    Evaluation.objects.update(answers_until=timezone.localdate() - timedelta(days=1))

    with pytest.raises(StepNotOpen):
        evaluations.remind_now(evaluation, by=coordinator)
    call_command("tend_plans")
    assert "0" in capsys.readouterr().out


# --- the page of an implementer -----------------------------------------------------------------------------------


def opened(client, asked):
    """The browser that has typed the code."""
    client.post(reverse("plans:implementer-code", args=[asked.uuid]))
    code = re.search(r"^\d{6}$", mails("evaluation-code").latest("pk").text, re.MULTILINE)[0]
    client.post(asked.get_absolute_url(), {"code": code})
    return client


def measure_url(asked):
    return reverse("plans:implementer-measure", args=[asked.uuid, asked.results.get().pk])


def typed(asked, **fields):
    indicator = Indicator.objects.get(item=asked.results.get().item)
    values = {"status": "fulfilled", "text": "Přijali jsme dvě pečovatelky.", "money_note": ""}
    return values | {f"u{indicator.pk}-value": "214", f"u{indicator.pk}-note": "", f"u{indicator.pk}-seen": ""} | fields


def test_opening_the_link_changes_nothing_and_shows_nothing_before_the_code(client, asked):
    page = client.get(asked.get_absolute_url()).content.decode()

    assert "1.1.1" not in page
    assert "c…@example.cz" in page
    assert "charita@example.cz" not in page
    assert (mails("evaluation-code").count(), EvaluationCode.objects.count()) == (0, 0)
    assert client.get(measure_url(asked)).status_code == 302


def test_codes_follow_the_rules_of_providers(client, asked):
    client.post(reverse("plans:implementer-code", args=[asked.uuid]))
    row = EvaluationCode.objects.get()

    assert row.expires_at - row.created_at <= timedelta(minutes=10, seconds=1)
    assert not re.search(r"\d{6}", mails("evaluation-code").get().subject)
    for _try in range(5):
        client.post(asked.get_absolute_url(), {"code": "000000"})
    row.refresh_from_db()
    assert row.tries_left == 0
    for _letter in range(6):
        client.post(reverse("plans:implementer-code", args=[asked.uuid]))
    assert mails("evaluation-code").count() == 5  # an hour to one address


def test_an_old_code_does_not_open(client, asked):
    client.post(reverse("plans:implementer-code", args=[asked.uuid]))
    code = re.search(r"^\d{6}$", mails("evaluation-code").get().text, re.MULTILINE)[0]
    EvaluationCode.objects.update(expires_at=timezone.now())

    client.post(asked.get_absolute_url(), {"code": code})

    assert client.get(measure_url(asked)).status_code == 302


def test_the_implementer_fills_in_status_text_money_and_values(client, asked):
    answer = opened(client, asked).post(measure_url(asked), typed(asked, **{f"money-{source().pk}": "380 000"}))

    assert answer.status_code == 302
    result = asked.results.get()
    assert (result.status, result.text, result.filled_by) == ("fulfilled", "Přijali jsme dvě pečovatelky.", CHARITY)
    assert [row.amount_czk for row in result.spent.all()] == [380_000]
    report = IndicatorReport.objects.get()
    assert (report.value, report.state, report.submitted_by) == (214, ValueState.SUBMITTED, CHARITY)
    client.post(reverse("plans:implementer-finish", args=[asked.uuid]))
    asked.refresh_from_db()
    assert asked.state == AskState.ANSWERED


def test_sent_twice_it_is_there_once_and_the_link_used_twice_mends(client, asked):
    opened(client, asked)
    for _press in range(2):
        client.post(measure_url(asked), typed(asked))
    for _press in range(2):
        client.post(reverse("plans:implementer-finish", args=[asked.uuid]))

    assert (ItemResult.objects.exclude(status="").count(), IndicatorReport.objects.count()) == (1, 1)
    asked.refresh_from_db()
    first = asked.answered_at
    result = asked.results.get()
    client.post(measure_url(asked), typed(asked, text="Tři pečovatelky.", seen_at=result.updated_at.isoformat()))
    asked.refresh_from_db()
    assert (asked.results.get().text, asked.answered_at) == ("Tři pečovatelky.", first)


def test_figures_with_words_are_refused_and_everything_typed_stays(client, asked):
    indicator = Indicator.objects.get(item=asked.results.get().item)
    bad = {f"u{indicator.pk}-value": "asi 200 osob", f"money-{source().pk}": "cca půl milionu"}

    page = opened(client, asked).post(measure_url(asked), typed(asked, **bad)).content.decode()

    for words in ("asi 200 osob", "cca půl milionu", "Přijali jsme dvě pečovatelky."):
        assert words in page
    assert ItemResult.objects.filter(filled_at__isnull=False).count() == 0


def test_a_value_refused_by_another_one_stores_nothing_of_the_page(client, asked):
    indicator = Indicator.objects.get(item=asked.results.get().item)
    opened(client, asked)
    values.submit(indicator, YEAR, values.Figures(Decimal(300)), name=TOWN)

    page = client.post(measure_url(asked), typed(asked)).content.decode()

    assert "300" in page
    assert not ItemResult.objects.exclude(status="").exists()


def test_two_people_over_one_measure_lose_nothing(client, asked, coordinator):
    opened(client, asked)
    result = asked.results.get()
    seen = result.updated_at.isoformat()
    result.text = "Napsal úřad."
    evaluations.write_result(result, {}, name="Úřad", by=coordinator)

    page = client.post(measure_url(asked), typed(asked, seen_at=seen)).content.decode()

    assert "Napsal úřad." in page
    assert "Přijali jsme dvě pečovatelky." in page
    assert asked.results.get().text == "Napsal úřad."


def test_when_the_two_hours_are_over_what_was_typed_stays(client, asked):
    opened(client, asked)
    session = client.session
    session["evaluation.opened"] = {}
    session.save()

    answer = client.post(measure_url(asked), typed(asked))

    assert answer.status_code == 403
    assert "Přijali jsme dvě pečovatelky." in answer.content.decode()
    assert not ItemResult.objects.exclude(status="").exists()


@pytest.mark.parametrize("way", ["day", "closed"])
def test_after_the_end_the_link_says_so_and_gives_back_what_was_typed(client, evaluation, asked, coordinator, way):
    opened(client, asked)
    if way == "day":
        Evaluation.objects.update(answers_until=timezone.localdate() - timedelta(days=1))
    else:
        evaluations.take_step(evaluation, "close", by=coordinator)

    for answer in (client.get(asked.get_absolute_url()), client.post(measure_url(asked), typed(asked))):
        assert answer.status_code == 410
    assert "Přijali jsme dvě pečovatelky." in answer.content.decode()
    assert client.post(reverse("plans:implementer-finish", args=[asked.uuid])).status_code == 410
    assert not ItemResult.objects.exclude(status="").exists()


def test_an_answer_needs_a_status_of_each_measure(asked):
    with pytest.raises(ValidationError):
        evaluations.answer(asked)


def test_what_was_returned_is_open_again_even_after_the_last_day(client, evaluation, asked, coordinator):
    filled(evaluation)
    evaluations.answer(asked)
    Evaluation.objects.update(answers_until=timezone.localdate() - timedelta(days=1))
    asked = evaluations.return_answer(asked, "Kolik lidí o víkendech?", by=coordinator)

    page = opened(client, asked).get(asked.get_absolute_url()).content.decode()

    assert "Kolik lidí o víkendech?" in page
    assert mails("evaluation-returned").count() == 1
    assert (
        client.post(measure_url(asked), typed(asked, seen_at=asked.results.get().updated_at.isoformat())).status_code
        == 302
    )
    evaluations.answer(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.reason) == (AskState.ANSWERED, "")


def test_one_implementer_does_not_open_measures_of_another(client, evaluation, asked):
    other = evaluation.results.exclude(requests=asked).get()
    opened(client, asked)

    assert client.get(reverse("plans:implementer-measure", args=[asked.uuid, other.pk])).status_code == 404


def test_unknown_links_are_not_found(client):
    address = "/vyhodnoceni/00000000-0000-0000-0000-000000000000/"

    assert [client.get(address).status_code, client.get(f"{address}1/").status_code] == [404, 404]


# --- approving ----------------------------------------------------------------------------------------------------


@pytest.fixture
def approved(plan, coordinator):
    found = evaluation_of(plan, coordinator, state="review")
    result = found.results.get(item__code="1.1.1")
    result.status, result.text = Fulfilment.FULFILLED, "Dvě pečovatelky."
    evaluations.write_result(result, {source().pk: 380_000}, name=CHARITY)
    evaluations.take_step(found, "hand_over", by=coordinator)
    return evaluations.take_step(found, "approve", by=coordinator, resolution=resolution())


def test_an_evaluation_without_costs_is_approved_and_says_unknown(plan, coordinator):
    found = evaluation_of(plan, coordinator, state="approved")

    content = parsed(found.content)
    assert [item["spent"] for item in content["items"]] == [[], []]
    assert found.content_sha256 == sha256_of(found.content)


def test_values_that_wait_hold_the_approval(plan, coordinator):
    found = evaluation_of(plan, coordinator, state="for_approval")
    report = values.submit(Indicator.objects.get(item__plan=plan), YEAR, values.Figures(Decimal(5)), name="X")

    with pytest.raises(ValidationError):
        evaluations.take_step(found, "approve", by=coordinator, resolution=resolution())
    values.approve(report, by=coordinator)
    assert evaluations.take_step(found, "approve", by=coordinator, resolution=resolution()).state == S.APPROVED


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.save(),
        lambda found: Evaluation.objects.filter(pk=found.pk).update(conclusion="Jinak"),
        lambda found: found.results.first().save(),
        lambda found: found.results.update(text="Jinak"),
        lambda found: SpentMoney.objects.filter(result__evaluation=found).delete(),
        lambda found: found.delete(),
    ],
)
def test_nothing_of_an_approved_one_changes(approved, change):
    with pytest.raises(DocumentIsFrozen):
        change(approved)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE plans_evaluation SET conclusion = 'x'",
        "DELETE FROM plans_itemresult",
        "UPDATE plans_itemresult SET status = 'fulfilled', text = 'x'",
        "UPDATE plans_spentmoney SET amount_czk = 1",
    ],
)
def test_the_database_refuses_as_well(approved, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_hidden_numbers_are_not_in_the_frozen_content(plan, coordinator):
    from community.models import PlanningArea

    found = evaluation_of(plan, coordinator, state="for_approval")
    areas = [PlanningArea.objects.create_named(name) for name in ("Senioři", "Rodiny", "Děti")]
    parts = {("area", area.pk): number for area, number in zip(areas, map(Decimal, (60, 31, 3)), strict=True)}
    indicator = Indicator.objects.get(item__plan=plan)
    values.approve(values.submit(indicator, YEAR, values.Figures(Decimal(94), "", parts), name="X"), by=coordinator)

    found = evaluations.take_step(found, "approve", by=coordinator, resolution=resolution())

    told = parsed(found.content)["items"][0]["indicators"][0]["by_area"]
    assert told == [
        {"name": "Senioři", "value": "60"},
        {"name": "Rodiny", "value": None},
        {"name": "Děti", "value": None},
    ]


def test_the_office_renames_statuses_and_what_was_frozen_keeps_its_words(approved):
    FulfilmentLabel.objects.create(status=Fulfilment.FULFILLED, label="naplněno")

    assert documents.content_of(approved)["labels"]["fulfilled"] == "naplněno"
    assert parsed(approved.content)["labels"]["fulfilled"] == "splněno"


def test_addresses_are_forgotten_half_a_year_later(approved):
    assert evaluations.forget_addresses() == 0
    assert evaluations.forget_addresses(timezone.now() + timedelta(days=184)) == 1
    assert not ImplementerRequest.objects.exclude(email="").exists()


def test_shares_say_what_they_count():
    share = share_of(["fulfilled", "continuous", "not_started", "", "in_progress"])

    assert (share.done, share.running, share.unknown, share.percent) == (2, 1, 1, 40)
    assert (
        share.words(2025)
        == "Splněno nebo běží podle plánu: 2 z 5 opatření (40 %) plánovaných na rok 2025; u 1 to nevíme."
    )
    assert share_of([]).words() == "Nebylo plánováno žádné opatření."


def test_chains_ask_once(approved, django_assert_num_queries):
    lineages = [result.item.lineage for result in approved.results.select_related("item")]

    with django_assert_num_queries(1):
        found = linking.evaluations_of(lineages)
    assert sorted(said.status for rows in found.values() for said in rows) == ["", "fulfilled"]


# --- the workshop -------------------------------------------------------------------------------------------------


def test_the_coordinator_goes_the_whole_way_by_forms(plan, signed_in, coordinator):
    client = signed_in(coordinator)
    until = timezone.localdate() + timedelta(days=9)
    facts = {"plan": plan.pk, "year": YEAR, "title": "", "answers_until": f"{until.day}. {until.month}. {until.year}"}
    facts |= {
        "message": "",
        "intro": "",
        "conclusion": "",
        "first_reminder_on": "",
        "second_reminder_on": "",
        "seen_at": "",
    }
    assert client.post(reverse("admin:plans_evaluation_add"), facts).status_code == 302
    found = Evaluation.objects.get()
    asked = found.requests.get(name=CHARITY)
    request_url = reverse("admin:plans_evaluation_request", args=[found.pk, asked.pk])
    client.post(request_url, {"email": "nova@example.cz"})
    client.post(reverse("admin:plans_evaluation_step", args=[found.pk, "start"]))
    assert mails("evaluation").get().to == "nova@example.cz"
    for result in found.results.all():
        address = reverse("admin:plans_evaluation_result", args=[found.pk, result.pk])
        answer = client.post(
            address, {"status": "fulfilled", "text": "Ano.", "group_word": "", "money_note": "", "dalsi": "1"}
        )
        assert answer.status_code == 302
    evaluations.answer(asked)
    assert client.post(request_url, {"vratit": "1", "duvod": ""}).status_code == 200
    assert client.post(request_url, {"vratit": "1", "duvod": "Doplňte."}).status_code == 302
    client.post(reverse("admin:plans_evaluation_step", args=[found.pk, "close"]))
    client.post(reverse("admin:plans_evaluation_step", args=[found.pk, "hand_over"]))
    step = reverse("admin:plans_evaluation_step", args=[found.pk, "approve"])
    decision = {
        "body_kind": "council",
        "body_name": "Rada",
        "decided_on": "24. 3. 2026",
        "number": "1",
        "potvrzeni": "ANO",
    }
    assert client.post(step, decision | {"body_name": ""}).status_code == 200
    assert client.post(step, decision).status_code == 302
    found.refresh_from_db()
    assert found.state == S.APPROVED
    assert client.get(reverse("admin:plans_evaluation_progress", args=[found.pk])).status_code == 200


def test_what_is_due_is_told(evaluation, plan, coordinator):
    values.submit(Indicator.objects.get(item__plan=plan), YEAR, values.Figures(Decimal(5)), name="X")
    Evaluation.objects.update(answers_until=timezone.localdate() - timedelta(days=1))

    told = [str(duty.text) for duty in duties_of(coordinator)]

    assert any("Bez odpovědi: 2" in text for text in told)
    assert any("1 hodnota ukazatele" in text for text in told)


@pytest.mark.parametrize("page", ["workshop", "implementer"])
def test_pages_cost_the_same_for_more_measures(client, signed_in, plan, coordinator, page):
    counts = []
    for found in (plan, bigger_plan(coordinator)):
        evaluation = evaluation_of(found, coordinator)
        asked = evaluation.requests.get(name=CHARITY)
        address = reverse("admin:plans_evaluation_progress", args=[evaluation.pk])
        browser = signed_in(coordinator)
        if page == "implementer":
            address, browser = asked.get_absolute_url(), opened(client, asked)
        browser.get(address)  # what is remembered is made before
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
