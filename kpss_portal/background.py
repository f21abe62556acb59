"""Background tasks: Django's own from version 6 on, the same interface by a package before."""

from importlib.util import find_spec

if find_spec("django.tasks"):
    from django.tasks import task
else:
    from django_tasks import task  # type: ignore[no-redef]  # one of the two is there

__all__ = ["task"]
