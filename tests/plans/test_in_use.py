"""What approved plans use does not vanish under them."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from plans import workflow
from services_catalog.models import Service
from tests.plans.factories import approved_plan, whole_plan
from tests.plans.test_evidence import decision_on, service_of
from working_groups.models import Group

pytestmark = pytest.mark.django_db


def test_a_service_that_an_approved_plan_names_is_not_deleted(signed_in, coordinator):
    draft = whole_plan()
    service = service_of(draft.items.get(code="1.1.1"))
    for step in ("open_consultation", "hand_over", "approve"):
        draft = workflow.take_step(draft, step, by=coordinator)

    answer = signed_in(coordinator).post(
        reverse("admin:services_catalog_service_delete", args=[service.pk]), {"post": "yes"}, follow=True
    )

    assert answer.status_code == 200
    assert Service.objects.filter(pk=service.pk).exists()
    assert draft.items.get(code="1.1.1").services.get() == service
    assert f"{service.name}: {draft.title}, verze 1, položka 1.1.1" in answer.content.decode()


def test_a_service_of_a_draft_is_deleted_with_its_link(signed_in, coordinator):
    draft = whole_plan()
    service = service_of(draft.items.get(code="1.1.1"))

    signed_in(coordinator).post(
        reverse("admin:services_catalog_service_delete", args=[service.pk]), {"post": "yes"}, follow=True
    )

    assert not Service.objects.exists()
    assert not draft.items.get(code="1.1.1").services.exists()


def test_a_group_with_a_decision_about_a_plan_is_not_deleted(signed_in, coordinator):
    plan = approved_plan(by=coordinator)
    decision = decision_on(f"/plany/{plan.slug}/polozky/1.1.1/", released_by=coordinator)

    with pytest.raises(ProtectedError):
        decision.group.delete()

    signed_in(coordinator).post(
        reverse("admin:working_groups_group_delete", args=[decision.group.pk]), {"post": "yes"}, follow=True
    )
    assert Group.objects.filter(pk=decision.group.pk).exists()
