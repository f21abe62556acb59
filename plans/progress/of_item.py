"""How one item went, for its page."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plans.models import PlanItem, labels_of_statuses
from plans.progress.picture import badge_of, entries_of, reports_of, words_of


@dataclass
class Going:
    """Words of evaluations with their badges, entries of action plans, values by year."""

    words: list[dict[str, Any]]
    entries: list[Any]
    years: list[int]
    values: list[tuple[str, list[Decimal | None]]]

    @property
    def is_any(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.words or self.entries or self.values)


def going_of(item: PlanItem, slug: str) -> Going:
    """At most six queries."""
    words = words_of(slug, [item.lineage]).get(item.lineage, [])
    labels = labels_of_statuses() if words else {}
    newest = {entry.action_plan.year: entry for entry in entries_of(slug, [item.lineage])}
    reports = reports_of([item.lineage]).get(item.lineage, [])
    years = sorted({report.year for report in reports})
    numbers: dict[str, dict[int, Decimal | None]] = {}
    for report in reports:
        unit = f" ({report.indicator.unit})" if report.indicator.unit else ""
        numbers.setdefault(f"{report.indicator.name}{unit}", {})[report.year] = report.value
    return Going(
        [vars(word) | {"badge": badge_of(word.status, labels)} for word in words],
        [newest[year] for year in sorted(newest, reverse=True)],
        years,
        [(name, [known.get(year) for year in years]) for name, known in numbers.items()],
    )
