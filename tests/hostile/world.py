"""A small portal with something of everything, for tests that look at all pages."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from plans import amending, packets, workflow
from plans.enums import CommentChannel
from plans.models import Analysis, Comment, Consultation
from services_catalog.enums import ContactKind
from services_catalog.models import ServiceContact, Suggestion
from surveys.enums import QuestionKind
from tests.community import factories as community
from tests.plans.factories import whole_plan
from tests.plans.needs_factories import need_of, project_of
from tests.plans.progress_factories import evaluation_of, plan_in_force
from tests.services_catalog.factories import CrisisLineFactory, LifeSituationFactory, PlaceFactory, ServiceFactory
from tests.services_catalog.network.factories import network_of
from tests.services_catalog.verification.factories import asked_for
from tests.surveys.factories import QuestionFactory, SectionFactory, SurveyFactory, opened
from tests.working_groups import factories as groups
from tests.working_groups.minutes.factories import DecisionFactory, MinutesFactory, MinutesItemFactory, TaskFactory
from working_groups.enums import MemberRole
from working_groups.models import JoinRequest

PEOPLE = {
    "coordinator": Role.COORDINATOR,
    "administrator": Role.ADMINISTRATOR,
    "editor": Role.EDITOR,
    "reader": Role.READER,
    "member": Role.MEMBER,
    "stranger": Role.MEMBER,
}


def people() -> dict[str, User]:
    """One of each role, and a member of nothing."""
    return {
        name: User.objects.create_user(f"{name}@vzor.example.cz", full_name=name.capitalize(), roles=(role,))
        for name, role in PEOPLE.items()
    }


def build() -> dict[str, Any]:
    """Makes it; gives the people and things by their names."""
    made: dict[str, Any] = dict(people())
    _office()
    made |= _catalogue(made["coordinator"])
    made |= _groups(made["member"])
    made |= _surveys()
    made |= _plans(made["coordinator"])
    return made


def _office() -> None:
    community.OfficeFactory(accessibility_url="")
    community.PlanningAreaFactory()
    community.ContactFactory()
    community.PageFactory()
    community.NewsFactory()
    community.DocumentFactory()
    community.EventFactory()
    community.PartnerFactory(is_public=True)


def _catalogue(by: User) -> dict[str, Any]:
    town = community.MunicipalityFactory()
    community.FigureFactory(municipality=town)
    service = ServiceFactory(phone="416770012", forms=("field",))
    ServiceContact.objects.create(service=service, kind=ContactKind.EMAIL, value="sluzba@example.cz")
    PlaceFactory(service=service, municipality=town)
    LifeSituationFactory()
    CrisisLineFactory()
    Suggestion.objects.create(kind="mistake", service=service, text="Nesedí telefon.")
    return {"town": town, "service": service, "asked": asked_for(service, by), "network": network_of(service, by=by)}


def _groups(member: User) -> dict[str, Any]:
    group = groups.GroupFactory()
    own = groups.MembershipFactory(group=group, user=member, role=MemberRole.MANAGER)
    named = groups.MembershipFactory(group=group, without_account=True)
    coming = groups.MeetingFactory(groups=[group], invited=True)
    held = groups.MeetingFactory(groups=[group], held=True)
    point = groups.AgendaItemFactory(meeting=coming)
    paper = groups.PaperFactory(meeting=coming)
    row = groups.AttendanceFactory(meeting=coming, membership=own)
    minutes = MinutesFactory(meeting=held)
    MinutesItemFactory(minutes=minutes)
    other = groups.GroupFactory(is_public=False)
    hidden = groups.MeetingFactory(groups=[other], invited=True)
    JoinRequest.objects.create(name="Jana Vzorová", email="jana@example.cz", text="Přidám se.")
    return {
        "group": group,
        "named": named,
        "coming": coming,
        "held": held,
        "point": point,
        "paper": paper,
        "row": row,
        "minutes": minutes,
        "hidden_group": other,
        "hidden_meeting": hidden,
        "hidden_paper": groups.PaperFactory(meeting=hidden),
        "decision": DecisionFactory(group=group, released=True),
        "task": TaskFactory(group=group),
        "hidden_task": TaskFactory(group=other),
    }


def _surveys() -> dict[str, Any]:
    survey = SurveyFactory()
    section = SectionFactory(survey=survey)
    QuestionFactory(section=section)
    QuestionFactory(section=section, kind=QuestionKind.SEVERAL, choices=["úklid", "nákup"])
    QuestionFactory(section=section, kind=QuestionKind.LONG_TEXT)
    return {"survey": opened(survey), "draft_survey": QuestionFactory().survey}


def _plans(by: User) -> dict[str, Any]:
    in_force = plan_in_force(by, slug="v-platnosti")
    draft = workflow.take_step(whole_plan(slug="navrh"), "open_consultation", by=by)
    Analysis.objects.create(plan=draft, position=1, slug="sluzby", title="Služby", kind="study", body="<p>Text.</p>")
    snapshot = amending.take_snapshot(draft, "k připomínkám", by=by)
    now, hour = timezone.now(), timedelta(hours=1)
    round_ = Consultation.objects.create(
        plan=draft, snapshot=snapshot, title="Co změnit?", opens_at=now - hour, closes_at=now + hour
    )
    comment = Comment.objects.create(
        consultation=round_,
        text="Doplnit neděle.",
        channel=CommentChannel.PAPER,
        received_on=date(2026, 11, 1),
        number=1,
    )
    packet = packets.prepare(draft, "Zastupitelstvo", timezone.localdate() + timedelta(days=1), by=by, earlier=None)
    return {
        "plan": in_force,
        "draft": draft,
        "unseen": whole_plan(slug="skryty"),
        "round": round_,
        "comment": comment,
        "packet": packet,
        "need": need_of(draft),
        "project": project_of(draft),
        "evaluation": evaluation_of(in_force, by),
    }
