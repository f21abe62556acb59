"""A small part of `python -m scripts.fuzz`: no request ends in a failure of the portal."""

import django
import pytest
from django.utils import timezone

from services_catalog import booklet
from services_catalog.enums import PrintSize
from services_catalog.models import Booklet
from tests.hostile.cases import case
from tests.hostile.fuzzing import Fuzzer, Person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(django.VERSION >= (6,), reason="a long look, taken on both engines with the Django of the lock"),
]
STARTS = ("/", "/katalog/", "/skupiny/", "/plany/", "/ankety/", "/hledat/", "/ucet/", "/moje/", "/admin/")


@pytest.fixture
def booklets(made):
    """Both are up to date, as on any day: every request is taken back, so each who asks would have them made again."""
    for size in PrintSize:
        booklet.make_edition(size)
    Booklet.objects.update(checked_at=timezone.now())


@pytest.mark.parametrize("count", [case("six hundred made-up requests", "V2.2.1, V16.5.3", 600)])
def test_no_request_breaks_the_portal(made, booklets, count):
    people = [Person("anonymous"), Person("member", made["member"]), Person("coordinator", made["coordinator"])]
    for person in people:
        person.explore(STARTS, 60, most_of_a_kind=1)
    result = Fuzzer(people, seed=7).run(count)

    assert result.total == count
    assert [f"{fault.who} {fault.method} {fault.address} {fault.reason}" for fault in result.faults] == []
