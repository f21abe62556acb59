"""The map that can be moved, the drawn one without scripts, tiles only on request, and frames on other people's webs."""

import pytest
from playwright.sync_api import APIResponse, Route

from tests.browser.checks import assert_accessible, assert_no_foreign_requests, assert_quiet_console, watched
from tests.community.factories import MunicipalityFactory, OfficeFactory
from tests.services_catalog.factories import PlaceFactory

MAP = "/katalog/mapa/"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8ffff3f0005fe02fea7"
    "9a3a5b0000000049454e44ae426082"
)


def test_the_map_can_be_moved_and_breaks_no_rule_of_the_policy(portal, page):
    page.goto(portal.url + MAP)
    page.locator(".map-live .map-number").first.wait_for()

    page.locator(".map-live").get_by_role("button", name="Přiblížit").click()
    page.wait_for_timeout(400)  # milliseconds of the movement

    assert page.locator(".map-drawn").is_hidden()
    assert page.locator(".map-live path.area").count() > 30
    assert_quiet_console(page)
    assert_no_foreign_requests(page)
    assert_accessible(page)


def test_a_point_leads_by_keyboard_to_its_place_in_the_list(portal, page):
    page.goto(portal.url + MAP)
    marker = page.locator(".map-live .leaflet-marker-icon").first
    marker.wait_for()

    marker.focus()
    marker.press("Enter")

    assert page.evaluate("location.hash").startswith("#misto-")
    assert page.evaluate("document.activeElement.id") == page.evaluate("location.hash.slice(1)")


def test_without_scripts_the_drawing_has_points_that_lead_to_the_list(portal, browser):
    context = browser.new_context(locale="cs-CZ", java_script_enabled=False)
    page = context.new_page()
    page.goto(portal.url + MAP)

    point = page.locator("svg.map a").first
    target = point.get_attribute("href")
    point.click()

    assert page.url.endswith(target)
    assert page.locator(target).is_visible()
    context.close()


@pytest.mark.django_db(transaction=True)
def test_tiles_are_asked_for_only_after_the_button(live_server, page):
    OfficeFactory(
        map_tiles_url="https://mapy.example/{z}/{x}/{y}.png",
        map_tiles_attribution="© Mapy <i>x</i>",
        map_tiles_max_zoom=18,
    )
    PlaceFactory(municipality=MunicipalityFactory(latitude="50.511", longitude="14.150"))
    page.route("https://mapy.example/**", lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
    page.goto(live_server.url + MAP)
    button = page.get_by_role("button", name="Ukázat podrobný podklad (ze serveru https://mapy.example)")
    button.wait_for()
    asked_before = [url for url in watched(page).requests if "mapy.example" in url]

    button.click()
    page.locator("img.leaflet-tile-loaded").first.wait_for(state="attached")

    assert asked_before == []
    assert page.locator(".leaflet-control-attribution").inner_text() == "© Mapy <i>x</i>"
    assert_quiet_console(page)


@pytest.mark.parametrize(
    ("web", "address", "is_shown"),
    [
        ("https://www.polepy.example", "/katalog/obce/polepy/vlozit/", True),
        ("https://jiny.example", "/katalog/obce/polepy/vlozit/", False),
        ("https://www.polepy.example", "/katalog/obce/polepy/", False),
        ("https://www.polepy.example", "/katalog/obce/terezin/vlozit/", False),
    ],
)
def test_a_real_browser_shows_the_fragment_only_on_the_listed_web(portal, browser, web, address, is_shown):
    context = browser.new_context(locale="cs-CZ")
    page = context.new_page()
    ours = (
        "https://portal.example"  # the portal under a name of its own, since browsers part the local network from webs
    )
    page.route(f"{ours}/**", lambda route: route.fulfill(response=_answer(route, ours, portal.url)))
    frame = f'<iframe src="{ours}{address}" title="x"></iframe>'
    page.route(f"{web}/", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(f"{web}/")
    page.wait_for_timeout(500)  # milliseconds in which a refusal comes

    shown = page.frames[1].url.startswith(ours) and page.frames[1].locator("main").count() == 1

    assert shown is is_shown
    context.close()


def _answer(route: Route, ours: str, portal: str) -> APIResponse:
    """What the portal says to the same question, with its headers."""
    return route.fetch(url=route.request.url.replace(ours, portal), headers={"accept": "text/html,*/*"})
