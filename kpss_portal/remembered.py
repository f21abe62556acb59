"""Values that are dear to make and asked on every page, kept in the memory of the process.

A short mark in the cache says which value is the present one, so forgetting works in every process that shares the cache;
where the cache is not shared, another process learns of a change after `seconds` at the latest. A value that no process
may show after it was forgotten is kept `everywhere`: its mark costs a query, but all see it at once.
"""

from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A value made by `make` and kept until it is forgotten or old."""

    def __init__(self, name: str, make: Callable[[], Value], seconds: int = 60, *, everywhere: bool = False) -> None:
        self._key = f"shared.remembered.{name}" if everywhere else f"remembered.{name}"
        self._make, self._seconds = make, seconds
        self._kept: tuple[str, Value] | None = None  # both at once: a process may have threads

    def get(self) -> Value:
        """The present value. The mark comes first: what is forgotten while the value is being made is made again."""
        mark = cache.get(self._key)
        if mark is None:
            mark = uuid4().hex
            cache.set(self._key, mark, self._seconds)
        kept = self._kept
        if kept is None or kept[0] != mark:
            kept = self._kept = (mark, self._make())
        return kept[1]

    def forget(self) -> None:
        """The next one who asks gets a new value; and once more after the commit, when others can see what was written."""
        self._forget()
        self.forget_after_commit()

    def forget_after_commit(self) -> None:
        """At once in this process, and for all when they can see what was written; once a transaction."""
        self._kept = None
        if not any(waiting[1] == self._forget for waiting in transaction.get_connection().run_on_commit):
            transaction.on_commit(self._forget)

    def _forget(self) -> None:
        cache.delete(self._key)


def forget_key(key: str) -> None:
    """A value that is kept in the cache itself: away at once, and again when others can see what was written."""
    cache.delete(key)
    transaction.on_commit(partial(cache.delete, key))
