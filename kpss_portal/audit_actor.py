"""Who acts now: the person of the request, or a command; and the mark by which lines of one act belong together."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

BY_ITSELF = ("db_worker", "serve", "send_mails", "watch", "tend_")  # beginnings of commands that nobody types


@dataclass
class Acting:
    """One request or one command; `request` is asked for its person only when a line is written."""

    request: Any = None
    command: str = ""
    act: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def person(self) -> Any:
        """Who is signed in; None for a visitor, for the portal itself and where nobody could be asked."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @property
    def words(self) -> str:
        """Who acts where there is no person."""
        if self.command.startswith(BY_ITSELF):
            return gettext("the portal in the background")
        if self.command:
            return gettext("command %(name)s") % {"name": self.command}
        return gettext("visitor") if self.request is not None else ""


_now: ContextVar[Acting | None] = ContextVar("acting", default=None)
_quiet: ContextVar[str] = ContextVar("quiet", default="")


def acting() -> Acting:
    """Who acts now; outside requests and commands the portal itself."""
    return _now.get() or Acting(act="")


@contextmanager
def acts(who: Acting) -> Iterator[None]:
    """What is written inside was done by `who`."""
    token = _now.set(who)
    try:
        yield
    finally:
        _now.reset(token)


def remain(who: Acting) -> None:
    """As `acts` to the end of the process: for commands."""
    _now.set(who)


@contextmanager
def one_line(reason: str) -> Iterator[None]:
    """Rows written inside leave no lines of their own, since their door writes one for all with counts.

    A test lists the doors that use it, with the reason, and looks that each writes its line.
    """
    token = _quiet.set(reason)
    try:
        yield
    finally:
        _quiet.reset(token)


def is_quiet() -> bool:
    """Whether the door writes one line for all."""
    return bool(_quiet.get())
