"""What a sheet would do to the catalogue, for reading before anything is written."""

from dataclasses import dataclass, field

from community.models import Municipality
from services_catalog.enums import AskedColumn, ServiceForm
from services_catalog.models import LifeSituation, Service, ServiceType, TargetGroup
from services_catalog.sheets.cells import Address, key_of


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row and column."""

    row: int | None
    column: str
    message: str


@dataclass(frozen=True)
class Unknown:
    """A word of a column that nobody has explained, and the rows where it stands."""

    column: str
    word: str
    rows: list[int]

    @property
    def label(self) -> str:
        """The column in words."""
        return str(AskedColumn(self.column).label)


@dataclass(frozen=True)
class Change:
    """What a column would change in the catalogue."""

    column: str
    before: str
    after: str


@dataclass
class Row:
    """One service as the sheet says it, checked."""

    number: int
    values: dict[str, str]
    service: Service | None = None
    service_type: ServiceType | None = None
    forms: list[ServiceForm] = field(default_factory=list)
    groups: list[TargetGroup] = field(default_factory=list)
    situations: list[LifeSituation] = field(default_factory=list)
    municipality: Municipality | None = None
    served: list[Municipality] = field(default_factory=list)
    places: list[tuple[Address, Municipality | None]] | None = None  # of a sheet with whole addresses
    contact_notes: dict[str, str] | None = None
    notes: list[str] = field(default_factory=list)  # what was taken from elsewhere or not exactly as written
    changes: list[Change] = field(default_factory=list)
    skipped_because: str = ""
    is_new: bool = False

    @property
    def is_same(self) -> bool:
        """The catalogue says this already."""
        return not self.is_new and not self.changes


@dataclass
class Preview:
    """Rows ready to be written, or problems and unknown words that forbid it; `created` and `changed` name services."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    skipped: list[Row] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Nothing stands in the way of writing."""
        return not self.problems and not self.unknown and bool(self.rows)

    def ask(self, column: str, word: str, row: int) -> None:
        """Somebody has to say what the word means; a word is asked about once for all its rows."""
        for asked in self.unknown:
            if (asked.column, key_of(asked.word)) == (column, key_of(word)):
                asked.rows.append(row)
                return
        self.unknown.append(Unknown(column, word, [row]))
