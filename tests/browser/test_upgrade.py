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


@pytest.fixture
def manage(portal, tmp_path):
    """Runs commands, one after another in one process, over a copy of the sample office."""
    with (
        closing(sqlite3.connect(portal.data_dir / "portal.sqlite3")) as source,
        closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as copy,
    ):
        source.backup(copy)
    shutil.copytree(portal.data_dir / "uploads", tmp_path / "uploads")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KPSS_", "DATABASE_"))}
    environment |= {"KPSS_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "kpss_portal.settings"}

    def run(*commands: tuple[str, ...]) -> None:
        code = "from kpss_portal import garbage; garbage.look_seldom()\n"
        code += "import django; django.setup(); from django.core.management import call_command\n"
        code += f"for one in {commands}: call_command(*one)"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=PROJECT_DIR, env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_the_newest_migration_of_each_app_goes_back_and_forth_over_data(manage, tmp_path):
    def rows() -> dict[str, int]:
        with closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as database:
            return {
                table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("plans_plan", "plans_planitem", "services_catalog_service", "community_municipality")
            }

    before = rows()
    targets = [(app, last_but_one(app)) for app in reversed(FLOORS)]
    manage(
        *[("migrate", app, target) for app, target in targets if target],
        ("migrate",),
        ("check", "--database", "default", "--fail-level", "WARNING"),
    )

    assert rows() == before
