"""A database on SQLite that was migrated once: processes of the tests begin with a copy and migrate what it lacks.

The copy is known by a digest of the migrations themselves, so that a changed migration is always run anew.
"""

import fcntl
import hashlib
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

import kpss_portal.fields
import kpss_portal.files

FOLDER = Path(tempfile.gettempdir()) / f"kpss-migrated-{os.getuid()}"
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
    """The file with all tables; made by the first who asks."""
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    path = FOLDER / f"{_digest()}.sqlite3"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes that begin at once migrate once
        if not path.exists():
            _migrate(path)
    return path


def _migrate(path: Path) -> None:
    unfinished, usual = path.with_suffix(".part"), connection.settings_dict["NAME"]
    unfinished.unlink(missing_ok=True)
    connection.close()
    connection.settings_dict["NAME"] = str(unfinished)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        connection.cursor().execute("pragma journal_mode = delete")  # all of it in one file
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
    unfinished.rename(path)
    for old in sorted(FOLDER.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)


def _digest() -> str:
    modules = {type(migration).__module__ for migration in MigrationLoader(None).disk_migrations.values()}
    files = [sys.modules[name].__file__ for name in sorted(modules)]
    files += [kpss_portal.fields.__file__, kpss_portal.files.__file__]  # migrations write columns by these
    digest = hashlib.sha256(django.get_version().encode())
    for file in files:
        assert file
        digest.update(Path(file).read_bytes())
    return digest.hexdigest()[:32]
