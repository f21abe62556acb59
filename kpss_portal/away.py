"""Servers beside the database that do not answer: the store of files, the common cache."""

from collections.abc import Iterator
from contextlib import contextmanager


class ServerAway(ConnectionError):
    """What was asked may be asked again later; the page says so by 503."""


@contextmanager
def told_as_away(*faults: type[Exception]) -> Iterator[None]:
    """Faults of a client library as ServerAway, which the rest of the portal understands."""
    try:
        yield
    except faults as fault:
        raise ServerAway(type(fault).__name__) from fault
