"""Links from mails and sessions count for their purpose, in their time, once where they should."""

from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from plans import consulting
from plans.models import Comment, Subscription
from plans.progress.subscribing import LEAVE
from tests.hostile.cases import case
from working_groups.models import Attendance

pytestmark = pytest.mark.django_db
LINKS = {
    "comment": "/pripominka/{}/",
    "subscription": "/odber/{}/",
    "leaving": "/odber/{}/zrusit/",
    "reply": "/ucast/{}/",
}
REFUSED = {302, 404, 410}


def status(client, kind, token, method="get"):
    """200 only where the link opened something; pages that explain an old link say 404 or 410."""
    return getattr(client, method)(LINKS[kind].format(token)).status_code


@pytest.mark.parametrize(
    "kind",
    [case(f"spoilt link: {kind}", "V9.1.1, Decidim 2026", kind) for kind in LINKS],
)
def test_spoilt_link_opens_nothing(made, client, kind):
    token = consulting.token_for(made["comment"])

    assert {status(client, kind, bad) for bad in (token[:-1] + "x", token + "x", "x", "..", ":" * 9)} <= REFUSED


@pytest.mark.parametrize("method", [case("spoilt link for leaving, sent by a mail program", "V9.1.1", "post")])
def test_spoilt_link_ends_no_subscription(made, client, method):
    row = Subscription.objects.create(email="a@example.cz", slug=made["plan"].slug, confirmed_at=timezone.now())
    token = signing.dumps(str(row.uuid), salt=LEAVE)

    assert status(client, "leaving", token[:-1] + "x", method) == 200  # as if it had ended: nobody learns who reads
    assert Subscription.objects.filter(pk=row.pk).exists()
    assert status(client, "leaving", token, method) == 200
    assert not Subscription.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "kind", [case(f"link of another purpose: {kind}", "V9.2.2", kind) for kind in ("subscription", "reply")]
)
def test_link_of_another_purpose_opens_nothing(made, client, kind):
    assert status(client, kind, consulting.token_for(made["comment"])) in REFUSED
    assert status(client, "comment", signing.dumps(str(made["comment"].uuid), salt="another")) in REFUSED


@pytest.mark.parametrize(
    "days", [case("link that is eight days old", "V9.2.1, Decidim 2023: invitation valid forever", 8)]
)
def test_old_link_opens_nothing(made, client, monkeypatch, days):
    now = timezone.now().timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now - timedelta(days=days).total_seconds())
    token = consulting.token_for(made["comment"])
    monkeypatch.undo()

    assert status(client, "comment", token) == 404


@pytest.mark.parametrize("times", [case("link of a comment pressed again and again", "V2.3.1, replay", 3)])
def test_link_pressed_again_counts_once(made, client, times):
    before = Comment.objects.count()
    token = consulting.token_for(made["comment"])
    numbers = []
    for _turn in range(times):
        status(client, "comment", token, "post")
        numbers.append(Comment.objects.get(pk=made["comment"].pk).number)

    assert len(set(numbers)) == 1
    assert Comment.objects.count() == before


@pytest.mark.parametrize("state", [case("reply to a meeting that was cancelled", "V9.2.1", "cancelled")])
def test_reply_to_a_cancelled_meeting_is_not_taken(made, client, coordinator, state):
    from working_groups.reply_links import token_of

    made["coming"].__class__.objects.filter(pk=made["coming"].pk).update(
        state=state, cancelled_at=timezone.now(), cancelled_by=made["coordinator"]
    )
    answer = client.post(LINKS["reply"].format(token_of(made["row"])), {"reply": "yes"})

    assert answer.status_code == 410
    assert Attendance.objects.get(pk=made["row"].pk).reply == made["row"].reply


@pytest.mark.parametrize(
    "days", [case("papers of the council after their last day", "V9.2.1, Decidim 2026: export links", 1)]
)
def test_papers_end_with_their_day(made, client, days):
    address = made["packet"].get_absolute_url()
    assert client.get(address).status_code == 200
    type(made["packet"]).objects.filter(pk=made["packet"].pk).update(
        expires_on=timezone.localdate() - timedelta(days=days)
    )
    assert client.get(address).status_code in {404, 410}


@pytest.mark.parametrize("path", [case("cookie of a session that ended", "V7.4.1, session replay", "/ucet/")])
def test_session_that_ended_does_not_come_back(made, client, signed_in, path):
    browser = signed_in(made["member"])
    kept = browser.cookies["sessionid"].value
    assert browser.get(path).status_code == 200
    browser.post("/ucet/odhlaseni/")
    client.cookies["sessionid"] = kept

    assert client.get(path).status_code == 302


@pytest.mark.parametrize("key", [case("session key chosen by somebody else", "V7.2.4, session fixation", "a" * 32)])
def test_a_session_of_somebody_else_is_not_filled(client, coordinator, key):
    client.cookies["sessionid"] = key
    client.post("/ucet/prihlaseni/heslem/", {"login": "coordinator@example.cz", "password": "correct horse battery"})

    assert client.cookies["sessionid"].value != key
