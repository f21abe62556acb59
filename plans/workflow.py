"""Every change of a plan's state: one table of steps, one function that takes a step."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.audit import record
from kpss_portal.canonical import canonical, sha256_of
from plans import indexing, survey_tables, tree
from plans.content_document import content_of
from plans.enums import PlanState as S
from plans.enums import Verb
from plans.models import Edition, Plan, PlanEvent
from plans.official_document import has_given_up, wait_again
from plans.progress import news
from plans.tasks import compare_last_versions, make_official_document


class StepNotOpen(Exception):
    """The plan has moved on, or there is no such step."""


@dataclass(frozen=True)
class Step:
    """A step: its button, what it does in words, from which states it is open, and where it leads."""

    label: str | Promise
    help: str | Promise
    sources: frozenset[S]
    target: S
    permission: str = "plans.move_plan"
    is_final: bool = False  # cannot be taken back: the page asks for a typed confirmation


STEPS = {
    "open_consultation": Step(
        gettext_lazy("Publish for comments"),
        gettext_lazy("Everybody can read the draft; it can still be changed."),
        frozenset({S.DRAFT}),
        S.IN_CONSULTATION,
    ),
    "return_to_draft": Step(
        gettext_lazy("Return to draft"),
        gettext_lazy("The public no longer sees it; you can go on writing."),
        frozenset({S.IN_CONSULTATION, S.FOR_APPROVAL}),
        S.DRAFT,
    ),
    "hand_over": Step(
        gettext_lazy("Hand over for approval"),
        gettext_lazy("The text is ready for the council and the assembly. Everybody can read it, marked as a draft."),
        frozenset({S.DRAFT, S.IN_CONSULTATION}),
        S.FOR_APPROVAL,
    ),
    "approve": Step(
        gettext_lazy("Record the approval and freeze"),
        gettext_lazy("The plan freezes for ever and its official document is made. Later changes are amendments."),
        frozenset({S.FOR_APPROVAL}),
        S.APPROVED,
        is_final=True,
    ),
    "put_in_force": Step(
        gettext_lazy("Put in force"),
        gettext_lazy("The plan becomes the one by which the office acts; the previous plan becomes superseded."),
        frozenset({S.APPROVED}),
        S.IN_FORCE,
    ),
    "supersede": Step(
        gettext_lazy("Mark as superseded"),
        gettext_lazy("The plan stays readable in the archive."),
        frozenset({S.IN_FORCE, S.APPROVED}),
        S.SUPERSEDED,
    ),
    "withdraw": Step(
        gettext_lazy("Withdraw"),
        gettext_lazy("The public sees only that the plan was withdrawn."),
        frozenset({S.DRAFT, S.IN_CONSULTATION, S.FOR_APPROVAL, S.APPROVED, S.IN_FORCE}),
        S.WITHDRAWN,
        is_final=True,
    ),
}


def open_steps(plan: Plan, user: Any) -> dict[str, Step]:
    """Steps that the user may take with the plan now."""
    return {
        name: step
        for name, step in STEPS.items()
        if plan.state in step.sources and user.has_perm(step.permission, plan)
    }


@transaction.atomic
def take_step(plan: Plan, name: str, *, by: Any, note: str = "") -> Plan:
    """Takes one step of STEPS, records who took it, and does what follows after the commit.

    Raises StepNotOpen if the plan has moved on, PermissionDenied if `by` may not take the step, ValidationError if
    something that the step needs is missing.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)  # two officers may press at once
    step = STEPS.get(name)
    if step is None or plan.state not in step.sources:
        raise StepNotOpen
    if not by.has_perm(step.permission, plan):
        raise PermissionDenied
    before = S(plan.state)
    if name in PREPARATION:
        PREPARATION[name](plan, by)
    _move(plan, step.target)
    PlanEvent.objects.create(plan=plan, step=name, from_state=before, to_state=step.target, taken_by=by, note=note)
    record(by, f"plan.{name}", plan, {"state": [before.value, step.target.value]})
    transaction.on_commit(partial(indexing.reindex_plan, plan.pk))
    if step.target == S.IN_FORCE:
        news.tell_soon()
    return plan


def _move(plan: Plan, target: S) -> None:
    plan.state = target
    fields = ["state", "updated_at"]
    if target == S.APPROVED:
        fields += ["frozen_at", "frozen_by"]
    plan.save(update_fields=fields)


def _approve(plan: Plan, by: Any) -> None:
    """Freezes the content as it stands and has the official document made of it."""
    if not plan.approvals.filter(verb=Verb.APPROVES).exists():
        raise ValidationError(_("First write down which body approved the plan, when, and under which number."))
    if not plan.is_file_only and not plan.items.exists():
        raise ValidationError(_("The plan has no items to approve."))
    tree.renumber(plan)
    survey_tables.write_down(plan)
    plan.frozen_at, plan.frozen_by = timezone.now(), by
    content = canonical(content_of(plan))
    edition = Edition.objects.create(
        plan=plan, content=content, content_sha256=sha256_of(content), approved_at=plan.frozen_at, approved_by=by
    )
    if not plan.is_file_only:
        transaction.on_commit(partial(make_official_document.enqueue, edition.pk))
        transaction.on_commit(partial(compare_last_versions.enqueue, plan.slug))


@transaction.atomic
def make_document_again(plan: Plan, *, by: Any) -> bool:
    """Has the official document made once more when nobody makes it any more; False if there is no need.

    Raises PermissionDenied if `by` may not move the plan.
    """
    if not by.has_perm("plans.move_plan", plan):
        raise PermissionDenied
    edition = Edition.objects.select_for_update(of=("self",)).filter(plan=plan).first()
    if edition is None or not has_given_up(edition):
        return False
    wait_again(edition)
    record(by, "plan.make_document_again", plan, {})
    transaction.on_commit(partial(make_official_document.enqueue, edition.pk))
    return True


def _replace_previous(plan: Plan, by: Any) -> None:
    """Older versions of the plan and the plan before it are superseded in the same breath."""
    older = Plan.objects.in_force().filter(slug=plan.slug).exclude(pk=plan.pk)
    previous = Plan.objects.in_force().filter(slug=plan.predecessor.slug) if plan.predecessor else []
    for replaced in [*older, *previous]:
        take_step(replaced, "supersede", by=by, note=str(plan)[:250])


PREPARATION: dict[str, Callable[[Plan, Any], None]] = {"approve": _approve, "put_in_force": _replace_previous}
