"""An office with something of everything, in a database that a second connection can read, and empty places beside it."""

import shutil
import sqlite3
from contextlib import closing
from io import BytesIO

import pikepdf
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import load_backend

from kpss_portal.backup.rows import sum_of, tables_of
from kpss_portal.backup.sealing import new_key
from kpss_portal.environment import database_from


def open_database(alias: str, path) -> str:
    """A file of SQLite as one of the databases of the portal."""
    return open_address(alias, f"sqlite:///{path}", path.parent)


def open_address(alias: str, url: str, folder) -> str:
    """Any database as one of the databases of the portal."""
    entry = database_from(url, folder)
    whole = connections.configure_settings({"default": {}, alias: entry})[alias]
    connections[alias] = load_backend(entry["ENGINE"]).DatabaseWrapper(whole, alias)
    return alias


def close_database(alias: str) -> None:
    connections[alias].close()
    del connections[alias]


@pytest.fixture(scope="session")
def shape(tmp_path_factory, django_db_setup, django_db_blocker):
    """A file with tables of this version: those of the tests, or on PostgreSQL new ones."""
    path = tmp_path_factory.mktemp("shape") / "portal.sqlite3"
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with closing(sqlite3.connect(path)) as target:
                connection.connection.backup(target)
        else:
            open_database("shape", path)
            connections["shape"].cursor().execute("PRAGMA foreign_keys=OFF")
            make_tables("shape")
            connections["shape"].cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            close_database("shape")
    return path


def make_tables(alias: str) -> None:
    """Tables of this version at once instead of by all migrations."""
    made = connections[alias]
    with made.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
    recorder = MigrationRecorder(made)
    recorder.ensure_schema()
    for app, name in MigrationLoader(made).graph.nodes:
        recorder.record_applied(app, name)
    call_command("createcachetable", database=alias, verbosity=0)


@pytest.fixture
def place(shape, tmp_path, settings, django_db_blocker):
    """An empty place to restore into: a database, a data folder, a storage."""
    folder = tmp_path / "place"
    folder.mkdir()
    shutil.copy(shape, folder / "portal.sqlite3")
    with django_db_blocker.unblock():
        yield open_database("place", folder / "portal.sqlite3")
        close_database("place")


@pytest.fixture
def keys():
    """Private and public."""
    return new_key()


@pytest.fixture
def office(request, tmp_path, settings):
    """Alias of a database with an approved plan, people, files and rows that are hard to write down."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    (settings.DATA_DIR / "secret-key").write_text("s" * 60)
    if connection.vendor == "postgresql":
        fill(request)
        yield "default"
        return
    shutil.copy(request.getfixturevalue("shape"), tmp_path / "office.sqlite3")
    alias = open_database("office", tmp_path / "office.sqlite3")
    usual, connections["default"] = connections["default"], connections[alias]
    try:
        fill(request)
    finally:
        connections["default"] = usual
    yield alias
    close_database(alias)


@pytest.fixture
def at_home(office):
    """The office's database is the one of the settings."""
    usual, connections["default"] = connections["default"], connections[office]
    yield
    connections["default"] = usual


def sums(using: str) -> dict:
    """Count and sum of every table."""
    return {table.name: sum_of(table, using) for table in tables_of(apps)}


def a_page() -> bytes:
    document, stream = pikepdf.new(), BytesIO()
    document.add_blank_page()
    document.save(stream)
    return stream.getvalue()


def fill(request) -> None:
    """Frozen and living rows, values of all kinds, a deleted row whose key must not be given again."""
    from kpss_portal import audit
    from kpss_portal.models import OutgoingMail
    from plans import official_document, workflow
    from plans.models import Plan
    from tests.plans.factories import whole_plan

    request.getfixturevalue("monkeypatch").setattr(official_document, "render_pdf", lambda *_, **__: a_page())
    coordinator = request.getfixturevalue("coordinator")
    plan = workflow.take_step(whole_plan(), "hand_over", by=coordinator)
    plan = workflow.take_step(plan, "approve", by=coordinator)
    audit.record(
        coordinator, "changed", plan, {"ž": ['řádek\nse "znaky" \\ 😀', None, 1.5], "a": {"z": 1, "b": [True, False]}}
    )
    OutgoingMail.objects.create(to="a@example.cz", subject="dopis", text="první\n\ndruhý", kind="try")
    OutgoingMail.objects.create(to="b@example.cz", subject="dopis", text="x", kind="try").delete()
    assert Plan.objects.get(pk=plan.pk).frozen_at
    default_storage.save("uploads/příloha s mezerou.txt", ContentFile(b"obsah" * 1000))
    default_storage.save("documents/" + "d" * 120 + ".pdf", ContentFile(b"%PDF-1.7 \x00\xff"))
    default_storage.save("operation/backup.json", ContentFile(b"{}"))


@pytest.fixture
def elsewhere(settings, tmp_path):
    """From now on the settings speak of the empty place."""

    def go():
        settings.DATA_DIR = tmp_path / "place"
        settings.MEDIA_ROOT = tmp_path / "place" / "uploads"

    yield go
    shutil.rmtree(tmp_path / "place", ignore_errors=True)
