"""What the portal says about its machine when it starts and in `manage.py check`."""

import ctypes
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Error as CheckError
from django.core.checks import Warning as CheckWarning
from django.db import connection

from kpss_portal.ways_out import open_ways

PDF_LIBRARIES = ("libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")  # their packages bring the rest
PDF_PACKAGES = "libpangoft2-1.0-0 libharfbuzz-subset0"


def missing_pdf_libraries() -> list[str]:
    """System libraries without which PDF documents cannot be made; asked cheaply, only on Linux."""
    if not sys.platform.startswith("linux"):
        return []
    return [name for name in PDF_LIBRARIES if not _loads(name)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


@register()
def pdf_libraries(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Everything but documents works without Pango."""
    missing = missing_pdf_libraries()
    if not missing:
        return []
    return [
        CheckWarning(
            f"PDF documents cannot be made, the system lacks {', '.join(missing)}.",
            hint=f"Run: sudo apt-get install --no-install-recommends {PDF_PACKAGES}",
            id="kpss_portal.W001",
        )
    ]


@register(Tags.staticfiles, deploy=True)
def static_files_collected(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without them pages come out without styles and scripts."""
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return []
    return [CheckWarning("Static files are not collected.", hint="Run: manage.py prepare", id="kpss_portal.W002")]


@register(Tags.translation)
def catalogue_compiled(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without it the portal speaks English."""
    if all(list(Path(folder).glob("cs/LC_MESSAGES/*.mo")) for folder in settings.LOCALE_PATHS):
        return []
    return [
        CheckWarning("The Czech catalogue is not compiled.", hint="Run: manage.py compile_words", id="kpss_portal.W003")
    ]


@register(deploy=True)
def public_server_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What a public server should not leave at its default."""
    found: list[CheckMessage] = []
    if "smtp" not in settings.EMAIL_BACKEND:
        found.append(
            CheckWarning("Mails are not sent, only kept in files.", hint="Set KPSS_EMAIL_URL.", id="kpss_portal.W004")
        )
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        found.append(CheckWarning("Mails have no real sender.", hint="Set KPSS_EMAIL_FROM.", id="kpss_portal.W005"))
    if not settings.REQUIRE_MFA:
        found.append(
            CheckWarning(
                "People of the office sign in without a second step.",
                hint="Leave KPSS_REQUIRE_MFA out.",
                id="kpss_portal.W007",
            )
        )
    if connection.vendor == "sqlite":
        found.append(
            CheckWarning(
                "The database is SQLite, which suits trying out and one small office.",
                hint="Set DATABASE_URL to PostgreSQL 15 or newer.",
                id="kpss_portal.W006",
            )
        )
    return found


@register(Tags.security, deploy=True)
def services_elsewhere(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What goes to other machines goes by TLS."""
    return [
        CheckWarning(f"{what} on another machine is asked without TLS.", hint=hint, id="kpss_portal.W010")
        for what, hint in open_ways()
    ]


@register()
def several_machines(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What machines have to share to be one portal; each is told where KPSS_MACHINES says that there are several."""
    if settings.MACHINES < 2:
        return []
    found: list[CheckMessage] = []
    if connection.vendor == "sqlite":
        found.append(
            CheckError(
                "Several machines cannot share a database in SQLite.",
                hint="Set DATABASE_URL to PostgreSQL 15 or newer.",
                id="kpss_portal.E001",
            )
        )
    if not settings.STORAGE_ADDRESS:
        found.append(
            CheckWarning(
                "Files are in a folder, which the other machines see only if it is mounted on all of them.",
                hint="Set KPSS_STORAGE to s3://bucket/prefix.",
                id="kpss_portal.W008",
            )
        )
    if not settings.CACHE_URL:
        found.append(
            CheckWarning(
                "Each process remembers for itself: a change may show on other machines only after a minute, and limits of "
                "sending surveys are counted by each process alone.",
                hint="Set KPSS_CACHE_URL to Redis or Valkey.",
                id="kpss_portal.W009",
            )
        )
    return found
