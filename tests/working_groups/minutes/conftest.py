"""People around minutes: a member, a head, a secretary, one whose membership ended, one of another group."""

import pytest

from tests.working_groups.factories import GroupFactory, MeetingFactory, MembershipFactory
from working_groups.enums import MemberRole


@pytest.fixture
def group(db):
    return GroupFactory(name="Senioři", slug="seniori")


@pytest.fixture
def meeting(group):
    return MeetingFactory(held=True, groups=[group], title="Víkendová péče")


@pytest.fixture
def member(group):
    return MembershipFactory(group=group).user


@pytest.fixture
def head(group):
    return MembershipFactory(group=group, role=MemberRole.MANAGER).user


@pytest.fixture
def secretary(group):
    return MembershipFactory(group=group, role=MemberRole.SECRETARY).user


@pytest.fixture
def guest(group):
    return MembershipFactory(group=group, role=MemberRole.GUEST).user


@pytest.fixture
def former(group):
    return MembershipFactory(group=group, ended=True).user


@pytest.fixture
def stranger(db):
    return MembershipFactory().user
