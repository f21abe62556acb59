"""The first page of the workshop with duties of all apps: it costs the same however much there is, and shows each its own."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plans import amending, workflow
from plans.models import Consultation
from tests.community.factories import DocumentFactory, OfficeFactory, PageFactory
from tests.plans.factories import approved_plan, whole_plan
from tests.plans.progress_factories import evaluation_of, plan_in_force
from tests.services_catalog.factories import ServiceFactory
from tests.services_catalog.verification.factories import asked_for, service_with
from tests.surveys.factories import PaperBatchFactory, ResponseFactory, SurveyFactory
from tests.working_groups.factories import AttendanceFactory, GroupFactory, MeetingFactory, MembershipFactory
from tests.working_groups.minutes.factories import MinutesFactory, TaskFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def fill_catalogue_and_pages(by):
    ServiceFactory(
        free_places_stated_on=timezone.localdate() - 9 * DAY, free_places_expire_on=timezone.localdate() - DAY
    )
    asked_for(service_with(), by)
    PageFactory(is_public=False)
    DocumentFactory(extension="jpg")


def fill_groups_and_surveys():
    now, group = timezone.now(), GroupFactory(notice_number=7, minimum_meetings_yearly=9)
    MeetingFactory(groups=[group], starts_at=now + 30 * DAY)
    AttendanceFactory(meeting=MeetingFactory(groups=[group], invited=True, starts_at=now + 20 * DAY))
    MeetingFactory(groups=[group], held=True, starts_at=now - 9 * DAY)
    MembershipFactory(group=group, ends_on=timezone.localdate() + 9 * DAY)
    MinutesFactory(uploaded=True)
    MinutesFactory(commenting=True)
    TaskFactory(group=group, due_on=timezone.localdate() - DAY)
    survey = SurveyFactory(is_open=True, has_paper=True, closes_at=now + 9 * DAY)
    ResponseFactory(survey=survey)
    PaperBatchFactory(survey=survey)


def fill_plans(by):
    whole_plan()
    draft = workflow.take_step(whole_plan(), "open_consultation", by=by)
    snapshot, now = amending.take_snapshot(draft, "k připomínkám", by=by), timezone.now()
    round_ = Consultation.objects.create(plan=draft, snapshot=snapshot, opens_at=now - DAY, closes_at=now + DAY)
    round_.comments.create(channel="paper", received_on=now, text="Doplnit.", state="received", number=1)
    workflow.take_step(whole_plan(), "hand_over", by=by)
    approved_plan(by)
    evaluation_of(plan_in_force(by), by)
    amending.amend(plan_in_force(by), by=by)


def fill(by):
    fill_catalogue_and_pages(by)
    fill_groups_and_surveys()
    fill_plans(by)


def test_the_calendar_costs_the_same_however_much_there_is(signed_in, coordinator):
    OfficeFactory()
    browser, counts, rows = signed_in(coordinator), [], []
    for times in (1, 2):
        for _time in range(times):
            fill(coordinator)
        browser.get(reverse("admin:index"))  # what is remembered is made before
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(reverse("admin:index"))
        counts.append(len(queries))
        rows.append(page.content.count(b'class="when"'))

    assert counts[0] == counts[1]
    assert counts[0] <= 70
    assert rows[0] >= 25
    assert rows[1] > rows[0]


def test_each_role_sees_only_what_it_may_do(signed_in, coordinator, editor, administrator):
    OfficeFactory()
    fill(coordinator)

    subjects = {}
    for person in (coordinator, editor, administrator):
        soup = BeautifulSoup(signed_in(person).get(reverse("admin:index")).content, "html.parser")
        subjects[person.full_name] = {row.text for row in soup.select(".todo .when .quiet")}
        for link in soup.select(".todo a"):
            assert signed_in(person).get(link["href"]).status_code == 200, (person.full_name, link["href"])

    assert {"Plány", "Skupiny", "Vyhodnocení", "Připomínky", "Katalog"} <= subjects["Coordinator"]
    assert subjects["Editor"] == {"Katalog", "Stránky", "Dokumenty", "Ankety", "Aktuality", "Kontakty"}
    assert subjects["Administrator"] == {"Úřad", "Povinnosti úřadu"}
