"""An official document that could not be made is made again when the office asks for it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from kpss_portal.models import AuditEntry, DocumentState, StoredDocument
from plans import workflow
from plans.official_document import has_given_up, waiting_document
from tests.plans.factories import approved_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """Keys of editions whose document the background was asked to make."""
    keys = []
    monkeypatch.setattr(workflow, "make_official_document", SimpleNamespace(enqueue=keys.append))
    return keys


@pytest.fixture
def failed(coordinator, asked):
    """The edition of an approved plan whose document could not be made."""
    edition = approved_plan(coordinator).edition
    waiting = waiting_document(edition)
    StoredDocument.objects.filter(pk=waiting.pk).update(state=DocumentState.FAILED, message="Na disku není místo.")
    asked.clear()
    return edition


def test_failed_document_is_asked_for_once_more(client, coordinator, failed, asked, django_capture_on_commit_callbacks):
    client.force_login(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("admin:plans_plan_document", args=[failed.plan_id]))

    waiting = StoredDocument.objects.get()
    assert (waiting.state, waiting.message, asked) == (DocumentState.WAITING, "", [failed.pk])
    assert AuditEntry.objects.filter(action="plan.make_document_again").count() == 1


def test_document_asked_for_twice_is_made_once(coordinator, failed, asked, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answers = [workflow.make_document_again(failed.plan, by=coordinator) for _press in range(2)]

    assert (answers, asked) == ([True, False], [failed.pk])


def test_looking_at_the_page_asks_for_nothing(client, coordinator, failed, asked):
    client.force_login(coordinator)
    client.get(reverse("admin:plans_plan_document", args=[failed.plan_id]))

    assert asked == []


def test_editor_cannot_have_it_made_again(editor, failed):
    with pytest.raises(PermissionDenied):
        workflow.make_document_again(failed.plan, by=editor)


@pytest.mark.parametrize(("minutes", "given_up"), [(1, False), (11, True)])
def test_document_that_nobody_finished_is_given_up_in_time(failed, minutes, given_up):
    StoredDocument.objects.update(state=DocumentState.RENDERING, created_at=timezone.now() - timedelta(minutes=minutes))

    assert has_given_up(failed) is given_up


def test_state_of_the_plan_offers_the_button_only_when_it_helps(client, coordinator, failed):
    client.force_login(coordinator)
    page = reverse("admin:plans_plan_state", args=[failed.plan_id])
    offered = reverse("admin:plans_plan_document", args=[failed.plan_id])

    before = client.get(page).content.decode()
    StoredDocument.objects.update(state=DocumentState.WAITING)
    after = client.get(page).content.decode()

    assert (offered in before, offered in after) == (True, False)
