"""Migrations go back and forth over the sample office, with its approved plans under their triggers, and lose nothing."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.house.tree import FLOORS

PROJECT_DIR = Path(__file__).resolve().parents[2]


def last_but_one(app: str) -> str | None:
    """The migration before the newest one; None where there is only one."""
    names = sorted(path.stem for path in (PROJECT_DIR / app / "migrations").glob("0*.py"))
    return names[-2] if len(names) > 1 else None


BACK_AND_FORTH = """
from kpss_portal import garbage; garbage.look_seldom()
import django; django.setup()
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
plan = executor.migration_plan({targets})
emit_pre_migrate_signal(0, False, "default", plan=plan)
executor.migrate({targets}, plan)
call_command("migrate")
call_command("check", database=["default"], fail_level="WARNING")
"""  # all goes back by one plan, as `migrate` does it for one app: to reckon a plan takes seconds


@pytest.fixture
def go_back_and_forth(portal, tmp_path):
    """Migrates a copy of the sample office back to the targets and to the newest state again."""
    with (
        closing(sqlite3.connect(portal.data_dir / "portal.sqlite3")) as source,
        closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as copy,
    ):
        source.backup(copy)
    shutil.copytree(portal.data_dir / "uploads", tmp_path / "uploads")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KPSS_", "DATABASE_"))}
    environment |= {"KPSS_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "kpss_portal.settings"}

    def run(targets: list[tuple[str, str]]) -> str:
        code = BACK_AND_FORTH.format(targets=targets)
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=PROJECT_DIR, env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_newest_migration_of_each_app_goes_back_and_forth_over_data(go_back_and_forth, tmp_path):
    def rows() -> dict[str, int]:
        with closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as database:
            return {
                table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("plans_plan", "plans_planitem", "services_catalog_service", "community_municipality")
            }

    before = rows()
    targets = [(app, earlier) for app in reversed(FLOORS) if (earlier := last_but_one(app))]
    said = go_back_and_forth(targets)

    assert [app for app, _earlier in targets if f"Applying {app}." not in said] == []
    assert rows() == before
