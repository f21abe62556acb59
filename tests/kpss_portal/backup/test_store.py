"""A backup takes files from a store that several machines share, and a restore brings them back there."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from kpss_portal import maintenance
from kpss_portal.backup import rehearsal
from kpss_portal.backup.making import make_backup
from kpss_portal.backup.restoring import restore
from tests.kpss_portal.backup.test_backup import files
from tests.kpss_portal.stores import store_server, use_store

pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")


@pytest.fixture
def store(settings, monkeypatch):
    monkeypatch.setattr(maintenance, "SEEN_SECONDS", 0.0)
    with store_server() as address:
        use_store(address, settings, monkeypatch)
        yield lambda prefix: use_store(address, settings, monkeypatch, prefix)


def test_files_go_from_one_store_to_another(store, office, keys, place, elsewhere, tmp_path, monkeypatch):
    kept = files()
    made = make_backup(tmp_path / "backups", [keys[1]], using=office)
    elsewhere()
    store("another")
    assert files() == {}
    closed = []
    monkeypatch.setattr(
        "kpss_portal.backup.restoring.Place.settle",
        lambda self: closed.append(maintenance.StoredMark(maintenance.UNFINISHED).exists()),
    )

    done = restore(made.path, keys[0], using=place)

    assert len(kept) == done.files == made.facts["files"] == 3
    assert files() == kept
    assert closed == [True]  # all machines answered 503 meanwhile
    assert not default_storage.exists("operation/restore-unfinished")


def test_a_rehearsal_does_not_reach_the_living_store(monkeypatch, tmp_path):
    for name in ("KPSS_STORAGE", "KPSS_CACHE_URL", "KPSS_MACHINES"):
        monkeypatch.setenv(name, "living")

    assert not {"KPSS_STORAGE", "KPSS_CACHE_URL", "KPSS_MACHINES"} & rehearsal._environment(tmp_path).keys()
