"""`manage.py db_worker`: the library's worker of background tasks, which begins by what its predecessor did not finish."""

import socket
from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands import db_worker

from kpss_portal.unfinished_tasks import put_back, seat


class Command(db_worker.Command):
    """Any number of workers may run on any number of machines; none needs a name from the outside."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Without a name the worker takes the first free seat of its machine, so that a restarted one knows what was its own."""
        super().add_arguments(parser)
        parser.set_defaults(worker_id=None)

    def handle(self, *args: Any, **options: Any) -> None:
        with seat() as number:
            options["worker_id"] = options["worker_id"] or f"{socket.gethostname()[:50]}/{number}"
            put_back(options["worker_id"])
            super().handle(*args, **options)
