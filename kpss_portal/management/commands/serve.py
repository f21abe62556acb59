"""`manage.py serve`: the web server and the worker of background tasks side by side, for trying out and small offices."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

PATIENCE_SECONDS = 20  # a task under way may finish; a long document is rendered again later


class Command(BaseCommand):
    """Runs until stopped; if one of the two ends, the other ends too. None is left behind."""

    help = "Serves the portal by gunicorn, with the worker of background tasks beside it, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000", help="host:port")
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--with-parent", action="store_true", help="stop when the calling process ends")

    def handle(self, *args: Any, address: str, workers: int, with_parent: bool, **options: Any) -> None:
        self._refuse_taken(address)
        parent = os.getppid()
        self._stopping = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        web = [sys.executable, "-m", "gunicorn", "kpss_portal.wsgi", "--bind", address]
        web += ["--workers", str(workers), "--preload", "--log-level", "warning", "--no-control-socket"]
        running = [_start(web), _start([sys.executable, sys.argv[0], "db_worker", "--interval", "2"])]
        is_told = False
        while not self._stopping and all(process.poll() is None for process in running):
            if with_parent and os.getppid() != parent:
                break
            is_told = is_told or self._tell_when_it_answers(address)
            time.sleep(0.2)
        ended_alone = not self._stopping and any(process.poll() is not None for process in running)
        _end(running)
        if ended_alone:
            raise CommandError("The web server or the task worker has ended by itself; see the lines above.")

    def _tell_when_it_answers(self, address: str) -> bool:
        host, _, port = address.rpartition(":")
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            return False
        self.stdout.write(self.style.SUCCESS(f"The portal is at http://{address}/ (stop it by Ctrl-C)."))
        self.stdout.flush()
        return True

    def _stop(self, number: int, frame: Any) -> None:
        self._stopping = True

    def _refuse_taken(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, int(port)))
            except OSError as fault:
                raise CommandError(f"Port {port} is taken; choose another one: make demo PORT=8001") from fault
            except ValueError as fault:
                raise CommandError(f"{address} is not host:port") from fault


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, preexec_fn=_die_with_parent())  # noqa: S603  our own commands


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel stops a child whose parent was killed outright."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
