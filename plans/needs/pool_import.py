"""Projects of the pool from a spreadsheet: looked at before, stored whole or not at all, taken back.

A row is known by the number of its project, else by its name and who wants to do it. A column that is not there changes
nothing; an empty cell of a text, of a number or of codes takes away what stood there.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.core import serializers
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Municipality, PlanningArea
from kpss_portal.audit import record
from kpss_portal.audit_actor import one_line
from kpss_portal.canonical import canonical
from kpss_portal.czech import fold
from kpss_portal.stored_rows import stored_rows
from plans.models import Plan, ProjectIdea, ProjectImport
from plans.needs.numbering import numbered
from plans.needs.pool import header
from plans.needs_enums import Readiness
from plans.workbook import one_sheet
from plans.workbook.cells import CellError, answer_of, day_of, whole_of, year_of

MOST_ROWS = 500
COLUMNS = (  # as `header` names them
    "number title description promoter area municipality readiness readiness_note as_of is_investment budget_czk"
    " funding_text starts_year ends_year items is_public"
).split()
TITLE, PROMOTER = 1, 3  # columns without which a table makes no sense
TEXTS = ("title", "description", "promoter", "readiness_note", "funding_text")
KEPT_IF_EMPTY = {"readiness", "as_of", "is_investment", "is_public"}  # a project always has them
SHOWN = 10  # last imports on the page

Names = tuple[str, str]


@dataclass
class Line:
    """A row of an import: what it would store, or what is wrong with it; `changes` names what differs."""

    row: int
    project: ProjectIdea
    lineages: list[Any] | None = None  # None where the table says nothing of items
    faults: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether the project is not in the pool yet."""
        return self.project.pk is None

    @property
    def is_same(self) -> bool:
        """Whether the pool says all of it already."""
        return not self.is_new and not self.changes

    @property
    def outcome(self) -> list[str]:
        """What becomes of the row."""
        return ["new"] if self.is_new else self.changes


@dataclass(frozen=True)
class Known:
    """What words of a table may mean."""

    projects: dict[int, ProjectIdea]
    names: dict[Names, ProjectIdea]
    areas: dict[str, PlanningArea]
    municipalities: dict[str, Municipality]
    readiness: dict[str, str]
    items: dict[str, Any]


def _known(plan: Plan, first: Plan) -> Known:
    projects = {row.number: row for row in ProjectIdea.objects.filter(plan=first).prefetch_related("links")}
    return Known(
        projects,
        {_names(row.title, row.promoter): row for row in projects.values()},
        {fold(area.name): area for area in PlanningArea.objects.all()},
        {fold(place.name): place for place in Municipality.objects.in_territory()},
        {fold(str(label)): value for value, label in Readiness.choices},
        dict(plan.items.values_list("code", "lineage")),
    )


def _names(title: str, promoter: str) -> Names:
    return fold(title), fold(promoter)


# --- reading ------------------------------------------------------------------------------------------------------


def rows_of(file: BinaryIO) -> list[list[Any]]:
    """Filled rows of the first sheet, as `one_sheet.rows_of` says."""
    return one_sheet.rows_of(file, header(), needed=(TITLE, PROMOTER), most_rows=MOST_ROWS)


def lines_of(plan: Plan, first: Plan, rows: Iterable[list[Any]]) -> list[Line]:
    """What the rows would store, each with its faults."""
    known = _known(plan, first)
    lines = [_line(number, values, first, known) for number, *values in rows]
    _refuse_twice(lines)
    return lines


def _line(row: int, values: list[Any], first: Plan, known: Known) -> Line:
    cells = {name: value for name, value in zip(COLUMNS, values, strict=True) if value != one_sheet.ABSENT}
    faults: list[str] = []
    line = Line(row, _project_of(cells, first, known, faults), faults=faults)
    before = _said(line.project)
    _fill(line.project, cells, known, faults)
    if "items" in cells:
        line.lineages = _lineages(cells["items"], known, faults)
    faults += _faults_of(line.project)
    line.changes = [] if line.is_new else _changes(line, before)
    return line


def _project_of(cells: dict[str, Any], first: Plan, known: Known, faults: list[str]) -> ProjectIdea:
    number = _cell(cells.get("number"), whole_of, faults)
    if number and number not in known.projects:
        faults.append(
            _("The pool has no project number %(number)s; leave the number of a new one empty.") % {"number": number}
        )
    named = known.names.get(_names(*one_sheet.words_of([cells["title"], cells["promoter"]])))
    found = known.projects.get(number) if number else named
    return found or ProjectIdea(plan=first, as_of=timezone.localdate())


def _fill(project: ProjectIdea, cells: dict[str, Any], known: Known, faults: list[str]) -> None:
    for name in TEXTS:
        if name in cells:
            setattr(project, name, one_sheet.words_of([cells[name]])[0])
    for name, read_it in _readers(known).items():
        value = _cell(cells[name], read_it, faults) if name in cells else None
        if name in cells and not (value is None and name in KEPT_IF_EMPTY):
            setattr(project, name, value)


def _readers(known: Known) -> dict[str, Any]:
    return {
        "area": lambda value: _named(value, known.areas),
        "municipality": lambda value: _named(value, known.municipalities),
        "readiness": lambda value: _named(value, known.readiness),
        "as_of": day_of,
        "is_investment": answer_of,
        "is_public": answer_of,
        "budget_czk": whole_of,
        "starts_year": year_of,
        "ends_year": year_of,
    }


def _named(value: Any, known: dict[str, Any]) -> Any:
    (word,) = one_sheet.words_of([value])
    if word and fold(word) not in known:
        raise CellError(_("“%(value)s” is not known here.") % {"value": word})
    return known[fold(word)] if word else None


def _cell(value: Any, read_it: Any, faults: list[str]) -> Any:
    """The value as the workbook of plans reads it; what cannot be read is a fault of the row."""
    try:
        return read_it(value)
    except CellError as fault:
        faults.append(str(fault))
        return None


def _lineages(value: Any, known: Known, faults: list[str]) -> list[Any]:
    (words,) = one_sheet.words_of([value])
    codes = list(dict.fromkeys(code.strip() for code in words.replace(",", ";").split(";") if code.strip()))
    faults += [_("The plan has no item %(code)s.") % {"code": code} for code in codes if code not in known.items]
    return [known.items[code] for code in codes if code in known.items]


def _faults_of(project: ProjectIdea) -> list[str]:
    try:
        project.clean_fields(exclude=["plan", "number"])
        project.validate_constraints(exclude=["plan", "number"])
    except ValidationError as fault:
        told = fault.message_dict.items()
        return [f"{_label(name)}{message}" for name, messages in told for message in messages]
    return []


def _label(name: str) -> str:
    """Which column it is; a fault of the whole row has none."""
    return "" if name == NON_FIELD_ERRORS else f"{_column(name)}: "


def _column(name: str) -> str:
    """How the table calls the column."""
    return header()[COLUMNS.index(name)]


def _said(project: ProjectIdea) -> dict[str, Any]:
    return {name: getattr(project, name) for name in COLUMNS if name not in {"number", "items"}}


def _changes(line: Line, before: dict[str, Any]) -> list[str]:
    found = [_column(name) for name, value in _said(line.project).items() if value != before[name]]
    stored = {link.item_lineage for link in line.project.links.all()}
    return found + ([_column("items")] if line.lineages is not None and stored != set(line.lineages) else [])


def _refuse_twice(lines: list[Line]) -> None:
    seen: dict[Any, int] = {}
    for line in lines:
        key = line.project.pk or _names(line.project.title, line.project.promoter)
        if key in seen:
            line.faults.append(_("The same project stands in row %(row)d.") % {"row": seen[key]})
        seen.setdefault(key, line.row)


# --- storing and taking back --------------------------------------------------------------------------------------


@transaction.atomic
def apply(lines: list[Line], *, by: Any) -> ProjectImport | None:
    """Stores all rows that say something new, or none. Gives the import, by which they are taken back."""
    if any(line.faults for line in lines):
        raise ValidationError(_("Mend the rows that have a fault; nothing was stored."))
    telling = [line for line in lines if not line.is_same]
    if not telling:
        return None
    batch = ProjectImport(plan=telling[0].project.plan, imported_by=by)
    for line in telling:
        before = None if line.is_new else _stored(ProjectIdea.objects.get(pk=line.project.pk))
        _store(line)
        batch.rows.append({"project": line.project.pk, "before": before, "after": _checksum(line.project)})
    batch.created_count = sum(row["before"] is None for row in batch.rows)
    batch.changed_count = len(batch.rows) - batch.created_count
    batch.save()
    record(by, "project_pool.import", batch.plan, {"rows": len(batch.rows)})
    return batch


def _store(line: Line) -> None:
    numbered(line.project)
    if line.lineages is None:
        return
    line.project.links.exclude(item_lineage__in=line.lineages).delete()
    for lineage in line.lineages:
        line.project.links.get_or_create(item_lineage=lineage)


def _stored(project: ProjectIdea) -> list[dict[str, Any]]:
    return stored_rows([project, *project.links.all()])


def _checksum(project: ProjectIdea) -> str:
    """By which it is seen whether somebody changed the project since; a save that changed nothing is not a change."""
    rows = _stored(ProjectIdea.objects.get(pk=project.pk))
    del rows[0]["fields"]["updated_at"]
    return hashlib.sha256(canonical({"rows": rows}).encode()).hexdigest()


@transaction.atomic
@one_line("takes an import back; it says what")
def undo(batch: ProjectImport, *, by: Any) -> None:
    """Puts the pool back as it was. ValidationError where it was done already or a project has been changed since."""
    batch = ProjectImport.objects.select_for_update(of=("self",)).select_related("plan").get(pk=batch.pk)
    if batch.undone_at is not None:
        raise ValidationError(_("This import has been undone already."))
    projects = ProjectIdea.objects.in_bulk([row["project"] for row in batch.rows])
    for row in batch.rows:
        project = projects.get(row["project"])
        if project is None or _checksum(project) != row["after"]:
            name = project or _title(row)
            raise ValidationError(_("The project “%(name)s” has been changed since the import.") % {"name": name})
    for row in batch.rows:
        _put_back(projects[row["project"]], row["before"])
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    record(by, "project_pool.undo_import", batch.plan, {"rows": len(batch.rows)})


def _title(row: dict[str, Any]) -> str:
    return row["before"][0]["fields"]["title"] if row["before"] else _("no longer in the pool")


def _put_back(project: ProjectIdea, before: list[dict[str, Any]] | None) -> None:
    if before is None:
        project.delete()
        return
    project.links.all().delete()
    for stored in serializers.deserialize("python", before):
        stored.save()


def last_imports() -> list[ProjectImport]:
    """The newest first."""
    return list(ProjectImport.objects.select_related("plan", "imported_by")[:SHOWN])
