"""Links of the chain of evidence that years bring: what action plans set and how evaluations judged it."""

from django.db.models import CharField, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import evidence
from plans.evidence import Asked, Node, Order, Row, Subject
from plans.models import ActionEntry, FulfilmentLabel, ItemResult
from plans.progress_enums import Fulfilment


@evidence.source(order=Order.ACTION_PLAN, label=gettext_lazy("action plan"))
def action_plans(subject: Subject) -> Asked:
    """What approved action plans set for a year."""
    return evidence.ask(
        ActionEntry.objects.filter(item__lineage__in=subject.lineages, action_plan__frozen_at__isnull=False),
        _entry,
        lineage="item__lineage",
        key=Concat("action_plan__slug", Value("/"), Cast("action_plan__year", CharField())),
        text="work",
    )


def _entry(row: Row, subject: Subject) -> Node:
    slug, _slash, year = row.key.rpartition("/")
    title = _("Action plan %(year)s") % {"year": year}
    return Node(title, reverse("plans:action-plan", args=[slug, year]), row.text, lineage=row.uuid)


@evidence.source(order=Order.EVALUATION, label=gettext_lazy("evaluation"))
def evaluations(subject: Subject) -> Asked:
    """What approved evaluations say."""
    label = FulfilmentLabel.objects.filter(status=OuterRef("status")).values("label")[:1]
    return evidence.ask(
        ItemResult.objects.filter(item__lineage__in=subject.lineages, evaluation__frozen_at__isnull=False),
        _result,
        lineage="item__lineage",
        key=Concat("evaluation__slug", Value("/"), Cast("evaluation__year", CharField())),
        title=Coalesce(Subquery(label, output_field=TextField()), Value("")),
        text="text",
        state="status",
        day="evaluation__decided_on",
    )


def _result(row: Row, subject: Subject) -> Node:
    slug, _slash, year = row.key.rpartition("/")
    known = str(Fulfilment(row.state).label) if row.state else _("not known")
    title = _("%(year)s: %(status)s") % {"year": year, "status": row.title or known}
    address = f"{reverse('plans:progress', args=[slug])}?rok={year}"
    return Node(title, address, "", row.text, row.on, row.uuid)
