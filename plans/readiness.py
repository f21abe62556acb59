"""What a plan still lacks: advice before its approval, never a block.

The outline is the common denominator of Czech plans and the parts that Act No. 108/2006 Coll., § 3 (h) names for a
medium-term plan; what a card should say follows from the role of its level.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.enums import ActorRole, ChapterRole, LevelRole, Verb
from plans.models import Plan, PlanItem, PlanItemActor, PlanLevel


@dataclass(frozen=True)
class Advice:
    """One point of the readiness list."""

    label: str | Promise
    is_done: bool
    hint: str | Promise = ""
    where: str = "outline"  # which page of the administration mends it


def missing_on(item: PlanItem, role: LevelRole) -> list[str]:
    """What the card lacks, in words; for items with prefetched actors, costs and indicators."""
    missing = []
    if not role.expects_work:
        return [] if item.description or item.expected_effect or role == LevelRole.GROUPING else [_("expected effect")]
    if not any(actor.role == ActorRole.IMPLEMENTER for actor in item.actors.all()):
        missing.append(_("implementer"))
    if not item.costs.all() and not item.funding_text:
        missing.append(_("costs"))
    if not item.indicators.all():
        missing.append(_("indicator"))
    if not (item.starts_on or item.ends_on or item.term_text):
        missing.append(_("term"))
    if not item.description:
        missing.append(_("description"))
    return missing


def items_with_cards(plan: Plan) -> list[PlanItem]:
    """Items with what their cards need, in five queries."""
    return list(
        plan.items.in_tree_order().prefetch_related(
            Prefetch("actors", PlanItemActor.objects.order_by("position", "pk")), "costs", "indicators"
        )
    )


def roles_by_depth(plan: Plan) -> dict[int, LevelRole]:
    """What items of each depth are for."""
    roles: dict[int, LevelRole] = defaultdict(lambda: LevelRole.MEASURE)
    roles.update({level.depth: LevelRole(level.role) for level in plan.levels.all()})
    return roles


def incomplete_items(plan: Plan) -> dict[int, list[str]]:
    """What is missing by key of the item; complete items are left out."""
    roles = roles_by_depth(plan)
    found = {item.pk: missing_on(item, roles[item.depth]) for item in items_with_cards(plan)}
    return {key: missing for key, missing in found.items() if missing}


def incomplete_counts(plans: Collection[Plan]) -> dict[int, int]:
    """How many items of each of the plans lack something, in five queries for all of them."""
    roles: dict[int, dict[int, LevelRole]] = defaultdict(dict)
    for plan, depth, role in PlanLevel.objects.filter(plan__in=plans).values_list("plan", "depth", "role"):
        roles[plan][depth] = LevelRole(role)
    items = PlanItem.objects.filter(plan__in=plans).prefetch_related("actors", "costs", "indicators")
    counts = Counter(
        item.plan_id for item in items if missing_on(item, roles[item.plan_id].get(item.depth, LevelRole.MEASURE))
    )
    return {plan.pk: counts[plan.pk] for plan in plans}


CHAPTER_ADVICE = (
    (ChapterRole.PROCESS, gettext_lazy("How the plan was made and who took part"), True),
    (ChapterRole.TERRITORY, gettext_lazy("The territory"), False),
    (ChapterRole.PREVIOUS, gettext_lazy("Evaluation of the previous plan"), False),
    (ChapterRole.MONITORING, gettext_lazy("How fulfilment is watched and the plan changed"), True),
    (ChapterRole.DUTIES, gettext_lazy("Duties of those involved"), True),
    (ChapterRole.SETTLEMENT, gettext_lazy("Settlement of comments"), False),
)


def readiness_of(plan: Plan) -> list[Advice]:
    """The list, in the order of the document."""
    roles = set(plan.chapters.values_list("role", flat=True))
    kinds = set(plan.analyses.values_list("kind", flat=True))
    incomplete = incomplete_items(plan)
    lawful = _("Named by the Act for a medium-term plan.")
    return [
        Advice(
            _("Title, period and territory"),
            bool(plan.title and plan.territory),
            _("The territory is missing."),
            "plan",
        ),
        *(
            Advice(label, role in roles, lawful if is_lawful else "", "chapters")
            for role, label, is_lawful in CHAPTER_ADVICE
        ),
        Advice(_("Analysis of people of the territory"), "sociodemographic" in kinds, lawful, "analyses"),
        Advice(_("Analysis of services and of needs"), bool(kinds & {"providers", "needs"}), lawful, "analyses"),
        Advice(_("Economic evaluation"), "finance" in kinds or ChapterRole.FINANCE in roles, lawful, "analyses"),
        Advice(_("Vision"), bool(plan.vision), lawful, "plan"),
        Advice(_("Priorities, goals and measures"), plan.items.exists(), lawful, "outline"),
        Advice(_("Complete cards"), not incomplete, _("Some cards lack something; see the outline."), "outline"),
        Advice(_("Who prepared the plan"), bool(plan.prepared_by), "", "plan"),
        Advice(
            _("Decision that approves the plan"),
            plan.approvals.filter(verb=Verb.APPROVES).exists(),
            _("Without it the plan cannot be frozen."),
            "approvals",
        ),
    ]
