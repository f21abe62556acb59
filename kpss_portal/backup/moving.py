"""Moves the rows of the present database into another one, of the same engine or the other; files stay where they are."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.utils import load_backend

from kpss_portal.backup import engines
from kpss_portal.backup.archive import Listing, beginning, table_parts
from kpss_portal.backup.errors import BackupFault, NotEmpty
from kpss_portal.backup.loading import Loading, differences, is_empty
from kpss_portal.backup.rows import tables_of
from kpss_portal.environment import PROJECT_DIR, database_from

TARGET = "kpss_target"


def move_to(url: str, *, using: str = "default") -> int:
    """All rows into the empty database at the address, compared on both sides; gives their number.

    BackupFault when somebody wrote meanwhile: what they wrote would be missing there.
    """
    _make_tables(url)
    with other_database(url), engines.snapshot(using) as moment:
        if not is_empty(TARGET):
            raise NotEmpty("the other database holds data; empty it first")
        tables = tables_of(apps)
        loading = Loading(beginning(tables, moment), TARGET)
        loading.prepare()
        with transaction.atomic(using=TARGET):
            loading.clear()
            listing = _write_all(loading, moment)
            rows = loading.compare(listing.tables)
            changed = differences(tables, listing.tables, using)
            if changed:
                raise BackupFault(f"somebody wrote meanwhile ({', '.join(changed)}); stop writing and begin again")
        loading.finish()
    return rows


def _write_all(loading: Loading, moment: str) -> Listing:
    listing = Listing()
    for table in tables_of(apps):
        for part in table_parts(table, moment, listing):
            loading.take(part, b"".join(part.chunks))
    return listing


def _make_tables(url: str) -> None:
    """By a process of its own, in which that database is the only one: migrations may not look at the wrong one."""
    command = [sys.executable, str(PROJECT_DIR / "manage.py"), "migrate", "--verbosity=0", "--no-input"]
    done = subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=False)  # noqa: S603  # our own command
    if done.returncode:
        raise BackupFault(f"tables could not be made there: {done.stderr.strip().splitlines()[-1]}")


@contextmanager
def other_database(url: str) -> Iterator[Any]:
    """The database at the address as a connection of ours for a while."""
    entry = database_from(url, Path(settings.DATA_DIR))
    whole = connections.configure_settings({"default": {}, TARGET: entry})[TARGET]
    connections[TARGET] = load_backend(entry["ENGINE"]).DatabaseWrapper(whole, TARGET)
    try:
        yield connections[TARGET]
    finally:
        connections[TARGET].close()
        del connections[TARGET]
