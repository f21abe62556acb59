"""Values that are dear to make and asked on every page, kept in the memory of the process.

A short mark in the cache says which value is the present one, so forgetting works in every process that shares the cache;
where the cache is not shared, another process learns of a change after `seconds` at the latest. A value that no process
may show after it was forgotten is kept `everywhere`: its mark costs a query, but all see it at once.
"""

from collections.abc import Callable
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
        self._mark: str | None = None
        self._value: Value | None = None

    def get(self) -> Value:
        """The present value."""
        mark = cache.get(self._key)
        if mark is None or mark != self._mark or self._value is None:
            self._value = self._make()
            self._mark = mark or uuid4().hex
            cache.set(self._key, self._mark, self._seconds)
        return self._value

    def forget(self) -> None:
        """The next one who asks gets a new value."""
        cache.delete(self._key)

    def forget_after_commit(self) -> None:
        """At once in this process, and for all when they can see what was written; once a transaction."""
        self._value = None
        if not any(waiting[1] == self.forget for waiting in transaction.get_connection().run_on_commit):
            transaction.on_commit(self.forget)
