"""For chains of evidence: what action plans and evaluations say of items given by lineage, one query each."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from plans.models import ActionEntry, ItemResult


@dataclass(frozen=True)
class Said:
    """What an approved document of a year says of an item; `status` is empty for an action plan and for unknown."""

    year: int
    slug: str
    text: str
    status: str = ""


def action_plans_of(lineages: Iterable[UUID]) -> dict[UUID, list[Said]]:
    """Entries of approved action plans by lineage, the oldest first; of each year the newest version only."""
    rows = ActionEntry.objects.filter(item__lineage__in=lineages, action_plan__state="approved")
    values = rows.order_by("action_plan__year", "action_plan__version", "pk").values_list(
        "item__lineage", "action_plan__year", "action_plan__slug", "work"
    )
    found: dict[UUID, list[Said]] = {}
    for lineage, year, slug, work in values:
        found.setdefault(lineage, []).append(Said(year, slug, work))
    return found


def evaluations_of(lineages: Iterable[UUID]) -> dict[UUID, list[Said]]:
    """Results in approved evaluations by lineage, the oldest first."""
    rows = ItemResult.objects.filter(item__lineage__in=lineages, evaluation__frozen_at__isnull=False)
    values = rows.order_by("evaluation__year", "pk").values_list(
        "item__lineage", "evaluation__year", "evaluation__slug", "text", "status"
    )
    found: dict[UUID, list[Said]] = {}
    for lineage, year, slug, text, status in values:
        found.setdefault(lineage, []).append(Said(year, slug, text, status))
    return found
