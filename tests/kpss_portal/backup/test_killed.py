"""A sample of `scripts/fault_injection.py` at each run: the process ends at some of the steps of each act."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.house.tree import PROJECT_DIR


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the process is killed over copies of a file")
@pytest.mark.parametrize(
    ("act", "steps"),
    [
        ("approval", ["--sample", "4"]),
        ("survey", ["--sample", "4"]),
        ("backup", ["--sample", "4"]),
        ("restore", ["--sample", "2", "--last", "8"]),  # its own line of the log, then the end of its mark
    ],
)
def test_sudden_end_leaves_nothing_half(act, steps, shape):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KPSS_", "DJANGO_"))}
    command = [sys.executable, "-m", "scripts.fault_injection", "--shape", str(shape), "--only", act, *steps]

    done = subprocess.run(command, cwd=PROJECT_DIR, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "lost or half 0" in done.stdout
