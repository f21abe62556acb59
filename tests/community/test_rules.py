"""Who may do what with the office's pages: a grid of roles and permissions, on which pages and permissions agree."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser

from accounts.enums import Role
from accounts.roles import STAFF_ROLES
from tests.accounts.factories import UserFactory
from tests.community.factories import (
    ContactFactory,
    DocumentFactory,
    EventFactory,
    FigureFactory,
    MunicipalityFactory,
    NewsFactory,
    OfficeFactory,
    PageFactory,
    PartnerFactory,
    PlanningAreaFactory,
    TerritoryMapFactory,
)

pytestmark = pytest.mark.django_db

ANONYMOUS, NO_ROLE = "anonymous", "no role"
WHO = (ANONYMOUS, NO_ROLE, *Role)
OFFICE = {Role.ADMINISTRATOR, Role.COORDINATOR, Role.EDITOR}
WRITERS = {Role.COORDINATOR, Role.EDITOR}
SETTERS = {Role.ADMINISTRATOR, Role.COORDINATOR}
COORDINATOR = {Role.COORDINATOR}
NOBODY: set[Role] = set()
FACTORIES = {
    "office": OfficeFactory,
    "municipality": MunicipalityFactory,
    "planningarea": PlanningAreaFactory,
    "contact": ContactFactory,
    "page": PageFactory,
    "newsitem": NewsFactory,
    "document": DocumentFactory,
    "event": EventFactory,
    "partner": PartnerFactory,
    "territorymap": TerritoryMapFactory,
}
GRID = {  # noun: who views, adds, changes, deletes
    "office": (OFFICE, NOBODY, SETTERS, NOBODY),
    "municipality": (OFFICE, COORDINATOR, SETTERS, NOBODY),
    "municipalityfigure": (OFFICE, COORDINATOR, SETTERS, COORDINATOR),
    "planningarea": (OFFICE, COORDINATOR, SETTERS, COORDINATOR),
    "contact": (OFFICE, WRITERS, WRITERS, WRITERS),
    "page": (OFFICE, WRITERS, WRITERS, WRITERS),
    "newsitem": (OFFICE, WRITERS, WRITERS, WRITERS),
    "document": (OFFICE, WRITERS, WRITERS, WRITERS),
    "event": (OFFICE, WRITERS, WRITERS, WRITERS),
    "partner": (OFFICE, WRITERS, WRITERS, WRITERS),
    "territorymap": (OFFICE, SETTERS, SETTERS, SETTERS),
}
ACTIONS = ("view", "add", "change", "delete")
CELLS = [(noun, action, allowed) for noun, row in GRID.items() for action, allowed in zip(ACTIONS, row, strict=True)]


def somebody(who):
    if who == ANONYMOUS:
        return AnonymousUser()
    return UserFactory(roles=() if who == NO_ROLE else (who,))


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize(("noun", "action", "allowed"), CELLS, ids=[f"{action} {noun}" for noun, action, _who in CELLS])
def test_each_role_may_what_the_table_says(noun, action, allowed):
    thing = FigureFactory() if noun == "municipalityfigure" else FACTORIES[noun]()

    assert {who for who in WHO if somebody(who).has_perm(f"community.{action}_{noun}", thing)} == allowed


@pytest.mark.parametrize(("permission", "allowed"), [("community", OFFICE), ("community.set_up_office", SETTERS)])
def test_each_role_may_enter_and_set_up(permission, allowed):
    assert {who for who in WHO if somebody(who).has_perm(permission)} == allowed


@pytest.mark.parametrize("noun", FACTORIES)
@pytest.mark.parametrize("role", Role)
def test_pages_of_the_administration_keep_the_table(signed_in, noun, role):
    thing = FACTORIES[noun]()
    client = signed_in(UserFactory(roles=(role,)))
    views, adds, changes, deletes = (role in allowed for allowed in GRID[noun])
    address = f"/admin/community/{noun}/"
    closed = 403 if role in STAFF_ROLES else 302

    listed = client.get(address).status_code
    page = client.get(f"{address}{thing.pk}/change/")
    added = client.get(f"{address}add/").status_code
    deleted = client.get(f"{address}{thing.pk}/delete/").status_code

    assert listed == ((302 if noun == "office" else 200) if views else closed)
    assert page.status_code == (200 if views else closed)
    assert added == (200 if adds else closed)
    assert deleted == (200 if deletes else closed)
    if views:
        assert (soup(page).find("input", {"name": "_save"}) is not None) == changes


@pytest.mark.parametrize(("role", "nouns"), [(Role.READER, set()), (Role.EDITOR, set(FACTORIES))])
def test_menu_offers_what_the_person_may_see(signed_in, role, nouns):
    page = soup(signed_in(UserFactory(roles=(role,))).get("/admin/community/contact/", follow=True))

    offered = {link["href"].split("/")[3] for link in page.select("#nav-sidebar .app-community a")}
    assert offered == nouns
