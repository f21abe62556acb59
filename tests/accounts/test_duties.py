"""What administrators owe to the safety of sign-ins, and what the check of the settings says of it."""

import pytest

from accounts.enums import Role
from kpss_portal.checks import public_server_settings
from kpss_portal.duties import duties_of
from tests.accounts.factories import UserFactory
from tests.accounts.steps import give_app, give_spare_codes

pytestmark = pytest.mark.django_db

OFF = "Lidé z úřadu se přihlašují bez druhého kroku. Požádejte toho, kdo portál provozuje, ať ho zapne."


@pytest.fixture
def public_server(settings):
    settings.PRODUCTION, settings.DEMO, settings.REQUIRE_MFA = True, False, True
    return settings


def told_to(person):
    return [str(duty.text) for duty in duties_of(person) if str(duty.subject) == "Lidé"]


def test_administrator_learns_how_many_of_the_office_have_no_second_step(public_server, administrator):
    with_app, with_spare_codes_only = (
        UserFactory(roles=(Role.EDITOR,)),
        UserFactory(roles=(Role.EDITOR, Role.COORDINATOR)),
    )
    give_app(with_app)
    give_spare_codes(with_spare_codes_only)
    UserFactory(roles=(Role.MEMBER,))
    UserFactory(roles=(Role.EDITOR,), is_active=False)

    assert told_to(administrator) == ["2 lidé z úřadu ještě nemají druhý krok přihlášení."]


def test_administrator_has_no_such_duty_when_all_have_it(public_server, administrator):
    give_app(administrator)

    assert told_to(administrator) == []


def test_administrator_learns_that_nobody_is_asked(public_server, administrator):
    public_server.REQUIRE_MFA = False
    give_app(administrator)

    assert told_to(administrator) == [OFF]


def test_others_and_the_sample_office_are_left_in_peace(public_server, administrator, coordinator):
    assert told_to(coordinator) == []
    public_server.DEMO = True
    assert told_to(administrator) == []


@pytest.mark.parametrize("is_required", [True, False])
def test_check_of_a_public_server_says_that_the_second_step_is_off(settings, is_required):
    settings.REQUIRE_MFA = is_required

    assert ("kpss_portal.W007" in {found.id for found in public_server_settings(None)}) is not is_required
