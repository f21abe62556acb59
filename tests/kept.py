"""Things that a module's tests share (`kept` in tests/conftest.py) as a test gets them."""

from typing import TypeVar

from django.db.models import Model

Thing = TypeVar("Thing", bound=Model)


def anew(thing: Thing) -> Thing:
    """The thing as the database has it: what an earlier test did to the object is not seen."""
    return type(thing)._base_manager.get(pk=thing.pk)
