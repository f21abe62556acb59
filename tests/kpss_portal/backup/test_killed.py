"""A sample of `scripts/fault_injection.py` at each run: the process ends at some of the steps of each act."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.house.tree import PROJECT_DIR


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the process is killed over copies of a file")
@pytest.mark.parametrize("act", ["approval", "survey", "backup"])
def test_sudden_end_leaves_nothing_half(act, shape):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KPSS_", "DJANGO_"))}
    command = [sys.executable, "-m", "scripts.fault_injection", "--shape", str(shape), "--only", act, "--sample", "4"]

    done = subprocess.run(command, cwd=PROJECT_DIR, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "lost or half 0" in done.stdout
