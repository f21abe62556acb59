"""Records of the portal that tell how a plan came about, a function for each kind of them."""

from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Max, Min, Q, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from community.enums import NewsKind
from community.models import Event, NewsItem
from plans.enums import AnalysisKind, PlanState, SettlementState, Verb
from plans.making.timeline import Asked, Entry, Found, Row, ask, day_of, source
from plans.making_enums import MakingKind
from plans.models import Analysis, Approval, Consultation, Milestone, PlanSnapshot
from surveys.enums import SurveyState
from surveys.models import ResultSet, Survey
from working_groups.enums import GroupKind, MeetingState
from working_groups.enums import Verb as GroupVerb
from working_groups.models import DecisionLink, Meeting


def _kind(value: MakingKind) -> Any:
    return Value(value.value)


@source
def milestones(asked: Asked) -> Found:
    """What the office wrote by hand."""
    return ask(
        Milestone.objects.filter(plan__in=asked.versions, is_public=True),
        _milestone,
        key="pk",
        kind="kind",
        title="title",
        text="text",
        address=Case(
            When(url="", document__is_public=True, then=Cast("document__uuid", TextField())),
            default="url",
            output_field=TextField(),
        ),
        first="starts_on",
        last="ends_on",
        precision="precision",
    )


def _milestone(row: Row, _asked: Asked) -> Entry:
    is_document = row.address and "/" not in row.address
    url = reverse("community:document", args=[UUID(row.address)]) if is_document else row.address
    return Entry(f"milestone:{row.key}", MakingKind(row.kind), row.title, row.span, url, row.text)


@source
def analyses(asked: Asked) -> Found:
    """Analyses of the plan, by the day of their figures."""
    dated = Analysis.objects.filter(plan=asked.plan).annotate(since=Min("tables__as_of"), until=Max("tables__as_of"))
    return ask(
        dated.filter(since__isnull=False),
        _analysis,
        key="slug",
        kind="kind",
        title="title",
        first="until",
    )


def _analysis(row: Row, asked: Asked) -> Entry:
    kind = MakingKind.STUDY if row.kind == AnalysisKind.STUDY else MakingKind.ANALYSIS
    url = reverse("plans:analysis", args=[asked.slug, row.key])
    return Entry(f"analysis:{row.key}", kind, row.title, row.span, url, _("figures as of this day"))


@source
def surveys(asked: Asked) -> Found:
    """Surveys that the plan cites or that answer a need of it, and those that ran while it was made."""
    tied = Q(cited_by__analysis__plan__in=asked.versions) | Q(needs__plan__in=asked.versions)
    during = Q(opened_at__date__lte=asked.last, closed_at__date__gte=asked.first, is_quick_poll=False)
    public = Survey.objects.filter(state__in=[SurveyState.CLOSED, SurveyState.PUBLISHED], opened_at__isnull=False)
    return ask(
        public.filter(tied | during).distinct(),
        _survey,
        key="slug",
        title="title",
        first=day_of("opened_at"),
        last=day_of("closed_at"),
    )


def _survey(row: Row, _asked: Asked) -> Entry:
    url = reverse("surveys:survey", args=[row.key])
    return Entry(f"survey:{row.key}", MakingKind.SURVEY, row.title, row.span, url)


@source
def results(asked: Asked) -> Found:
    """Published results of the same surveys."""
    tied = Q(survey__cited_by__analysis__plan__in=asked.versions) | Q(survey__needs__plan__in=asked.versions)
    during = Q(published_at__date__range=(asked.first, asked.last), survey__is_quick_poll=False)
    return ask(
        ResultSet.objects.public().filter(tied | during).distinct(),
        _results,
        key="pk",
        title="survey__title",
        address="survey__slug",
        first=Coalesce("embargo_on", day_of("published_at")),
    )


def _results(row: Row, _asked: Asked) -> Entry:
    title = _("Results: %(title)s") % {"title": row.title}
    return Entry(
        f"results:{row.key}", MakingKind.SURVEY, title, row.span, reverse("surveys:results", args=[row.address])
    )


@source
def meetings(asked: Asked) -> Found:
    """Public meetings that took place while the plan was made, a row for each of their groups."""
    held = Meeting.objects.public().filter(state=MeetingState.HELD, starts_at__date__range=(asked.first, asked.last))
    return ask(
        Meeting.groups.through.objects.filter(meeting__in=held, group__is_public=True),
        _meeting,
        key="meeting__uuid",
        kind="group__kind",
        title="meeting__title",
        text="group__name",
        address="group__slug",
        first=day_of("meeting__starts_at"),
    )


def _meeting(row: Row, _asked: Asked) -> Entry:
    kind = MakingKind.STEERING if row.kind == GroupKind.STEERING else MakingKind.GROUP
    url = reverse("working_groups:meeting", args=[row.address, row.span.first])
    return Entry(f"meeting:{UUID(row.key)}", kind, row.title, row.span, url, row.text)


@source
def decisions(asked: Asked) -> Found:
    """Public decisions of groups that point at pages of the plan."""
    return ask(
        DecisionLink.objects.filter(
            path__startswith=f"/plany/{asked.slug}/",
            decision__released_at__isnull=False,
            decision__group__is_public=True,
        ),
        _decision,
        key="decision__uuid",
        kind="decision__verb",
        title=Concat(
            "decision__group__name",
            Value(", "),
            Cast("decision__number", CharField()),
            Value("/"),
            Cast("decision__year", CharField()),
            output_field=TextField(),
        ),
        text="decision__text",
        first="decision__decided_on",
    )


def _decision(row: Row, _asked: Asked) -> Entry:
    uuid = UUID(row.key)
    url = reverse("working_groups:decision", args=[uuid])
    words = f"{GroupVerb(row.kind).label} {row.text}"
    return Entry(f"decision:{uuid}", MakingKind.DECISION, row.title, row.span, url, words)


@source
def working_versions(asked: Asked) -> Found:
    """Working versions that everybody may read."""
    return ask(
        PlanSnapshot.objects.filter(plan__in=asked.versions, is_public=True).exclude(plan__state=PlanState.WITHDRAWN),
        _working_version,
        key=Concat(Value("n"), Cast("plan__version", CharField()), Value("."), Cast("number", CharField())),
        title="title",
        first=day_of("taken_at"),
    )


def _working_version(row: Row, asked: Asked) -> Entry:
    url = f"{reverse('plans:changes', args=[asked.slug])}?do={row.key}"
    return Entry(f"draft:{row.key}", MakingKind.DRAFT, row.title, row.span, url)


@source
def rounds(asked: Asked) -> Found:
    """Rounds of comments of the public."""
    return ask(
        Consultation.objects.filter(plan__in=asked.versions),
        _round,
        key="uuid",
        title="title",
        first=day_of("opens_at"),
        last=day_of("closes_at"),
    )


def _round(row: Row, asked: Asked) -> Entry:
    url = reverse("plans:comments", args=[asked.slug])
    return Entry(f"comments:{UUID(row.key)}", MakingKind.COMMENTS, row.title, row.span, url)


@source
def hearings(asked: Asked) -> Found:
    """Public hearings of the draft, with the number of people who came."""
    return ask(
        Consultation.objects.filter(plan__in=asked.versions, hearing_at__isnull=False),
        _hearing,
        key="uuid",
        title="hearing_place",
        text=Coalesce(Cast("attendance_count", CharField()), Value("")),
        first=day_of("hearing_at"),
    )


def _hearing(row: Row, asked: Asked) -> Entry:
    people = _("people who came: %(count)s") % {"count": row.text} if row.text else ""
    words = ", ".join(filter(None, [row.title, people]))
    url = reverse("plans:comments", args=[asked.slug])
    return Entry(f"hearing:{UUID(row.key)}", MakingKind.HEARING, _("Public hearing of the draft"), row.span, url, words)


@source
def settlements(asked: Asked) -> Found:
    """Published answers to comments."""
    return ask(
        Consultation.objects.filter(plan__in=asked.versions, settlement_state=SettlementState.PUBLISHED),
        _settlement,
        key="uuid",
        text="settled_by_body",
        first=day_of("published_at"),
    )


def _settlement(row: Row, asked: Asked) -> Entry:
    words = _("settlement approved by: %(body)s") % {"body": row.text} if row.text else ""
    url = reverse("plans:comments", args=[asked.slug])
    return Entry(
        f"settlement:{UUID(row.key)}",
        MakingKind.COMMENTS,
        _("Answers to comments were published"),
        row.span,
        url,
        words,
    )


@source
def approvals(asked: Asked) -> Found:
    """What bodies decided about the plan and its amendments."""
    return ask(
        Approval.objects.filter(plan__in=asked.versions, plan__state__in=PlanState.public()),
        _approval,
        key="uuid",
        kind="verb",
        title="body_name",
        text="number",
        first="decided_on",
    )


def _approval(row: Row, asked: Asked) -> Entry:
    title = f"{row.title} {Verb(row.kind).label}"
    words = " ".join([_("resolution"), row.text]) if row.text else ""
    url = f"{asked.plan.get_page_url()}#schvaleni"
    return Entry(f"approval:{UUID(row.key)}", MakingKind.APPROVAL, title, row.span, url, words)


@source
def media(asked: Asked) -> Found:
    """Press releases and coverage in media while the plan was made."""
    kinds = [NewsKind.MEDIA_COVERAGE, NewsKind.PRESS_RELEASE]
    return ask(
        NewsItem.objects.public().filter(kind__in=kinds, published_on__range=(asked.first, asked.last)),
        _news,
        key="slug",
        title="title",
        text="outlet",
        first="published_on",
    )


def _news(row: Row, _asked: Asked) -> Entry:
    url = reverse("community:news-item", args=[row.key])
    return Entry(f"news:{row.key}", MakingKind.MEDIA, row.title, row.span, url, row.text)


@source
def events(asked: Asked) -> Found:
    """Events of the calendar while the plan was made; a hearing is told by its round of comments."""
    hearings = Consultation.objects.filter(plan__in=asked.versions, hearing_at__isnull=False).values("hearing_at")
    during = Event.objects.public().filter(starts_at__date__range=(asked.first, asked.last))
    return ask(
        during.exclude(starts_at__in=hearings),
        _event,
        key="uuid",
        title="title",
        text="place",
        first=day_of("starts_at"),
        last=day_of("ends_at"),
    )


def _event(row: Row, _asked: Asked) -> Entry:
    return Entry(f"event:{UUID(row.key)}", MakingKind.EVENT, row.title, row.span, text=row.text)
