"""The log of changes: written once, never changed."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from kpss_portal import audit
from kpss_portal.models import AuditEntry
from tests.community.factories import NewsFactory, PageFactory

pytestmark = pytest.mark.django_db


def test_line_says_who_did_what_to_what(coordinator):
    page = PageFactory(title="Jak plánujeme")

    entry = audit.record(coordinator, "publish", page, {"title": ["Jak", "Jak plánujeme"]})

    assert AuditEntry.objects.filter(pk=entry.pk).values(
        "actor", "actor_label", "action", "object_type", "object_id", "object_label", "changes"
    ).get() == {
        "actor": coordinator.pk,
        "actor_label": str(coordinator),
        "action": "publish",
        "object_type": "community.page",
        "object_id": str(page.pk),
        "object_label": "Jak plánujeme",
        "changes": {"title": ["Jak", "Jak plánujeme"]},
    }
    assert str(entry) == "publish Jak plánujeme"


@pytest.mark.parametrize("actor", [None, AnonymousUser()])
def test_what_the_portal_did_itself_has_no_person(actor):
    entry = audit.record(actor, "expire", PageFactory())

    assert (entry.actor, entry.actor_label, entry.changes) == (None, "", {})


def test_long_names_do_not_stop_the_work(coordinator):
    coordinator.full_name = "J" * 150
    page = PageFactory()
    page.title = "Z" * 500

    entry = audit.record(coordinator, "edit", page)

    entry.refresh_from_db()
    assert (len(entry.actor_label), len(entry.object_label)) == (150, 300)


def test_nobody_changes_or_deletes_a_line(coordinator):
    entry = audit.record(coordinator, "publish", PageFactory())
    entry.action = "hide"

    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="hide"),
        lambda: AuditEntry.objects.bulk_update([entry], ["action"]),
    ):
        with pytest.raises(TypeError, match="the audit log"), transaction.atomic():
            attempt()

    assert AuditEntry.objects.filter(action="publish").count() == 1


def test_line_outlives_the_thing_and_the_person(coordinator):
    page = PageFactory(title="Jak plánujeme")
    audit.record(coordinator, "delete", page)
    label = str(coordinator)

    page.delete()
    User.objects.filter(pk=coordinator.pk).delete()

    entry = AuditEntry.objects.get(action="delete", actor_label=label)
    assert (entry.actor_label, entry.object_label) == (label, "Jak plánujeme")
    assert entry.actor is None


def test_line_of_work_that_failed_is_not_there(coordinator):
    page = PageFactory()

    @transaction.atomic
    def publish():
        audit.record(coordinator, "publish", page)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        publish()
    assert AuditEntry.objects.filter(action="publish").count() == 0


def test_newest_line_is_first(coordinator):
    page = PageFactory()
    for action in ("one", "two", "three"):
        audit.record(coordinator, action, page)

    assert [entry.action for entry in AuditEntry.objects.filter(kind="step")] == ["three", "two", "one"]


@pytest.mark.parametrize("address", ["add/", "{}/delete/"])
def test_office_reads_the_log_but_cannot_touch_it(signed_in, administrator, address):
    entry = audit.record(administrator, "publish", PageFactory())

    response = signed_in(administrator).post(
        f"/admin/kpss_portal/auditentry/{address.format(entry.pk)}", {"post": "yes"}
    )

    assert (response.status_code, AuditEntry.objects.filter(action="publish").count()) == (403, 1)


def test_page_says_in_words_who_did_what_with_what(signed_in, administrator):
    item = NewsFactory(title="Jak plánujeme")
    changes = {"title": ["", "Jak plánujeme"], "places": [[], [7, 9]], "document": [None, 21]}
    audit.record(administrator, "publish", item, changes=changes)

    html = signed_in(administrator).get("/admin/kpss_portal/auditentry/?kind=step").content.decode()

    assert f'<a href="/admin/community/newsitem/{item.pk}/change/">Jak plánujeme</a>' in html
    assert "<li>název: – → Jak plánujeme</li>" in html
    assert "– → 7, 9</li>" in html
    assert "– → č. 21</li>" in html
    assert "[" not in html.split('id="result_list"')[1].split("</table>")[0]


def test_page_costs_the_same_for_more_lines(signed_in, administrator):
    client, pages = signed_in(administrator), PageFactory.create_batch(3)
    address = "/admin/kpss_portal/auditentry/?kind=step"

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    for page in pages:
        audit.record(administrator, "publish", page)
    client.get(address)
    few = cost()
    for _number in range(12):
        for page in pages:
            audit.record(administrator, "publish", page, changes={"title": ["Starý", "Nový"]})

    assert cost() == few
