"""An office moves into a database of the other engine, and back: nothing is lost, nobody writes meanwhile."""

import os
import shutil
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from kpss_portal.backup import engines, moving
from kpss_portal.backup.errors import BackupFault
from kpss_portal.backup.loading import Loading
from kpss_portal.backup.moving import move_to
from kpss_portal.maintenance import read_only
from kpss_portal.models import OutgoingMail
from tests.kpss_portal.backup.conftest import close_database, make_tables, open_address, open_database, sums

pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")  # a second connection has to see it


def protect(alias: str) -> None:
    """Triggers, as after any migration; then the database is left."""
    call_command("migrate", database=alias, verbosity=0)
    close_database(alias)


@pytest.fixture
def file(shape, tmp_path):
    """Address of an empty file of SQLite."""
    shutil.copy(shape, tmp_path / "moved.sqlite3")
    protect(open_database("made", tmp_path / "moved.sqlite3"))
    return f"sqlite:///{tmp_path / 'moved.sqlite3'}"


@pytest.fixture
def server(tmp_path):
    """Address of an empty database of the PostgreSQL server of the tests."""
    name = f"moved_{uuid.uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    make_tables(open_address("made", address, tmp_path))
    protect("made")
    yield address
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="beside SQLite alone there is no server to move to")
def test_office_moves_to_sqlite_and_back_to_postgresql(office, file, server, tmp_path):
    before, triggers = sums("default"), {name for name, _table in engines.triggers_of("default")}

    call_command("move_to", file)
    open_database("moved", tmp_path / "moved.sqlite3")
    assert (sums("moved"), read_only()) == (before, True)  # nobody writes into the one that was left
    assert move_to(server, using="moved") == sum(table.rows for table in before.values())
    close_database("moved")

    open_address("back", server, tmp_path)
    assert sums("back") == before
    assert {name for name, _table in engines.triggers_of("back")} >= triggers
    last = max(OutgoingMail.objects.using("back").values_list("pk", flat=True))
    assert OutgoingMail.objects.using("back").create(to="c@example.cz", subject="x", text="x", kind="try").pk > last
    close_database("back")


def test_office_moves_to_another_file(office, file, tmp_path):
    before = sums(office)

    move_to(file, using=office)

    open_database("moved", tmp_path / "moved.sqlite3")
    assert sums("moved") == before
    close_database("moved")


def test_what_is_not_empty_is_left_alone_and_the_portal_goes_on(office, at_home, file, tmp_path):
    move_to(file, using=office)
    open_database("moved", tmp_path / "moved.sqlite3")
    before = sums("moved")

    with pytest.raises(CommandError, match="everything is as it was: the other database holds data"):
        call_command("move_to", file)

    assert (sums("moved"), read_only()) == (before, False)
    close_database("moved")


def test_somebody_who_wrote_meanwhile_is_noticed(office, file, tmp_path, monkeypatch):
    compare = Loading.compare

    def compare_while_somebody_writes(self, kept):
        OutgoingMail.objects.using(office).create(to="d@example.cz", subject="x", text="x", kind="try")
        return compare(self, kept)

    monkeypatch.setattr(moving.Loading, "compare", compare_while_somebody_writes)
    monkeypatch.setattr(moving, "_make_tables", lambda _url: None)  # they are there, no process need look
    with pytest.raises(BackupFault, match="somebody wrote meanwhile"):
        move_to(file, using=office)

    open_database("moved", tmp_path / "moved.sqlite3")
    assert not OutgoingMail.objects.using("moved").exists()
    connections["moved"].close()
    close_database("moved")
