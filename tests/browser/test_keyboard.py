"""The portal by keyboard, without scripts, and what the first visit weighs."""

import pytest

MOST_BYTES_OF_A_FIRST_VISIT = 120_000
MAIN_PAGES = ["/", "/katalog/", "/plany/"]


def focused(page) -> dict:
    return page.evaluate(
        """() => {
            const part = document.activeElement, box = part.getBoundingClientRect(), style = getComputedStyle(part)
            return {
                html: part.outerHTML.slice(0, 120), tag: part.tagName, href: part.getAttribute('href'),
                visible: box.width > 0 && box.height > 0,
                marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none',
            }
        }"""
    )


def test_first_key_offers_to_skip_to_the_content(portal, page):
    page.goto(portal.url + "/")

    page.keyboard.press("Tab")
    skip = focused(page)
    page.keyboard.press("Enter")

    assert skip["visible"]
    assert page.evaluate("location.hash") == skip["href"]
    assert page.evaluate("document.querySelector(location.hash).closest('main') !== null")


@pytest.mark.parametrize("address", MAIN_PAGES)
def test_focus_is_always_seen_and_never_trapped(portal, page, address):
    page.goto(portal.url + address)
    unseen, steps = [], 0
    page.keyboard.press("Tab")
    while focused(page)["tag"] != "BODY" and steps < 300:
        here = focused(page)
        if not (here["visible"] and here["marked"]):
            unseen.append(here["html"])
        page.keyboard.press("Tab")
        steps += 1

    assert unseen == []
    assert 3 < steps < 300


def test_search_works_without_scripts(portal, browser):
    context = browser.new_context(locale="cs-CZ", java_script_enabled=False)
    page = context.new_page()
    page.goto(portal.url + "/katalog/")

    page.locator("main input[name=q]").first.fill("pečovatelská služba")
    page.locator("main input[name=q]").first.press("Enter")

    page.wait_for_load_state()
    assert "q=pe" in page.url
    assert page.locator("main a[href^='/katalog/sluzby/']").count() > 0
    context.close()


@pytest.mark.parametrize("address", MAIN_PAGES)
def test_first_visit_weighs_little(portal, context, address):
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    weights = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))

    page.goto(portal.url + address, wait_until="networkidle")

    assert 0 < sum(weights) <= MOST_BYTES_OF_A_FIRST_VISIT
