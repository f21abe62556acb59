"""Who may do what with the catalogue: a grid of roles and actions, and `visible_to` in step with `view_service`."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from services_catalog.models import Service
from services_catalog.rules import CODE_LISTS, NOUNS
from tests.services_catalog.factories import ServiceFactory

PEOPLE = ["citizen", "reader", "editor", "coordinator", "administrator"]
KEEPERS = {"editor", "coordinator"}
OFFICE = KEEPERS | {"administrator"}


@pytest.fixture(params=PEOPLE)
def person(request):
    """Each kind of person, with the name of the kind."""
    return request.param, request.getfixturevalue(request.param)


@pytest.fixture
def services(db):
    """A service in each of its states, by the state."""
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    return {
        "public": ServiceFactory(),
        "last day": ServiceFactory(provided_until=today),
        "ended": ServiceFactory(provided_until=yesterday),
        "unpublished": ServiceFactory(unpublished=True),
        "unpublished and ended": ServiceFactory(unpublished=True, provided_until=yesterday),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("action", ["add", "change", "delete"])
def test_keepers_of_the_catalogue_change_it(person, noun, action):
    role, user = person

    assert user.has_perm(f"services_catalog.{action}_{noun}") is (role in KEEPERS)


@pytest.mark.django_db
@pytest.mark.parametrize("noun", [*NOUNS, *CODE_LISTS, "importbatch"])
def test_the_office_sees_everything_in_the_administration(person, noun):
    role, user = person

    assert user.has_perm(f"services_catalog.view_{noun}") is (role in OFFICE)


@pytest.mark.django_db
@pytest.mark.parametrize("noun", CODE_LISTS)
def test_code_lists_come_from_the_act_and_only_the_coordinator_adds_words(person, noun):
    role, user = person

    may = [user.has_perm(f"services_catalog.{action}_{noun}") for action in ("add", "change", "delete")]
    assert may == [False, role == "coordinator", False]


@pytest.mark.django_db
def test_keepers_import_and_the_office_exports(person):
    role, user = person

    may = (user.has_perm("services_catalog.import_service"), user.has_perm("services_catalog.export_service"))
    assert may == (role in KEEPERS, role in OFFICE)


@pytest.mark.django_db
def test_imports_are_a_record_that_nobody_rewrites(person):
    _role, user = person

    may = [user.has_perm(f"services_catalog.{action}_importbatch") for action in ("add", "change", "delete")]
    assert may == [False, False, False]


def test_the_public_sees_published_services_that_are_provided_today(services, person):
    role, user = person

    seen = {state for state, service in services.items() if user.has_perm("services_catalog.view_service", service)}
    assert seen == (set(services) if role in OFFICE else {"public", "last day"})


def test_visible_to_says_the_same_as_the_permission(services, person):
    _role, user = person

    allowed = {service for service in Service.objects.all() if user.has_perm("services_catalog.view_service", service)}
    assert set(Service.objects.visible_to(user)) == allowed


def test_the_page_of_a_service_says_the_same_as_the_permission(services, person, client):
    role, user = person
    if role != "citizen":
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    answers = {service: client.get(service.get_absolute_url()).status_code for service in services.values()}

    expected = {
        service: 200 if user.has_perm("services_catalog.view_service", service) else 404
        for service in services.values()
    }
    assert answers == expected


def test_somebody_who_left_the_office_sees_what_the_public_sees(services, coordinator):
    coordinator.is_active = False

    assert set(Service.objects.visible_to(coordinator)) == {services["public"], services["last day"]}
    assert coordinator.has_perm("services_catalog.change_service", services["public"]) is False


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_the_export_is_given_to_the_office_only(client, person, kind, db):
    role, user = person
    if role != "citizen":
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get(reverse("admin:services_catalog_service_export", args=[kind]))

    assert (answer.status_code == 200) is (role in OFFICE)


def test_an_unknown_kind_of_export_is_not_found(signed_in, coordinator):
    assert signed_in(coordinator).get("/admin/services_catalog/service/vyvoz.exe").status_code == 404


ADMIN_PAGES = ["service", "provider", "lifesituation", "crisisline", "servicetype", "targetgroup", "agegroup"]


@pytest.mark.parametrize("noun", ADMIN_PAGES)
def test_lists_of_the_administration_open_for_the_office(client, person, noun, db):
    role, user = person
    if role != "citizen":
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get(reverse(f"admin:services_catalog_{noun}_changelist"))

    assert (answer.status_code == 200) is (role in OFFICE)
