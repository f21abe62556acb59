"""`/healthz`: what a monitoring service asks every minute."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

LONGEST_WAIT = timedelta(minutes=5)  # a living worker takes the next task within seconds


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Each part with "ok" or the kind of fault, never its details; 503 when a part fails."""
    parts = {name: _ask(question) for name, question in QUESTIONS.items() if name != "cache" or settings.CACHE_URL}
    well = all(answer == "ok" for answer in parts.values())
    return JsonResponse({"status": "ok" if well else "failing", **parts}, status=200 if well else 503)


def _ask(question: Callable[[], str]) -> str:
    try:
        return question()
    except Exception as fault:  # whatever fails is the answer
        return f"failing ({type(fault).__name__})"


def database() -> str:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def migrations() -> str:
    """Whether the database has the shape that this version expects."""
    executor = MigrationExecutor(connection)
    missing: list[Any] = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} not applied" if missing else "ok"


def storage() -> str:
    """Whether uploads and documents can be written, read and deleted."""
    name = default_storage.save(f"healthz/{get_random_string(16)}", ContentFile(b"ok"))
    try:
        with default_storage.open(name) as file:
            return "ok" if file.read() == b"ok" else "reads something else than was written"
    finally:
        default_storage.delete(name)


def cache() -> str:
    """Whether the cache of several machines takes and gives; the memory of a process always does."""
    word = get_random_string(16)
    caches["default"].set(f"healthz.{word}", word, 60)
    return "ok" if caches["default"].get(f"healthz.{word}") == word else "does not answer"


def worker() -> str:
    """Whether background tasks are taken: none has been waiting for long."""
    long_ago = timezone.now() - LONGEST_WAIT
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=long_ago, run_after__lt=long_ago).count()
    return f"{waiting} tasks wait; is the task worker running?" if waiting else "ok"


QUESTIONS = {"database": database, "migrations": migrations, "storage": storage, "cache": cache, "worker": worker}
