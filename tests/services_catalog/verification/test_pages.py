"""Pages of a provider: nothing is changed by opening, a code is typed, one button or corrections."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kpss_portal.models import OutgoingMail
from services_catalog.models import VerificationCode
from services_catalog.verification import workflow
from tests.services_catalog.verification.factories import asked_for, service_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(coordinator):
    return asked_for(service_with(name="Poradna", description="Radíme."), coordinator)


def address(asked, name=""):
    return reverse(f"services_catalog:verification{name}", args=[asked.uuid])


def code_for(client, asked):
    """The code that came to the address on file."""
    client.post(address(asked, "-code"))
    text = OutgoingMail.objects.order_by("pk").last().text
    return re.search(r"\b(\d{6})\b", text)[1]


def opened(asked, client=None):
    """A browser of a provider who has typed the code."""
    client = client or Client()
    client.post(address(asked), {"code": code_for(client, asked)})
    return client


def form_of(client, asked, **changes):
    """The form of corrections as it was shown, with changes."""
    form = client.get(address(asked, "-correct")).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def state_of(asked):
    asked.refresh_from_db()
    return asked.state


# --- opening changes nothing --------------------------------------------------------------------------------------


def test_opening_the_link_any_number_of_times_changes_nothing(client, asked):
    before = OutgoingMail.objects.count()

    pages = [client.get(address(asked)) for _time in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert (state_of(asked), OutgoingMail.objects.count(), VerificationCode.objects.count()) == ("waiting", before, 0)
    assert "Radíme." in pages[0].content.decode()
    assert pages[0]["X-Robots-Tag"] == "noindex"
    assert "no-store" in pages[0]["Cache-Control"]


@pytest.mark.parametrize("name", ["-code", "-confirm"])
def test_steps_are_taken_by_post_only(client, asked, name):
    assert client.get(address(asked, name)).status_code == 405
    assert state_of(asked) == "waiting"


@pytest.mark.parametrize("name", ["-confirm", "-correct"])
def test_without_a_code_nothing_is_done(client, asked, name):
    client.post(address(asked, name), {"description": "Podvrh."})

    assert (state_of(asked), asked.changes.count()) == ("waiting", 0)


def test_the_page_shows_only_a_part_of_the_address(client, asked):
    page = client.get(address(asked))

    assert page.context["address"] == "s…@example.cz"
    assert "s…@example.cz" in page.content.decode()


# --- the code -----------------------------------------------------------------------------------------------------


def test_a_mailed_code_opens_the_page_and_one_button_verifies_the_card(client, asked):
    opened(asked, client)

    client.post(address(asked, "-confirm"))

    service = asked.service
    service.refresh_from_db()
    assert (state_of(asked), service.verified_on) == ("confirmed", timezone.localdate())
    assert f"ověřeno {service.verified_on.day}." in client.get(service.get_absolute_url()).content.decode().lower()


def test_a_code_is_good_for_ten_minutes(client, asked):
    code = code_for(client, asked)
    VerificationCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    page = client.post(address(asked), {"code": code})

    assert page.context["is_opened"] is False
    assert page.context["code_form"].errors["code"] == ["Tento kód už neplatí. Nechte si poslat nový."]


def test_a_code_lives_ten_minutes_and_is_stored_as_a_hash(client, asked):
    code = code_for(client, asked)

    row = VerificationCode.objects.get()
    assert timedelta(minutes=9) < row.expires_at - timezone.now() <= timedelta(minutes=10)
    assert code not in (row.code_hash, row.browser_hash, row.address_hash)


def test_a_code_is_used_once(client, asked):
    code = code_for(client, asked)
    client.post(address(asked), {"code": code})
    session = client.session
    del session["verification.opened"]
    session.save()

    assert client.post(address(asked), {"code": code}).context["is_opened"] is False


def test_a_code_of_one_browser_does_not_open_another(client, asked):
    code = code_for(client, asked)
    thief = Client()
    thief.post(address(asked, "-code"))

    assert thief.post(address(asked), {"code": code}).context["is_opened"] is False


def test_a_code_of_one_request_does_not_open_another(client, asked, coordinator):
    other = asked_for(service_with("jina@example.cz", name="Jiná"), coordinator)
    code = code_for(client, asked)
    client.post(address(other, "-code"))

    assert client.post(address(other), {"code": code}).context["is_opened"] is False


def test_after_five_wrong_tries_the_right_code_is_no_good(client, asked):
    code = code_for(client, asked)
    for _try in range(5):
        client.post(address(asked), {"code": f"{(int(code) + 1) % 10**6:06d}"})

    assert client.post(address(asked), {"code": code}).context["is_opened"] is False


def test_an_address_gets_five_codes_an_hour(client, asked):
    before = OutgoingMail.objects.count()

    for _time in range(7):
        Client().post(address(asked, "-code"))

    assert OutgoingMail.objects.count() - before == 5


@pytest.mark.parametrize("code", ["", "abc", "9" * 5000, "\x00", "１２３４５６", "' OR 1=1"])
def test_nonsense_in_the_place_of_a_code_is_told(client, asked, code):
    client.post(address(asked, "-code"))

    page = client.post(address(asked), {"code": code})

    assert (page.status_code, page.context["is_opened"]) == (200, False)
    assert page.context["code_form"].errors["code"]


def test_a_page_is_open_for_two_hours(client, asked):
    opened(asked, client)
    session = client.session
    session["verification.opened"] = {
        key: (timezone.now() - timedelta(hours=2, seconds=1)).isoformat() for key in session["verification.opened"]
    }
    session.save()

    client.post(address(asked, "-confirm"))

    assert state_of(asked) == "waiting"


# --- corrections --------------------------------------------------------------------------------------------------


def test_corrected_fields_wait_for_the_office_and_the_card_stays(client, asked):
    opened(asked, client)

    client.post(address(asked, "-correct"), form_of(client, asked, description="Radíme i v obcích."))

    change = asked.changes.get()
    assert (state_of(asked), change.field, change.new_value) == ("proposed", "description", "Radíme i v obcích.")
    asked.service.refresh_from_db()
    assert asked.service.description == "Radíme."


def test_an_error_keeps_everything_typed(client, asked):
    opened(asked, client)
    long = "x" * 100_000

    page = client.post(address(asked, "-correct"), form_of(client, asked, description="Nový text.", price_note=long))

    assert page.status_code == 200
    assert page.context["form"].errors
    assert "Nový text." in page.content.decode()
    assert asked.changes.count() == 0


def test_when_the_two_hours_are_over_what_was_typed_is_shown_again(client, asked):
    opened(asked, client)
    form = form_of(client, asked, description="Dlouho psaný text.")
    session = client.session
    session.pop("verification.opened")
    session.save()

    page = client.post(address(asked, "-correct"), form)

    assert page.status_code == 403
    assert "Dlouho psaný text." in page.content.decode()


def test_the_second_of_two_providers_sees_what_the_first_wrote_and_keeps_their_own(asked):
    first, second = opened(asked), opened(asked)
    theirs, own = form_of(first, asked, description="První."), form_of(second, asked, description="Druhý.")
    first.post(address(asked, "-correct"), theirs)

    page = second.post(address(asked, "-correct"), own).content.decode()

    assert "První." in page
    assert "Druhý." in page
    assert [change.new_value for change in asked.changes.all()] == ["První."]


def test_waiting_corrections_stop_the_button(client, asked):
    opened(asked, client)
    client.post(address(asked, "-correct"), form_of(client, asked, description="Jinak."))

    client.post(address(asked, "-confirm"))

    assert state_of(asked) == "proposed"


# --- links that are over ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "-correct"])
def test_a_link_of_a_closed_round_says_what_to_do(client, asked, coordinator, name):
    workflow.close(asked.round, by=coordinator)

    page = client.get(address(asked, name))

    assert page.status_code == 410
    assert "Tento odkaz je starý" in page.content.decode()


@pytest.mark.parametrize("name", ["-code", "-confirm", "-correct"])
def test_nothing_is_done_after_the_round_is_closed(asked, coordinator, name):
    client = opened(asked)
    before = OutgoingMail.objects.count()
    workflow.close(asked.round, by=coordinator)

    assert client.post(address(asked, name), {"description": "Pozdě."}).status_code == 410
    assert (asked.changes.count(), OutgoingMail.objects.count()) == (0, before)


def test_an_old_link_leads_to_the_request_that_runs(client, asked, coordinator):
    workflow.close(asked.round, by=coordinator)
    newer = asked_for(asked.service, coordinator)

    assert newer.get_absolute_url() in client.get(address(asked)).content.decode()


def test_an_unknown_link_is_not_found(client, db):
    import uuid

    assert client.get(reverse("services_catalog:verification", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("count", [1, 5])
def test_the_page_costs_the_same_for_one_and_for_more_services_of_a_provider(
    client, coordinator, count, django_assert_max_num_queries
):
    from services_catalog.models import VerificationRequest
    from tests.services_catalog.verification.factories import RoundFactory

    for number in range(count):
        service_with(name=f"Služba {number}")
    workflow.start(RoundFactory(), by=coordinator)
    asked = VerificationRequest.objects.first()
    opened(asked, client)

    with django_assert_max_num_queries(18):
        client.get(address(asked))
