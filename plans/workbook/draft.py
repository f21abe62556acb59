"""A plan as values: what a workbook says and what a stored plan says, in the same shape."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from plans.enums import ActorRole, AmountUnit, CostKind, InterventionKind, PlanKind
from plans.progress_enums import Direction


@dataclass(frozen=True)
class ChapterDraft:
    """A chapter; `text` as the workbook writes it (plain paragraphs, or HTML where the text needs more)."""

    position: int
    title: str
    text: str = ""


@dataclass(frozen=True)
class ItemDraft:
    """An item with the code of its parent ("" for the first level); order of items is their order in the list."""

    code: str
    parent: str
    depth: int
    title: str
    description: str = ""
    justification: str = ""
    expected_effect: str = ""
    areas: tuple[str, ...] = ()
    actors: tuple[tuple[ActorRole, str], ...] = ()
    intervention: InterventionKind | None = None
    is_investment: bool | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    term_text: str = ""
    funding_text: str = ""
    outputs: str = ""
    risks: str = ""
    services: tuple[str, ...] = ()
    note: str = ""

    def actors_in(self, role: ActorRole) -> tuple[str, ...]:
        """Names of organisations in the role, in their order."""
        return tuple(name for actor_role, name in self.actors if actor_role == role)


@dataclass(frozen=True)
class CostDraft:
    """An amount in whole crowns."""

    code: str
    year: int | None
    source: str
    amount_czk: int
    kind: CostKind = CostKind.PLANNED
    note: str = ""

    @property
    def key(self) -> tuple[str, int | None, str, CostKind]:
        """What may stand in a plan only once."""
        return self.code, self.year, self.source, self.kind


@dataclass(frozen=True)
class IndicatorDraft:
    """An indicator; baseline and target are numbers or words."""

    code: str
    name: str
    unit: str = ""
    baseline: Decimal | str = ""
    target: Decimal | str = ""
    target_year: int | None = None
    data_source: str = ""
    direction: Direction | None = None
    is_of_people: bool = True


@dataclass(frozen=True)
class PlanDraft:
    """A whole plan."""

    title: str
    slug: str
    starts_on: date
    ends_on: date
    levels: tuple[str, ...]
    kind: PlanKind = PlanKind.COMMUNITY_PLAN
    territory: str = ""
    code_pattern: str = ""
    vision: str = ""
    amount_unit: AmountUnit = AmountUnit.CZK
    short_title: str = ""
    prepared_by: str = ""
    chapters: tuple[ChapterDraft, ...] = ()
    items: tuple[ItemDraft, ...] = ()
    costs: tuple[CostDraft, ...] = ()
    indicators: tuple[IndicatorDraft, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is wrong and where: sheet, row as the spreadsheet numbers it (None for a whole sheet), column."""

    sheet: str
    row: int | None
    column: str
    message: str


@dataclass
class Reading:
    """The outcome of reading: a draft, or problems; notes tell what was passed over."""

    draft: PlanDraft | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
