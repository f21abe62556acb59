"""How one item went, for its page."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plans.evidence import Node
from plans.models import PlanItem
from plans.progress.labels import known_labels
from plans.progress.picture import badge_of, values_of, words_of


@dataclass
class Going:
    """Words of evaluations with their badges, entries of action plans, values by year."""

    words: list[dict[str, Any]]
    entries: list[Node]
    years: list[int]
    values: list[tuple[str, list[Decimal | None]]]

    @property
    def is_any(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.words or self.entries or self.values)


def going_of(item: PlanItem, slug: str, entries: list[Node]) -> Going:
    """Two queries; `entries` are links of the chain of evidence to action plans."""
    words = words_of(slug, [item.lineage]).get(item.lineage, [])
    labels = known_labels.get() if words else {}
    reports = list(values_of([item.lineage]))
    years = sorted({report.year for report in reports})
    numbers: dict[str, dict[int, Decimal | None]] = {}
    for report in reports:
        unit = f" ({report.indicator.unit})" if report.indicator.unit else ""
        numbers.setdefault(f"{report.indicator.name}{unit}", {})[report.year] = report.value
    return Going(
        [vars(word) | {"badge": badge_of(word.status, labels)} for word in words],
        sorted(entries, key=lambda node: node.title, reverse=True),
        years,
        [(name, [known.get(year) for year in years]) for name, known in numbers.items()],
    )
