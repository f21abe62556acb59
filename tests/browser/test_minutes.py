"""Minutes in a real browser: a member from the mail in three screens, autosave, two who write."""

import pytest

from tests.working_groups.minutes.factories import docx

MOST_SCREENS = 3
AUTOSAVE_MS = 15_000


def missing_minutes(page, portal) -> str:
    """The address in the reminder, as the desk links it too."""
    page.goto(f"{portal.url}/moje/")
    return page.locator(".tasks a[href*='/moje/zapisy/vlozit/']").first.get_attribute("href")


@pytest.fixture
def mail_link(portal, signed_in_page, context):
    """The address that the reminder holds; the person is then signed out."""
    address = missing_minutes(signed_in_page("clenka"), portal)
    context.clear_cookies()
    return portal.url + address


def test_member_sends_minutes_from_the_mail_in_three_screens(portal, page, mail_link):
    screens = []
    page.on("framenavigated", lambda frame: screens.append(frame.url) if frame == page.main_frame else None)
    page.goto(mail_link)
    account = portal.accounts["clenka"]
    page.locator("main input[type=email]").fill(account.email)
    page.locator("input[type=password]").fill(account.password)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/moje/zapisy/vlozit/**")
    data = {"name": "zapis.docx", "mimeType": "application/octet-stream", "buffer": docx("Jednali jsme o dopravě.")}
    page.locator("input[type=file]").set_input_files(data)
    page.locator("textarea[name=summary]").fill("Dohodli jsme se na dopravě.")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()

    assert "Děkujeme, zápis máme." in page.locator("main").inner_text()
    assert "Jednali jsme o dopravě." in page.locator("main").inner_text()
    assert len(screens) <= MOST_SCREENS


def draft_address(page, portal) -> str:
    """Minutes of the sample office that are being written."""
    page.goto(f"{portal.url}/admin/working_groups/minutes/?state__exact=draft")
    page.locator("#result_list th a").first.click()
    return page.locator("a[href*='/moje/zapisy/psat/']").first.get_attribute("href")


def test_typed_text_is_stored_by_itself(portal, signed_in_page):
    page = signed_in_page("koordinatorka")
    address = draft_address(page, portal)
    page.goto(portal.url + address)
    editor = page.locator(".ProseMirror").last
    editor.click()
    page.keyboard.type("Psáno v prohlížeči. ")

    page.locator(".save-state", has_text="Uloženo v").first.wait_for(timeout=AUTOSAVE_MS)
    page.goto(portal.url + address)
    assert "Psáno v prohlížeči." in page.locator(".ProseMirror").last.inner_text()
