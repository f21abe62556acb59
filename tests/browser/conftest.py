"""A real portal with the sample office, and Debian's Chromium. `make test` runs this folder once.

`portal` is one process of the portal for the whole run, served as in production, with the sample office in a data folder
of its own: tests on it only read. Whoever writes takes pytest-django's `live_server` and factories instead.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.checks import Watched
from tests.prepared import prepared

HERE = Path(__file__).parent
PROJECT_DIR = HERE.parents[1]
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                      "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                      # scripts of a page live for a second here: making them faster costs more than it brings
                      "--js-flags=--no-turbofan --no-maglev"]  # fmt: skip
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"  # Playwright keeps an event loop in the thread of the test


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class Account:
    """A demo account as `make demo` prints it."""

    email: str
    password: str


@dataclass(frozen=True)
class Portal:
    """A running portal and the demo accounts that it has printed."""

    url: str
    data_dir: Path
    accounts: dict[str, Account]


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The sample office behind gunicorn, with compressed static files and the real headers."""
    data_dir = tmp_path_factory.mktemp("portal") / "data"
    shutil.copytree(prepared(), data_dir)
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KPSS_")}
    environment |= {"KPSS_DATA_DIR": str(data_dir), "KPSS_DEMO": "yes", "KPSS_BASE_URL": f"http://127.0.0.1:{port}"}
    environment |= {"KPSS_LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "kpss_portal.settings"}
    environment.pop("DATABASE_URL", None)
    manage = [sys.executable, "manage.py"]
    loaded = subprocess.run(
        [*manage, "prepare", "--sample"], cwd=PROJECT_DIR, env=environment, capture_output=True, text=True, timeout=300
    )
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    with (data_dir / "serve.log").open("w") as log:
        server = subprocess.Popen(
            [*manage, "serve", f"127.0.0.1:{port}"], cwd=PROJECT_DIR, env=environment, stdout=log, stderr=log
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", data_dir / "serve.log")
        yield Portal(f"http://127.0.0.1:{port}", data_dir, _accounts(loaded.stdout))
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"The portal did not start: {log.read_text()[-3000:]}")


def _accounts(printed: str) -> dict[str, Account]:
    """Demo accounts from what the command has printed, by the name before the @."""
    password = re.search(r"(?:password|heslem|heslo)\s+(\S+)", printed)
    assert password, f"no password was printed: {printed}"
    return {
        name: Account(f"{name}@{host}", password[1]) for name, host in re.findall(r"(\S+)@(\S+\.example)\b", printed)
    }


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of browsers; there can be one."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; another one is named by CHROMIUM."""
    browser = _launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def still_browser(playwright: Playwright) -> Iterator[Browser]:
    """One that draws no frames by itself, for looking at many pages; what clicks waits for a frame and takes `browser`."""
    browser = _launch(playwright, "--disable-threaded-compositing")
    yield browser
    browser.close()


def _launch(playwright: Playwright, *more: str) -> Browser:
    program = os.environ.get("CHROMIUM") or next(
        (found for name in ("chromium", "google-chrome", "chrome") if (found := shutil.which(name))), None
    )
    if program is None:
        pytest.fail("No Chromium was found: install the Debian package chromium or set CHROMIUM=/path/to/it.")
    return playwright.chromium.launch(executable_path=program, args=[*CHROMIUM_ARGUMENTS, *more])


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor of their own: Czech, no cookies, motion reduced so that nothing moves while it is looked at."""
    context = _visitor(browser)
    yield context
    context.close()


def _visitor(browser: Browser) -> BrowserContext:
    context = browser.new_context(locale="cs-CZ", viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    return context


@pytest.fixture
def still_page(still_browser: Browser) -> Iterator[Page]:
    """A watched page of a browser that draws no frames."""
    context = _visitor(still_browser)
    page = context.new_page()
    Watched.over(page)
    yield page
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page whose console and requests are watched; see tests/browser/checks.py."""
    page = context.new_page()
    Watched.over(page)
    return page


@pytest.fixture
def signed_in_page(portal: Portal, page: Page):
    """Signs a demo account in by the form, as a person does: `signed_in_page("koordinatorka")`."""

    def sign_in(name: str) -> Page:
        account = portal.accounts[name]
        page.goto(f"{portal.url}/ucet/prihlaseni/heslem/")
        page.locator("main input[type=email]").fill(account.email)
        page.locator("input[type=password]").fill(account.password)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_load_state()
        return page

    return sign_in
