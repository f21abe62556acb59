"""Minutes in a real browser: a member from the mail in three screens, autosave, two who write."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from kpss_portal.outbox import send_due_mails
from tests.browser.checks import ALL_LOOKS, assert_good_page
from tests.working_groups.factories import AgendaItemFactory, GroupFactory, MeetingFactory, MembershipFactory
from tests.working_groups.minutes.factories import docx
from working_groups.enums import MemberRole
from working_groups.minutes import writing
from working_groups.minutes.reminding import remind_due

pytestmark = pytest.mark.django_db(transaction=True)
MOST_SCREENS = 3
AUTOSAVE_MS = 20_000


@pytest.fixture
def secretary():
    return MembershipFactory(group=GroupFactory(name="Senioři"), role=MemberRole.SECRETARY)


@pytest.fixture
def meeting(secretary):
    held = timezone.now() - timedelta(days=3)
    meeting = MeetingFactory(held=True, groups=[secretary.group], starts_at=held, title="Doprava k lékaři")
    AgendaItemFactory(meeting=meeting, title="Jízdní řády")
    return meeting


@pytest.fixture
def mail_link(live_server, settings, secretary, meeting):
    """The address in the reminder, as it came by mail."""
    settings.BASE_URL = live_server.url
    assert remind_due() == 1
    send_due_mails()
    return re.search(r"https?://\S+/moje/zapisy/vlozit/\S+", mail.outbox[-1].body)[0]


def newest_code() -> str:
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]


def sign_in(page, person):
    """From the page that asks who the person is."""
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_role("button", name="Poslat kód").click()
    page.wait_for_url("**/kod/**")
    page.get_by_label("Šestimístný kód z e-mailu").fill(newest_code())
    page.get_by_role("button", name="Přihlásit se").click()


def test_member_sends_minutes_from_the_mail_in_three_screens(page, secretary, mail_link):
    screens = []
    page.on("framenavigated", lambda frame: screens.append(frame.url) if frame == page.main_frame else None)
    page.goto(mail_link)
    sign_in(page, secretary.user)
    page.wait_for_url("**/moje/zapisy/vlozit/**")
    data = {"name": "zapis.docx", "mimeType": "application/octet-stream", "buffer": docx("Jednali jsme o dopravě.")}
    page.locator("input[type=file]").set_input_files(data)
    page.locator("textarea[name=summary]").fill("Dohodli jsme se na dopravě.")
    filled = len(dict.fromkeys(screens))
    page.get_by_role("button", name="Vložit zápis").click()
    page.get_by_text("Děkujeme, zápis máme.").wait_for()

    assert "Jednali jsme o dopravě." in page.locator("main").inner_text().replace("\xa0", " ")
    assert filled <= MOST_SCREENS


def test_typed_text_is_stored_by_itself_and_the_other_writer_is_told(live_server, page, secretary, meeting):
    minutes = writing.begin(meeting, by=secretary.user)
    item = minutes.items.get()
    other = MembershipFactory(group=secretary.group).user
    address = f"{live_server.url}/moje/zapisy/psat/{meeting.uuid}/"
    page.goto(address)
    sign_in(page, secretary.user)
    page.wait_for_url(address)
    writing.save_item(item, writing.Typed("<p>Jiný člověk</p>", ""), by=other)
    page.locator(".ProseMirror[contenteditable]").click()
    page.keyboard.type("Psáno v prohlížeči.")

    page.locator(".save-state", has_text="Váš text tu zůstal").wait_for(timeout=AUTOSAVE_MS)
    item.refresh_from_db()
    assert item.text == "<p>Jiný člověk</p>"
    page.get_by_role("button", name="Uložit", exact=True).click()
    page.locator(".theirs", has_text="Jiný člověk").wait_for()
    assert "Psáno v prohlížeči." in page.locator(".ProseMirror[contenteditable]").inner_text()
    page.locator(".ProseMirror[contenteditable]").click()
    page.keyboard.press("End")
    page.keyboard.type(" Dopsáno.")
    page.locator(".save-state", has_text="Uloženo v").wait_for(timeout=AUTOSAVE_MS)
    item.refresh_from_db()
    assert "Dopsáno." in item.text
    assert [earlier.text for earlier in item.earlier.all()] == ["<p>Jiný člověk</p>"]


@pytest.mark.parametrize("path", ["vlozit", "psat"])
def test_pages_of_a_writer_are_good(live_server, page, secretary, meeting, path):
    writing.begin(meeting, by=secretary.user)
    address = f"{live_server.url}/moje/zapisy/{path}/{meeting.uuid}/"
    page.goto(address)
    sign_in(page, secretary.user)
    page.wait_for_url(address)

    assert_good_page(page, looks=ALL_LOOKS)


def test_without_scripts_a_word_is_mended_and_the_rest_keeps_its_form(live_server, browser, secretary, meeting):
    item = writing.begin(meeting, by=secretary.user).items.get()
    table = "<table><tbody><tr><td>Úštěk</td><td>7:40</td></tr></tbody></table>"
    writing.save_item(item, writing.Typed(f"<p>Jede <strong>ráno</strong> autobus</p>{table}", ""), by=secretary.user)
    context = browser.new_context(locale="cs-CZ", java_script_enabled=False)
    page = context.new_page()
    address = f"{live_server.url}/moje/zapisy/psat/{meeting.uuid}/"
    page.goto(address)
    sign_in(page, secretary.user)
    page.wait_for_url(address)

    assert [field.is_visible() for field in page.locator(".point textarea").all()] == [False, True]
    words = page.get_by_label("Jízdní řády").locator("visible=true")
    words.fill(words.input_value().replace("Jede", "Nejede"))
    page.get_by_role("button", name="Uložit", exact=True).click()

    page.get_by_text("Uloženo.").wait_for()
    item.refresh_from_db()
    assert item.text == f"<p>Nejede <strong>ráno</strong> autobus</p>{table}"
    context.close()
