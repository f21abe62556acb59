"""What goes to other machines goes by TLS; `check --deploy` tells what does not."""

from types import SimpleNamespace

import pytest

from kpss_portal import ways_out
from kpss_portal.checks import services_elsewhere
from kpss_portal.environment import database_from

OPEN = {
    "database": "postgres://kpss:x@db.example.cz/kpss",
    "EMAIL_HOST": "mail.example.cz",
    "CLAMD": "tcp://av.example.cz:3310",
    "CACHE_URL": "redis://cache.example.cz:6379/0",
    "store": "http://s3.example.cz",
}
SEALED = {
    "database": "postgres://kpss:x@db.example.cz/kpss?sslmode=verify-full",
    "EMAIL_HOST": "mail.example.cz",
    "EMAIL_USE_TLS": True,
    "CLAMD": "unix:///run/clamd",
    "CACHE_URL": "rediss://cache.example.cz:6379/0",
    "store": "https://s3.example.cz",
}
HERE = {
    "database": "postgres://kpss@%2Fvar%2Frun%2Fpostgresql/kpss",
    "EMAIL_HOST": "localhost",
    "CLAMD": "tcp://127.0.0.1:3310",
    "CACHE_URL": "redis://:word@[::1]:6379/0",
    "store": "http://localhost:9000",
}


@pytest.fixture
def asked(settings, monkeypatch, tmp_path):
    """Which services are told when they are where the given addresses say."""

    def told(where: dict) -> list[str]:
        where = dict(where)
        entry = {"OPTIONS": {}, **database_from(where.pop("database"), tmp_path)}
        monkeypatch.setattr(ways_out, "connection", SimpleNamespace(vendor="postgresql", settings_dict=entry))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_USE_TLS, settings.STORAGE_ADDRESS = False, "s3://kpss"
        monkeypatch.setenv("AWS_ENDPOINT_URL", where.pop("store"))
        for name, value in where.items():
            setattr(settings, name, value)
        return [warning.msg.split(" on ")[0] for warning in services_elsewhere(None)]

    return told


def test_what_is_asked_elsewhere_in_the_open_is_told(asked):
    assert asked(OPEN) == ["The database", "Mail", "The antivirus", "The shared cache", "The store of files"]


@pytest.mark.parametrize("where", [SEALED, HERE], ids=["sealed", "here"])
def test_what_is_sealed_or_here_is_not_told(asked, where):
    assert asked(where) == []


def test_copies_of_backups_that_go_there_in_the_open_are_told(asked, settings):
    settings.BACKUP_COPIES = ["/mnt/nas", "s3://copies/kpss"]

    assert asked(HERE | {"store": "http://s3.example.cz", "STORAGE_ADDRESS": ""}) == ["The store of files"]
    settings.BACKUP_COPIES = ["/mnt/nas"]
    assert asked(HERE | {"store": "http://s3.example.cz", "STORAGE_ADDRESS": ""}) == []


def test_portal_without_any_of_them_is_not_told(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.CLAMD = settings.CACHE_URL = settings.STORAGE_ADDRESS = ""
    settings.BACKUP_COPIES = []

    assert services_elsewhere(None) == []
