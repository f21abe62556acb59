"""Figures of providers for the network of a year: one link each, nothing typed is lost, the office checks and accepts."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from kpss_portal.models import AuditEntry, OutgoingMail
from services_catalog.enums import CapacityUnit
from services_catalog.models import (
    Capacity,
    NetworkEntry,
    OfferedForm,
    ProviderRequest,
    ProviderRound,
    ServiceRequest,
)
from services_catalog.network import networks, round_workbook, rounds, workbook
from services_catalog.network.answer_checks import remarks_of
from services_catalog.network.answers import Known, figures_of, known_for, known_of
from services_catalog.network.duties import figures_of_providers
from services_catalog.network.steps import StepNotOpen
from tests.community.factories import OfficeFactory
from tests.services_catalog.factories import ProviderFactory, ServiceFactory
from tests.services_catalog.network.factories import RESOLUTION, approved_network, network_of

pytestmark = pytest.mark.django_db
TYPED = {
    "amount": "5",
    "other_fte": "1,5",
    "plan-cost": "1 100 000",
    "plan-state": "750 000 Kč",
    "plan-together": "350000",
    "remark": "Přibyl půlúvazek.",
}


def in_days(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)


def opened_round(network, by, deadline: date | None = None) -> ProviderRound:
    return rounds.start(network, deadline or in_days(14), "Prosíme o údaje.", 30, by=by)


@pytest.fixture
def service():
    return ServiceFactory(name="Pečovatelka", provider=ProviderFactory(name="Charita", email="charita@example.cz"))


@pytest.fixture
def network(coordinator, service):
    OfficeFactory()
    approved_network(service, by=coordinator, year=2025)
    return network_of(service, by=coordinator)


@pytest.fixture
def round_(network, coordinator):
    return opened_round(network, coordinator)


@pytest.fixture
def answer(round_):
    return ServiceRequest.objects.get()


@pytest.fixture
def opened(client, answer):
    """The browser of somebody who reads the mailbox of the provider."""
    client.post(reverse("services_catalog:provider-round-code", args=[answer.request.uuid]))
    code = re.search(r"^\d{6}$", OutgoingMail.objects.get(kind="provider-round-code").text, re.MULTILINE)
    client.post(answer.request.get_absolute_url(), {"code": code[0]})
    return client


def sent(answer, **typed) -> ServiceRequest:
    answer.refresh_from_db()
    return rounds.write(answer, TYPED | typed, seen=answer.revision, name="Jana Vzorová")


def text_of(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def post(client, answer, **typed):
    answer.refresh_from_db()
    return client.post(answer.get_absolute_url(), {"seen": str(answer.revision)} | typed, follow=True)


def told(answer) -> list[str]:
    answer.refresh_from_db()
    words = rounds.look(answer, known_for(answer), answer.request.round)
    return [remark.words.replace("\xa0", " ") for remark in words]


# --- opening ------------------------------------------------------------------------------------------------------


def test_each_provider_gets_one_letter_with_one_link(coordinator, service):
    silent = ServiceFactory()
    network = network_of(service, ServiceFactory(provider=service.provider), silent, by=coordinator)

    opened_round(network, coordinator)

    (mail,) = OutgoingMail.objects.all()
    asked = ProviderRequest.objects.get(provider=service.provider)
    assert (mail.to, mail.text.count("/katalog/sit/poskytovatel/")) == ("charita@example.cz", 1)
    assert str(asked.uuid) in mail.text
    assert "Prosíme o údaje." in mail.text
    assert list(rounds.missing_of(network)) == [silent.provider]


def test_opened_twice_the_round_is_there_once(network, coordinator):
    assert opened_round(network, coordinator) == opened_round(network, coordinator)
    assert OutgoingMail.objects.count() == 1


def test_who_joins_later_is_asked_by_the_next_press(round_, coordinator):
    provider = ProviderFactory(email="pozdni@example.cz")
    entry = NetworkEntry(network=round_.network, service=ServiceFactory(provider=provider), form="field")
    networks.write(entry, {}, by=coordinator)

    assert (rounds.ask(round_, by=coordinator), rounds.ask(round_, by=coordinator)) == (1, 0)


def test_only_a_coordinator_opens_and_only_a_draft(network, coordinator, editor):
    with pytest.raises(PermissionDenied):
        opened_round(network, editor)
    networks.approve(network, RESOLUTION, by=coordinator)
    with pytest.raises(StepNotOpen):
        opened_round(network, coordinator)


def test_draft_without_services_asks_nobody(coordinator):
    with pytest.raises(ValidationError, match="žádné služby"):
        opened_round(networks.start(2026, "Síť", by=coordinator), coordinator)


# --- the provider -------------------------------------------------------------------------------------------------


def test_link_alone_opens_nothing_and_changes_nothing(client, answer):
    text = text_of(client.get(answer.request.get_absolute_url()))
    refused = client.post(answer.get_absolute_url(), TYPED | {"seen": "0"})

    answer.refresh_from_db()
    assert "c…@example.cz" in text
    assert "Pečovatelka" not in text
    assert (refused.status_code, answer.state, answer.typed) == (403, "asked", {})
    assert "Přibyl půlúvazek." in text_of(refused)


def test_form_begins_with_last_year(opened, answer):
    text = text_of(opened.get(answer.get_absolute_url()))

    assert re.search(r'name="plan-cost" value="1 000 000"', text)
    assert "1 000 000 Kč" in text
    answer.request.refresh_from_db()
    assert answer.request.opened_at


def test_unfinished_work_is_kept_as_it_was_typed(opened, answer):
    text = text_of(post(opened, answer, amount="asi pět", **{"plan-cost": "1 100 000"}))

    answer.refresh_from_db()
    assert (answer.state, answer.typed["amount"]) == ("unfinished", "asi pět")
    assert "Napište jen číslo" in text
    assert "asi pět" in text_of(opened.get(answer.get_absolute_url()))


def test_figures_are_sent_and_mended(opened, answer):
    page = post(opened, answer, odeslat="1", name="Jana Vzorová", **TYPED)
    post(opened, answer, odeslat="1", name="Jana Vzorová", **TYPED | {"amount": "5,5"})

    answer.refresh_from_db()
    assert "Děkujeme, úřad údaje má." in text_of(page)
    assert (answer.state, answer.sent_by, answer.revision) == ("sent", "Jana Vzorová", 2)
    figures = figures_of(answer.typed)
    assert (str(figures.amount), figures.money["state", "plan"], figures.gap) == ("5.5", 750_000, 350_000)


def test_sending_needs_the_main_figures_and_loses_nothing(opened, answer):
    text = text_of(post(opened, answer, odeslat="1", name="", remark="Poznámka", **{"plan-cost": ""}))

    answer.refresh_from_db()
    assert "i nula je číslo" in text
    assert "Toto pole je třeba vyplnit" in text
    assert (answer.state, answer.typed["remark"]) == ("unfinished", "Poznámka")


def test_sums_that_do_not_fit_are_asked_about_once(opened, answer):
    typed = TYPED | {"plan-together": "300000", "odeslat": "1", "name": "Jana"}

    text = text_of(post(opened, answer, **typed))
    answer.refresh_from_db()
    assert "Zdroje i s požadavkem na obce jsou o 50 000 Kč nižší než náklady." in text
    assert answer.state == "unfinished"
    post(opened, answer, presto="1", **typed)
    answer.refresh_from_db()
    assert answer.state == "sent"


def test_double_click_sends_once(answer):
    first = sent(answer)
    again = rounds.write(answer, TYPED, seen=0, name="Jana Vzorová")

    assert (first.revision, again.revision) == (1, 1)
    assert AuditEntry.objects.filter(action="provider_round.send").count() == 1


def test_second_of_two_people_sees_words_of_the_first(opened, answer):
    sent(answer, remark="Psala první.")

    page = opened.post(answer.get_absolute_url(), TYPED | {"seen": "0", "remark": "Psala druhá."})

    text = text_of(page)
    assert "Mezitím to uložil někdo jiný" in text
    assert "Psala první." in text
    assert "Psala druhá." in text
    answer.refresh_from_db()
    assert answer.typed["remark"] == "Psala první."


def test_late_answer_is_taken_and_marked(answer):
    ProviderRound.objects.update(deadline_on=in_days(-3))

    assert sent(answer).is_late


def test_expired_link_is_renewed_by_the_provider(client, answer):
    asked = answer.request
    ProviderRequest.objects.update(good_until=in_days(-1), sent_at=timezone.now() - timedelta(days=40))
    address = reverse("services_catalog:provider-round-renew", args=[asked.uuid])

    old = client.get(asked.get_absolute_url())
    client.post(address)
    client.post(address)

    assert old.status_code == 410
    assert "Obnovit odkaz" in text_of(old)
    assert OutgoingMail.objects.filter(kind="provider-round-link").count() == 1
    assert client.get(asked.get_absolute_url()).status_code == 200


def test_closed_round_takes_nothing_and_shows_what_was_typed(opened, answer, round_, coordinator):
    rounds.close(round_, by=coordinator)

    page = opened.post(answer.get_absolute_url(), TYPED | {"seen": "0"})

    assert page.status_code == 410
    assert "Přibyl půlúvazek." in text_of(page)
    assert "úřad sběr" in text_of(page).lower()
    rounds.reopen(round_, by=coordinator)
    assert opened.get(answer.get_absolute_url()).status_code == 200


def test_what_is_sent_after_the_acceptance_is_shown_back(opened, answer, coordinator):
    rounds.accept(sent(answer), seen=1, by=coordinator)

    page = opened.post(answer.get_absolute_url(), TYPED | {"seen": "1", "remark": "Pozdě."})

    assert page.status_code == 410
    assert "Úřad údaje této služby mezitím převzal." in text_of(page)
    assert "Pozdě." in text_of(page)
    assert "převzal" in text_of(opened.get(answer.get_absolute_url()))


def test_approved_network_takes_no_figures(answer, network, coordinator):
    sent(answer)
    networks.approve(network, RESOLUTION, by=coordinator)

    with pytest.raises(StepNotOpen):
        sent(answer, amount="9")
    with pytest.raises(StepNotOpen):
        rounds.accept(answer, seen=1, by=coordinator)


@pytest.mark.parametrize("count", [1, 4])
def test_pages_of_a_provider_cost_at_most_ten_queries(
    client, coordinator, service, count, django_assert_max_num_queries
):
    OfficeFactory()
    more = [ServiceFactory(provider=service.provider) for _ in range(count - 1)]
    opened_round(network_of(service, *more, by=coordinator), coordinator)
    answer = ServiceRequest.objects.first()
    client.post(reverse("services_catalog:provider-round-code", args=[answer.request.uuid]))
    code = re.search(r"^\d{6}$", OutgoingMail.objects.get(kind="provider-round-code").text, re.MULTILINE)
    client.post(answer.request.get_absolute_url(), {"code": code[0]})
    for address in (answer.request.get_absolute_url(), answer.get_absolute_url()):
        client.get(address)
        with django_assert_max_num_queries(10):
            client.get(address)


# --- what to look at ----------------------------------------------------------------------------------------------


def test_clean_figures_say_nothing(answer):
    sent(answer)

    assert told(answer) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (
            {"plan-together": "400000"},
            "Požadováno je 400 000 Kč, ale do nákladů chybí jen 350 000 Kč.",
        ),
        (
            {"plan-state": "1 200 000", "plan-together": "0"},
            "Zdroje bez obcí jsou o 100 000 Kč vyšší než náklady; nic nechybí.",
        ),
        (
            {"fact-cost": "900 000", "fact-state": "800 000"},
            "Loňská skutečnost: zdroje jsou o 100 000 Kč nižší než náklady.",
        ),
        ({"amount": "9"}, "úvazky v přímé péči: 9, loni 4,5."),
        (
            {"plan-cost": "1 100", "plan-state": "750", "plan-together": "350"},
            "náklady, plán: 1 100 Kč, loni 1 000 000 Kč. Nejsou mezi korunami tisíce?",
        ),
        ({"plan-cost": "1 400 000", "plan-together": "650 000"}, "náklady, plán: 1 400 000 Kč, loni 1 000 000 Kč."),
        (
            {"amount": "4,5", "plan-cost": "1000000", "plan-state": "700000", "plan-together": "300000"},
            "Všechno je stejné jako loni. Vyplnil to někdo?",
        ),
    ],
)
def test_what_does_not_fit_is_told(answer, typed, words):
    sent(answer, **typed)

    assert words in told(answer)


def test_register_is_asked(answer, service):
    service.provided_until = date(2026, 6, 30)
    service.save()
    offered = OfferedForm.objects.create(service=service, form="outpatient")
    Capacity.objects.create(offered_form=offered, number=10, unit=CapacityUnit.BED)
    sent(answer)

    assert told(answer) == [
        "Podle registru služba v tomto roce končí; uveďte den.",
        "Podle registru služba tuto formu nemá.",
    ]


@pytest.mark.parametrize(
    ("unit", "registered", "words"),
    [
        ("bed", {"bed": 20}, "Víc, než má registr (20)."),
        ("client", {"client": 20}, "Víc, než má registr (20)."),
        ("bed", {"client": 5}, "Podle registru služba v této formě nemá lůžka."),
    ],
)
def test_capacity_is_compared_with_the_register(db, unit, registered, words):
    known = Known(entry=None, before=None, capacities=registered)

    found = remarks_of(figures_of({"amount": "21"}), known, unit, "residential", 2026, 30)

    assert [remark.words for remark in found] == [words]


def test_other_unit_than_last_year_is_told(answer):
    answer.unit = "client"
    answer.save()
    sent(answer)

    assert "Loni se počítalo v jiné jednotce: úvazky v přímé péči." in told(answer)


# --- the office ---------------------------------------------------------------------------------------------------


def test_accepted_figures_stand_in_the_draft(answer, network, coordinator):
    sent(answer, **{"fact-cost": "990 000", "fact-state": "990 000"})

    rounds.accept(answer, seen=1, by=coordinator)
    rounds.accept(answer, seen=1, by=coordinator)

    entry = network.entries.get()
    money = {(row.item, row.kind): row.amount_czk for row in entry.money.all()}
    assert (entry.amount, money) == (
        5,
        {("cost", "plan"): 1_100_000, ("state", "plan"): 750_000, ("together", "plan"): 350_000},
    )
    assert AuditEntry.objects.filter(action="provider_round.accept").count() == 1


def test_what_the_provider_mended_meanwhile_is_not_accepted_blindly(answer, coordinator):
    sent(answer)
    sent(answer, amount="8")

    with pytest.raises(StepNotOpen):
        rounds.accept(answer, seen=1, by=coordinator)


def test_service_that_left_the_draft_is_not_accepted(answer, network, coordinator):
    sent(answer)
    networks.leave_out(network.entries.get(), by=coordinator)

    with pytest.raises(StepNotOpen):
        rounds.accept(answer, seen=1, by=coordinator)


def test_all_clean_ones_are_accepted_at_once(coordinator, service):
    other = ServiceFactory(provider=service.provider)
    round_ = opened_round(network_of(service, other, by=coordinator), coordinator)
    clean, odd = ServiceRequest.objects.order_by("pk")
    sent(clean)
    sent(odd, **{"plan-together": "1"})

    assert (rounds.accept_clean(round_, by=coordinator), rounds.accept_clean(round_, by=coordinator)) == (1, 0)
    assert set(ServiceRequest.objects.values_list("state", flat=True)) == {"accepted", "sent"}


def test_question_comes_by_mail_and_stands_beside_the_field(opened, answer, coordinator):
    sent(answer)

    for _press in range(2):
        rounds.ask_back(answer, "Prosíme o vysvětlení.", {"amount": "Proč pět?", "cizi": "x"}, by=coordinator)

    (mail,) = OutgoingMail.objects.filter(kind="provider-round-back")
    assert "úvazky v přímé péči: Proč pět?" in mail.text
    text = text_of(opened.get(answer.get_absolute_url()))
    assert "Prosíme o vysvětlení." in text
    assert "Proč pět?" in text
    post(opened, answer, **TYPED | {"amount": "4,6"})
    answer.refresh_from_db()
    assert answer.state == "returned"  # questions stay until it is sent again
    post(opened, answer, odeslat="1", name="Jana", **TYPED | {"amount": "4,6"})
    answer.refresh_from_db()
    assert answer.state == "sent"


def test_question_without_words_is_refused(answer, coordinator, editor):
    sent(answer)

    with pytest.raises(ValidationError, match="na co se ptáte"):
        rounds.ask_back(answer, " ", {"amount": " "}, by=coordinator)
    with pytest.raises(PermissionDenied):
        rounds.ask_back(answer, "Proč?", {}, by=editor)


def test_only_those_who_have_not_sent_are_reminded_once_a_day(round_, answer, coordinator):
    assert (rounds.remind(round_, by=coordinator), rounds.remind(round_, by=coordinator)) == (1, 0)
    ProviderRequest.objects.update(reminded_on=in_days(-1))
    sent(answer)
    assert rounds.remind(round_, by=coordinator) == 0


def page(name: str, *args: object) -> str:
    return reverse(f"admin:services_catalog_network_{name}", args=args)


def test_round_is_opened_and_run_from_its_pages(signed_in, network, coordinator):
    workshop = signed_in(coordinator)
    before = text_of(workshop.get(page("round", network.pk)))
    typed = {"deadline_on": f"{in_days(14):%-d. %-m. %Y}", "message": "Dobrý den.", "jump_percent": "30"}
    workshop.post(page("round", network.pk), typed)
    answer = ServiceRequest.objects.get()
    sent(answer)
    text = text_of(workshop.get(page("round", network.pk)))
    detail = page("round_answer", network.pk, answer.pk)
    shown = text_of(workshop.get(detail))
    refused = text_of(workshop.post(detail, {"krok": "return", "slova": "", "poznamka-amount": ""}))
    workshop.post(detail, {"krok": "return", "slova": "Proč?", "poznamka-amount": "Opravdu?"})
    answer.refresh_from_db()
    returned = answer.state
    sent(answer, amount="5,1")
    workshop.post(detail, {"krok": "accept", "revize": "2"})

    answer.refresh_from_db()
    assert "Odejde 1 dopis" in before
    assert "Převzít 1 službu bez výhrad" in text
    assert "1 100 000 Kč" in shown
    assert "Přibyl půlúvazek." in shown
    assert "na co se ptáte" in refused
    assert (returned, answer.state) == ("returned", "accepted")
    assert "převzato do návrhu" in text_of(workshop.get(page("round", network.pk)))


def test_day_that_is_over_is_refused_and_words_stay(signed_in, network, coordinator):
    typed = {"deadline_on": "1. 1. 2020", "message": "Moje slova", "jump_percent": "30"}

    text = text_of(signed_in(coordinator).post(page("round", network.pk), typed))

    assert "Tento den už minul." in text
    assert "Moje slova" in text


def test_last_day_is_moved(signed_in, round_, coordinator):
    typed = {"deadline_on": f"{in_days(30):%-d. %-m. %Y}", "message": "", "jump_percent": "20"}

    signed_in(coordinator).post(page("round_settings", round_.network_id), typed)

    round_.refresh_from_db()
    assert (round_.deadline_on, round_.jump_percent) == (in_days(30), 20)


def test_editor_looks_and_changes_nothing(signed_in, round_, answer, editor):
    sent(answer)
    browser = signed_in(editor)

    assert browser.get(page("round", round_.network_id)).status_code == 200
    assert browser.post(page("round", round_.network_id), {"krok": "close"}).status_code == 403


@pytest.mark.parametrize("count", [1, 4])
def test_page_of_a_round_costs_the_same_for_any_number(signed_in, coordinator, count, django_assert_max_num_queries):
    rows = [ServiceFactory(provider=ProviderFactory(email=f"p{number}@example.cz")) for number in range(count)]
    round_ = opened_round(network_of(*rows, by=coordinator), coordinator)
    for answer in ServiceRequest.objects.all():
        sent(answer)
    browser = signed_in(coordinator)
    browser.get(page("round", round_.network_id))

    with django_assert_max_num_queries(19):
        browser.get(page("round", round_.network_id))


def test_facts_of_last_year_go_into_its_new_version(round_, answer, coordinator):
    sent(answer, **{"fact-cost": "990 000"})
    book = round_workbook.exported(round_)
    reading = workbook.read(io.BytesIO(book))

    assert (reading.faults, reading.rows[0]["money"]["fact-cost"]) == ([], 990_000)
    names = [row[0].value for row in openpyxl.load_workbook(io.BytesIO(book))["odpovědi"].iter_rows(min_row=2)]
    assert names == ["Pečovatelka"]


def test_known_of_many_is_the_same_as_of_one(round_, answer, coordinator):
    many = known_of(round_, [answer])[answer.place]
    one = known_for(answer)

    assert (many.entry, many.before, many.beginning()) == (one.entry, one.before, one.beginning())


def test_calendar_tells_what_waits(round_, answer, coordinator, reader):
    ProviderRound.objects.update(deadline_on=in_days(3))
    (waits,) = figures_of_providers(coordinator)
    sent(answer)
    (check,) = figures_of_providers(coordinator)
    rounds.accept(answer, seen=1, by=coordinator)
    (close,) = figures_of_providers(coordinator)

    assert (waits.silent, waits.step) == (1, (("krok", "remind"),))
    assert str(check.text) == "Údaje 1 služby do sítě na rok 2026 čekají na kontrolu."
    assert "jde uzavřít" in str(close.text)
    assert list(figures_of_providers(reader)) == []
