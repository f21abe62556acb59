"""Fields that a form does not offer, sent along, change nothing (mass assignment)."""

import pytest

from plans.models import Comment, NeedSuggestion
from services_catalog.models import Suggestion
from tests.hostile.cases import case
from working_groups.models import JoinRequest

pytestmark = pytest.mark.django_db
EXTRA = {
    "id": "1",
    "pk": "1",
    "state": "done",
    "is_public": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "number": "1",
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("kpss_portal.spam_guard.LEAST_SECONDS", 0)


@pytest.mark.parametrize(
    ("model", "address"),
    [
        case("more fields with a wish to join", "V15.3.3", JoinRequest, "/skupiny/zapojit-se/"),
        case("more fields with a missing service", "V15.3.3", Suggestion, "/katalog/navrhnout-sluzbu/"),
        case("more fields with a mistake of a card", "V15.3.3", Suggestion, "/katalog/sluzby/sluzba-0/nahlasit-chybu/"),
        case("more fields with a need", "V15.3.3, Decidim 2026", NeedSuggestion, "/plany/navrh/potreby/navrhnout/"),
        case("more fields with a comment", "V15.3.3, Decidim 2026", Comment, "/plany/navrh/pripominky/nova/"),
    ],
)
def test_fields_that_a_form_does_not_offer_change_nothing(made, client, model, address):
    from kpss_portal.spam_guard import token_for

    before = {row.pk: row.__dict__ | {"_state": None} for row in model.objects.all()}
    address = address.replace("sluzba-0", made["service"].slug)
    for guard in ("form", "join", "suggestion", "comment", "need"):
        client.post(address, EXTRA | {"name": "x", "text": "x", "given_out": token_for(guard)})
    after = {row.pk: row.__dict__ | {"_state": None} for row in model.objects.all()}

    assert {pk: row for pk, row in after.items() if pk in before} == before
    assert all(str(row.get("state")) != "done" for pk, row in after.items() if pk not in before)


@pytest.mark.parametrize(
    "field",
    [
        case("a person makes themselves a superuser", "V8.2.3, V15.3.3", "is_superuser"),
        case("a person makes themselves staff", "V8.2.3, V15.3.3", "is_staff"),
        case("a person adds themselves a role", "V8.2.3, V15.3.3", "groups"),
        case("a person changes the round of sign-ins", "V8.2.3, V15.3.3", "sessions_round"),
    ],
)
def test_nobody_gets_more_rights_by_the_page_of_the_account(made, client, field):
    member = made["member"]
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("/ucet/", "/ucet/heslo/", "/moje/"):
        client.post(address, {field: "1", "password": "x"})
    stored = type(member).objects.get(pk=member.pk)

    assert (stored.is_superuser, stored.is_staff, stored.sessions_round) == (False, False, 0)
    assert stored.role_names == {"members"}


@pytest.mark.parametrize("field", [case("state of a plan by its form in the administration", "V8.1.2", "state")])
def test_state_does_not_move_by_a_form(made, signed_in, field):
    plan = made["draft"]
    signed_in(made["coordinator"]).post(
        f"/admin/plans/plan/{plan.pk}/change/", {field: "in_force", "title": "x", "slug": "x"}
    )

    assert getattr(type(plan).objects.get(pk=plan.pk), field) == getattr(plan, field)
