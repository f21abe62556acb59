"""A plan in the hierarchy of the national database of strategies, as a workbook, so that nobody types it twice.

The database knows seven levels: strategic area, strategic goal, specific goal, partial goal, measure, activity, project. Ours
are set among them by what a level is for: groupings are areas, goals go one step deeper each, and the pool gives projects.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community.models import Office
from kpss_portal.spreadsheets import Table, write_xlsx
from plans.enums import ActorRole, LevelRole, Verb
from plans.models import Indicator, Plan, PlanCost, PlanItem, PlanItemActor, ProjectIdea
from plans.needs.numbering import first_version
from plans.needs.pool import items_of
from plans.needs_enums import Readiness


def levels_of_database() -> list[str]:
    """Names of the seven levels, from the top."""
    return [
        _("strategic area"),
        _("strategic goal"),
        _("specific goal"),
        _("partial goal"),
        pgettext("level of the database of strategies", "measure"),
        pgettext("level of the database of strategies", "activity"),
        pgettext("level of the database of strategies", "project"),
    ]


AREA, FIRST_GOAL, LAST_GOAL, MEASURE, ACTIVITY, PROJECT = 0, 1, 3, 4, 5, 6


def places_of(plan: Plan) -> dict[int, int]:
    """Which level of the database each depth of our tree is."""
    places: dict[int, int] = {}
    goal = FIRST_GOAL
    for level in plan.levels.order_by("depth"):
        role = LevelRole(level.role)
        if role == LevelRole.GOAL:
            places[level.depth], goal = goal, min(goal + 1, LAST_GOAL)
        else:
            places[level.depth] = {
                LevelRole.GROUPING: AREA, LevelRole.MEASURE: MEASURE, LevelRole.ACTIVITY: ACTIVITY
            }[role]  # fmt: skip
    return places


def tables_of(plan: Plan) -> list[Table]:
    """Sheets of the workbook, in a constant number of queries."""
    items = list(plan.items.in_tree_order())
    projects = list(
        ProjectIdea.objects.filter(plan=first_version(plan.slug), is_public=True)
        .select_related("municipality")
        .order_by("number")
    )
    return [
        _document(plan),
        _hierarchy(plan, items, projects),
        _responsibilities(plan),
        _indicators(plan),
        _budget(plan),
    ]


def workbook(plan: Plan) -> bytes:
    """The whole as xlsx; the same plan gives the same bytes."""
    return write_xlsx(tables_of(plan))


def _document(plan: Plan) -> Table:
    office = Office.load()
    approved = plan.approvals.filter(verb=Verb.APPROVES).order_by("decided_on").last()
    rows: list[list[Any]] = [
        [_("name of the document"), plan.title],
        [_("kind"), plan.get_kind_display()],
        [_("author"), plan.prepared_by or office.legal_name],
        [_("who is responsible"), office.legal_name],
        [_("company number"), office.ico],
        [_("territory"), plan.territory or office.territory_name],
        [_("valid from"), plan.starts_on],
        [_("valid to"), plan.ends_on],
        [_("version"), plan.version],
        [_("state"), plan.get_state_display()],
        [_("approved by"), approved.body_name if approved else ""],
        [_("approved on"), approved.decided_on if approved else None],
        [_("number of the resolution"), approved.number if approved else ""],
        [_("follows"), str(plan.predecessor or "")],
        [_("vision"), plan.vision],
        [_("levels of the tree"), "; ".join(plan.levels.order_by("depth").values_list("name", flat=True))],
    ]
    return Table(pgettext("name of a sheet", "document"), [_("item"), _("value")], rows, (30, 90))


def _hierarchy(plan: Plan, items: Sequence[PlanItem], projects: Sequence[ProjectIdea]) -> Table:
    names, places = levels_of_database(), places_of(plan)
    codes = {item.pk: item.code for item in items}
    own = {level.depth: level.name for level in plan.levels.all()}
    rows = [
        [
            names[places.get(item.depth, MEASURE)],
            own.get(item.depth, ""),
            item.code,
            codes.get(item.parent_id or 0, ""),
            item.title,
            item.description,
            item.justification,
            item.expected_effect,
            item.starts_on,
            item.ends_on,
            item.term_text,
            item.outputs,
            item.risks,
        ]
        for item in items
    ]
    return Table(
        pgettext("name of a sheet", "hierarchy"),
        [
            _("level in the database"),
            _("our level"),
            _("code"),
            _("code of the parent"),
            _("name"),
            _("description"),
            _("why"),
            _("expected effect"),
            _("from"),
            _("to"),
            _("term in words"),
            _("outputs"),
            _("risks"),
        ],
        rows + _project_rows(plan, projects),
        (20, 16, 10, 12, 45, 60, 45, 45, 12, 12, 18, 30, 30),
    )


def _project_rows(plan: Plan, projects: Sequence[ProjectIdea]) -> list[list[Any]]:
    """Projects of the pool under the first of their items."""
    items, name = items_of(plan, projects), levels_of_database()[PROJECT]
    return [
        [
            name,
            _("project in the pool"),
            f"P{project.number}",
            next((item["code"] for item in items.get(project.pk, [])), ""),
            project.title,
            project.description,
            "",
            "",
            None,
            None,
            project.years,
            f"{Readiness(project.readiness).label} {project.readiness_note}".strip(),
            "",
        ]
        for project in projects
    ]


def _responsibilities(plan: Plan) -> Table:
    rows = PlanItemActor.objects.filter(item__plan=plan).order_by("item__path", "position", "pk")
    values = rows.values_list("item__code", "item__title", "role", "name")
    told = [[code, title, str(ActorRole(role).label), name] for code, title, role, name in values]
    header = [_("code"), _("name"), _("role"), _("organisation")]
    return Table(pgettext("name of a sheet", "responsibilities"), header, told, (10, 45, 20, 45))


def _indicators(plan: Plan) -> Table:
    rows = Indicator.objects.filter(item__plan=plan).select_related("item").order_by("item__path", "position", "pk")
    told = [
        [
            indicator.item.code,
            indicator.name,
            indicator.unit,
            indicator.baseline_text or indicator.baseline_value,
            indicator.target_text or indicator.target_value,
            indicator.target_year,
            indicator.data_source,
        ]
        for indicator in rows
    ]
    header = [
        _("code"),
        _("indicator"),
        _("unit"),
        _("baseline"),
        _("target"),
        _("year of the target"),
        _("source of data"),
    ]
    return Table(pgettext("name of a sheet", "indicators"), header, told, (10, 45, 15, 15, 15, 12, 40))


def _budget(plan: Plan) -> Table:
    rows = PlanCost.objects.filter(item__plan=plan).select_related("item", "source")
    told = [
        [cost.item.code, cost.item.title, cost.year, cost.source.name, cost.get_kind_display(), cost.amount_czk]
        for cost in rows.order_by("item__path", "kind", "year", "source__position", "pk")
    ]
    header = [_("code"), _("name"), _("year"), _("source"), _("kind of amount"), _("CZK")]
    return Table(pgettext("name of a sheet", "budget"), header, told, (10, 45, 8, 30, 16, 16))
