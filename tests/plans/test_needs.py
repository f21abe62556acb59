"""Needs: what they keep of their source, how people suggest them, how the office decides, takes over and publishes them."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from kpss_portal.duties import duties_of
from kpss_portal.models import OutgoingMail
from kpss_portal.spam_guard import Verdict
from plans import amending, workflow
from plans.models import Analysis, AnalysisTable, Need, NeedLink, NeedSuggestion, PlanItem
from plans.needs import sources, suggesting
from plans.needs_enums import NeedOrigin, SuggestedState
from services_catalog.models import UnmetSearch
from tests.plans.factories import approved_plan, whole_plan
from tests.plans.needs_factories import need_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(coordinator):
    """A draft that everybody reads."""
    return workflow.take_step(whole_plan(), "open_consultation", by=coordinator)


@pytest.fixture
def patient(monkeypatch):
    """A person who writes for a while."""
    monkeypatch.setattr("kpss_portal.spam_guard.LEAST_SECONDS", -1)


def page_of(answer):
    return BeautifulSoup(answer.content.decode().replace("\xa0", " "), "html.parser")


def suggestion_of(plan, text="Chybí hlídání.", **fields):
    return NeedSuggestion.objects.create(plan=plan, text=text, **fields)


# --- what is kept -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "constraint"),
    [
        (NeedOrigin.SURVEY, "need_of_survey_names_question"),
        (NeedOrigin.MINUTES, "need_of_minutes_names_meeting"),
        (NeedOrigin.SEARCHES, "need_of_searches_names_words"),
        (NeedOrigin.FIGURE, "need_has_source_in_words"),
        (NeedOrigin.OTHER, "need_has_source_in_words"),
    ],
)
def test_a_need_has_the_source_that_its_origin_asks_for(plan, origin, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        need_of(plan, origin=origin, source_text="")


def test_numbers_go_on_within_a_plan(plan):
    assert [need_of(plan).number, need_of(plan).number, need_of(whole_plan()).number] == [1, 2, 1]


def test_the_source_outlives_the_table_of_a_draft(plan):
    analysis = Analysis.objects.create(plan=plan, kind="needs", title="Potřeby", slug="potreby")
    table = AnalysisTable.objects.create(
        analysis=analysis, title="Chybí doprava", as_of=date(2026, 1, 1), source="anketa"
    )
    need = need_of(plan, origin=NeedOrigin.FIGURE, table=table, source_text="Chybí doprava (anketa)")

    table.delete()
    need.refresh_from_db()

    assert (need.table, need.source_text) == (None, "Chybí doprava (anketa)")


def test_a_link_is_there_once(plan):
    item = plan.items.get(code="1.1.1")
    need = need_of(plan, item)

    with pytest.raises(IntegrityError), transaction.atomic():
        NeedLink.objects.create(need=need, item_lineage=item.lineage)


# --- what everybody reads -----------------------------------------------------------------------------------------


def test_the_list_says_what_the_plan_answers(client, plan):
    need_of(plan, plan.items.get(code="1.1.1"), statement="Doprava.")
    need_of(plan, statement="Noc.", set_aside="Není kde.")
    need_of(plan, statement="Zubař.")

    rows = page_of(client.get(f"/plany/{plan.slug}/potreby/")).select("ul.needs > li")

    assert [row.select_one(".badge").get_text(strip=True) for row in rows] == [
        "plán ji řeší",
        "plán ji neřeší",
        "zatím ji nic neřeší",
    ]


@pytest.mark.parametrize(
    ("query", "count"), [("stav=resi", 1), ("stav=ceka", 1), ("puvod=other", 2), ("oblast=neni", 0), ("stav=%00", 2)]
)
def test_the_list_is_filtered(client, plan, query, count):
    need_of(plan, plan.items.get(code="1.1.1"))
    need_of(plan, statement="Zubař.")

    page = page_of(client.get(f"/plany/{plan.slug}/potreby/?{query}"))

    assert len(page.select("ul.needs > li")) == count


@pytest.mark.parametrize(
    ("is_public", "role", "status"), [(True, None, 200), (False, None, 404), (False, "editor", 200)]
)
def test_a_need_that_is_not_public_is_for_the_office(client, plan, request, is_public, role, status):
    need = need_of(plan, is_public=is_public)
    if role:
        client.force_login(request.getfixturevalue(role))

    assert client.get(need.get_absolute_url()).status_code == status
    assert ("Lidé se nedostanou" in client.get(f"/plany/{plan.slug}/potreby/").content.decode()) == (status == 200)


def test_a_need_follows_its_items_into_the_plan_of_the_next_period(client, coordinator):
    old = approved_plan(coordinator)
    item = old.items.get(code="1.1.1")
    need_of(old, item, statement="Doprava.")
    new = workflow.take_step(whole_plan(), "open_consultation", by=coordinator)
    PlanItem.objects.filter(plan=new, code="1.1.1").update(lineage=item.lineage)

    assert "Doprava." in client.get(f"/plany/{new.slug}/potreby/").content.decode()
    assert str(new) in client.get(f"/plany/{old.slug}/potreby/1/").content.decode()


def test_needs_of_an_amended_plan_stay_at_their_address(client, coordinator):
    plan = workflow.take_step(approved_plan(coordinator), "put_in_force", by=coordinator)
    need = need_of(plan, plan.items.get(code="1.1.1"))
    amending.amend(plan, by=coordinator, change_note="Změna.")

    assert (need.plan.version, client.get(need.get_absolute_url()).status_code) == (1, 200)


# --- a suggestion without an account ------------------------------------------------------------------------------


def address(plan):
    return reverse("plans:need-suggest", args=[plan.slug])


def filled(client, plan, **fields):
    form = page_of(client.get(address(plan)))
    return {"given_out": form.select_one("[name=given_out]")["value"], "text": "Chybí hlídání."} | fields


def test_a_suggestion_is_checked_and_then_sent(client, plan, patient):
    check = page_of(client.post(address(plan), filled(client, plan)))
    assert ("Chybí hlídání." in check.select_one("dl.facts").get_text(), NeedSuggestion.objects.count()) == (True, 0)
    kept = {field["name"]: field.get("value", "") for field in check.select("main form input[type=hidden]")}

    for _click in range(2):  # a double click stores one
        answer = client.post(address(plan), kept | {"odeslat": "1"})

    assert answer["Location"] == f"/plany/{plan.slug}/potreby/dekujeme/"
    assert NeedSuggestion.objects.get().state == SuggestedState.WAITING


def test_an_address_without_consent_is_refused_and_nothing_typed_is_lost(client, plan, patient):
    page = page_of(client.post(address(plan), filled(client, plan, email="jana@vzorov.example")))

    assert page.select_one("#id_consent")["aria-invalid"] == "true"
    assert page.select_one("[name=text]").get_text(strip=True) == "Chybí hlídání."
    assert page.select_one("[name=email]")["value"] == "jana@vzorov.example"


def test_spam_waits_aside_and_the_sender_sees_the_same_thanks(client, plan, patient):
    answer = client.post(address(plan), filled(client, plan, homepage="x", odeslat="1"))

    assert answer["Location"] == f"/plany/{plan.slug}/potreby/dekujeme/"
    assert NeedSuggestion.objects.get().state == SuggestedState.QUARANTINE


def test_a_form_sent_at_once_is_shown_again(client, plan):
    page = page_of(client.post(address(plan), filled(client, plan, odeslat="1")))

    assert (page.select_one("[name=text]").get_text(strip=True), NeedSuggestion.objects.count()) == (
        "Chybí hlídání.",
        0,
    )


# --- the decision of the office -----------------------------------------------------------------------------------


def test_an_accepted_suggestion_becomes_a_need_and_its_writer_is_told(plan, editor):
    suggestion = suggestion_of(plan, email="jana@vzorov.example")

    need = suggesting.accept(suggestion, "Rodiny nemají hlídání.", "Děkujeme.", by=editor)

    suggestion.refresh_from_db()
    assert (need.origin, suggestion.state, suggestion.need) == (NeedOrigin.SUGGESTION, SuggestedState.ACCEPTED, need)
    text = OutgoingMail.objects.get().text
    assert "Rodiny nemají hlídání." in text
    assert need.get_absolute_url() in text


def test_a_joined_suggestion_points_at_the_need(plan, editor):
    need, suggestion = need_of(plan), suggestion_of(plan)

    suggesting.join(suggestion, need, by=editor)

    assert list(need.suggestions.values_list("state", flat=True)) == [SuggestedState.JOINED]


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda suggestion, by: suggesting.decline(suggestion, " ", by=by), "answer"),
        (lambda suggestion, by: suggesting.accept(suggestion, " ", by=by), "statement"),
        (lambda suggestion, by: suggesting.join(suggestion, None, by=by), "need"),
    ],
)
def test_a_decision_needs_its_words(plan, editor, act, field):
    with pytest.raises(ValidationError) as refused:
        act(suggestion_of(plan), editor)

    assert list(refused.value.message_dict) == [field]


def test_the_second_clerk_is_told(plan, editor):
    suggestion = suggestion_of(plan)
    suggesting.decline(suggestion, "Nepatří sem.", by=editor)

    with pytest.raises(suggesting.AlreadyDecided):
        suggesting.accept(suggestion, "Ano.", by=editor)
    assert Need.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "may"), [("coordinator", True), ("editor", True), ("reader", False), ("citizen", False)]
)
def test_who_may_decide(plan, request, role, may):
    person, suggestion = request.getfixturevalue(role), suggestion_of(plan)

    if may:
        suggesting.decline(suggestion, "Ne.", by=person)
    else:
        with pytest.raises(PermissionDenied):
            suggesting.decline(suggestion, "Ne.", by=person)


def test_what_was_to_be_kept_no_longer_is_forgotten(plan, editor):
    suggesting.store(NeedSuggestion(plan=plan, text="Půjčky"), Verdict.QUARANTINE)
    decided = suggestion_of(plan, email="jana@vzorov.example")
    suggesting.decline(decided, "Ne.", by=editor)

    suggesting.forget_old(timezone.now() + timedelta(days=184))

    assert list(NeedSuggestion.objects.values_list("text", "email")) == [("Chybí hlídání.", "")]


def test_waiting_suggestions_are_a_duty(plan, coordinator):
    suggestion_of(plan)

    assert any("podnět" in str(duty.text) for duty in duties_of(coordinator))


@pytest.mark.parametrize(
    ("step", "state"), [("prijmout", "accepted"), ("pripojit", "joined"), ("odmitnout", "declined")]
)
def test_the_queue_decides_by_one_button(signed_in, plan, editor, step, state):
    need, suggestion = need_of(plan), suggestion_of(plan)
    client, url = signed_in(editor), reverse("admin:plans_needsuggestion_change", args=[suggestion.pk])
    assert client.get(url).status_code == 200

    client.post(url, {"krok": step, "statement": "Rodiny nemají hlídání.", "need": need.pk, "answer": "Protože."})

    suggestion.refresh_from_db()
    assert suggestion.state == state


def test_a_fault_stands_at_its_field_and_the_words_stay(signed_in, plan, editor):
    suggestion = suggestion_of(plan)
    url = reverse("admin:plans_needsuggestion_change", args=[suggestion.pk])

    page = page_of(signed_in(editor).post(url, {"krok": "odmitnout", "statement": "Moje slova", "answer": ""}))

    assert page.select_one(".form-row.errors [name=answer]") is not None
    assert page.select_one("[name=statement]")["value"] == "Moje slova"


# --- taking over what the portal knows ----------------------------------------------------------------------------


def searched(words, count):
    UnmetSearch.objects.create(words=words, day=timezone.localdate(), count=count)


def test_searches_are_taken_over_once_and_not_public(plan, editor):
    searched("zubar", 5)

    for _click in range(2):
        sources.take(plan, ["hledani:zubar:"], by=editor)

    need = Need.objects.get()
    assert (need.origin, need.search_words, need.people_count, need.is_public) == (
        NeedOrigin.SEARCHES,
        "zubar",
        5,
        False,
    )


def test_searches_of_a_few_people_are_not_offered(plan):
    searched("jana novakova", 2)

    assert [offers.rows for offers in sources.offers_of(plan) if offers.origin == NeedOrigin.SEARCHES] == [[]]


def test_figures_are_offered_with_their_source(signed_in, plan, editor):
    analysis = Analysis.objects.create(plan=plan, kind="needs", title="Potřeby", slug="potreby")
    table = AnalysisTable.objects.create(
        analysis=analysis, title="Chybí doprava", as_of=date(2026, 1, 1), source="anketa"
    )
    client, url = signed_in(editor), f"{reverse('admin:plans_need_take')}?plan={plan.pk}"
    assert "Chybí doprava" in client.get(url).content.decode()

    client.post(url, {"zdroj": [f"tabulka:{table.uuid}"]})

    need = Need.objects.get()
    assert (need.table, need.source_text, need.found_on) == (table, "Chybí doprava (anketa)", date(2026, 1, 1))
    Need.objects.update(is_public=True)
    assert "Chybí doprava" in client.get(f"/plany/{plan.slug}/analyzy/potreby/").content.decode()


def test_the_card_links_an_item_by_its_lineage(signed_in, plan, editor):
    item = plan.items.get(code="1.1.1")
    values = {
        "plan": plan.pk, "statement": "Doprava.", "origin": "other", "found_on": "1. 5. 2026", "source_text": "rozhovory",
        "is_public": "on", "links-TOTAL_FORMS": "1", "links-INITIAL_FORMS": "0", "links-0-item": str(item.lineage),
    }  # fmt: skip

    answer = signed_in(editor).post(reverse("admin:plans_need_add"), values)

    need = Need.objects.get()
    assert (answer.status_code, need.number, need.created_by, need.links.get().item_lineage) == (
        302,
        1,
        editor,
        item.lineage,
    )
