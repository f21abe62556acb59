"""Links of the chain that this app knows itself; action plans and evaluations register theirs where they live."""

from collections.abc import Iterable
from urllib.parse import unquote
from uuid import UUID

from django.db.models import Case, CharField, F, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kpss_portal.templatetags.kpss import number
from plans import evidence
from plans.enums import Verb
from plans.evidence import Asked, Node, Order, Row, Subject
from plans.models import Approval, Indicator, NeedLink, PlanItem, ProjectLink
from plans.needs_enums import NeedOrigin, Readiness
from services_catalog.models import Service
from working_groups.enums import LinkKind
from working_groups.enums import Verb as GroupVerb
from working_groups.models import DecisionLink


@evidence.source(order=Order.NEED, label=gettext_lazy("need"))
def needs(subject: Subject) -> Asked:
    """Needs that the items answer."""
    return evidence.ask(
        NeedLink.objects.filter(item_lineage__in=subject.lineages, need__is_public=True),
        _need,
        lineage="item_lineage",
        key=Concat("need__plan__slug", Value("/"), Cast("need__number", CharField())),
        title="need__statement",
        text=Concat("note", Value("\n"), "need__source_text"),
        state="need__origin",
        day="need__found_on",
    )


def _need(row: Row, subject: Subject) -> Node:
    slug, _slash, number = row.key.rpartition("/")
    note, _line, source = row.text.partition("\n")
    origin = capfirst(str(NeedOrigin(row.state).label))
    why = f"{origin}: {source}" if source else origin
    return Node(row.title, reverse("plans:need", args=[slug, number]), why, note, row.on, row.uuid)


@evidence.source(order=Order.PROJECT, label=gettext_lazy("project in the pool"))
def projects(subject: Subject) -> Asked:
    """Projects that would fulfil the items."""
    return evidence.ask(
        ProjectLink.objects.filter(item_lineage__in=subject.lineages, project__is_public=True),
        _project,
        lineage="item_lineage",
        key=Concat("project__plan__slug", Value("/"), Cast("project__number", CharField())),
        title="project__title",
        text="project__promoter",
        state="project__readiness",
        day="project__as_of",
    )


def _project(row: Row, subject: Subject) -> Node:
    slug, _slash, number = row.key.rpartition("/")
    url = reverse("plans:project", args=[slug, number])
    return Node(row.title, url, row.text, str(Readiness(row.state).label), row.on, row.uuid)


@evidence.source(order=Order.SERVICE, label=gettext_lazy("service"))
def services(subject: Subject) -> Asked:
    """Services by which the items work."""
    public = Service.objects.public().values("pk")
    return evidence.ask(
        PlanItem.services.through.objects.filter(planitem__in=[item.pk for item in subject.branch]),
        _service,
        lineage="planitem__lineage",
        key="service__slug",
        title="service__name",
        text="service__provider__name",
        state=Case(When(service__in=public, then=Value("public")), default=Value(""), output_field=TextField()),
    )


def _service(row: Row, subject: Subject) -> Node:
    if row.state:
        url = reverse("services_catalog:service", args=[row.key])
        return Node(row.title, url, row.text, _("in the catalogue"), lineage=row.uuid)
    return Node(row.title, "", row.text, _("no longer in the catalogue"), lineage=row.uuid)


@evidence.source(order=Order.INDICATOR, label=gettext_lazy("indicator"))
def indicators(subject: Subject) -> Iterable[Node]:
    """How it will be known; the page has loaded them."""
    lineages = {item.pk: item for item in subject.branch}
    for indicator in subject.indicators:
        item = lineages[indicator.item_id]
        yield Node(
            title=indicator.name,
            url=subject.url_of(item),
            why=indicator.data_source and _("data: %(source)s") % {"source": indicator.data_source},
            then=_aim(indicator),
            lineage=item.lineage,
        )


def _aim(indicator: Indicator) -> str:
    """From the baseline to the target."""
    first = indicator.baseline_text or number(indicator.baseline_value)
    last = indicator.target_text or number(indicator.target_value)
    words = _("baseline %(first)s, target %(last)s") % {"first": first, "last": last}
    return " ".join(filter(None, [words, indicator.unit]))


@evidence.source(order=Order.DECISION, label=pgettext_lazy("of a group", "decision"))
def decisions(subject: Subject) -> Asked:
    """Decisions of groups that point at pages of the items."""
    addresses = {address for url in subject.addresses for address in (url, unquote(url))}
    return evidence.ask(
        DecisionLink.objects.filter(
            kind=LinkKind.PLAN_ITEM,
            path__in=addresses,
            decision__released_at__isnull=False,
            decision__group__is_public=True,
        ),
        _decision,
        lineage="path",
        key="decision__uuid",
        title=Concat(
            Cast("decision__number", CharField()),
            Value("/"),
            Cast("decision__year", CharField()),
            output_field=TextField(),
        ),
        text=Concat("decision__group__name", Value("\n"), "decision__text", output_field=TextField()),
        state=Concat(
            "decision__verb",
            Case(When(decision__replaced_by__isnull=True, then=Value("")), default=Value(" replaced")),
            output_field=TextField(),
        ),
        day="decision__decided_on",
    )


def _decision(row: Row, subject: Subject) -> Node:
    verb, _space, replaced = row.state.partition(" ")
    group, _line, text = row.text.partition("\n")
    return Node(
        title=f"{group}, {row.title}",
        url=reverse("working_groups:decision", args=[UUID(row.key)]),
        why=f"{GroupVerb(verb).label} {text}",
        then=_("replaced by a newer decision") if replaced else "",
        on=row.on,
        lineage=subject.addresses.get(row.lineage) or subject.addresses.get(escape(row.lineage)),
    )


@evidence.source(order=Order.APPROVAL, label=pgettext_lazy("of a plan", "approval"))
def approvals(subject: Subject) -> Asked:
    """Who approved the plan with the items."""
    return evidence.ask(
        Approval.objects.filter(plan=subject.plan),
        _approval,
        title="body_name",
        text=F("number"),
        state="verb",
        day="decided_on",
    )


def _approval(row: Row, subject: Subject) -> Node:
    verb, word = str(Verb(row.state).label), _("resolution")
    why = f"{verb}, {word} {row.text}" if row.text else verb
    return Node(row.title, f"{subject.plan.get_page_url()}#schvaleni", why, on=row.on)
