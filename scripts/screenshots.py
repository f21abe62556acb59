"""Pictures of the main pages for the documentation: `.venv/bin/python -m scripts.screenshots [ADDRESS]` beside `make demo`.

Needs Chromium (another one than Debian's is named by CHROMIUM) and pdftoppm of poppler-utils. Writes docs/screenshots.
"""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpss_portal.settings")
django.setup()

from plans.sample.loading import ACCOUNTS, PASSWORD  # noqa: E402  # models need the settings first

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
ADDRESS = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
PLAN = "/plany/plan-2025-2028/"
PUBLIC = {
    "home": "/",
    "catalogue": "/katalog/?q=pečovatelka",
    "service": "/katalog/sluzby/centrum-pece-u-sv-anezky-pecovatelska-sluzba/",
    "municipality": "/katalog/obce/terezin/",
    "plan": PLAN,
    "item": f"{PLAN}polozky/1.1.2/",
    "budget": f"{PLAN}rozpocet/",
}
WORKSHOP = {"workshop": "/admin/", "outline": "/admin/plans/plan/3/osnova/"}
SIZES = {1280: 960, 360: 760}  # width: height of the window, CSS pixels
MOST_BYTES = 150_000
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    """Every page in every width, and the first page of the official document."""
    address = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else ADDRESS
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=CHROMIUM_ARGUMENTS
        )
        for width in SIZES:
            with _visitor(browser, width) as page:
                _photograph(page, address, PUBLIC, width)
                _sign_in(page, address)
                _photograph(page, address, WORKSHOP, width)
        with _visitor(browser, 1280) as page:
            _photograph_document(page.context, f"{address}{PLAN}plan.pdf")
        browser.close()


@contextmanager
def _visitor(browser: Browser, width: int) -> Iterator[Page]:
    context = browser.new_context(
        locale="cs-CZ", viewport={"width": width, "height": SIZES[width]}, reduced_motion="reduce",
        device_scale_factor=1 if width > 1000 else 2,
    )  # fmt: skip
    yield context.new_page()
    context.close()


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/ucet/prihlaseni/heslem/")
    page.locator("main input[type=email]").fill(ACCOUNTS[0][0])
    page.locator("main input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/admin/**")


def _photograph(page: Page, address: str, pages: dict[str, str], width: int) -> None:
    for name, path in pages.items():
        answer = page.goto(address + path, wait_until="load")
        if not answer or answer.status != 200:
            raise SystemExit(f"{path} does not answer 200: is the sample office loaded at {address}?")
        _save(Image.open(io.BytesIO(page.screenshot())), f"{name}-{width}")


def _photograph_document(context: BrowserContext, address: str) -> None:
    answer = context.request.get(address)
    if answer.headers.get("content-type") != "application/pdf":
        raise SystemExit("The official document is still being made: try again in half a minute.")
    drawn = subprocess.run(
        ["pdftoppm", "-f", "1", "-l", "1", "-r", "96", "-png", "-"],
        input=answer.body(),
        capture_output=True,
        check=True,
    )
    _save(Image.open(io.BytesIO(drawn.stdout)), "document")


def _save(picture: Image.Image, name: str) -> None:
    """As WebP, in the best quality that keeps the weight."""
    for quality in (85, 75, 60, 45):
        target = io.BytesIO()
        picture.convert("RGB").save(target, "WEBP", quality=quality, method=6)
        if target.tell() <= MOST_BYTES:
            break
    (FOLDER / f"{name}.webp").write_bytes(target.getvalue())
    print(f"{name}.webp {picture.width}×{picture.height}, {target.tell() // 1000} kB")


if __name__ == "__main__":
    main()
