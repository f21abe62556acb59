"""What happened to a plan or an item since its approval: for feeds, and for those who asked to be told by mail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kpss_portal.background import task
from plans.models import (
    ActionEntry,
    ActionPlan,
    Evaluation,
    ItemResult,
    Plan,
    PlanEvent,
    Subscription,
    labels_of_statuses,
)
from plans.progress import subscribing

MOST = 30  # entries of a feed


@dataclass(frozen=True)
class Happened:
    """Something that happened: `key` stays for ever, so that nobody is told twice."""

    key: str
    at: datetime
    title: str
    text: str
    url: str


def of_plan(slug: str) -> list[Happened]:
    """What happened to a plan, the newest first; three queries."""
    evaluations = Evaluation.objects.frozen().filter(slug=slug).defer("content")
    action_plans = ActionPlan.objects.frozen().filter(slug=slug).defer("content")
    events = PlanEvent.objects.filter(plan__slug=slug, step="put_in_force").select_related("plan")
    found = [
        *(_approved(row, _("The evaluation of the year %(year)d is approved")) for row in evaluations),
        *(_approved(row, _("The action plan for the year %(year)d is approved")) for row in action_plans),
        *(_in_force(event) for event in events),
    ]
    return sorted(found, key=lambda happened: happened.at, reverse=True)[:MOST]


def _approved(row: Any, words: str) -> Happened:
    text = f"{row.body_name} {row.decided_on.day}. {row.decided_on.month}. {row.decided_on.year}"
    return Happened(str(row.uuid), row.frozen_at, words % {"year": row.year}, text, row.get_absolute_url())


def _in_force(event: PlanEvent) -> Happened:
    plan = event.plan
    title = (
        _("Amendment: version %(number)d is in force") % {"number": plan.version}
        if plan.is_amendment
        else _("The plan is in force")
    )
    return Happened(f"{plan.uuid}", event.taken_at, title, plan.change_note, plan.get_absolute_url())


def of_item(slug: str, lineage: UUID) -> list[Happened]:
    """What happened to one item, the newest first; three queries."""
    labels = labels_of_statuses()
    results = ItemResult.objects.filter(item__lineage=lineage, evaluation__slug=slug)
    results = results.filter(evaluation__frozen_at__isnull=False).select_related("evaluation", "item__plan")
    entries = ActionEntry.objects.filter(item__lineage=lineage, action_plan__slug=slug)
    entries = entries.filter(action_plan__frozen_at__isnull=False).select_related("action_plan", "item__plan")
    found = [*(_result(row, labels) for row in results), *(_entry(row) for row in entries)]
    return sorted(found, key=lambda happened: happened.at, reverse=True)[:MOST]


def _result(row: ItemResult, labels: dict[str, str]) -> Happened:
    label = labels.get(row.status, "") or _("not known")
    title = _("%(year)d: %(status)s") % {"year": row.evaluation.year, "status": label}
    moment: Any = row.evaluation.frozen_at
    return Happened(f"{row.evaluation.uuid}-{row.item.lineage}", moment, title, row.text, row.item.get_absolute_url())


def _entry(row: ActionEntry) -> Happened:
    title = _("Action plan for the year %(year)d") % {"year": row.action_plan.year}
    moment: Any = row.action_plan.frozen_at
    return Happened(f"{row.action_plan.uuid}-{row.item.lineage}", moment, title, row.work, row.item.get_absolute_url())


# --- telling by mail ----------------------------------------------------------------------------------------------


def tell_soon() -> None:
    """After the commit the worker tells those who asked for it; `manage.py tend_plans` does the same."""
    transaction.on_commit(tell_subscribers.enqueue)


@task()
def tell_subscribers() -> None:
    """Tells everybody what they do not know yet."""
    tell_due()


def tell_due() -> int:
    """Letters to subscribers of what happened since they were told last; gives their number. Harmless if repeated."""
    told: dict[tuple[str, UUID | None], list[Happened]] = {}
    sent = 0
    for key in list(Subscription.objects.confirmed().values_list("pk", "slug", "item_lineage")):
        pk, slug, lineage = key
        if (slug, lineage) not in told:
            told[slug, lineage] = of_item(slug, lineage) if lineage else of_plan(slug)
        sent += _tell(pk, told[slug, lineage])
    return sent


@transaction.atomic
def _tell(pk: int, happened: Iterable[Happened]) -> int:
    subscription = Subscription.objects.select_for_update().filter(pk=pk, confirmed_at__isnull=False).first()
    if subscription is None:  # signed off meanwhile
        return 0
    since: Any = subscription.told_until or subscription.confirmed_at
    fresh = [row for row in happened if row.at > since]
    if not fresh:
        return 0
    plan = Plan.objects.versions_of(subscription.slug).last()
    subscribing.send_news(subscription, fresh, plan, settings.BASE_URL)
    subscription.told_until = max(row.at for row in fresh)
    subscription.save(update_fields=["told_until"])
    return 1
