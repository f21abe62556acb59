"""/healthz tells a monitoring service how the portal is, and nothing else."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kpss_portal.views import health

pytestmark = pytest.mark.django_db
WELL = {"status": "ok", "database": "ok", "migrations": "ok", "storage": "ok", "worker": "ok"}


def waiting_task(*, minutes: int) -> DBTaskResult:
    task = DBTaskResult.objects.create(
        task_path="plans.tasks.render",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        queue_name="default",
        run_after=timezone.now() - timedelta(minutes=minutes),
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(minutes=minutes))
    return task


def test_a_portal_that_is_well_says_so(client):
    answer = client.get(reverse("health"))

    assert (answer.status_code, answer.json()) == (200, WELL)
    assert "no-store" in answer["Cache-Control"]


def test_a_trial_file_is_not_left_behind(client, settings):
    client.get(reverse("health"))

    assert default_storage.listdir("healthz")[1] == []


def test_a_fresh_task_does_not_alarm(client):
    waiting_task(minutes=1)

    assert client.get(reverse("health")).json() == WELL


def test_a_task_that_nobody_takes_is_told(client):
    waiting_task(minutes=10)

    answer = client.get(reverse("health"))

    assert answer.status_code == 503
    assert answer.json() == WELL | {"status": "failing", "worker": "1 tasks wait; is the task worker running?"}


def test_a_full_disk_is_told_without_details(client, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device", "/srv/kpss/uploads/secret-name")

    monkeypatch.setattr(default_storage, "save", full)

    answer = client.get(reverse("health"))

    assert answer.status_code == 503
    assert answer.json() == WELL | {"status": "failing", "storage": "failing (OSError)"}


def test_a_database_behind_the_code_is_told(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_args: ["one", "two"])

    assert client.get(reverse("health")).json() == WELL | {"status": "failing", "migrations": "2 not applied"}


def test_health_is_only_read(client):
    assert client.post(reverse("health")).status_code == 405
