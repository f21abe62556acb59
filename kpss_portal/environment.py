"""What differs between machines: one typed list of environment variables.

`read_environment()` gives them all or raises `ImproperlyConfigured` with one sentence for each fault, so that
a wrong or missing variable stops the start and says how to mend it.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

PROJECT_DIR = Path(__file__).resolve().parent.parent
STORAGE_ADDRESS = re.compile(r"|s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w./-]*)?")  # empty: a folder
CACHE_ADDRESS = re.compile(r"|(rediss?|unix)://\S+")  # empty: memory and database
RANGES = {
    "KPSS_MACHINES": (1, 100),
    "KPSS_AUDIT_MONTHS": (12, 120),
    "KPSS_IDLE_MINUTES": (5, 720),
    "KPSS_SESSION_HOURS": (1, 24),
}
CLAMD_ADDRESS = re.compile(r"|unix://\S+|tcp://\S+:\d+")  # empty: no antivirus


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, how to read it, its default, and its purpose in words."""

    name: str
    read: Callable[[Env, str, Any], Any]
    default: Any
    purpose: str


def _text(env: Env, name: str, default: Any) -> Any:
    return env.str(name, default)


def _yes_no(env: Env, name: str, default: Any) -> Any:
    return env.bool(name, default)


def _number(env: Env, name: str, default: Any) -> Any:
    return env.int(name, default)


def _items(env: Env, name: str, default: Any) -> Any:
    return [item.strip() for item in env.list(name, default) if item.strip()]


def _folder(env: Env, name: str, default: Any) -> Any:
    return Path(env.str(name, str(default))).expanduser().resolve()


def _counts(env: Env, name: str, default: Any) -> Any:
    counts = env.str(name).replace(" ", "").split(",")
    if len(counts) != 3 or not all(count.isdecimal() for count in counts) or counts[0] == "0":
        raise ValueError("write three numbers, e.g. 7,5,12; the first is at least 1")
    return ",".join(counts)


VARIABLES = (
    Variable("KPSS_DATA_DIR", _folder, PROJECT_DIR / "var", "folder with the database, uploads and stored documents"),
    Variable("DATABASE_URL", _text, "", "address of the database; empty means SQLite in KPSS_DATA_DIR"),
    Variable(
        "KPSS_SECRET_KEY",
        _text,
        "",
        "secret for signatures, at least 50 characters; empty means one kept in KPSS_DATA_DIR",
    ),
    Variable("KPSS_PRODUCTION", _yes_no, False, "yes on a public server: HTTPS only, host names checked"),
    Variable(
        "KPSS_ALLOWED_HOSTS", _items, ["127.0.0.1", "localhost", "[::1]"], "host names of the portal, comma separated"
    ),
    Variable(
        "KPSS_BASE_URL", _text, "http://127.0.0.1:8000", "public address of the portal, used in mails and documents"
    ),
    Variable("KPSS_TRUSTED_PROXY", _yes_no, False, "yes behind a reverse proxy that sets X-Forwarded-Proto"),
    Variable("KPSS_DEBUG", _yes_no, False, "yes only while developing: error pages show details"),
    Variable(
        "KPSS_DEMO", _yes_no, False, "yes for the sample office: a strip on every page says that the plan is an example"
    ),
    Variable(
        "KPSS_EMAIL_URL",
        _text,
        "",
        "mail server, e.g. smtp+tls://name:password@host:587; empty means mails go to files",
    ),
    Variable("KPSS_EMAIL_FROM", _text, "portal@localhost", "sender of the portal's mails"),
    Variable("KPSS_UPLOAD_LIMIT_MB", _number, 25, "largest accepted file, megabytes"),
    Variable(
        "KPSS_REQUIRE_MFA",
        _yes_no,
        "",
        "whether the administration asks for a second step of signing in; empty means yes in production",
    ),
    Variable(
        "KPSS_OIDC_ISSUER",
        _text,
        "",
        "issuer of the office's sign-in (OpenID Connect), e.g. https://login.microsoftonline.com/TENANT/v2.0; "
        "empty means none",
    ),
    Variable("KPSS_OIDC_CLIENT_ID", _text, "", "identifier of the portal at that issuer"),
    Variable("KPSS_OIDC_SECRET", _text, "", "secret of the portal at that issuer"),
    Variable("KPSS_OIDC_NAME", _text, "účtem úřadu", "how the sign-in page calls it, after the word Přihlásit"),
    Variable(
        "KPSS_OIDC_LINK_BY_EMAIL",
        _yes_no,
        False,
        "yes when a verified e-mail of the issuer may find the person at their first sign-in",
    ),
    Variable(
        "KPSS_CLAMD",
        _text,
        "",
        "antivirus, e.g. unix:///var/run/clamav/clamd.ctl or tcp://127.0.0.1:3310; empty means that files are not scanned",
    ),
    Variable(
        "KPSS_SURVEY_LOGS_SAFE",
        _yes_no,
        False,
        "yes once the web server keeps no addresses of visitors of surveys, see docs/deployment.md",
    ),
    Variable("KPSS_AUDIT_MONTHS", _number, 24, "how long lines of the log of changes are kept, 12 to 120 months"),
    Variable(
        "KPSS_IDLE_MINUTES", _number, 60, "after how long without work the staff are signed out, 5 to 720 minutes"
    ),
    Variable("KPSS_SESSION_HOURS", _number, 12, "after how long everybody signs in again, 1 to 24 hours"),
    Variable(
        "KPSS_BACKUP_KEYS",
        _items,
        "",
        "public keys that backups are closed by (age1…), comma separated; see backup_key",
    ),
    Variable("KPSS_BACKUP_FOLDER", _text, "", "folder of backups; empty means backups beside KPSS_DATA_DIR"),
    Variable(
        "KPSS_BACKUP_COPIES", _items, "", "where copies of backups go: folders or s3://bucket/prefix, comma separated"
    ),
    Variable("KPSS_BACKUP_KEEP", _counts, "7,5,12", "how many daily, weekly and monthly backups stay, e.g. 7,5,12"),
    Variable("KPSS_OPERATOR_EMAIL", _text, "", "who looks after the server; gets a mail when something fails"),
    Variable("KPSS_METRICS_TOKEN", _text, "", "word that opens /metrics; empty means this machine only"),
    Variable("KPSS_READ_ONLY", _yes_no, False, "yes during maintenance: pages are shown, nothing is written"),
    Variable(
        "KPSS_MACHINES", _number, 1, "how many machines serve the portal; 2 or more share a database, files and a cache"
    ),
    Variable(
        "KPSS_STORAGE",
        _text,
        "",
        "private store of files that several machines share, s3://bucket/prefix; empty means a folder in KPSS_DATA_DIR",
    ),
    Variable(
        "KPSS_CACHE_URL",
        _text,
        "",
        "Redis or Valkey that several machines share, e.g. redis://:password@cache:6379/0; empty means memory and database",
    ),
    Variable("KPSS_CACHE_PREFIX", _text, "kpss", "beginning of keys there, its own for each portal on one server"),
    Variable("KPSS_LOG_LEVEL", _text, "INFO", "least severity that is logged: DEBUG, INFO, WARNING, ERROR"),
)


def read_environment() -> dict[str, Any]:
    """Values of VARIABLES by name; ImproperlyConfigured lists every fault at once."""
    env = Env()
    values: dict[str, Any] = {}
    faults: list[str] = []
    for variable in VARIABLES:
        try:
            values[variable.name] = _read(env, variable)
        except (EnvError, ValueError) as fault:
            faults.append(f"{variable.name} ({variable.purpose}): {fault}")
    faults += _unknown() + (_missing(values) if not faults else [])
    if faults:
        raise ImproperlyConfigured("The portal cannot start. " + " ".join(faults))
    return values


def _read(env: Env, variable: Variable) -> Any:
    if not os.environ.get(variable.name, "").strip():
        return variable.default
    return variable.read(env, variable.name, variable.default)


def _unknown() -> list[str]:
    known = {variable.name for variable in VARIABLES}
    return [
        f"{name} is not a setting of the portal; is it misspelt? Known: {', '.join(sorted(known))}."
        for name in sorted(os.environ)
        if name.startswith("KPSS_") and name not in known
    ]


def _missing(values: Mapping[str, Any]) -> list[str]:
    faults = []
    if values["KPSS_LOG_LEVEL"] not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        faults.append("KPSS_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
    if values["KPSS_UPLOAD_LIMIT_MB"] < 1:
        faults.append("KPSS_UPLOAD_LIMIT_MB must be at least 1.")
    faults += _out_of_range(values)
    if not CLAMD_ADDRESS.fullmatch(values["KPSS_CLAMD"]):
        faults.append("KPSS_CLAMD must be unix:///path/of/the/socket or tcp://host:port.")
    faults += _missing_among_machines(values)
    if values["KPSS_SECRET_KEY"] and len(values["KPSS_SECRET_KEY"]) < 50:
        faults.append("KPSS_SECRET_KEY is too short: use at least 50 random characters.")
    if values["KPSS_OIDC_ISSUER"] and not (values["KPSS_OIDC_CLIENT_ID"] and values["KPSS_OIDC_SECRET"]):
        faults.append("KPSS_OIDC_ISSUER needs KPSS_OIDC_CLIENT_ID and KPSS_OIDC_SECRET.")
    if values["KPSS_PRODUCTION"]:
        faults += _missing_in_production(values)
    return faults


def _out_of_range(values: Mapping[str, Any]) -> list[str]:
    return [
        f"{name} must be {least} to {most}."
        for name, (least, most) in RANGES.items()
        if not least <= values[name] <= most
    ]


def _missing_among_machines(values: Mapping[str, Any]) -> list[str]:
    faults = []
    if not STORAGE_ADDRESS.fullmatch(values["KPSS_STORAGE"]):
        faults.append("KPSS_STORAGE must be s3://bucket or s3://bucket/prefix.")
    if not CACHE_ADDRESS.fullmatch(values["KPSS_CACHE_URL"]):
        faults.append("KPSS_CACHE_URL must be redis://host:port/number, rediss://… or unix:///path.")
    for name, library in (("KPSS_STORAGE", "storages"), ("KPSS_CACHE_URL", "redis")):
        if values[name] and not find_spec(library):
            faults.append(f"{name} needs: pip install --require-hashes -r requirements/many.txt")
    if values["KPSS_MACHINES"] > 1 and not values["KPSS_SECRET_KEY"]:
        faults.append(
            "KPSS_SECRET_KEY is missing: all machines need the same, or none knows whom another has signed in."
        )
    return faults


def _missing_in_production(values: Mapping[str, Any]) -> list[str]:
    faults = []
    if not values["KPSS_SECRET_KEY"]:
        faults.append("KPSS_SECRET_KEY is missing: production needs at least 50 random characters.")
    if values["KPSS_DEBUG"]:
        faults.append("KPSS_DEBUG must be off in production.")
    if values["KPSS_ALLOWED_HOSTS"] in ([], VARIABLES[4].default):
        faults.append("KPSS_ALLOWED_HOSTS is missing: give the public host names of the portal.")
    if not values["KPSS_BASE_URL"].startswith("https://"):
        faults.append("KPSS_BASE_URL must start with https:// in production.")
    if values["KPSS_OIDC_ISSUER"] and not values["KPSS_OIDC_ISSUER"].startswith("https://"):
        faults.append("KPSS_OIDC_ISSUER must start with https:// in production.")
    return faults


def database_from(url: str, data_dir: Path) -> dict[str, Any]:
    """Django's DATABASES entry; SQLite gets write-ahead logging and immediate transactions.

    ImproperlyConfigured for an address that is neither SQLite nor PostgreSQL.
    """
    url = url or f"sqlite:///{data_dir / 'portal.sqlite3'}"
    try:
        entry: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError) as fault:
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood; write postgres://name:password@host:5432/database or sqlite:////path/file"
        ) from fault
    if entry["ENGINE"] == "django.db.backends.sqlite3":
        entry["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    elif entry["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL; other engines are not supported.")
    return entry
