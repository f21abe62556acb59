"""What every page of the portal keeps; each assertion names the page and what is wrong on it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import ConsoleMessage, Page, Request

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # only for an experimental rule, not asked here, and for sound and film, which no page has
    "selectors": False,  # places are told by their HTML
}
ONLY_COLOURS = AXE_OPTIONS | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
ALL_LOOKS = (("light", 360), ("dark", 360), ("dark", 1280), ("light", 1280))  # the width changes once: that takes time
TWO_LOOKS = (("dark", 360), ("light", 1280))  # for the second page of a kind: each scheme and each width once


@dataclass
class Watched:
    """Console messages and requests of one page since it was opened."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @classmethod
    def over(cls, page: Page) -> "Watched":
        """Starts watching; `watched(page)` gives the record."""
        record = cls()
        page.on("console", record._hear)
        page.on("pageerror", lambda fault: record.console.append(f"uncaught: {fault}"))
        page.on("request", record._see)
        _records[page] = record
        return record

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.console.append(f"{message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        self.requests.append(request.url)


_records: WeakKeyDictionary[Page, Watched] = WeakKeyDictionary()


def watched(page: Page) -> Watched:
    """The record of the page that the fixture `page` made."""
    return _records[page]


def assert_accessible(page: Page, *, looks: Sequence[tuple[str, int]] = ALL_LOOKS) -> None:
    """axe finds nothing, by day and night, on a computer and a phone, with every <details> open.

    A width that was looked at once already differs in the other scheme in colours alone.
    """
    found: dict[str, list[str]] = {}
    known_widths: set[int] = set()
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.querySelectorAll('details:not([name])').forEach(part => { part.open = true })")
        for fault in axe_faults(page, ONLY_COLOURS if width in known_widths else AXE_OPTIONS):
            found.setdefault(fault, []).append(f"{scheme} {width}")
        known_widths.add(width)
    lines = [f"{fault} [{', '.join(seen) if len(seen) < len(looks) else 'always'}]" for fault, seen in found.items()]
    assert not lines, f"{page.url}\n" + "\n".join(lines)


def axe_faults(page: Page, options: dict = AXE_OPTIONS) -> list[str]:
    """Violations that axe sees now, one line each: rule, help, places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    violations = page.evaluate(f"axe.run(document, {json.dumps(options)}).then(result => result.violations)")
    return [
        f"{fault['id']}: {fault['help']}: " + "; ".join(_place(node) for node in fault["nodes"][:3])
        for fault in violations
    ]


def _place(node: dict) -> str:
    reasons = [check["message"] for check in node["any"] + node["all"] + node["none"]]
    return f"{node['html'][:160]} ({', '.join(reasons)[:200]})"


def assert_no_sideways_scroll(page: Page, width: int = 360) -> None:
    """The page fits the width; a wide table scrolls in its own box."""
    page.set_viewport_size({"width": width, "height": 900})
    sticking_out = page.evaluate(
        """() => {
            const room = document.documentElement.clientWidth
            if (document.documentElement.scrollWidth <= room) return []
            return [...document.body.querySelectorAll('*')]
                .filter(part => part.getBoundingClientRect().right > room + 1)
                .slice(0, 5).map(part => part.outerHTML.slice(0, 160))
        }"""
    )
    assert not sticking_out, f"{page.url} at {width} px: " + "\n".join(sticking_out)


def assert_no_foreign_requests(page: Page) -> None:
    """Everything came from the portal itself."""
    home = urlsplit(page.url).netloc
    foreign = [url for url in watched(page).requests if urlsplit(url).netloc not in {home, ""}]
    assert not foreign, f"{page.url} asked {foreign}"


def assert_quiet_console(page: Page) -> None:
    """No breach of the Content-Security-Policy, no error of a script, no missing file."""
    assert not watched(page).console, f"{page.url}: " + "\n".join(watched(page).console)


def assert_no_csp_violation(page: Page) -> None:
    """No breach of the Content-Security-Policy."""
    breaches = [line for line in watched(page).console if "Content Security Policy" in line]
    assert not breaches, f"{page.url}: " + "\n".join(breaches)


def assert_good_page(page: Page, *, looks: Sequence[tuple[str, int]] = ALL_LOOKS) -> None:
    """All of the above."""
    assert_quiet_console(page)
    assert_no_foreign_requests(page)
    assert_no_sideways_scroll(page)
    assert_accessible(page, looks=looks)
