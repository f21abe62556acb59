"""`deploy/upgrade`: its steps in their order, and the way back from each of them."""

import os
import subprocess

import pytest

from tests.house.tree import PROJECT_DIR

COMMAND = """#!/bin/sh
echo "$(basename "$PWD") $2" >>"$TOLD"
[ "$(basename "$PWD") $2" != "$FAILS" ] || exit 1
[ "$2" != backup ] || echo /backups/today.tar.age
"""
STEPS = ["old read_only", "old backup", "new prepare", "new check", "restart", "new smoke", "new read_only"]


@pytest.fixture
def server(tmp_path):
    """Two versions whose commands only say that they were asked, and the link of the services."""
    for version in ("old", "new"):
        python = tmp_path / version / ".venv/bin/python"
        python.parent.mkdir(parents=True)
        python.write_text(COMMAND)
        python.chmod(0o755)
    (tmp_path / "current").symlink_to(tmp_path / "old")
    return tmp_path


def upgraded(server, fails=""):
    told = server / "told"
    environment = os.environ | {
        "TOLD": str(told),
        "FAILS": fails,
        "KPSS_RESTART_COMMAND": f'echo restart >>"{told}"; [ "$FAILS" != restart ]',
    }
    command = ["sh", PROJECT_DIR / "deploy/upgrade", server / "new", server / "current"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    return done, (server / "current").resolve().name, told.read_text().splitlines()


def test_steps_follow_each_other_and_the_new_version_runs(server):
    done, current, told = upgraded(server)

    assert (done.returncode, current, told) == (0, "new", STEPS)


@pytest.mark.parametrize("fails", ["old read_only", "old backup"])
def test_failure_before_the_tables_leaves_everything(server, fails):
    done, current, told = upgraded(server, fails)

    assert (done.returncode, current, told[-1]) == (1, "old", "old read_only")
    assert "Nothing was changed" in done.stderr


@pytest.mark.parametrize("fails", ["new prepare", "new check", "restart", "new smoke"])
def test_failure_after_the_tables_returns_to_the_old_version_and_names_the_backup(server, fails):
    done, current, told = upgraded(server, fails)

    assert (done.returncode, current, told[-1]) == (1, "old", "restart")
    assert "/backups/today.tar.age" in done.stderr
    assert "new read_only" not in told  # nothing is written until somebody has looked


def test_what_is_no_link_is_refused(server):
    (server / "current").unlink()
    (server / "current").mkdir()
    command = ["sh", PROJECT_DIR / "deploy/upgrade", server / "new", server / "current"]

    done = subprocess.run(command, capture_output=True, text=True)

    assert (done.returncode, (server / "told").exists()) == (1, False)
