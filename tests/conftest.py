"""What every test may lean on: a data folder of its own, fast settings, and a person for each role."""

import gc
import itertools
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from _pytest import runner

from kpss_portal import garbage

garbage.look_seldom()
gc.set_threshold(10 * garbage.NEW_OBJECTS)  # a machine of developers has memory to spare
_numbers = itertools.count()


def pytest_configure(config: pytest.Config) -> None:
    """The Czech catalogue is compiled once a run; tables are emptied after tests that commit, the log of changes too."""
    _let_the_log_be_emptied()
    if not hasattr(config, "workerinput"):
        from django.utils.translation.reloader import translation_file_changed

        from kpss_portal.catalogue import compile_catalogues

        if compile_catalogues():  # what was read of the old one is forgotten
            translation_file_changed(sender=None, file_path=Path("django.mo"))


def _let_the_log_be_emptied() -> None:
    from django.test import TransactionTestCase

    from kpss_portal import audit_chain, triggers

    empty: Any = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]  # what Django calls, without a type

    _let_tables_be_emptied_row_by_row()

    def empty_all(case: TransactionTestCase) -> None:
        triggers.remove("default", audit_chain.PREFIX)  # they come back with the signal that follows
        empty(case)

    TransactionTestCase._fixture_teardown = empty_all  # type: ignore[attr-defined]  # see above


def _let_tables_be_emptied_row_by_row() -> None:
    """PostgreSQL makes new files for each of 140 tables that it truncates; to delete nothing from an empty one costs nothing."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    operations: Any = connection.ops  # of the tests' connection alone
    truncate = operations.sql_flush

    def delete(
        style: Any, tables: list[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        if reset_sequences or not _is_superuser(connection):
            return truncate(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        past_triggers = "SET LOCAL session_replication_role = replica"
        return [past_triggers, *(f'DELETE FROM "{table}"' for table in tables)]

    operations.sql_flush = delete


def _is_superuser(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool(cursor.fetchone()[0])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database says the same on PostgreSQL as on SQLite, where it is run."""
    from django.db import connection

    if connection.vendor == "sqlite" or config.args != config.getini("testpaths"):
        return
    asking = [item for item in items if _asks_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _asks_the_database(item)])
    items[:] = asking


def pytest_collection_finish() -> None:
    """What was loaded so far stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def _in_one_piece(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    return runner.pytest_runtest_protocol(item, nextitem)


_in_one_piece.__code__ = _in_one_piece.__code__.replace(co_stacksize=100_000)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """A call that asks for much of Python's stack gets one large piece of it, in which all deeper calls find room.

    Else pieces of 16 kB are taken from the system and given back thousands of times a second, wherever calls go to and fro
    over the edge of one: a tenth of the time of all tests.
    """
    return _in_one_piece(item, nextitem)


def _asks_the_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"}
    return bool(item.get_closest_marker("django_db") or fixtures.intersection(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker) -> None:
    """Migrations are run once, not by each process."""
    from tests.prepared import begin_with_a_copy

    begin_with_a_copy()


@pytest.fixture(autouse=True)
def _own_uploads(settings):
    """Files that a test stores die with it."""
    folder = settings.RUN_DIR / f"files-{next(_numbers)}"  # the first file makes it; a folder for each test takes time
    settings.MEDIA_ROOT = folder / "uploads"
    settings.EMAIL_FILE_PATH = folder / "mails"
    yield
    if folder.exists():
        shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _empty_cache():
    """What one test has cached does not answer another one."""
    yield
    from django.core.cache import cache

    cache.clear()


def _person(role: str | None, name: str):
    from accounts.models import User

    return User.objects.create_user(
        f"{name}@example.cz", "correct horse battery", full_name=name.capitalize(), roles=(role,) if role else ()
    )


@pytest.fixture
def citizen():
    """Somebody who has not signed in."""
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


@pytest.fixture
def administrator(db):
    from accounts.enums import Role

    return _person(Role.ADMINISTRATOR, "administrator")


@pytest.fixture
def coordinator(db):
    """The one by whom the module's kept things were made, where there are such."""
    from accounts.enums import Role
    from accounts.models import User

    return User.objects.filter(email="coordinator@example.cz").first() or _person(Role.COORDINATOR, "coordinator")


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """Writes what all tests of a module begin with: `kept(function)`, once; each test takes back what it did alone.

    For modules whose tests take back by a transaction (`db`), and where rows that a test did not ask for are in nobody's way.
    A fixture of the test gives the thing anew: `anew(thing)` of tests/kept.py.
    """
    from django.db import transaction

    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()

    def write(make):
        with django_db_blocker.unblock():
            return make()

    yield write
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def kept_coordinator(kept):
    """The coordinator by whom a module's kept things were made."""
    from accounts.enums import Role

    return kept(lambda: _person(Role.COORDINATOR, "coordinator"))


@pytest.fixture
def second_coordinator(db):
    """For four eyes and for two people at one thing."""
    from accounts.enums import Role

    return _person(Role.COORDINATOR, "second")


@pytest.fixture
def editor(db):
    from accounts.enums import Role

    return _person(Role.EDITOR, "editor")


@pytest.fixture
def reader(db):
    from accounts.enums import Role

    return _person(Role.READER, "reader")


@pytest.fixture
def signed_in(client):
    """Signs a person in: `signed_in(coordinator).get(...)`."""

    def sign_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session  # as by the sign-in page: a password was shown just now
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": person.email}]
        session["account_authentication_methods_user"] = str(person.pk)
        session.save()
        return client

    return sign_in


@pytest.fixture
def triggers_let_go(transactional_db):
    """Opened surveys may be swept away after the test; the sweeping puts the triggers back."""
    from django.db import connection

    yield
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kpss_survey_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


@pytest.fixture
def many_connections(triggers_let_go, tmp_path):
    """Threads have connections of their own: SQLite, whose memory has one, works over a copy in a file meanwhile."""
    from django.db import DEFAULT_DB_ALIAS, connections

    ours = connections[DEFAULT_DB_ALIAS]
    if ours.vendor != "sqlite":
        yield
        return
    settings, name = connections.settings[DEFAULT_DB_ALIAS], ours.settings_dict["NAME"]
    with closing(sqlite3.connect(tmp_path / "portal.sqlite3")) as copy:
        ours.connection.backup(copy)
    settings["NAME"] = str(tmp_path / "portal.sqlite3")
    connections[DEFAULT_DB_ALIAS] = connections.create_connection(DEFAULT_DB_ALIAS)
    yield
    connections[DEFAULT_DB_ALIAS].close()
    connections[DEFAULT_DB_ALIAS] = ours
    settings["NAME"] = name
