"""Work of timers and workers on several machines: one at a time, and nothing stays in the hands of one that was killed."""

import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from kpss_portal import turns, unfinished_tasks
from kpss_portal.checks import several_machines
from tests.house.tree import PROJECT_DIR

pytestmark = pytest.mark.django_db


def told(command, *words):
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "uploads"


@pytest.fixture
def other_machine(own_folder, monkeypatch):
    """Runs something as another machine would: over a connection of its own."""

    def run(work):
        if connection.vendor != "postgresql":
            return work()
        other = connections.create_connection("default")
        other.settings_dict = connection.settings_dict
        try:
            with monkeypatch.context() as there:
                there.setattr(turns, "connection", other)
                return work()
        finally:
            other.close()

    return run


def test_only_one_machine_has_the_turn_and_then_the_next_one(other_machine):
    def asks():
        with turns.turn("night") as mine:
            return mine

    with turns.turn("night") as first:
        second = other_machine(asks)

    assert (first, second, other_machine(asks)) == (True, False, True)


def test_a_timer_of_the_second_machine_leaves_the_work(other_machine):
    with turns.turn("tend_tasks"):
        assert other_machine(lambda: told("tend_tasks")) == "Another process is doing it."

    assert told("tend_tasks") == "Tasks put back: 0."


def test_work_of_the_night_is_done_once_and_by_hand_whenever(own_folder, settings):
    settings.BACKUP_KEYS = []

    first, second, by_hand = told("watch", "--once-a-night"), told("watch", "--once-a-night"), told("watch")

    assert second == "It was done this night."
    assert "It was done" not in first + by_hand


def test_the_lock_ends_with_a_killed_process(tmp_path):
    hold = "import fcntl, os, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX); os.kill(os.getpid(), 9)"
    (tmp_path / "turns").mkdir()
    subprocess.run([sys.executable, "-c", hold, tmp_path / "turns/worker-1.lock"], cwd=PROJECT_DIR, check=False)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unfinished_tasks.settings, "DATA_DIR", tmp_path)
        with unfinished_tasks.seat() as first, unfinished_tasks.seat() as second:
            assert (first, second) == (1, 2)


def task(*workers, started=None):
    return DBTaskResult.objects.create(
        status="RUNNING" if workers else "READY",
        started_at=started or timezone.now(),
        args_kwargs={"args": [], "kwargs": {}},
        task_path="kpss_portal.outbox.send_mails_soon",
        worker_ids=list(workers),
        backend_name="default",
        run_after=get_date_max(),
        exception_class_path="",
        traceback="",
    )


@pytest.mark.parametrize(
    ("workers", "hours", "state"),
    [
        (["a/1"], 0, "READY"),  # its own, of before it was killed
        (["b/1"], 0, "RUNNING"),  # somebody else works at it
        (["b/1"], 2, "READY"),  # nobody works for so long
        (["b/1", "a/1"], 0, "READY"),
        (["a/1", "b/1"], 0, "RUNNING"),
        (["a/1", "b/1", "a/1"], 0, "FAILED"),  # it ends its workers
    ],
)
def test_a_worker_begins_by_what_was_cut_off(workers, hours, state):
    row = task(*workers, started=timezone.now() - timedelta(hours=hours))

    unfinished_tasks.put_back("a/1")

    row.refresh_from_db()
    assert row.status == state


def test_a_worker_takes_a_seat_and_puts_back_its_own(own_folder, monkeypatch, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    worker = "django_tasks_db.management.commands.db_worker"
    monkeypatch.setattr(f"{worker}.Worker.configure_signals", lambda self: None)
    monkeypatch.setattr(f"{worker}.close_old_connections", lambda: None)  # the test is one transaction
    monkeypatch.setattr("socket.gethostname", lambda: "stroj")
    row = task("stroj/1")

    call_command("db_worker", "--batch", "--no-startup-delay", stdout=StringIO())

    row.refresh_from_db()
    assert (row.status, row.worker_ids) == ("SUCCESSFUL", ["stroj/1", "stroj/1"])


def test_one_machine_needs_nothing_shared(settings):
    assert several_machines(None) == []


def test_several_machines_are_told_what_they_do_not_share(settings):
    settings.MACHINES = 2

    kinds = [fault.id for fault in several_machines(None)]

    assert kinds == ["kpss_portal.E001"] * (connection.vendor == "sqlite") + ["kpss_portal.W008", "kpss_portal.W009"]


def test_several_machines_that_share_all_are_well(settings, monkeypatch):
    settings.MACHINES, settings.STORAGE_ADDRESS, settings.CACHE_URL = 2, "s3://kpss", "redis://cache"
    monkeypatch.setattr("kpss_portal.checks.connection", connections.create_connection("default"))
    monkeypatch.setattr("kpss_portal.checks.connection.vendor", "postgresql", raising=False)

    assert several_machines(None) == []
