"""Background tasks that a worker took and did not finish, because it was killed or its machine went out: they are done again.

Tasks bear it: mails are claimed one by one, documents are made anew, reminders are noted in the rows they tell of.
"""

import fcntl
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

LONGEST = timedelta(hours=1)  # no task works for so long: its worker is no more, wherever it was
MOST_TRIES = 3  # a task that ends its worker each time would keep all others from their turn
READY, FAILED = "READY", "FAILED"
logger = logging.getLogger(__name__)


@contextmanager
def seat() -> Iterator[int]:
    """A number of this worker on this machine, the least free one; the system frees it when the process ends."""
    folder = _folder()
    for number in count(1):
        with (folder / f"worker-{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield number
            return


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "turns"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a container whose data folder is closed
        return Path(tempfile.gettempdir())
    return folder


@transaction.atomic
def put_back(worker: str = "") -> int:
    """Back into the queue: what the former worker of this name had in hand, and what has been in any hand for too long."""
    long_ago = timezone.now() - LONGEST
    found = 0
    for row in DBTaskResult.objects.running().select_for_update(skip_locked=True):
        is_own = bool(worker) and row.worker_ids[-1:] == [worker]
        if is_own or (row.started_at and row.started_at < long_ago):
            _put_back(row)
            found += 1
    return found


def _put_back(row: DBTaskResult) -> None:
    row.status = READY if len(row.worker_ids) < MOST_TRIES else FAILED
    row.save(update_fields=["status"])
    logger.warning("a background task was cut off, now %s: %s", row.status, row.task_path)
