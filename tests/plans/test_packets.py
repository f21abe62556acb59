"""Papers for the council: frozen when they are made, read by a secret address until it ends; and the annex of changes."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kpss_portal.models import AuditEntry, StoredDocument
from plans import amending, packets
from plans.change_document import make_document as make_changes
from plans.models import CouncilPacket, PlanSnapshot
from plans.packet_document import context_of, make_document
from plans.versions import points_of
from tests.accounts.factories import UserFactory
from tests.plans.factories import approved_plan, whole_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return whole_plan()


@pytest.fixture
def office_client(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def packet(plan, coordinator, tomorrow):
    amending.take_snapshot(plan, "verze k připomínkám", by=coordinator)
    plan.items.filter(code="1.1.1").update(title="Úplně jinak")
    return packets.prepare(
        plan, "Zastupitelstvo", tomorrow, by=coordinator, earlier=points_of(plan.slug, coordinator)[0]
    )


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


@pytest.fixture
def drawn(monkeypatch):
    """Documents are drawn without the libraries, quickly."""
    monkeypatch.setattr("plans.packet_document.render_pdf", lambda *args, **more: b"%PDF-1.7 podklad")
    monkeypatch.setattr("plans.change_document.render_pdf", lambda *args, **more: b"%PDF-1.7 zmeny")
    monkeypatch.setattr("kpss_portal.document_making.page_count", lambda data: 1)


# --- what is in it ------------------------------------------------------------------------------------------------


def test_the_papers_hold_the_draft_changes_money_and_what_is_missing(packet):
    context = context_of(packet)

    assert [row["change"].title for row in context["changes"]["items"]] == ["Úplně jinak"]
    assert context["budgets"]
    assert "Rozhodnutí, které plán schvaluje" in [advice["label"] for advice in context["packet"]["readiness"]]
    assert context["packet"]["earlier"]["label"].startswith("verze k připomínkám")


def test_later_work_on_the_draft_does_not_change_the_papers(packet, plan):
    plan.items.filter(code="1.1.1").update(title="Zase jinak")
    plan.items.filter(code="1.1.2").delete()

    again = CouncilPacket.objects.get(pk=packet.pk)
    titles = [item["title"] for item in context_of(again)["items"]]

    assert "Úplně jinak" in titles
    assert again.content_sha256 == packet.content_sha256


def test_a_packet_does_not_change(packet):
    packet.content = "{}"

    with pytest.raises(TypeError):
        packet.save()


def test_only_who_leads_plans_prepares_and_revokes(plan, packet, tomorrow):
    stranger = UserFactory()

    with pytest.raises(PermissionDenied):
        packets.prepare(plan, "x", tomorrow, by=stranger)
    with pytest.raises(PermissionDenied):
        packets.revoke(packet, by=stranger)


# --- the address --------------------------------------------------------------------------------------------------


def test_whoever_has_the_address_reads_the_papers_and_nobody_keeps_them(client, packet, drawn):
    make_document(packet.pk)

    page = client.get(packet.get_absolute_url())
    document = client.get(f"{packet.get_absolute_url()}podklad.pdf")

    assert "Všechny podklady v jednom dokumentu" in words(page)
    assert b"".join(document.streaming_content if document.streaming else [document.content]).startswith(b"%PDF")
    for response in (page, document):
        assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_until_the_document_is_made_the_page_says_so(client, packet):
    assert "Dokument se připravuje" in words(client.get(packet.get_absolute_url()))
    assert client.get(f"{packet.get_absolute_url()}podklad.pdf").status_code == 503


@pytest.mark.parametrize("secret", ["0" * 64, "x", "0" * 32, "a" * 5_000, "%00"])
def test_a_guessed_address_finds_nothing(client, packet, secret):
    assert client.get(f"/podklad/{secret}/").status_code == 404
    assert client.get(f"/podklad/{packet.key.hex}{'0' * 32}/").status_code == 404
    assert client.get(f"/podklad/{secret}/podklad.pdf").status_code == 404


def test_an_address_ends_with_its_day(client, packet):
    CouncilPacket.objects.filter(pk=packet.pk).update(expires_on=timezone.localdate() - timedelta(days=1))

    for end in ("", "podklad.pdf"):
        answer = client.get(packet.get_absolute_url() + end)
        assert answer.status_code == 410
        assert "Úřad vám dá nový" in words(answer)


def test_a_revoked_address_does_not_work_and_revoking_twice_is_once(client, packet, coordinator):
    packets.revoke(packet, by=coordinator)
    packets.revoke(packet, by=coordinator)

    assert client.get(packet.get_absolute_url()).status_code == 410
    assert AuditEntry.objects.filter(action="plan.revoke_packet").count() == 1


def test_reading_changes_nothing(client, packet):
    with CaptureQueriesContext(connection) as queries:
        client.get(packet.get_absolute_url())

    assert [query["sql"] for query in queries if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}] == []
    assert client.post(packet.get_absolute_url()).status_code == 405


# --- the office ---------------------------------------------------------------------------------------------------


def test_the_coordinator_prepares_papers_and_revokes_the_link(office_client, plan, tomorrow):
    address = reverse("admin:plans_plan_go_on", args=[plan.pk, "podklad"])
    office_client.post(address, {"title": "Rada", "expires_on": f"{tomorrow:%d. %m. %Y}", "earlier": ""})
    packet = CouncilPacket.objects.get()

    state = office_client.get(reverse("admin:plans_plan_state", args=[plan.pk]))
    assert packet.get_absolute_url() in state.content.decode()

    office_client.post(reverse("admin:plans_plan_packet_revoke", args=[plan.pk, packet.pk]))
    packet.refresh_from_db()
    assert packet.revoked_at is not None


@pytest.mark.parametrize("day", ["1. 1. 2020", "1. 1. 2999", "zítra", ""])
def test_a_day_that_cannot_be_is_told_and_nothing_typed_is_lost(office_client, plan, day):
    address = reverse("admin:plans_plan_go_on", args=[plan.pk, "podklad"])

    page = BeautifulSoup(office_client.post(address, {"title": "Rada", "expires_on": day}).content, "html.parser")

    assert page.select_one(".field-expires_on .errorlist")
    assert page.select_one("[name=title]")["value"] == "Rada"
    assert not CouncilPacket.objects.exists()


# --- the annex of changes -----------------------------------------------------------------------------------------


@pytest.fixture
def two_versions(plan, coordinator):
    amending.take_snapshot(plan, "první", by=coordinator)
    plan.items.filter(code="1.1.1").update(title="Úplně jinak")
    amending.take_snapshot(plan, "druhá", by=coordinator)
    plan.state = "in_consultation"
    plan.save()
    return plan


def test_the_annex_of_changes_is_made_once_and_given_out(
    client, two_versions, drawn, django_capture_on_commit_callbacks
):
    address = f"/plany/{two_versions.slug}/zmeny.pdf"
    assert f"{address}?od=n1.1&do=n1.2" in {
        link["href"]
        for link in BeautifulSoup(client.get(f"/plany/{two_versions.slug}/zmeny/").content, "html.parser")("a")
    }

    with django_capture_on_commit_callbacks() as asked:
        first, second = client.get(address), client.get(address)
    assert (first.status_code, second.status_code, len(asked)) == (503, 503, 1)

    first_row, last_row = PlanSnapshot.objects.order_by("number")
    facts = {"title": two_versions.title, "points": [["plansnapshot", row.pk, "x"] for row in (first_row, last_row)]}
    make_changes(StoredDocument.objects.get(kind="changes").pk, facts)
    answer = client.get(address)
    answer.close()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_a_plan_of_one_version_has_no_annex(client, coordinator):
    plan = approved_plan(coordinator)

    assert client.get(f"/plany/{plan.slug}/zmeny.pdf").status_code == 404
