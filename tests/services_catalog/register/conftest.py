"""A territory of one town, and the code lists of the Act."""

import pytest

from services_catalog.code_lists import load_code_lists
from services_catalog.signals import service_ended_or_changed
from tests.community.factories import MunicipalityFactory
from tests.kept import anew
from tests.services_catalog.register.factories import TOWN


@pytest.fixture(scope="module")
def kept_territory(kept):
    return kept(_territory)


@pytest.fixture
def territory(db, kept_territory):
    return anew(kept_territory)


def _territory():
    load_code_lists()
    return MunicipalityFactory(
        code=TOWN, name="Litoměřice", slug="litomerice", region="Ústecký kraj", county="Litoměřice"
    )


@pytest.fixture
def told():
    """What other apps were told: (accepted, field of the difference) in their order."""
    heard = []

    def hear(sender, differences, is_accepted, **_more):
        heard.extend((is_accepted, row.field) for row in differences)

    service_ended_or_changed.connect(hear)
    yield heard
    service_ended_or_changed.disconnect(hear)
