"""Walks the portal by its links, as a search engine does, and remembers pages of each kind."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urljoin, urlsplit

from bs4 import BeautifulSoup, SoupStrainer
from django.urls import Resolver404, resolve
from playwright.sync_api import APIRequestContext, APIResponse

MOST_OF_A_KIND = 12  # fetched: enough to meet an odd one
LOOKED_AT_OF_A_KIND = 2  # shown to the validator and to axe
MOST_PAGES = 600
MOST_SECONDS = 120  # until a document is made


@dataclass
class Crawl:
    """What was found: HTML by address, addresses by kind of page, and links that lead nowhere."""

    html: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, list[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)

    def sample(self) -> list[str]:
        """A few addresses of each kind."""
        return [address for addresses in self.kinds.values() for address in addresses[:LOOKED_AT_OF_A_KIND]]


def kind_of(address: str) -> str:
    """Name of the view, and which parts of the query string were used."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        name = f"unknown {parts.path}"
    keys = sorted(parse_qs(parts.query, keep_blank_values=True))
    return f"{name}?{'&'.join(keys)}" if keys else name


def crawl(request: APIRequestContext, home: str, starts: Iterable[str] = ("/",), within: str = "/") -> Crawl:
    """Follows links of the portal from `starts`, up to MOST_OF_A_KIND pages a kind; only addresses that begin with `within`."""
    found = Crawl()
    taken: Counter[str] = Counter()
    waiting = [(start, "the first page") for start in starts]
    seen = set(starts)
    while waiting and len(found.html) + len(found.broken) < MOST_PAGES:
        address, origin = waiting.pop(0)
        kind = kind_of(address)
        taken[kind] += 1
        if taken[kind] > MOST_OF_A_KIND:
            continue
        answer = _answer(request, home + address)
        if not answer.ok:
            found.broken.append(f"{answer.status} {address} (linked from {origin})")
            continue
        led_to = answer.url.removeprefix(home)
        if led_to != address:  # the page is the one that the address leads to
            if led_to not in seen and led_to.startswith(within):
                seen.add(led_to)
                waiting.append((led_to, address))
            continue
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        found.html[address] = answer.text()
        found.kinds.setdefault(kind, []).append(address)
        for link in _links(found, home, address):
            if link not in seen and link.startswith(within):
                seen.add(link)
                waiting.append((link, address))
    return found


def _answer(request: APIRequestContext, url: str) -> APIResponse:
    """What the portal says; a document that is being made is waited for, as a person would."""
    deadline = time.monotonic() + MOST_SECONDS
    answer = request.get(url)
    while answer.status == 503 and time.monotonic() < deadline:
        time.sleep(2)
        answer = request.get(url)
    return answer


def _links(found: Crawl, home: str, address: str) -> list[str]:
    links = []
    for anchor in BeautifulSoup(found.html[address], "lxml", parse_only=SoupStrainer("a", href=True)):
        target = urljoin(home + address, str(anchor["href"])).split("#")[0]
        parts = urlsplit(target)
        if parts.scheme not in {"http", "https"}:
            continue
        if f"{parts.scheme}://{parts.netloc}" != home:
            found.foreign.add(target)
            continue
        if not parts.path.startswith(("/static/", "/soubory/")):
            links.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return links
