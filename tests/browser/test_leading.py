"""Pages of who leads a group: accessible, quiet, fit for a phone."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser.checks import assert_good_page
from tests.working_groups.factories import AgendaItemFactory, GroupFactory, MeetingFactory, MembershipFactory
from tests.working_groups.minutes.factories import MinutesFactory
from working_groups.enums import Convener, MemberRole

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_of_a_head_are_good(page, context, live_server):
    group = GroupFactory(name="Senioři", slug="seniori", convener=Convener.MANAGER)
    head = MembershipFactory(group=group, role=MemberRole.MANAGER).user
    held, draft = MeetingFactory(held=True, groups=[group]), MeetingFactory(groups=[group])
    AgendaItemFactory(meeting=held)
    minutes = MinutesFactory(meeting=held)
    client = Client()
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    of_held = [
        reverse(f"working_groups:{name}", args=["seniori", held.day]) for name in ("papers", "add-decision", "add-task")
    ]
    of_draft = [
        reverse(f"working_groups:{name}", args=["seniori", draft.day]) for name in ("edit-meeting", "invitation")
    ]

    for address in (
        reverse("working_groups:call", args=["seniori"]),
        *of_held,
        *of_draft,
        reverse("working_groups:minutes-earlier", args=[minutes.uuid]),
    ):
        page.goto(live_server.url + address)
        assert page.locator("main h1").count() == 1, address
        assert_good_page(page)
