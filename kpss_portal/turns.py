"""Work that one process does at a time, whichever of the machines it runs on.

On PostgreSQL a lock of the server holds it, which ends with the connection, however the process ends (so the connection must not
go through a pool of transactions); on SQLite, which is always one machine, a lock of a file in the data folder.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from kpss_portal.backup import state

ONE_NIGHT = timedelta(hours=12)


@contextmanager
def turn(name: str, *, wait: bool = False) -> Iterator[bool]:
    """Whether it is this process's turn; one that waits always gets it in the end."""
    if connection.vendor == "postgresql":
        with _of_server(name, wait) as mine:
            yield mine
    else:
        with _of_file(name, wait) as mine:
            yield mine


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"kpss.turn.{name}".encode()).digest()[:8], signed=True)


@contextmanager
def _of_server(name: str, wait: bool) -> Iterator[bool]:
    asking = "SELECT true FROM pg_advisory_lock(%s)" if wait else "SELECT pg_try_advisory_lock(%s)"
    with connection.cursor() as cursor:
        cursor.execute(asking, [_number(name)])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])


@contextmanager
def _of_file(name: str, wait: bool) -> Iterator[bool]:
    folder = Path(settings.DATA_DIR) / "turns"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


class TurnCommand(BaseCommand):
    """A command of a timer: timers run on every machine, so that none of them is the one that must not fail."""

    once_a_night = False  # whether doing it again in the same night would be seen: a second mail, a second backup

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """With the word for timers."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if self.once_a_night:
            parser.add_argument(
                "--once-a-night",
                action="store_true",
                help="does nothing where another machine did it in the last 12 hours",
            )
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Only one machine; the others say so and end well."""
        name = type(self).__module__.rpartition(".")[2]
        with turn(name) as mine:
            if not mine:
                self._say("Another process is doing it.", **options)
                return None
            if options.get("once_a_night") and self._was_done(name):
                self._say("It was done this night.", **options)
                return None
            done = super().execute(*args, **options)
            if self.once_a_night:
                state.note(f"turn-{name}", {})
        return done

    def _say(self, words: str, **options: Any) -> None:
        (options.get("stdout") or self.stdout).write(f"{words}\n")

    def _was_done(self, name: str) -> bool:
        last = state.moment_of(f"turn-{name}")
        return last is not None and timezone.now() - last < ONE_NIGHT
