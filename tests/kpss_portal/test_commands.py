"""Commands that prepare and serve the portal."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kpss_portal.catalogue import compile_catalogues
from tests.prepared import prepared

PROJECT_DIR = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, "manage.py"]
PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "plan"
msgstr "plán"
"""


def test_catalogue_is_compiled_once(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "cs/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")

    first, second = compile_catalogues(), compile_catalogues()

    assert (first, second) == ([source], [])
    assert "plán".encode() in source.with_suffix(".mo").read_bytes()


def test_serving_on_a_taken_port_says_so():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} is taken"):
            call_command("serve", f"127.0.0.1:{port}")


def test_serving_at_nonsense_says_so():
    with pytest.raises(CommandError, match="is not host:port"):
        call_command("serve", "127.0.0.1:http")


@pytest.fixture(scope="module")
def own_portal(tmp_path_factory) -> dict[str, str]:
    """Environment of a portal with an empty database."""
    folder = tmp_path_factory.mktemp("portal") / "data"
    shutil.copytree(prepared(), folder)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"KPSS_DATA_DIR": str(folder)}
    environment |= {"DJANGO_SETTINGS_MODULE": "kpss_portal.settings"}
    return environment


@pytest.mark.house
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_behind_when_serving_ends(own_portal, end):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"

    server = subprocess.Popen(
        [*MANAGE, "serve", address],
        cwd=PROJECT_DIR,
        env=own_portal,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    answered = _wait_until(lambda: _answers(address))
    family = _descendants(server.pid)
    server.send_signal(end)
    server.wait(30)

    assert answered
    assert len(family) >= 3  # gunicorn, its workers, and the worker of tasks
    assert _wait_until(lambda: not any(Path(f"/proc/{process}").exists() for process in family))


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/healthz", timeout=2):
            return True
    except OSError:
        return False


def _wait_until(condition, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def _descendants(pid: int) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            found += [int(process.name), *_descendants(int(process.name))]
    return found
