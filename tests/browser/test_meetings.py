"""How far it is to a meeting of two groups and to an answer, counted in screens and seconds on the sample office."""

import time
from datetime import timedelta

from django.utils import timezone

MOST_SCREENS, MOST_SECONDS = 6, 120


class Screens:
    """Counts documents that the person has had in front of them."""

    def __init__(self, page):
        self.count = 1
        page.on("framenavigated", self._on)

    def _on(self, frame):
        self.count += frame.parent_frame is None


def test_coordinator_calls_two_groups_with_an_agenda_in_six_screens_and_two_minutes(portal, signed_in_page):
    page = signed_in_page("koordinatorka")
    page.goto(portal.url + "/admin/")
    screens, started = Screens(page), time.monotonic()

    page.get_by_role("region", name="Každý den").get_by_role("link", name="Svolat setkání").click()
    for group in ("Senioři", "Rodiny, děti a mládež"):
        page.get_by_label(group, exact=True).check()
    page.locator("[name=title]").fill("Péče o víkendech")
    page.locator("[name=day]").fill((timezone.localdate() + timedelta(days=75)).isoformat())
    page.locator("[name=place]").fill("Klub seniorů")
    page.locator("[name=agenda]").fill("13:00 Kolik bude stát neděle | Charita\nRůzné")
    page.get_by_role("button", name="Pokračovat na náhled").click()
    page.get_by_role("button", name="Rozeslat pozvánky").click()
    page.get_by_text("Pozvánky jsou na cestě.").wait_for()

    assert screens.count <= MOST_SCREENS
    assert time.monotonic() - started < MOST_SECONDS
    assert page.get_by_role("rowheader").count() >= 10


def test_member_answers_on_a_phone_by_one_button(portal, signed_in_page):
    page = signed_in_page("clenka")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(portal.url + "/moje/")

    page.get_by_role("button", name="Přijdu").first.click()

    page.get_by_text("Děkujeme, odpověď máme.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
