"""Comments come to the minute, are settled with a reason, published without personal data, and answered."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpss_portal.duties import duties_of
from kpss_portal.models import OutgoingMail, StoredDocument
from kpss_portal.spam_guard import Verdict
from plans import amending, consulting, settlement, workflow
from plans.enums import Capacity, CommentChannel, CommentState, Outcome, SettlementState
from plans.models import Comment, Consultation
from tests.kept import anew
from tests.plans.factories import whole_plan

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def kept_plan(kept, kept_coordinator):
    return kept(lambda: workflow.take_step(whole_plan(), "open_consultation", by=kept_coordinator))


@pytest.fixture
def plan(coordinator, kept_plan):
    """A draft that everybody reads."""
    return anew(kept_plan)


@pytest.fixture
def round_(plan, coordinator):
    """Open since an hour, for an hour."""
    snapshot = amending.take_snapshot(plan, "k připomínkám", by=coordinator)
    now = timezone.now()
    return Consultation.objects.create(
        plan=plan, snapshot=snapshot, title="Co změnit?", opens_at=now - HOUR, closes_at=now + HOUR
    )


def closed(round_):
    Consultation.objects.filter(pk=round_.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    round_.refresh_from_db()
    return round_


def comment(round_, text="Doplnit neděle.", **fields):
    """Received, with its number."""
    values = {"channel": CommentChannel.PAPER, "received_on": date(2026, 11, 1)} | fields
    made = Comment(consultation=round_, text=text, **values)
    consulting._number(made)
    made.save()
    return made


def settled(round_, by, **fields):
    made = comment(round_, **fields)
    made.outcome, made.answer = Outcome.ACCEPTED, "Ano."
    return consulting.settle(made, by=by)


def published(round_, by):
    closed(round_)
    consulting.approve_settlement(round_, "Řídící skupina", date(2026, 12, 1), by=by)
    return consulting.publish_settlement(round_, by=by)


# --- time ---------------------------------------------------------------------------------------------------------


def test_a_round_opens_and_closes_by_itself_to_the_minute(round_):
    moments = [round_.opens_at - timedelta(seconds=1), round_.opens_at, round_.closes_at - timedelta(seconds=1)]

    assert [round_.is_open(moment) for moment in [*moments, round_.closes_at]] == [False, True, True, False]
    assert [Consultation.objects.open_at(moment).exists() for moment in [*moments, round_.closes_at]] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("has_hearing", [True, False])
def test_the_end_is_three_weeks_after_the_hearing_or_the_opening(has_hearing):
    opens = timezone.now()
    hearing = opens + timedelta(days=5) if has_hearing else None

    closes = timezone.localtime(consulting.closing_of(opens, hearing))

    assert closes.date() == timezone.localdate(hearing or opens) + timedelta(days=21)
    assert (closes.hour, closes.minute) == (23, 59)


def test_a_comment_a_second_after_closing_is_refused(round_):
    late = Comment(consultation=closed(round_), text="Pozdě.")

    with pytest.raises(consulting.Closed):
        consulting.submit(late, Verdict.FINE)
    assert Comment.objects.count() == 0


# --- coming by the web --------------------------------------------------------------------------------------------


def address(plan, part=""):
    return f"/plany/{plan.slug}/pripominky/{part}"


@pytest.fixture
def patient(monkeypatch):
    """A person who writes for a while."""
    monkeypatch.setattr("kpss_portal.spam_guard.LEAST_SECONDS", -1)


def page_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def filled(client, plan, **fields):
    """What a person sends from the form."""
    form = page_of(client.get(address(plan, "nova/")))
    given_out = form.select_one("[name=given_out]")["value"]
    return {"given_out": given_out, "text": "Doplnit neděle.", "capacity": "citizen", "where": "p-1.1.1"} | fields


def test_a_comment_is_checked_and_then_sent(client, plan, round_, patient):
    sent = filled(client, plan)

    check = page_of(client.post(address(plan, "nova/"), sent))
    assert "1.1.1 Položka 1.1.1" in check.select_one("dl.facts").get_text()
    assert Comment.objects.count() == 0
    hidden = {field["name"]: field.get("value", "") for field in check.select("main form input[type=hidden]")}
    answer = client.post(address(plan, "nova/"), hidden | {"odeslat": "1"})

    stored = Comment.objects.get()
    assert answer["Location"] == address(plan, "dekujeme/")
    assert (stored.number, stored.place, stored.item_lineage) == (
        1,
        "1.1.1 Položka 1.1.1",
        plan.items.get(code="1.1.1").lineage,
    )


def test_going_back_from_the_check_keeps_what_was_written(client, plan, round_, patient):
    page = page_of(client.post(address(plan, "nova/"), filled(client, plan) | {"upravit": "1"}))

    assert page.select_one("[name=text]").get_text(strip=True) == "Doplnit neděle."


def test_a_double_click_stores_one_comment(client, plan, round_, patient):
    sent = filled(client, plan) | {"odeslat": "1"}

    for _click in range(2):
        client.post(address(plan, "nova/"), sent)

    assert Comment.objects.count() == 1


def test_with_an_e_mail_the_comment_waits_for_confirmation(client, plan, round_, patient):
    answer = client.post(address(plan, "nova/"), filled(client, plan, email="jana@vzorov.example") | {"odeslat": "1"})

    stored = Comment.objects.get()
    assert (stored.state, stored.number) == (CommentState.UNCONFIRMED, None)
    assert "pošty" in page_of(client.get(answer["Location"])).h1.get_text()
    assert OutgoingMail.objects.get().to == "jana@vzorov.example"


def test_opening_the_link_changes_nothing_and_pressing_counts_the_comment(client, round_):
    made = consulting.submit(Comment(consultation=round_, text="Ano.", email="jana@vzorov.example"), Verdict.FINE)
    link = reverse("plans:comment-confirm", args=[consulting.token_for(made)])

    client.get(link)
    made.refresh_from_db()
    assert made.state == CommentState.UNCONFIRMED

    for _click in range(2):
        client.post(link)
    made.refresh_from_db()
    assert (made.state, made.number) == (CommentState.RECEIVED, 1)


def test_a_comment_written_in_time_is_confirmed_after_the_end(client, round_):
    made = consulting.submit(Comment(consultation=round_, text="Ano.", email="jana@vzorov.example"), Verdict.FINE)
    closed(round_)

    client.post(reverse("plans:comment-confirm", args=[consulting.token_for(made)]))

    made.refresh_from_db()
    assert (made.state, made.is_late) == (CommentState.RECEIVED, False)


@pytest.mark.parametrize("token", ["nesmysl", "a:b:c"])
def test_a_wrong_link_is_explained(client, token):
    answer = client.get(f"/pripominka/{token}/")

    assert (answer.status_code, "Odkaz už neplatí" in answer.content.decode()) == (404, True)


def test_spam_waits_aside_and_the_sender_sees_the_same_thanks(client, plan, round_, patient):
    answer = client.post(address(plan, "nova/"), filled(client, plan, homepage="x") | {"odeslat": "1"})

    assert answer["Location"] == address(plan, "dekujeme/")
    assert Comment.objects.get().state == CommentState.QUARANTINE


@pytest.mark.parametrize("field", ["name", "email"])
def test_what_the_office_requires_is_required(client, plan, round_, patient, field):
    requirement = {"name": "is_name_required", "email": "is_contact_required"}[field]
    Consultation.objects.filter(pk=round_.pk).update(**{requirement: True})

    page = page_of(client.post(address(plan, "nova/"), filled(client, plan)))

    assert page.select_one(f"#id_{field}")["aria-invalid"] == "true"
    assert page.select_one("[name=text]").get_text(strip=True) == "Doplnit neděle."


def test_a_form_sent_after_the_end_shows_what_was_written(client, plan, round_, patient):
    sent = filled(client, plan) | {"odeslat": "1"}
    closed(round_)

    answer = client.post(address(plan, "nova/"), sent)

    assert (answer.status_code, "Doplnit neděle." in answer.content.decode()) == (409, True)


def test_an_item_removed_from_the_draft_can_be_commented_on_in_its_working_version(client, plan, round_, patient):
    lineage = plan.items.get(code="1.1.2").lineage
    plan.items.filter(code="1.1.2").delete()

    client.post(address(plan, "nova/"), filled(client, plan, where="p-1.1.2") | {"odeslat": "1"})

    assert Comment.objects.get().item_lineage == lineage


@pytest.mark.parametrize("where", ["p-9.9.9", "k-77", "<script>"])
def test_a_place_that_is_not_there_is_refused(client, plan, round_, patient, where):
    client.post(address(plan, "nova/"), filled(client, plan, where=where) | {"odeslat": "1"})

    assert Comment.objects.count() == 0


def test_an_item_offers_the_form_while_the_round_is_open(client, plan, round_):
    link = f"{address(plan, 'nova/')}?polozka=1.1.1"

    assert link in client.get(f"/plany/{plan.slug}/polozky/1.1.1/").content.decode()
    closed(round_)
    assert link not in client.get(f"/plany/{plan.slug}/polozky/1.1.1/").content.decode()


def test_the_form_knows_the_item_from_which_the_person_came(client, plan, round_):
    page = page_of(client.get(address(plan, "nova/?polozka=1.1.1")))

    assert page.select_one("option[selected]")["value"] == "p-1.1.1"


# --- the office ---------------------------------------------------------------------------------------------------


def test_a_comment_on_paper_after_the_end_is_kept_and_marked(round_, editor):
    late = timezone.localdate(round_.closes_at) + timedelta(days=2)

    made = consulting.write_down(Comment(consultation=round_, text="Pozdě.", received_on=late), by=editor)

    assert (made.is_late, made.number, made.state) == (True, 1, CommentState.RECEIVED)


def test_a_settlement_needs_its_reason(round_, coordinator):
    made = comment(round_)
    made.outcome = Outcome.REJECTED

    with pytest.raises(ValidationError):
        consulting.settle(made, by=coordinator)


def test_a_reader_does_not_settle(round_, reader):
    with pytest.raises(PermissionDenied):
        settled(round_, reader)


def test_the_settlement_is_not_approved_while_people_comment(round_, coordinator):
    with pytest.raises(ValidationError):
        consulting.approve_settlement(round_, "Řídící skupina", date(2026, 12, 1), by=coordinator)


def test_the_settlement_is_not_approved_while_a_comment_waits(round_, coordinator):
    settled(round_, coordinator)
    comment(closed(round_), "Druhá.")

    with pytest.raises(ValidationError, match="1 připomínka není vypořádaná"):
        consulting.approve_settlement(round_, "Řídící skupina", date(2026, 12, 1), by=coordinator)


def test_duplicates_get_the_answer_of_the_first_one(round_, coordinator):
    first, second = comment(round_, "Neděle."), comment(round_, "I neděle.")
    consulting.join_duplicates(Comment.objects.filter(pk__in=[first.pk, second.pk]), by=coordinator)
    first.outcome, first.answer = Outcome.PARTLY, "Jen dopoledne."
    consulting.settle(first, by=coordinator)

    consulting.approve_settlement(closed(round_), "Řídící skupina", date(2026, 12, 1), by=coordinator)

    second.refresh_from_db()
    assert (second.duplicate_of, second.outcome, second.answer, second.state) == (
        first,
        Outcome.PARTLY,
        "Jen dopoledne.",
        CommentState.APPROVED,
    )


def test_after_the_approval_nothing_is_settled_any_more(round_, coordinator):
    made = settled(round_, coordinator)
    consulting.approve_settlement(closed(round_), "Řídící skupina", date(2026, 12, 1), by=coordinator)
    made.answer = "Jinak."

    with pytest.raises(consulting.AlreadySettled):
        consulting.settle(made, by=coordinator)


def test_each_writer_with_an_e_mail_is_told_once(round_, coordinator):
    settled(round_, coordinator, email="jana@vzorov.example")
    settled(round_, coordinator, text="Bez e-mailu.")

    published(round_, coordinator)
    with pytest.raises(consulting.AlreadySettled):
        consulting.publish_settlement(round_, by=coordinator)

    assert [mail.to for mail in OutgoingMail.objects.filter(kind="comment-outcome")] == ["jana@vzorov.example"]


def test_refused_comments_lose_their_number_and_come_back_with_a_new_one(round_, coordinator):
    made = comment(round_)
    comment(round_, "Druhá.")

    consulting.refuse(Comment.objects.filter(pk=made.pk), by=coordinator)
    made.refresh_from_db()
    assert (made.state, made.number) == (CommentState.REFUSED, None)

    consulting.release(Comment.objects.filter(pk=made.pk), by=coordinator)
    made.refresh_from_db()
    assert (made.state, made.number) == (CommentState.RECEIVED, 3)


# --- what everybody reads -----------------------------------------------------------------------------------------

SECRET = {"name": "Tajná Osoba", "email": "tajna@vzorov.example", "contact": "777 123 456"}


def test_nothing_personal_is_published_anywhere(client, plan, round_, coordinator):
    settled(
        round_, coordinator, capacity=Capacity.USER, public_text="Text bez jména.", text="Já, Tajná Osoba.", **SECRET
    )
    published(round_, coordinator)

    outputs = [
        client.get(address(plan)).content.decode(),
        client.get(address(plan, "vyporadani.csv")).content.decode(),
        str(settlement.rows_of(round_)),
    ]

    assert all("Text bez jména." in output for output in outputs)
    assert [word for word in SECRET.values() for output in outputs if word in output] == []


def test_a_name_is_published_only_where_the_person_asked_for_it(round_):
    quiet, open_ = (Comment(consultation=round_, name="Jana Vzorová", is_name_public=flag) for flag in (False, True))

    assert [quiet.signature, open_.signature] == ["občan, občanka", "Jana Vzorová"]


def test_before_the_outcome_nobody_outside_reads_comments(client, plan, round_, coordinator):
    settled(round_, coordinator, text="Zatím tajné.")

    assert "Zatím tajné." not in client.get(address(plan)).content.decode()
    assert client.get(address(plan, "vyporadani.xlsx")).status_code == 404


def test_the_office_takes_the_settlement_to_the_steering_group_before(signed_in, coordinator, plan, round_):
    settled(round_, coordinator)

    answer = signed_in(coordinator).get(address(plan, "vyporadani.xlsx"))

    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


def test_a_formula_in_a_comment_stays_a_text(client, plan, round_, coordinator):
    settled(round_, coordinator, text="=HYPERLINK(1)")
    published(round_, coordinator)

    assert ";=HYPERLINK" not in client.get(address(plan, "vyporadani.csv")).content.decode()


@pytest.mark.parametrize("rights", ["citizen", "reader", "editor", "coordinator"])
@pytest.mark.parametrize("is_published", [False, True])
def test_visible_comments_are_those_that_may_be_viewed(request, round_, coordinator, rights, is_published):
    settled(round_, coordinator)
    comment(round_, "Karanténa.", state=CommentState.REFUSED, number=None)
    if is_published:
        published(round_, coordinator)
    user = request.getfixturevalue(rights)

    found = Comment.objects.select_related("consultation")
    assert set(Comment.objects.visible_to(user)) == {one for one in found if user.has_perm("plans.view_comment", one)}


@pytest.mark.parametrize("state", ["ahead", "open", "closed", "published"])
def test_the_page_has_one_address_in_every_state(client, plan, round_, coordinator, state):
    if state == "ahead":
        Consultation.objects.filter(pk=round_.pk).update(
            opens_at=timezone.now() + HOUR, closes_at=timezone.now() + 2 * HOUR
        )
    if state == "closed":
        closed(round_)
    if state == "published":
        settled(round_, coordinator)
        published(round_, coordinator)

    answer = client.get(address(plan))

    words = {"ahead": "otevře se", "open": "otevřeno do", "closed": "vypořádává se", "published": "vypořádáno"}[state]
    assert (answer.status_code, words in page_of(answer).select_one(".kicker").get_text()) == (200, True)


def test_a_plan_without_rounds_says_so(client, plan):
    assert "Zatím jsme se nikoho neptali" in client.get(address(plan)).content.decode()


@pytest.mark.parametrize("query", ["?kolo=x", "?vysledek=x&strana=999999999", "?strana=-1", "?kolo=%00"])
def test_nonsense_in_the_address_is_left_out(client, plan, round_, coordinator, query):
    settled(round_, coordinator)
    published(round_, coordinator)

    assert client.get(address(plan) + query).status_code == 200


@pytest.mark.parametrize("count", [3, 120])
def test_the_page_costs_the_same_for_any_number_of_comments(client, plan, round_, coordinator, count):
    item = plan.items.get(code="1")
    made = [
        Comment(
            consultation=round_,
            number=number,
            text="Text.",
            received_on=date(2026, 11, 1),
            outcome=Outcome.ACCEPTED,
            answer="Ano.",
            changed_lineage=item.lineage,
            state=CommentState.PROPOSED,
            decided_at=timezone.now(),
            decided_by=coordinator,
        )
        for number in range(1, count + 1)
    ]
    Comment.objects.bulk_create(made)
    published(round_, coordinator)
    client.get("/plany/")

    with CaptureQueriesContext(connection) as queries:
        client.get(address(plan))

    assert len(queries) <= 10


def test_the_document_of_the_settlement_is_made_and_given_out(
    client, plan, round_, coordinator, django_capture_on_commit_callbacks
):
    settled(round_, coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        published(round_, coordinator)

    answer = client.get(address(plan, "vyporadani.pdf"))

    assert (answer.status_code, answer.getvalue()[:5]) == (200, b"%PDF-")
    settlement.make_document(round_.pk)
    assert StoredDocument.objects.filter(kind="settlement").count() == 1


# --- forgetting ---------------------------------------------------------------------------------------------------


def test_contacts_are_forgotten_half_a_year_after_the_outcome(round_, coordinator):
    made = settled(round_, coordinator, **SECRET)
    kept = settled(round_, coordinator, name="Jana Vzorová", is_name_public=True)
    published(round_, coordinator)

    consulting.forget_old(timezone.now() + timedelta(days=182))
    made.refresh_from_db()
    assert made.email

    consulting.forget_old(timezone.now() + timedelta(days=184))
    made.refresh_from_db()
    kept.refresh_from_db()
    assert (made.name, made.email, made.contact, kept.name) == ("", "", "", "Jana Vzorová")


def test_what_nobody_confirmed_is_deleted_in_a_week(round_):
    consulting.submit(Comment(consultation=round_, text="Ano.", email="jana@vzorov.example"), Verdict.FINE)

    consulting.forget_old(timezone.now() + timedelta(days=8))

    assert Comment.objects.count() == 0


# --- the workshop -------------------------------------------------------------------------------------------------


def progress_of(round_):
    return reverse("admin:plans_consultation_progress", args=[round_.pk])


def test_the_coordinator_settles_approves_and_publishes(signed_in, coordinator, round_):
    made = comment(round_)
    client = signed_in(coordinator)
    change = reverse("admin:plans_comment_change", args=[made.pk])
    form = {"text": made.text, "outcome": "accepted", "answer": "Doplněno.", "seen_at": ""}

    client.post(change, form)
    closed(round_)
    client.post(progress_of(round_), {"schvalit": "1", "body": "Řídící skupina", "day": "1. 12. 2026"})
    client.post(progress_of(round_), {"zverejnit": "1"})

    made.refresh_from_db()
    round_.refresh_from_db()
    assert (made.state, made.decided_by, round_.settlement_state) == (
        CommentState.APPROVED,
        coordinator,
        SettlementState.PUBLISHED,
    )


def test_the_second_clerk_over_a_comment_is_told(signed_in, coordinator, second_coordinator, round_):
    made = comment(round_)
    change = reverse("admin:plans_comment_change", args=[made.pk])
    client = signed_in(coordinator)
    seen = page_of(client.get(change)).select_one("[name=seen_at]")["value"]
    form = {"text": made.text, "outcome": "accepted", "answer": "První.", "seen_at": seen}
    client.post(change, form)

    page = page_of(signed_in(second_coordinator).post(change, form | {"outcome": "rejected", "answer": "Druhý."}))

    made.refresh_from_db()
    assert (made.answer, page.select_one("[name=answer]").get_text(strip=True)) == ("První.", "Druhý.")
    assert "uložil někdo jiný" in page.get_text()


def test_a_settlement_without_a_reason_is_told_at_its_field(signed_in, coordinator, round_):
    made = comment(round_)
    change = reverse("admin:plans_comment_change", args=[made.pk])

    page = page_of(
        signed_in(coordinator).post(change, {"text": "x", "outcome": "accepted", "answer": "", "seen_at": ""})
    )

    assert "Napište proč" in page.select_one(".field-answer .errorlist").get_text()


def test_the_clerk_writes_down_what_was_said(signed_in, editor, round_):
    sent = {"channel": "spoken", "received_on": "1. 12. 2026", "where": "p-1.1.1", "kind": "content", "text": "Řečeno."}
    address = reverse("admin:plans_consultation_write_down", args=[round_.pk])

    answer = signed_in(editor).post(address, sent | {"capacity": "citizen", "dalsi": "1"})

    made = Comment.objects.get()
    assert (answer["Location"], made.channel, made.place) == (address, "spoken", "1.1.1 Položka 1.1.1")


def test_the_end_left_empty_is_computed(signed_in, coordinator, plan, round_):
    address = reverse("admin:plans_consultation_change", args=[round_.pk])
    sent = {
        "plan": plan.pk,
        "snapshot": round_.snapshot_id,
        "title": "Co změnit?",
        "opens_at_0": "1. 12. 2026",
        "opens_at_1": "08:00",
        "closes_at_0": "",
        "closes_at_1": "",
        "hearing_at_0": "8. 12. 2026",
        "hearing_at_1": "17:00",
        "seen_at": "",
    }

    signed_in(coordinator).post(address, sent)

    round_.refresh_from_db()
    assert timezone.localtime(round_.closes_at).strftime("%d.%m.%Y %H:%M") == "29.12.2026 23:59"


@pytest.mark.parametrize("role", ["editor", "reader"])
def test_others_do_not_approve_the_settlement(signed_in, request, round_, role):
    client = signed_in(request.getfixturevalue(role))

    client.post(progress_of(closed(round_)), {"schvalit": "1", "body": "X", "day": "1. 12. 2026"})

    round_.refresh_from_db()
    assert round_.settlement_state == SettlementState.OPEN


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "1 připomínka čeká"),
        ("settled", "čeká na schválení"),
        ("approved", "není zveřejněné"),
        ("published", ""),
    ],
)
def test_the_coordinator_is_told_what_comments_wait_for(coordinator, round_, state, words):
    comment(closed(round_)) if state == "waiting" else settled(closed(round_), coordinator)
    if state in {"approved", "published"}:
        consulting.approve_settlement(round_, "Řídící skupina", date(2026, 12, 1), by=coordinator)
    if state == "published":
        consulting.publish_settlement(round_, by=coordinator)

    told = [str(duty.text) for duty in duties_of(coordinator) if str(duty.subject) == "Připomínky"]

    assert [words in text for text in told] == ([True] if words else [])
