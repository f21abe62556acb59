"""The pool of projects: money that is known, items it would fulfil, and the table out of it and into it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community.models import Municipality, PlanningArea
from kpss_portal.audit import record
from kpss_portal.czech import fold
from kpss_portal.spreadsheets import Table
from plans.models import Plan, PlanItem, ProjectIdea, ProjectLink
from plans.needs.numbering import numbered
from plans.needs_enums import Readiness
from plans.workbook import one_sheet
from plans.workbook.cells import CellError, day_of, whole_of, year_of

MOST_ROWS = 500
TITLE, PROMOTER = 1, 3  # columns without which a table makes no sense
WIDTHS = (7, 40, 60, 30, 20, 20, 18, 40, 14, 10, 16, 40, 8, 8, 20, 10)


@dataclass(frozen=True)
class Money:
    """What is known of budgets; what is not known is counted, never taken for zero."""

    total: int | None
    known_count: int
    all_count: int


def money_of(projects: Iterable[ProjectIdea]) -> Money:
    """Sum of known budgets of projects that are not dropped."""
    counted = [project for project in projects if project.readiness != Readiness.DROPPED]
    known = [project.budget_czk for project in counted if project.budget_czk is not None]
    return Money(sum(known) if known else None, len(known), len(counted))


def items_of(plan: Plan, projects: Sequence[ProjectIdea]) -> dict[int, list[dict[str, str]]]:
    """Items of this version that the projects would fulfil, by key of the project; two queries."""
    pairs = list(ProjectLink.objects.filter(project__in=list(projects)).values_list("project_id", "item_lineage"))
    items = PlanItem.objects.filter(plan=plan, lineage__in={lineage for _project, lineage in pairs}).in_tree_order()
    by_lineage = {item.lineage: item for item in items}
    found: dict[int, list[dict[str, str]]] = {}
    for key, lineage in pairs:
        item = by_lineage.get(lineage)
        if item:
            url = reverse("plans:item", args=[plan.slug, item.code])
            found.setdefault(key, []).append({"code": item.code, "title": item.title, "url": url})
    return found


# --- out ----------------------------------------------------------------------------------------------------------


def header() -> list[str]:
    """Headings, in the order of the columns; the import knows them."""
    return [
        _("No."),
        _("name"),
        _("description"),
        _("who wants to do it"),
        _("for whom"),
        _("municipality"),
        _("readiness"),
        _("what is ready and what is missing"),
        _("as of"),
        _("investment"),
        _("budget in CZK"),
        _("sources of money"),
        _("from the year"),
        _("to the year"),
        _("codes of items"),
        _("public"),
    ]


def table_of(plan: Plan, projects: Sequence[ProjectIdea]) -> Table:
    """The pool as a sheet."""
    items = items_of(plan, projects)
    rows = [
        [
            project.number,
            project.title,
            project.description,
            project.promoter,
            str(project.area or ""),
            str(project.municipality or ""),
            str(Readiness(project.readiness).label),
            project.readiness_note,
            project.as_of,
            _yes_no(project.is_investment),
            project.budget_czk,
            project.funding_text,
            project.starts_year,
            project.ends_year,
            "; ".join(item["code"] for item in items.get(project.pk, [])),
            _yes_no(project.is_public),
        ]
        for project in projects
    ]
    return Table(pgettext("name of a sheet", "projects"), header(), rows, WIDTHS)


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")


# --- in -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A row of an import: what it would store, or what is wrong with it."""

    row: int
    project: ProjectIdea
    lineages: list[Any]
    faults: list[str]

    @property
    def is_new(self) -> bool:
        """Whether the project is not in the pool yet."""
        return self.project.pk is None


@dataclass(frozen=True)
class Known:
    """What words of a table may mean."""

    projects: dict[int, ProjectIdea]
    areas: dict[str, PlanningArea]
    municipalities: dict[str, Municipality]
    readiness: dict[str, str]
    items: dict[str, Any]


def _known(plan: Plan, first: Plan) -> Known:
    return Known(
        {project.number: project for project in ProjectIdea.objects.filter(plan=first)},
        {fold(area.name): area for area in PlanningArea.objects.all()},
        {fold(place.name): place for place in Municipality.objects.in_territory()},
        {fold(str(label)): value for value, label in Readiness.choices},
        dict(plan.items.values_list("code", "lineage")),
    )


def rows_of(file: BinaryIO) -> list[list[Any]]:
    """Filled rows of the first sheet, as `one_sheet.rows_of` says."""
    return one_sheet.rows_of(file, header(), needed=(TITLE, PROMOTER), most_rows=MOST_ROWS)


def lines_of(plan: Plan, first: Plan, rows: Iterable[list[Any]]) -> list[Line]:
    """What the rows would store, each with its faults."""
    known = _known(plan, first)
    return [_line(number, values, first, known) for number, *values in rows]


def _line(row: int, values: list[Any], first: Plan, known: Known) -> Line:
    faults: list[str] = []
    words = one_sheet.words_of(values)
    number = _cell(values[0], whole_of, faults)
    project = known.projects.get(number or 0) or ProjectIdea(plan=first)
    if number and number not in known.projects:
        faults.append(
            _("The pool has no project number %(number)s; leave the number of a new one empty.") % {"number": number}
        )
    project.title, project.description, project.promoter = words[1][:250], words[2], words[3][:200]
    project.area = _named(words[4], known.areas, faults)
    project.municipality = _named(words[5], known.municipalities, faults)
    project.readiness = _named(words[6], known.readiness, faults) or Readiness.IDEA
    project.readiness_note, project.funding_text = words[7][:300], words[11][:300]
    project.as_of = _cell(values[8], day_of, faults) or timezone.localdate()
    project.is_investment, project.is_public = _is_yes(words[9], False), _is_yes(words[15], True)
    project.budget_czk = _cell(values[10], whole_of, faults)
    project.starts_year = _cell(values[12], year_of, faults)
    project.ends_year = _cell(values[13], year_of, faults)
    codes = [code.strip() for code in words[14].replace(",", ";").split(";") if code.strip()]
    faults += [_("The plan has no item %(code)s.") % {"code": code} for code in codes if code not in known.items]
    return Line(
        row, project, [known.items[code] for code in codes if code in known.items], faults + _faults_of(project)
    )


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
    return "" if name == NON_FIELD_ERRORS else f"{ProjectIdea._meta.get_field(name).verbose_name}: "  # type: ignore[union-attr]  # a plain field


def _cell(value: Any, read_it: Any, faults: list[str]) -> Any:
    """The value as the workbook of plans reads it; what cannot be read is a fault of the row."""
    try:
        return read_it(value)
    except CellError as fault:
        faults.append(str(fault))
        return None


def _named(word: str, known: dict[str, Any], faults: list[str]) -> Any:
    found = known.get(fold(word)) if word else None
    if word and found is None:
        faults.append(_("“%(value)s” is not known here.") % {"value": word})
    return found


def _is_yes(word: str, usual: bool) -> bool:
    return fold(word) in {fold(_("yes")), "1", "true", "x"} if word else usual


@transaction.atomic
def apply(lines: list[Line], *, by: Any) -> int:
    """Stores all rows, or none. Gives their number."""
    if any(line.faults for line in lines):
        raise ValidationError(_("Mend the rows that have a fault; nothing was stored."))
    for line in lines:
        numbered(line.project)
        line.project.links.exclude(item_lineage__in=line.lineages).delete()
        for lineage in line.lineages:
            ProjectLink.objects.get_or_create(project=line.project, item_lineage=lineage)
    if lines:
        record(by, "project_pool.import", lines[0].project.plan, {"rows": len(lines)})
    return len(lines)
