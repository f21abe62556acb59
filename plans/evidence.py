"""The chain of evidence: from the need to the evaluation, on the page of an item and of a need.

    need → priority → goal → measure → service → indicator → decision → approval → action plan → evaluation

Whoever knows a link of the chain registers a source, from any module that the app imports when it starts:

    @evidence.source(order=Order.EVALUATION, label=_("Evaluation"))
    def evaluations(subject):
        rows = Result.objects.filter(item__lineage__in=subject.lineages)
        return evidence.ask(rows, _node, lineage="item__lineage", title="status", text="text", day="evaluation__frozen_at")

A source gives nodes, or `ask`s: all that is asked goes to the database as one question (UNION ALL), so a page costs one query
for any number of sources and links. A link of the chain about which nothing is known is shown as missing: that is honest.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.text import capfirst

from kpss_portal.czech import sort_key
from plans.models import Indicator, Plan, PlanItem

MOST_SHOWN = 5  # nodes of a step before "and others"


class Order(IntEnum):
    """Places of the chain; levels of the tree stand between NEED and SERVICE."""

    NEED = 10
    ITEM = 20
    PROJECT = 29
    SERVICE = 30
    INDICATOR = 40
    DECISION = 50
    APPROVAL = 60
    ACTION_PLAN = 70
    EVALUATION = 80


class Row(NamedTuple):
    """What the one question gives: texts, whatever they were in their tables."""

    order: int
    lineage: str
    key: str
    title: str
    text: str
    state: str
    day: str

    @property
    def on(self) -> date | None:
        """The day, if there is one."""
        return date.fromisoformat(self.day[:10]) if self.day else None

    @property
    def uuid(self) -> UUID | None:
        """The lineage; engines write it differently."""
        return UUID(self.lineage) if self.lineage else None


@dataclass(frozen=True)
class Node:
    """One link: what it is, why it is there, and what became of it. `lineage` says at which item, None at the plan."""

    title: str
    url: str = ""
    why: str = ""
    then: str = ""
    on: date | None = None
    lineage: UUID | None = None
    state: str = "done"


@dataclass(frozen=True)
class Subject:
    """Of what the chain is asked: some items of a plan, with all that a page has loaded anyway."""

    plan: Plan
    tree: Sequence[PlanItem]
    items: Sequence[PlanItem]
    indicators: Sequence[Indicator] = ()
    here: UUID | None = None  # the lineage of the item whose page it is

    @cached_property
    def branch(self) -> list[PlanItem]:
        """The items and all below them, in the order of the tree."""
        heads = tuple(item.path for item in self.items)
        return [item for item in self.tree if item.path.startswith(heads)] if heads else []

    @cached_property
    def ancestors(self) -> list[PlanItem]:
        """All above the items."""
        own = {item.pk for item in self.items}
        return [
            other
            for other in self.tree
            if other.pk not in own and any(item.path.startswith(other.path) for item in self.items)
        ]

    @cached_property
    def lineages(self) -> list[UUID]:
        """Of the branch: what links by lineage is found by them."""
        return [item.lineage for item in self.branch]

    @cached_property
    def addresses(self) -> dict[str, UUID]:
        """Addresses of the branch and the lineages behind them."""
        return {self.url_of(item): item.lineage for item in self.branch}

    def url_of(self, item: PlanItem) -> str:
        """Address of an item, composed without a look-up."""
        return f"/plany/{self.plan.slug}/polozky/{escape(item.code)}/"


@dataclass(frozen=True)
class Step:
    """One place of the chain. `nodes` has a link for each item, `told` the same thing once, what is at the items first."""

    order: int
    label: str
    nodes: list[Node] = field(default_factory=list)

    @cached_property
    def told(self) -> list[Node]:
        """For reading."""
        first: dict[tuple[str, str, date | None], Node] = {}
        for node in self.nodes:
            first.setdefault((node.title, node.url, node.on), node)
        return list(first.values())

    @property
    def shown(self) -> list[Node]:
        """The first ones."""
        return self.told[:MOST_SHOWN]

    @property
    def others(self) -> list[Node]:
        """The rest, on asking."""
        return self.told[MOST_SHOWN:]


Tell = Callable[[Row, Subject], Node | None]


@dataclass(frozen=True)
class Asked:
    """Rows that a source wants, and how it tells of them."""

    rows: QuerySet[Any]
    tell: Tell


@dataclass(frozen=True)
class Source:
    """A registered source."""

    order: int
    label: "str | Promise"
    find: Callable[[Subject], "Iterable[Node] | Asked"]


_sources: dict[int, Source] = {}


def source(*, order: int, label: "str | Promise") -> Callable[[Any], Any]:
    """Registers the function that finds links of one place."""

    def register(find: Any) -> Any:
        _sources[order] = Source(order, label, find)
        return find

    return register


def ask(rows: QuerySet[Any], tell: Tell, **columns: Any) -> Asked:
    """Rows of the one question; `columns` (lineage, key, title, text, state, day) are names of fields or expressions."""
    unknown = set(columns) - set(Row._fields)
    if unknown:
        raise TypeError(f"unknown columns: {sorted(unknown)}")
    named = {f"row_{name}": _as_text(columns.get(name, Value(""))) for name in Row._fields if name != "order"}
    return Asked(rows.order_by().annotate(**named), tell)


def _as_text(value: Any) -> Any:
    return Cast(F(value) if isinstance(value, str) else value, TextField())


# --- the chain ----------------------------------------------------------------------------------------------------


def chain_of(subject: Subject) -> list[Step]:
    """All steps in order, those without nodes too; one query."""
    sources = sorted(_sources.values(), key=lambda found: found.order)
    answers = {found.order: found.find(subject) for found in sources}
    asked = {order: answer for order, answer in answers.items() if isinstance(answer, Asked)}
    nodes = _told(asked, subject)
    for order, answer in answers.items():
        if not isinstance(answer, Asked):
            nodes[order] = list(answer)
    steps = [
        Step(found.order, capfirst(str(found.label)), _own_first(nodes[found.order], subject)) for found in sources
    ]
    return sorted([*steps, *_steps_of_tree(subject)], key=lambda step: step.order)


def nodes_at(chain: list[Step], order: int, lineage: UUID) -> list[Node]:
    """What a step has at one item, by name."""
    nodes = next((step.nodes for step in chain if step.order == order), [])
    return sorted((node for node in nodes if node.lineage == lineage), key=lambda node: sort_key(node.title))


def _told(asked: dict[int, Asked], subject: Subject) -> dict[int, list[Node]]:
    nodes: dict[int, dict[Node, None]] = {order: {} for order in asked}
    for row in _rows(asked):
        node = asked[row.order].tell(row, subject)
        if node is not None:
            nodes[row.order][node] = None
    return {order: list(found) for order, found in nodes.items()}


def _rows(asked: dict[int, Asked]) -> list[Row]:
    """The one question."""
    parts = [
        found.rows.annotate(row_order=Value(order, IntegerField())).values_list(
            *(f"row_{name}" for name in Row._fields)
        )
        for order, found in asked.items()
    ]
    return (
        [
            Row(order, *(text or "" for text in texts))
            for order, *texts in parts[0].union(*parts[1:], all=True).order_by()
        ]
        if parts
        else []
    )


def _own_first(nodes: list[Node], subject: Subject) -> list[Node]:
    """Those of the items themselves, then those below; by day and name."""
    own = {item.lineage for item in subject.items}
    return sorted(nodes, key=lambda node: (node.lineage not in own, node.on or date.min, sort_key(node.title)))


def _steps_of_tree(subject: Subject) -> list[Step]:
    """A step for each level that the chain goes through."""
    own = {item.pk for item in subject.items}
    seen = sorted([*subject.ancestors, *subject.branch], key=lambda item: item.path)
    names = {level.depth: level.name for level in subject.plan.levels.all()}
    depths = sorted({item.depth for item in seen})
    return [
        Step(
            Order.ITEM + depth,
            capfirst(names.get(depth, "")),
            [_node_of_item(item, subject, is_own=item.pk in own) for item in seen if item.depth == depth],
        )
        for depth in depths
    ]


def _node_of_item(item: PlanItem, subject: Subject, *, is_own: bool) -> Node:
    return Node(
        title=str(item),
        url=subject.url_of(item),
        why=item.justification if is_own else "",
        lineage=item.lineage,
        state="now" if item.lineage == subject.here else "done",
    )
