"""What the portal itself knows of the eight areas of quality of planning; the office adds its own words.

Another part of the portal tells more by a function registered with `fact`:

    @fact(QualityArea.IMPROVEMENT)
    def evaluations(asked):
        yield Fact(_("published evaluations"), "2")

The areas are those of the Criteria of quality of planning of social services (Ministry of Labour and Social Affairs, 2007).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.enums import NewsKind
from community.models import Contact, Municipality, NewsItem
from kpss_portal.audit import record
from plans.enums import CommentState, PlanState
from plans.models import (
    AnalysisTable,
    Approval,
    AssessedArea,
    Comment,
    Need,
    NeedLink,
    NeedSuggestion,
    Plan,
    PlanItem,
    SelfAssessment,
)
from plans.needs_enums import QualityArea, SuggestedState
from plans.readiness import items_with_cards, roles_by_depth
from surveys.models import ResultSet
from working_groups.enums import MinutesState, Side
from working_groups.models import Decision, Meeting, Membership, Minutes, Task

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Asked:
    """Of which plan and year it is asked."""

    plan: Plan  # the version that everybody reads
    until: date

    @property
    def since(self) -> date:
        """A year before."""
        return self.until - YEAR


@dataclass(frozen=True)
class Fact:
    """One figure or sentence, with its words."""

    label: str
    value: str


class AlreadyPublished(Exception):
    """It is published; nothing changes any more."""


Teller = Callable[[Asked], Iterable[Fact]]
_tellers: list[tuple[QualityArea, Teller]] = []


def fact(area: QualityArea) -> Callable[[Teller], Teller]:
    """Registers a function that tells facts of an area."""

    def register(teller: Teller) -> Teller:
        _tellers.append((area, teller))
        return teller

    return register


def facts_of(plan: Plan, until: date) -> dict[str, list[Fact]]:
    """All facts by area, as the portal counts them now."""
    asked = Asked(plan, until)
    found: dict[str, list[Fact]] = {area.value: [] for area in QualityArea}
    for area, teller in _tellers:
        found[area.value] += teller(asked)
    return found


def shown_plan(first: Plan) -> Plan:
    """The version by which the office acts, else the newest one."""
    versions = list(Plan.objects.versions_of(first.slug).prefetch_related("levels"))
    in_force = [version for version in versions if version.state == PlanState.IN_FORCE]
    return (in_force or versions)[-1]


# --- keeping ------------------------------------------------------------------------------------------------------


@transaction.atomic
def prepare(assessment: SelfAssessment) -> None:
    """A self-assessment has its eight areas, in their order."""
    present = set(assessment.areas.values_list("area", flat=True))
    AssessedArea.objects.bulk_create(
        AssessedArea(assessment=assessment, area=area.value) for area in QualityArea if area.value not in present
    )


@transaction.atomic
def publish(assessment: SelfAssessment, *, by: Any) -> SelfAssessment:
    """Everybody reads it, with the figures of this day. Raises PermissionDenied, AlreadyPublished."""
    stored = SelfAssessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if stored.is_published:
        raise AlreadyPublished
    if not by.has_perm("plans.publish_selfassessment", stored):
        raise PermissionDenied
    counted = facts_of(shown_plan(stored.plan), stored.assessed_on)
    for area in stored.areas.all():
        area.facts = [[told.label, told.value] for told in counted[area.area]]
        area.save(update_fields=["facts"])
    stored.published_at, stored.published_by = timezone.now(), by
    stored.save(update_fields=["published_at", "published_by", "updated_at"])
    record(by, "self_assessment.publish", stored)
    return stored


# --- facts --------------------------------------------------------------------------------------------------------


def _day(value: date | None) -> str:
    return date_format(value, "j. n. Y") if value else _("unknown")


def _share(part: int, whole: int) -> str:
    return _("%(part)d of %(whole)d") % {"part": part, "whole": whole}


@fact(QualityArea.LEGITIMACY)
def approvals(asked: Asked) -> Iterable[Fact]:
    """Who approved the plan, and for how many municipalities it is made."""
    for approval in Approval.objects.filter(plan=asked.plan).order_by("decided_on"):
        words = f"{approval.get_verb_display()}, {_day(approval.decided_on)}"
        yield Fact(approval.body_name, f"{words}, {approval.number}" if approval.number else words)
    yield Fact(_("municipalities in the territory"), str(Municipality.objects.in_territory().count()))


@fact(QualityArea.SITUATION)
def situation(asked: Asked) -> Iterable[Fact]:
    """Analyses with dated figures, needs with their sources, published surveys."""
    tables = AnalysisTable.objects.filter(analysis__plan=asked.plan).aggregate(count=Count("pk"), oldest=Min("as_of"))
    yield Fact(_("analyses of the plan"), str(asked.plan.analyses.count()))
    yield Fact(_("tables with a source, the oldest as of"), f"{tables['count']} ({_day(tables['oldest'])})")
    yield Fact(_("needs with their source"), str(Need.objects.of(asked.plan.slug).count()))
    yield Fact(_("published results of surveys"), str(ResultSet.objects.public().count()))


@fact(QualityArea.PEOPLE)
def people(asked: Asked) -> Iterable[Fact]:
    """Who plans: contacts of the office and members of groups."""
    members = Membership.objects.current(asked.until)
    yield Fact(_("published contacts for planning"), str(Contact.objects.count()))
    yield Fact(_("members of groups"), str(members.count()))
    yield Fact(
        _("organisations in groups"), str(members.exclude(organisation="").values("organisation").distinct().count())
    )


@fact(QualityArea.PROCESS)
def process(asked: Asked) -> Iterable[Fact]:
    """Meetings, their minutes, decisions and tasks of the year."""
    held = Meeting.objects.public().filter(starts_at__date__gt=asked.since, ends_at__date__lte=asked.until)
    minutes = Minutes.objects.filter(meeting__in=held, state=MinutesState.PUBLISHED).count()
    decided = Decision.objects.public().filter(decided_on__gt=asked.since, decided_on__lte=asked.until)
    yield Fact(_("meetings in the last year"), str(held.count()))
    yield Fact(_("of them with published minutes"), _share(minutes, held.count()))
    yield Fact(_("public decisions in the last year"), str(decided.count()))
    yield Fact(_("tasks after their term"), str(Task.objects.overdue().count()))


@fact(QualityArea.INVOLVEMENT)
def involvement(asked: Asked) -> Iterable[Fact]:
    """Sides of the triad, comments and suggestions, and whether people were answered."""
    sides = dict(Membership.objects.current(asked.until).values_list("side").annotate(count=Count("pk")).order_by())
    for side in Side.triad():
        yield Fact(_("members: %(side)s") % {"side": side.label}, str(sides.get(side.value, 0)))
    rows = Comment.objects.counted().filter(consultation__plan__slug=asked.plan.slug)
    settled = rows.filter(state=CommentState.APPROVED).count()
    yield Fact(_("comments on the draft, settled"), _share(settled, rows.count()))
    written = NeedSuggestion.objects.filter(plan__slug=asked.plan.slug).exclude(state=SuggestedState.QUARANTINE)
    answered = written.exclude(state=SuggestedState.WAITING).count()
    yield Fact(_("suggestions of needs, answered"), _share(answered, written.count()))


@fact(QualityArea.PLAN)
def whole_cards(asked: Asked) -> Iterable[Fact]:
    """How many measures say for how much, by whom, how it will be known and why."""
    roles = roles_by_depth(asked.plan)
    working = [item for item in items_with_cards(asked.plan) if roles[item.depth].expects_work]
    answered = _answered(working)
    for label, has in (
        (
            _("measures with an implementer"),
            lambda item: any(actor.role == "implementer" for actor in item.actors.all()),
        ),
        (_("measures with costs or sources"), lambda item: bool(item.costs.all() or item.funding_text)),
        (_("measures with an indicator"), lambda item: bool(item.indicators.all())),
        (_("measures that answer a written need"), lambda item: item.lineage in answered),
    ):
        yield Fact(label, _share(sum(map(has, working)), len(working)))


def _answered(working: list[PlanItem]) -> set[Any]:
    """Lineages of measures that answer a need."""
    lineages = [item.lineage for item in working]
    return set(NeedLink.objects.filter(item_lineage__in=lineages).values_list("item_lineage", flat=True))


@fact(QualityArea.INFORMATION)
def information(asked: Asked) -> Iterable[Fact]:
    """What was published in the year."""
    news = NewsItem.objects.public().filter(published_on__gt=asked.since, published_on__lte=asked.until)
    yield Fact(_("news in the last year"), str(news.count()))
    yield Fact(_("of them coverage in media"), str(news.filter(kind=NewsKind.MEDIA_COVERAGE).count()))
    yield Fact(_("published minutes altogether"), str(Minutes.objects.public().count()))


@fact(QualityArea.IMPROVEMENT)
def improvement(asked: Asked) -> Iterable[Fact]:
    """Whether the plan and planning itself are looked back at."""
    earlier = SelfAssessment.objects.filter(published_at__isnull=False, assessed_on__lt=asked.until)
    yield Fact(
        _("approved versions of the plan"),
        str(Plan.objects.versions_of(asked.plan.slug).filter(frozen_at__isnull=False).count()),
    )
    yield Fact(_("earlier self-assessments"), str(earlier.count()))
