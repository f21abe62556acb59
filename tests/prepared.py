"""A portal on SQLite that was prepared once: processes of the tests begin with a copy and migrate what it lacks.

The copy is known by a digest of the migrations and of the command that runs them, so that what has changed is always run anew.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import django
from django.db import connection
from django.db.migrations.loader import MigrationLoader

import kpss_portal.fields
import kpss_portal.files
from kpss_portal.environment import PROJECT_DIR
from kpss_portal.management.commands import prepare

FOLDER = Path(tempfile.gettempdir()) / f"kpss-prepared-{os.getuid()}"
KEPT = 4  # digests of other branches and of the next Django

_memories: list[sqlite3.Connection] = []  # a database in memory lives as long as somebody is connected to it


def begin_with_a_copy() -> None:
    """What Django makes as the empty database of the tests is filled with the tables; other engines are left alone."""
    if connection.vendor != "sqlite":
        return
    creation: Any = connection.creation
    make_empty = creation._create_test_db

    def make_full(*args: Any, **kwargs: Any) -> str:
        name = make_empty(*args, **kwargs)
        _memories.append(sqlite3.connect(name, uri=True))
        with closing(sqlite3.connect(migrated())) as source:
            source.backup(_memories[-1])
        return name

    creation._create_test_db = make_full


def migrated() -> Path:
    """The database with all tables and no rows of an office."""
    return prepared() / "portal.sqlite3"


def prepared() -> Path:
    """The data folder of an empty portal as `manage.py prepare` makes it from nothing; made by the first who asks."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    path = FOLDER / _digest()
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes that begin at once prepare once
        if not path.exists():
            _prepare(path)
    return path


def _prepare(path: Path) -> None:
    unfinished = path.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KPSS_", "DATABASE_"))}
    environment |= {"KPSS_DATA_DIR": str(unfinished), "DJANGO_SETTINGS_MODULE": "kpss_portal.settings"}
    command = [sys.executable, "manage.py", "prepare"]
    done = subprocess.run(command, cwd=PROJECT_DIR, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with closing(sqlite3.connect(unfinished / "portal.sqlite3")) as database:
        database.execute("pragma journal_mode = delete")  # all of it in one file
    unfinished.rename(path)
    folders = sorted((found for found in FOLDER.iterdir() if found.is_dir()), key=lambda found: found.stat().st_mtime)
    for old in folders[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _digest() -> str:
    modules = {type(migration).__module__ for migration in MigrationLoader(None).disk_migrations.values()}
    files = [sys.modules[name].__file__ for name in sorted(modules)]
    files += [kpss_portal.fields.__file__, kpss_portal.files.__file__]  # migrations write columns by these
    files.append(prepare.__file__)
    digest = hashlib.sha256(django.get_version().encode())
    for file in files:
        assert file
        digest.update(Path(file).read_bytes())
    return digest.hexdigest()[:32]
