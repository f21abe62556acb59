"""Services on other machines that are asked without TLS: the database, mail, the antivirus, the store of files, the cache.

ASVS 5.0, 12.3.1. A socket or this machine itself needs none. `manage.py check --deploy` tells each of them.
"""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

HERE = {"", "localhost", "127.0.0.1", "::1"}
SEALED_DATABASE = {"require", "verify-ca", "verify-full"}  # sslmode of PostgreSQL; the others fall back to plain talk


def open_ways() -> Iterator[tuple[str, str]]:
    """What is asked in the open, and what to do about it."""
    if _is_database_open():
        yield "The database", "Add ?sslmode=verify-full to DATABASE_URL."
    if "smtp" in settings.EMAIL_BACKEND and not _is_here(settings.EMAIL_HOST) and not _is_mail_sealed():
        yield "Mail", "Write smtp+tls:// or smtp+ssl:// in KPSS_EMAIL_URL."
    if settings.CLAMD.startswith("tcp://") and not _is_here(urlsplit(settings.CLAMD).hostname):
        yield "The antivirus", "clamd knows no TLS: run it on each machine and name its socket in KPSS_CLAMD."
    if settings.CACHE_URL.startswith("redis://") and not _is_here(urlsplit(settings.CACHE_URL).hostname):
        yield "The shared cache", "Write rediss:// in KPSS_CACHE_URL."
    store = urlsplit(os.environ.get("AWS_ENDPOINT_URL", ""))
    stored = [settings.STORAGE_ADDRESS, *settings.BACKUP_COPIES]
    if (
        any(address.startswith("s3://") for address in stored)
        and store.scheme == "http"
        and not _is_here(store.hostname)
    ):
        yield "The store of files", "Write https:// in AWS_ENDPOINT_URL."


def _is_here(host: str | None) -> bool:
    return (host or "") in HERE or str(host).startswith("/")


def _is_database_open() -> bool:
    entry = connection.settings_dict
    if connection.vendor != "postgresql" or _is_here(entry["HOST"]):
        return False
    return entry["OPTIONS"].get("sslmode") not in SEALED_DATABASE


def _is_mail_sealed() -> bool:
    return bool(settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
