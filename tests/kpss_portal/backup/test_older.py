"""A backup of an older version: restored into its own tables, then brought to those of this version."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from community.models import Office
from kpss_portal.backup import archive, restoring
from kpss_portal.backup.errors import BackupFault
from kpss_portal.backup.making import make_backup
from kpss_portal.backup.restoring import restore
from tests.kpss_portal.backup.conftest import close_database, open_database

pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")

BEFORE = ("community", "0005_obstacle")  # the next one adds columns to the office


@pytest.fixture
def older(shape, tmp_path, settings, monkeypatch):
    """Alias of a database of the older version with an office in it; the process knows its tables as that version did."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    shutil.copy(shape, tmp_path / "older.sqlite3")
    alias = open_database("older", tmp_path / "older.sqlite3")
    executor = MigrationExecutor(connections[alias])
    executor.migrate([BEFORE])
    executor = MigrationExecutor(connections[alias])
    registry = executor.loader.project_state(sorted(executor.loader.applied_migrations)).apps
    registry.get_model("community", "Office").objects.using(alias).create(
        pk=1, legal_name="Město Vzorov", portal_name="Vzorovsko", accessibility_exceptions="Skeny."
    )
    monkeypatch.setattr(archive, "apps", registry)
    yield alias
    close_database(alias)


def empty_copy(older: str, path) -> None:
    """Tables of the older version without rows of an office, as its migrations leave them."""
    connections[older].close()
    with (
        closing(sqlite3.connect(path.parents[1] / "older.sqlite3")) as source,
        closing(sqlite3.connect(path)) as target,
    ):
        source.backup(target)
        target.execute("DELETE FROM community_office")
        target.commit()


def test_older_backup_is_brought_to_the_tables_of_this_version(older, keys, place, elsewhere, tmp_path):
    made = make_backup(tmp_path / "backups", [keys[1]], using=older).path
    connections[place].close()
    empty_copy(older, tmp_path / "place" / "portal.sqlite3")
    elsewhere()

    restore(made, keys[0], using=place)

    office = Office.objects.using(place).get()
    assert (office.legal_name, office.accessibility_exceptions) == ("Město Vzorov", "Skeny.")
    assert (office.accessibility_method, office.supervisor_url) == ("self", "https://www.dia.gov.cz/")
    executor = MigrationExecutor(connections[place])
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_older_backup_does_not_take_the_place_of_newer_tables(older, keys, place, elsewhere, tmp_path):
    made = make_backup(tmp_path / "backups", [keys[1]], using=older).path
    elsewhere()

    with pytest.raises(BackupFault, match="restore it into an empty database"):
        restore(made, keys[0], using=place)

    assert not Office.objects.using(place).exists()
    assert not restoring.mark().exists()  # the office goes on as it was


def test_fault_of_a_restore_begun_anew_leaves_the_portal_closed(older, keys, place, elsewhere, tmp_path):
    made = make_backup(tmp_path / "backups", [keys[1]], using=older).path
    elsewhere()
    restoring.mark().make("{}")  # one that was killed

    with pytest.raises(BackupFault):
        restore(made, keys[0], using=place)

    assert restoring.mark().exists()
