"""Background tasks: Django's own from version 6 on, the same interface by a package before."""

from datetime import datetime
from importlib.util import find_spec
from typing import Any

if find_spec("django.tasks"):
    from django.tasks import task
else:
    from django_tasks import task  # type: ignore[no-redef]  # one of the two is there

__all__ = ["enqueue_at", "task"]


def enqueue_at(moment: datetime, work: Any, *arguments: Any) -> bool:
    """Lets the worker do the task not before the moment; False where the queue knows no later.

    What relies on it has another way as well: a command for cron, or the next task of its kind.
    """
    if not work.get_backend().supports_defer:
        return False
    work.using(run_after=moment).enqueue(*arguments)
    return True
