"""The one door of action plans: made by ticking items, filled in, approved by a resolution, changed by a new version."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.audit import record
from plans.enums import CostKind
from plans.indexing import reindex_years
from plans.models import ActionCost, ActionEntry, ActionPlan, Plan, PlanCost, PlanItem
from plans.progress import documents, news
from plans.progress.items import implementers_of
from plans.progress.steps import Resolution, StepNotOpen, YearStep, need_resolution
from plans.progress.tasks import make_action_plan_document
from plans.progress_enums import ActionPlanState as S

STEPS: dict[str, YearStep] = {
    "hand_over": YearStep(
        gettext_lazy("Hand over for approval"),
        gettext_lazy("Entries are closed; the council decides about the draft."),
        frozenset({S.DRAFT}),
        S.FOR_APPROVAL,
    ),
    "return_to_draft": YearStep(
        gettext_lazy("Return to draft"), gettext_lazy("You can go on writing."), frozenset({S.FOR_APPROVAL}), S.DRAFT
    ),
    "approve": YearStep(
        gettext_lazy("Record the approval and freeze"),
        gettext_lazy("The action plan freezes for ever and its document is made. A later change is a new version."),
        frozenset({S.FOR_APPROVAL}),
        S.APPROVED,
        is_final=True,
        needs_resolution=True,
    ),
}


@transaction.atomic
def start(plan: Plan, year: int, title: str, *, by: Any) -> ActionPlan:
    """An empty action plan of the plan in force; pressed twice it is there once.

    Raises PermissionDenied; ValidationError for a plan that is not approved, or a year that it does not speak of.
    """
    if not by.has_perm("plans.add_actionplan"):
        raise PermissionDenied
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not plan.is_frozen:
        raise ValidationError(_("An action plan is made of an approved plan."))
    if year not in plan.years:
        raise ValidationError(_("The plan does not speak of the year %(year)d.") % {"year": year})
    known = ActionPlan.objects.filter(slug=plan.slug, year=year).first()
    if known is not None:
        return known
    made = ActionPlan.objects.create(plan=plan, year=year, title=title)
    record(by, "actionplan.start", made, {"year": year})
    return made


def locked(action_plan: ActionPlan) -> ActionPlan:
    """The action plan as it is now, held until the end of the transaction."""
    return ActionPlan.objects.select_for_update(of=("self",)).select_related("plan").get(pk=action_plan.pk)


def _open_draft(action_plan: ActionPlan, by: Any) -> ActionPlan:
    action_plan = locked(action_plan)
    if action_plan.state != S.DRAFT:
        raise StepNotOpen
    if not by.has_perm("plans.change_actionplan", action_plan):
        raise PermissionDenied
    return action_plan


@transaction.atomic
def tick(action_plan: ActionPlan, ticked: Iterable[PlanItem], shown: Collection[int], *, by: Any) -> list[ActionEntry]:
    """Items ticked join; those that were shown as ticked and are not any more leave, unless something is written there.

    shown: keys of items that the person saw as ticked, so that what somebody else has just added stays. Gives entries that
    could not leave. Raises PermissionDenied, StepNotOpen.
    """
    action_plan = _open_draft(action_plan, by)
    present = {entry.item_id: entry for entry in action_plan.entries.prefetch_related("costs")}
    wanted = [item for item in ticked if item.plan_id == action_plan.plan_id]
    keys = {item.pk for item in wanted}
    leaving = [entry for key, entry in present.items() if key in shown and key not in keys]
    kept = [entry for entry in leaving if entry.work]
    for entry in leaving:
        if entry not in kept:
            entry.delete()
    _join(action_plan, [item for item in wanted if item.pk not in present])
    record(by, "actionplan.tick", action_plan, {"items": len(keys)})
    return kept


def _join(action_plan: ActionPlan, items: list[PlanItem]) -> None:
    """New entries begin with the implementer and the money that the plan knows of the year."""
    costs: dict[int, list[PlanCost]] = {}
    for cost in PlanCost.objects.filter(item__in=items, year=action_plan.year, kind=CostKind.PLANNED):
        costs.setdefault(cost.item_id, []).append(cost)
    for item in items:
        names = ", ".join(actor.name for actor in implementers_of(item))[:200]
        entry = ActionEntry.objects.create(
            action_plan=action_plan, item=item, responsible=names, deadline_text=item.term_text
        )
        for cost in costs.get(item.pk, []):
            ActionCost.objects.create(entry=entry, source_id=cost.source_id, amount_czk=cost.amount_czk)


@transaction.atomic
def write(entry: ActionEntry, money: dict[int, int], *, by: Any) -> ActionEntry:
    """Stores the entry and its money by source (whole crowns; a source left out is unknown)."""
    _open_draft(entry.action_plan, by)
    entry.save()
    entry.costs.all().delete()
    for source, amount in money.items():
        ActionCost.objects.create(entry=entry, source_id=source, amount_czk=amount)
    record(by, "actionplan.write", entry)
    return entry


@transaction.atomic
def take_step(action_plan: ActionPlan, name: str, *, by: Any, resolution: Resolution | None = None) -> ActionPlan:
    """Takes one step of STEPS. Raises StepNotOpen, PermissionDenied, ValidationError."""
    action_plan, step = locked(action_plan), STEPS.get(name)
    if step is None or action_plan.state not in step.sources:
        raise StepNotOpen
    if not by.has_perm("plans.move_actionplan", action_plan):
        raise PermissionDenied
    before = action_plan.state
    PREPARATION.get(name, lambda *_: None)(action_plan, resolution, by)
    action_plan.state = step.target
    action_plan.save()
    record(by, f"actionplan.{name}", action_plan, {"state": [before, str(step.target)]})
    return action_plan


def _need_entries(action_plan: ActionPlan, resolution: Resolution | None, by: Any) -> None:
    if not action_plan.entries.exists():
        raise ValidationError(_("The action plan has no entries: tick items first."))


def _approve(action_plan: ActionPlan, resolution: Resolution | None, by: Any) -> None:
    _need_entries(action_plan, resolution, by)
    need_resolution(action_plan, resolution)
    documents.freeze(action_plan, by)
    older = ActionPlan.objects.frozen().filter(slug=action_plan.slug, year=action_plan.year)
    older.exclude(pk=action_plan.pk).update(state=S.SUPERSEDED)
    transaction.on_commit(partial(make_action_plan_document.enqueue, action_plan.pk))
    transaction.on_commit(partial(reindex_years, action_plan.slug))
    news.tell_soon()


PREPARATION: dict[str, Callable[[ActionPlan, Resolution | None, Any], None]] = {
    "hand_over": _need_entries,
    "approve": _approve,
}


@transaction.atomic
def new_version(action_plan: ActionPlan, *, by: Any) -> ActionPlan:
    """A draft of the next version with everything that the approved one has; one that is being written is given instead.

    Items are those of the plan's version in force, so that an amended plan is followed. Raises PermissionDenied, StepNotOpen.
    """
    action_plan = locked(action_plan)
    if not by.has_perm("plans.add_actionplan"):
        raise PermissionDenied
    newest = ActionPlan.objects.filter(slug=action_plan.slug, year=action_plan.year).order_by("-version")[0]
    if not newest.is_frozen:
        return newest
    plan = Plan.objects.in_force().filter(slug=action_plan.slug).first() or newest.plan
    made = ActionPlan.objects.create(
        plan=plan, year=newest.year, version=newest.version + 1, title=newest.title, intro=newest.intro
    )
    _copy_entries(newest, made)
    record(by, "actionplan.new_version", made, {"version": made.version})
    return made


def _copy_entries(source: ActionPlan, target: ActionPlan) -> None:
    items = {item.lineage: item for item in target.plan.items.all()}
    for entry in source.entries.select_related("item").prefetch_related("costs"):
        item = items.get(entry.item.lineage)
        if item is None:  # the amendment took it out of the plan
            continue
        values = {name: getattr(entry, name) for name in ("work", "responsible", "deadline_on", "deadline_text")}
        copy = ActionEntry.objects.create(action_plan=target, item=item, **values)
        for cost in entry.costs.all():
            ActionCost.objects.create(entry=copy, source_id=cost.source_id, amount_czk=cost.amount_czk)
