"""Settings from the environment: a wrong or missing one stops the start with a sentence that helps."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from kpss_portal.environment import PROJECT_DIR, VARIABLES, database_from, read_environment
from kpss_portal.secret import secret_key_for

LONG = "x" * 50
PUBLIC = {
    "KPSS_PRODUCTION": "yes",
    "KPSS_SECRET_KEY": LONG,
    "KPSS_ALLOWED_HOSTS": "portal.example.cz",
    "KPSS_BASE_URL": "https://portal.example.cz",
}


@pytest.fixture
def environment(monkeypatch):
    """Sets only the given variables, and reads them."""
    for name in [name for name in os.environ if name.startswith("KPSS_") or name == "DATABASE_URL"]:
        monkeypatch.delenv(name)

    def read(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        return read_environment()

    return read


def test_nothing_has_to_be_set(environment):
    assert environment() == {variable.name: variable.default for variable in VARIABLES}


@pytest.mark.parametrize("name", [variable.name for variable in VARIABLES])
@pytest.mark.parametrize("value", ["", "  "])
def test_empty_variable_is_as_if_not_set(environment, name, value):
    assert environment(**{name: value}) == {variable.name: variable.default for variable in VARIABLES}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("KPSS_DATA_DIR", "/srv/kpss/../data", Path("/srv/data")),
        ("DATABASE_URL", "postgres://a@b/c", "postgres://a@b/c"),
        ("KPSS_SECRET_KEY", LONG, LONG),
        ("KPSS_DEBUG", "yes", True),
        ("KPSS_DEBUG", "off", False),
        ("KPSS_DEMO", "1", True),
        ("KPSS_TRUSTED_PROXY", "true", True),
        ("KPSS_ALLOWED_HOSTS", " a.cz, b.cz ,", ["a.cz", "b.cz"]),
        ("KPSS_BASE_URL", "https://a.cz", "https://a.cz"),
        ("KPSS_EMAIL_URL", "smtp://a:b@c:587", "smtp://a:b@c:587"),
        ("KPSS_EMAIL_FROM", "portal@a.cz", "portal@a.cz"),
        ("KPSS_UPLOAD_LIMIT_MB", "40", 40),
        ("KPSS_LOG_LEVEL", "ERROR", "ERROR"),
        ("KPSS_STORAGE", "s3://kpss/portal", "s3://kpss/portal"),
        ("KPSS_CACHE_URL", "rediss://:heslo@cache:6380/1", "rediss://:heslo@cache:6380/1"),
    ],
)
def test_variables_have_their_types(environment, name, text, value):
    assert environment(**{name: text})[name] == value


def test_every_variable_says_what_it_is_for():
    assert [variable.name for variable in VARIABLES if not variable.purpose] == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"KPSS_DEBUG": "maybe"}, "KPSS_DEBUG (yes only while developing: error pages show details): "),
        ({"KPSS_PRODUCTION": "2"}, "KPSS_PRODUCTION (yes on a public server: HTTPS only, host names checked): "),
        ({"KPSS_DEMO": "ano"}, "KPSS_DEMO (yes for the sample office"),
        ({"KPSS_TRUSTED_PROXY": "x"}, "KPSS_TRUSTED_PROXY (yes behind a reverse proxy"),
        ({"KPSS_UPLOAD_LIMIT_MB": "many"}, "KPSS_UPLOAD_LIMIT_MB (largest accepted file, megabytes): "),
        ({"KPSS_UPLOAD_LIMIT_MB": "0"}, "KPSS_UPLOAD_LIMIT_MB must be at least 1."),
        ({"KPSS_LOG_LEVEL": "LOUD"}, "KPSS_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."),
        ({"KPSS_SECRET_KEY": "short"}, "KPSS_SECRET_KEY is too short: use at least 50 random characters."),
        ({"KPSS_MACHINES": "2"}, "KPSS_SECRET_KEY is missing: all machines need the same"),
        ({"KPSS_MACHINES": "0"}, "KPSS_MACHINES must be 1 to 100."),
        ({"KPSS_STORAGE": "/mnt/nas"}, "KPSS_STORAGE must be s3://bucket or s3://bucket/prefix."),
        ({"KPSS_CACHE_URL": "memcached://x"}, "KPSS_CACHE_URL must be redis://"),
        ({"KPSS_DATADIR": "/x"}, "KPSS_DATADIR is not a setting of the portal; is it misspelt? Known: DATABASE_URL, "),
        (PUBLIC | {"KPSS_SECRET_KEY": ""}, "KPSS_SECRET_KEY is missing: production needs at least 50 random"),
        (PUBLIC | {"KPSS_DEBUG": "yes"}, "KPSS_DEBUG must be off in production."),
        (PUBLIC | {"KPSS_ALLOWED_HOSTS": ""}, "KPSS_ALLOWED_HOSTS is missing: give the public host names"),
        (PUBLIC | {"KPSS_ALLOWED_HOSTS": " , "}, "KPSS_ALLOWED_HOSTS is missing: give the public host names"),
        (PUBLIC | {"KPSS_BASE_URL": "http://a.cz"}, "KPSS_BASE_URL must start with https:// in production."),
    ],
)
def test_fault_stops_the_start_with_a_sentence(environment, values, told):
    with pytest.raises(ImproperlyConfigured) as stopped:
        environment(**values)

    assert str(stopped.value).startswith("The portal cannot start. ")
    assert told in str(stopped.value)


def test_a_missing_library_is_told_by_how_to_add_it(environment, monkeypatch):
    monkeypatch.setattr("kpss_portal.environment.find_spec", lambda name: None)

    with pytest.raises(ImproperlyConfigured, match=r"KPSS_STORAGE needs: pip install --require-hashes"):
        environment(KPSS_STORAGE="s3://kpss")


def test_all_faults_are_told_at_once(environment):
    with pytest.raises(ImproperlyConfigured) as stopped:
        environment(KPSS_DEBUG="maybe", KPSS_UPLOAD_LIMIT_MB="many", KPSS_NIC="1")

    assert all(name in str(stopped.value) for name in ("KPSS_DEBUG", "KPSS_UPLOAD_LIMIT_MB", "KPSS_NIC"))


def test_public_server_well_set_starts(environment):
    assert environment(**PUBLIC)["KPSS_ALLOWED_HOSTS"] == ["portal.example.cz"]


def test_sentence_never_shows_the_secret(environment):
    with pytest.raises(ImproperlyConfigured) as stopped:
        environment(KPSS_SECRET_KEY="almost-secret")

    assert "almost-secret" not in str(stopped.value)


def test_faults_are_one_sentence_of_a_command_not_a_wall(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KPSS_")}
    environment |= {"KPSS_DATA_DIR": str(tmp_path), "KPSS_UPLOAD_LIMIT_MB": "many"}
    environment["DJANGO_SETTINGS_MODULE"] = "kpss_portal.settings"

    run = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=PROJECT_DIR, env=environment, capture_output=True, text=True
    )

    assert run.returncode == 1
    assert "The portal cannot start. KPSS_UPLOAD_LIMIT_MB (largest accepted file, megabytes)" in run.stderr


# --- database -----------------------------------------------------------------------------------------------------------


def test_without_an_address_the_database_is_a_file_of_the_data_folder(tmp_path):
    entry = database_from("", tmp_path)

    assert (entry["ENGINE"], entry["NAME"]) == ("django.db.backends.sqlite3", str(tmp_path / "portal.sqlite3"))
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in entry["OPTIONS"]["init_command"]


def test_postgresql_is_read_from_its_address(tmp_path):
    entry = database_from("postgres://jmeno:heslo@stroj:5433/portal", tmp_path)

    assert {key: entry[key] for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "portal",
        "USER": "jmeno",
        "PASSWORD": "heslo",
        "HOST": "stroj",
        "PORT": 5433,
    }


@pytest.mark.parametrize("address", ["mysql://a@b/c", "oracle://a@b/c"])
def test_other_engines_are_refused(tmp_path, address):
    with pytest.raises(ImproperlyConfigured, match="must name SQLite or PostgreSQL"):
        database_from(address, tmp_path)


@pytest.mark.parametrize("address", ["nonsense", "postgress://a@b/c", "postgres://a:secret@b:port/c", "://"])
def test_address_that_is_not_understood_shows_how_to_write_it_and_no_password(tmp_path, address):
    with pytest.raises(ImproperlyConfigured) as stopped:
        database_from(address, tmp_path)

    assert "DATABASE_URL" in str(stopped.value)
    assert "secret" not in str(stopped.value)


# --- the secret -----------------------------------------------------------------------------------------------------------


def test_configured_secret_is_used_and_nothing_is_stored(tmp_path):
    assert secret_key_for(LONG, tmp_path) == LONG
    assert list(tmp_path.iterdir()) == []


def test_secret_is_made_once_and_readable_only_by_its_owner(tmp_path):
    first, second = secret_key_for("", tmp_path), secret_key_for("", tmp_path)

    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_two_portals_have_two_secrets(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    assert secret_key_for("", tmp_path / "a") != secret_key_for("", tmp_path / "b")


def test_processes_that_start_at_once_share_one_secret(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _start: secret_key_for("", tmp_path), range(8)))

    assert len(secrets) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize("kept", ["", "short", " \n"])
def test_kept_secret_that_is_damaged_is_told(tmp_path, kept):
    (tmp_path / "secret-key").write_text(kept)

    with pytest.raises(ImproperlyConfigured, match="secret-key with its secret is damaged"):
        secret_key_for("", tmp_path)
