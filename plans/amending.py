"""An approved plan goes on: by an amendment, by an extension of its validity, or by the plan of the next period.

Each is a new version or a new plan with decisions of its own; what was approved before stays as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from kpss_portal.audit_actor import one_line
from kpss_portal.canonical import canonical, sha256_of
from plans import workflow
from plans.content_document import content_of
from plans.copying import copy_content, copy_items, copy_levels
from plans.enums import PlanState, Verb
from plans.models import Approval, Plan, PlanEvent, PlanItem, PlanSnapshot
from plans.tasks import compare_last_versions

COPIED = (
    "slug",
    "kind",
    "title",
    "short_title",
    "starts_on",
    "ends_on",
    "territory",
    "vision",
    "prepared_by",
    "amount_unit",
    "code_pattern",
    "predecessor",
)
OPEN = frozenset({PlanState.DRAFT, PlanState.IN_CONSULTATION, PlanState.FOR_APPROVAL})


def open_version(slug: str) -> Plan | None:
    """The version of the plan that is being written now."""
    return Plan.objects.versions_of(slug).filter(state__in=OPEN).last()


@transaction.atomic
@one_line("copies a whole plan, which stays as it was")
def amend(plan: Plan, *, by: Any, change_note: str = "", ends_on: date | None = None) -> Plan:
    """A draft of the next version with the whole content of the newest approved one.

    Raises PermissionDenied if `by` may not write plans, ValidationError if there is nothing to amend or an amendment is
    being written already.
    """
    if not by.has_perm("plans.add_plan"):
        raise PermissionDenied
    versions = list(Plan.objects.select_for_update(of=("self",)).versions_of(plan.slug))
    newest = versions[-1]
    _refuse_unfit(newest)
    values = {name: getattr(newest, name) for name in COPIED} | {"change_note": change_note}
    amendment = Plan.objects.create(version=newest.version + 1, **values | ({"ends_on": ends_on} if ends_on else {}))
    copy_content(newest, amendment)
    record(by, "plan.amend", amendment, {"version": [newest.version, amendment.version]})
    return amendment


def _refuse_unfit(newest: Plan) -> None:
    if newest.state in OPEN:
        raise ValidationError(_("A new version is being written already; finish or withdraw it first."))
    if newest.is_file_only:
        raise ValidationError(_("A plan kept as files has no content to amend; start a new plan."))
    if newest.state not in {PlanState.APPROVED, PlanState.IN_FORCE}:
        raise ValidationError(_("Only an approved plan is amended."))


@dataclass(frozen=True)
class Resolution:
    """A decision that approves: which body, when, under which number."""

    body_kind: str
    body_name: str
    decided_on: date
    number: str = ""


@transaction.atomic
def extend(plan: Plan, until: date, resolution: Resolution, *, by: Any) -> Plan:
    """The plan in force holds until a later day by a resolution: a new version, approved and in force at once.

    Raises what `amend` and the steps of the workflow raise; ValidationError if the day is not later.
    """
    if until <= plan.ends_on:
        raise ValidationError(_("The new last day must be later than %(day)s.") % {"day": _day(plan.ends_on)})
    words = _("The plan is valid until %(day)s; nothing else changes.") % {"day": _day(until)}
    extended = amend(plan, by=by, change_note=words, ends_on=until)
    Approval.objects.create(plan=extended, verb=Verb.APPROVES, **vars(resolution))
    for step in ("hand_over", "approve", "put_in_force"):
        extended = workflow.take_step(extended, step, by=by)
    return extended


def _day(day: date) -> str:
    return f"{day.day}. {day.month}. {day.year}"


@dataclass(frozen=True)
class NextPlan:
    """What is known of the plan of the next period when it is started."""

    slug: str
    title: str
    short_title: str
    starts_on: date
    ends_on: date


@transaction.atomic
@one_line("copies items of a plan, which stay as they were")
def start_next(plan: Plan, following: NextPlan, items: Iterable[PlanItem], *, by: Any) -> Plan:
    """A draft of the next period with the chosen items and what they stand under; their lineage goes on.

    Money is not carried over: it spoke of other years. Raises PermissionDenied if `by` may not write plans.
    """
    if not by.has_perm("plans.add_plan"):
        raise PermissionDenied
    values = {name: getattr(plan, name) for name in ("kind", "territory", "vision", "amount_unit", "code_pattern")}
    started = Plan.objects.create(**vars(following), **values, predecessor=plan)
    copy_levels(plan, started)
    started.partners.set(plan.partners.all())
    copy_items(started, _with_ancestors(plan, items), with_money=False)
    record(by, "plan.start_next", started, {"predecessor": str(plan)})
    return started


def _with_ancestors(plan: Plan, items: Iterable[PlanItem]) -> list[PlanItem]:
    paths = {item.path for item in items}
    tree = plan.items.in_tree_order()
    return [item for item in tree if any(path.startswith(item.path) for path in paths)]


@transaction.atomic
def take_snapshot(plan: Plan, title: str, *, by: Any, is_public: bool = True) -> PlanSnapshot:
    """Keeps the draft as it stands now, so that people are asked about exactly this text.

    Raises PermissionDenied if `by` may not write the plan.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not by.has_perm("plans.change_plan", plan):
        raise PermissionDenied
    content = canonical(content_of(plan))
    number = (plan.snapshots.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    snapshot = PlanSnapshot.objects.create(
        plan=plan,
        number=number,
        title=title[:120],
        is_public=is_public,
        content=content,
        content_sha256=sha256_of(content),
        taken_by=by,
    )
    record(by, "plan.take_snapshot", snapshot, {"number": number})
    transaction.on_commit(partial(compare_last_versions.enqueue, plan.slug))
    return snapshot


def in_force_on(slug: str, day: date, user: Any) -> Plan | None:
    """The version by which the office acted on the day: the consolidated text as of that date."""
    end_of_day = timezone.make_aware(datetime.combine(day, time.max))
    event = (
        PlanEvent.objects.filter(
            plan__in=Plan.objects.visible_to(user).filter(slug=slug), step="put_in_force", taken_at__lte=end_of_day
        )
        .select_related("plan")
        .order_by("-taken_at", "-pk")
        .first()
    )
    return event.plan if event and event.plan.ends_on >= day else None
