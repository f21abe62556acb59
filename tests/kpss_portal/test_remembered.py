"""What is remembered in memory is forgotten in time, here and in other processes."""

import pytest
from django.core.cache import cache

from kpss_portal.remembered import Remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting():
    """Makes 1, 2, 3…; each process has its own `Remembered` of one name."""
    made = iter(range(1, 100))
    return lambda **options: Remembered("test", lambda: next(made), **options)


def test_value_is_made_once_until_it_is_forgotten(counting):
    remembered = counting()

    assert [remembered.get(), remembered.get()] == [1, 1]
    remembered.forget()
    assert remembered.get() == 2


def test_change_is_seen_here_at_once_and_elsewhere_after_the_commit(counting, django_capture_on_commit_callbacks):
    here, elsewhere = counting(everywhere=True), counting(everywhere=True)
    before = here.get(), elsewhere.get()

    with django_capture_on_commit_callbacks(execute=True) as waiting:
        here.forget_after_commit()
        here.forget_after_commit()
        changed = here.get()
        assert elsewhere.get() == before[1]

    assert changed not in before
    assert elsewhere.get() not in (*before, changed)
    assert len(waiting) == 1


def test_shared_mark_is_not_in_the_memory_of_one_process(counting):
    counting(everywhere=True).get()

    assert cache.get("shared.remembered.test")
    assert cache.get("remembered.test") is None
