"""Every kind of page of the sample office, found by following links: valid, accessible, quiet, ours alone."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.browser import pages
from tests.browser.checks import ALL_LOOKS, TWO_LOOKS, Watched, assert_good_page
from tests.browser.crawl import Crawl, crawl
from tests.browser.vnu import html_faults


@pytest.fixture(scope="module")
def public(portal, browser) -> Crawl:
    """All that a citizen reaches."""
    context = browser.new_context(locale="cs-CZ")
    yield crawl(context.request, portal.url, pages.PUBLIC)
    context.close()


@pytest.fixture(scope="module")
def refusals(portal, browser) -> dict[str, tuple[int, str]]:
    """Status and HTML of addresses that lead nowhere."""
    context = browser.new_context(locale="cs-CZ")
    answers = {address: context.request.get(portal.url + address) for address in pages.REFUSALS}
    yield {address: (answer.status, answer.text()) for address, answer in answers.items()}
    context.close()


def test_no_link_leads_nowhere(public):
    assert public.broken == []


def test_crawler_has_seen_the_main_kinds_of_pages(public):
    seen = {urlsplit(address).path.split("/")[1] for address in public.html}

    assert {"", "katalog", "plany", "kontakty", "o-planovani", "aktuality"} - seen == set()


def test_pages_are_valid_html(public, refusals, tmp_path):
    shown = {address: public.html[address] for address in public.sample()}
    shown |= {address: html for address, (_status, html) in refusals.items()}

    assert html_faults(shown, tmp_path) == []


def test_refusals_are_czech_and_offer_a_way_on(refusals):
    for address, (status, html) in refusals.items():
        page = BeautifulSoup(html, "html.parser")

        assert status == pages.REFUSALS[address], address
        assert page.html["lang"] == "cs", address
        assert page.select_one("main a[href]"), address


def test_each_page_has_one_main_heading_and_a_title_of_its_own(public):
    titles: dict[str, str] = {}
    faults = []
    for address, html in public.html.items():
        page = BeautifulSoup(html, "lxml")
        if len(page.select("h1")) != 1:
            faults.append(f"{address}: {len(page.select('h1'))} h1")
        if len(page.select("main")) != 1 or not page.select("header") or not page.select("footer"):
            faults.append(f"{address}: landmarks")
        if page.select("[style], style, script:not([src]):not([type$=json]), [onclick]"):
            faults.append(f"{address}: inline style or script")
        if page.select("audio, video"):
            faults.append(f"{address}: sound or film, which our check by axe leaves out")
        title = page.title.get_text(strip=True) if page.title else ""
        same = titles.setdefault(title, address)
        if not title or urlsplit(same).path != urlsplit(address).path:
            faults.append(f"{address}: the same title as {same}: {title!r}")
    assert faults == []


def test_pages_are_accessible_quiet_and_fit_a_phone(portal, public, still_page):
    page, faults = still_page, []
    for addresses in public.kinds.values():
        for address, looks in zip(addresses, (ALL_LOOKS, TWO_LOOKS), strict=False):
            page, fault = _looked_at(page, portal.url + address, looks)
            faults += fault
    assert not faults, "\n\n".join(faults)


def test_workshop_pages_are_accessible(portal, signed_in_page):
    page = signed_in_page("koordinatorka")
    faults = []
    for address in pages.COORDINATOR:
        page, fault = _looked_at(page, portal.url + address, ALL_LOOKS)
        faults += fault
    assert not faults, "\n\n".join(faults)


def _looked_at(page, url, looks):
    """The page to go on with, and what is wrong at the address; a faulty page is replaced, so that its record ends."""
    page.goto(url)
    try:
        assert_good_page(page, looks=looks)
    except AssertionError as fault:
        fresh = page.context.new_page()
        page.close()
        Watched.over(fresh)
        return fresh, [str(fault)]
    return page, []
