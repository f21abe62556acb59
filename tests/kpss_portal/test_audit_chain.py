"""The chain of the log shows a missing or changed line, and the log begins later once old lines are gone."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from kpss_portal import audit, audit_chain
from kpss_portal.models import AuditAnchor, AuditEntry, AuditKind
from tests.community.factories import PageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chained():
    """Five lines in the chain."""
    page = PageFactory()
    audit_chain.seal()
    for number in range(5):
        audit.record(None, "publish", page, {"number": number})
    audit_chain.seal()
    return list(AuditEntry.objects.order_by("-number")[:5])[::-1]


@pytest.fixture
def unguarded():
    """Somebody who owns the database takes the triggers away."""
    audit_chain.triggers.remove("default", audit_chain.PREFIX)
    yield
    audit_chain.install()


def run(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_whole_log_is_verified(chained):
    found = audit_chain.verify()

    assert (found.faults, found.waiting, found.number) == ([], 0, chained[-1].number)
    assert found.entry_hash == chained[-1].entry_hash


def test_each_line_is_numbered_once(chained):
    numbers = list(AuditEntry.objects.order_by("number").values_list("number", flat=True))

    assert numbers == list(range(1, len(numbers) + 1))
    assert audit_chain.seal() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kpss_portal_auditentry SET action = 'hide' WHERE id = %s",
        "UPDATE kpss_portal_auditentry SET at = joined_at FROM accounts_user WHERE kpss_portal_auditentry.id = %s",
        "UPDATE kpss_portal_auditentry SET entry_hash = 'a' WHERE id = %s",
        "UPDATE kpss_portal_auditentry SET changes = '{}' WHERE id = %s",
        "UPDATE kpss_portal_auditentry SET actor_id = 5 WHERE id = %s",
        "DELETE FROM kpss_portal_auditentry WHERE id = %s",
    ],
)
def test_database_refuses_to_change_a_line(chained, coordinator, statement):
    audit_chain.seal()
    with pytest.raises(DatabaseError, match="the log of changes does not change"), transaction.atomic():
        run(statement, chained[2].pk)


def test_anchors_do_not_change(chained):
    AuditAnchor.objects.create(number=1, entry_hash="a", removed_count=1)

    for act in (AuditAnchor.objects.all().delete, lambda: AuditAnchor.objects.update(number=9)):
        with pytest.raises(DatabaseError, match="the log of changes does not change"), transaction.atomic():
            act()


def test_changed_line_is_seen(chained, unguarded):
    run("UPDATE kpss_portal_auditentry SET action = 'hide' WHERE id = %s", chained[2].pk)

    assert audit_chain.verify().faults == [f"line {chained[2].number} was changed"]


def test_missing_line_is_seen(chained, unguarded):
    run("DELETE FROM kpss_portal_auditentry WHERE id = %s", chained[2].pk)

    number = chained[2].number
    assert audit_chain.verify().faults == [f"lines {number} to {number} are missing"]


def test_line_hashed_anew_is_seen_by_the_next_one(chained, unguarded):
    changed = chained[2]
    changed.action = "hide"
    new_hash = audit_chain.hash_of(changed, changed.number, changed.previous_hash)
    run("UPDATE kpss_portal_auditentry SET action = 'hide', entry_hash = %s WHERE id = %s", new_hash, changed.pk)

    assert audit_chain.verify().faults == [f"line {changed.number + 1} does not follow the line before"]


def test_cut_off_end_is_seen_by_an_end_noted_elsewhere(chained, unguarded):
    last = chained[-1]
    run("DELETE FROM kpss_portal_auditentry WHERE id = %s", last.pk)
    audit_chain.install()

    call_command("verify_audit", stdout=StringIO())
    with pytest.raises(CommandError, match=f"line {last.number} is not the one"):
        call_command("verify_audit", expect=f"{last.number}:{last.entry_hash}", stdout=StringIO())


def test_verification_says_the_end_of_the_chain(chained):
    out = StringIO()

    call_command("verify_audit", stdout=out)

    assert out.getvalue().strip().endswith(f"{chained[-1].number}:{chained[-1].entry_hash}")


def test_missing_triggers_are_told(chained, unguarded):
    with pytest.raises(CommandError, match="the trigger kpss_audit_"):
        call_command("verify_audit", stdout=StringIO())


@pytest.mark.parametrize("is_dry", [True, False])
def test_old_lines_go_and_the_rest_verifies(settings, monkeypatch, chained, is_dry):
    years = timezone.now() + timedelta(days=settings.AUDIT_MONTHS * 31)
    monkeypatch.setattr(audit_chain.timezone, "now", lambda: years)
    audit.record(None, "publish", PageFactory.build(pk=1, title="Nová"), {})
    audit_chain.seal()
    old = AuditEntry.objects.count() - 1

    call_command("tend_audit", dry_run=is_dry, stdout=StringIO())

    assert AuditEntry.objects.count() == (old + 1 if is_dry else 1)
    assert audit_chain.verify().faults == []
    assert list(AuditAnchor.objects.values_list("removed_count", flat=True)) == ([] if is_dry else [old])


def test_an_empty_log_goes_on_from_its_anchor(settings, monkeypatch, chained):
    monkeypatch.setattr(audit_chain, "oldest_kept", lambda now=None: timezone.now() + timedelta(days=1))
    audit_chain.forget_old()
    audit.note("export", AuditKind.EXPORT, AuditEntry)
    audit_chain.seal()

    assert AuditEntry.objects.get().number == chained[-1].number + 1
    assert audit_chain.verify().faults == []


def test_person_who_goes_does_not_break_the_chain(coordinator):
    audit.record(coordinator, "publish", PageFactory())
    audit_chain.seal()

    coordinator.delete()
    audit_chain.seal()

    assert audit_chain.verify().faults == []
    assert AuditEntry.objects.get(action="publish").actor_id is None
