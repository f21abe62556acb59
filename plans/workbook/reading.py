"""From sheets to a draft of a plan: every fault is told with its sheet and row, and nothing is guessed silently."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from kpss_portal.czech import fold
from kpss_portal.spreadsheets import Sheet, Workbook
from plans.enums import ActorRole, AmountUnit, CostKind, PlanKind
from plans.models.level import MAX_DEPTH
from plans.tree import validate_code_pattern
from plans.workbook import cells, words
from plans.workbook.cells import TOO_LONG, CellError
from plans.workbook.columns import CHAPTERS, COSTS, HELP, INDICATORS, ITEMS, PLAN, SHEETS
from plans.workbook.draft import ChapterDraft, CostDraft, IndicatorDraft, ItemDraft, PlanDraft, Problem, Reading

Value = TypeVar("Value")
MOST_PROBLEMS = 200  # a clerk mends the first ones and tries again


@dataclass
class Row:
    """One row of a sheet: cells by column, and where to tell a fault."""

    sheet: str
    number: int | None
    cells: Mapping[str, Any]
    problems: list[Problem]

    def fault(self, column: str, message: str) -> None:
        """Notes what is wrong in this row."""
        self.problems.append(Problem(self.sheet, self.number, column, message))

    def take(self, column: str, read: Callable[[Any], Value], default: Any) -> Value:
        """What the cell says; its fault is told and the default taken."""
        try:
            return read(self.cells.get(column))
        except CellError as error:
            self.fault(column, str(error))
            return cast(Value, default)

    def text(self, column: str, limit: int = TOO_LONG) -> str:
        """A text."""
        return self.take(column, lambda value: cells.text_of(value, limit), "")

    def needed(self, column: str, limit: int = TOO_LONG) -> str:
        """A text that must not be empty."""
        found = self.text(column, limit)
        if not found and not self._told(column):
            self.fault(column, _("This cell must not be empty."))
        return found

    def choice(self, column: str, table: Mapping[Any, tuple[str, ...]], default: Any) -> Any:
        """One of the offered words, or the default for an empty cell."""
        written = self.text(column)
        if not written:
            return default
        found = words.choice_for(written, dict(table))
        if found is None:
            self.fault(
                column,
                _("“%(word)s” is not offered; write one of: %(offer)s.")
                % {"word": written[:60], "offer": words.offered(dict(table))},
            )
            return default
        return found

    def _told(self, column: str) -> bool:
        return any((problem.row, problem.column) == (self.number, column) for problem in self.problems)


def read_plan(workbook: Workbook) -> Reading:
    """The draft that the workbook describes, or all its problems."""
    reading = Reading()
    sheets = _known_sheets(workbook, reading)
    if reading.problems:
        return reading
    draft = _read_sheets(sheets, reading.problems)
    reading.draft = draft if not reading.problems else None
    del reading.problems[MOST_PROBLEMS:]
    return reading


def _known_sheets(workbook: Workbook, reading: Reading) -> dict[str, Sheet]:
    by_name = {fold(name).strip(): sheet for name, sheet in workbook.sheets.items()}
    for name, sheet in by_name.items():
        if name not in SHEETS and name != HELP:
            reading.notes.append(Problem(sheet.name, None, "", _("This sheet is not of a plan and is passed over.")))
    for name in SHEETS:
        if name not in by_name:
            reading.problems.append(Problem(name, None, "", _("The sheet “%(name)s” is missing.") % {"name": name}))
        elif name != PLAN:
            _check_columns(name, by_name[name], reading)
    return {name: sheet for name, sheet in by_name.items() if name in SHEETS}


def _check_columns(name: str, sheet: Sheet, reading: Reading) -> None:
    present = Counter(_key(heading) for heading in sheet.header if _key(heading))
    known = {column.name for column in SHEETS[name]}
    for column in SHEETS[name]:
        if column.required and column.name not in present:
            reading.problems.append(
                Problem(name, 1, column.name, _("The column “%(name)s” is missing.") % {"name": column.name})
            )
    for heading, count in present.items():
        if heading not in known:
            reading.notes.append(Problem(name, 1, heading, _("This column is not of a plan and is passed over.")))
        elif count > 1:
            reading.problems.append(Problem(name, 1, heading, _("This column stands here twice.")))


def _key(heading: Any) -> str:
    return fold(str(heading or "")).strip().replace(" ", "_")


def _rows(name: str, sheet: Sheet, problems: list[Problem]) -> Iterator[Row]:
    keys = [_key(heading) for heading in sheet.header]
    for number, values in sheet.rows:
        if any(value not in (None, "") for value in values):
            yield Row(name, number, dict(zip(keys, values, strict=False)), problems)


def _read_sheets(sheets: Mapping[str, Sheet], problems: list[Problem]) -> PlanDraft | None:
    facts = _facts(sheets[PLAN], problems)
    if facts is None:
        return None
    chapters = _chapters(_rows(CHAPTERS, sheets[CHAPTERS], problems))
    items = _items(list(_rows(ITEMS, sheets[ITEMS], problems)), facts["levels"])
    codes = {item.code for item in items}
    costs = _costs(_rows(COSTS, sheets[COSTS], problems), codes, facts["amount_unit"])
    indicators = _indicators(_rows(INDICATORS, sheets[INDICATORS], problems), codes)
    return PlanDraft(**facts, chapters=chapters, items=items, costs=costs, indicators=indicators)


# --- plan ---------------------------------------------------------------------------------------------------------


def _facts(sheet: Sheet, problems: list[Problem]) -> dict[str, Any] | None:
    rows = _keys_and_values(sheet, problems)
    missing = [column.name for column in SHEETS[PLAN] if column.required and column.name not in rows]
    for name in missing:
        problems.append(Problem(PLAN, None, name, _("The row “%(name)s” is missing.") % {"name": name}))
    if missing:
        return None
    before = len(problems)
    facts = _plan_facts(_AllKeys(rows, problems))
    if facts["starts_on"] and facts["ends_on"] and facts["ends_on"] < facts["starts_on"]:
        problems.append(Problem(PLAN, rows["do"][0], "do", _("A plan cannot end before it starts.")))
    return facts if len(problems) == before else None


def _keys_and_values(sheet: Sheet, problems: list[Problem]) -> dict[str, tuple[int, Any]]:
    """Rows by key; the heading row may be there ("klíč", "hodnota") or not."""
    known = {column.name for column in SHEETS[PLAN]}
    found: dict[str, tuple[int, Any]] = {}
    for number, values in [(1, list(sheet.header)), *sheet.rows]:
        key = _key(values[0]) if values else ""
        if key not in known:
            continue
        if key in found:
            problems.append(Problem(PLAN, number, key, _("This row stands here twice.")))
        found[key] = (number, values[1] if len(values) > 1 else None)
    return found


class _AllKeys(Row):
    """The first sheet as one row, whose faults are told at the row of their key."""

    def __init__(self, rows: Mapping[str, tuple[int, Any]], problems: list[Problem]) -> None:
        super().__init__(PLAN, None, {key: value for key, (_number, value) in rows.items()}, problems)
        self.rows = rows

    def fault(self, column: str, message: str) -> None:
        number = self.rows[column][0] if column in self.rows else None
        self.problems.append(Problem(PLAN, number, column, message))

    def _told(self, column: str) -> bool:
        return any((problem.sheet, problem.column) == (PLAN, column) for problem in self.problems)


def _plan_facts(row: Row) -> dict[str, Any]:
    return {
        "title": row.needed("nazev", 250),
        "slug": _slug(row),
        "kind": row.choice("druh", words.PLAN_KINDS, PlanKind.COMMUNITY_PLAN),
        "starts_on": _needed_day(row, "od", end=False),
        "ends_on": _needed_day(row, "do", end=True),
        "territory": row.text("uzemi", 250),
        "levels": _levels(row),
        "code_pattern": _pattern(row),
        "vision": row.text("vize"),
        "amount_unit": row.choice("jednotka_castek", words.AMOUNT_UNITS, AmountUnit.CZK),
        "short_title": row.text("kratky_nazev", 80),
        "prepared_by": row.text("zpracoval"),
    }


def _slug(row: Row) -> str:
    slug = row.needed("slug", 80)
    try:
        if slug:
            validate_slug(slug)
    except ValidationError:
        row.fault("slug", _("Use lower-case letters without diacritics, digits and hyphens only."))
    return slug


def _needed_day(row: Row, column: str, *, end: bool) -> Any:
    before = len(row.problems)
    day = row.take(column, lambda value: cells.day_of(value, end=end), None)
    if day is None and len(row.problems) == before:
        row.fault(column, _("This cell must not be empty."))
    return day


def _levels(row: Row) -> tuple[str, ...]:
    levels = cells.many_of(row.needed("urovne"))
    if len(levels) > MAX_DEPTH:
        row.fault("urovne", _("A tree has one to five levels."))
    if len({fold(level) for level in levels}) < len(levels):
        row.fault("urovne", _("Two levels cannot have the same name."))
    if any(len(level) > 60 for level in levels):
        row.fault("urovne", _("The name of a level is too long."))
    return levels


def _pattern(row: Row) -> str:
    pattern = row.text("vzor_kodu", 120)
    try:
        validate_code_pattern(pattern)
    except ValidationError as error:
        row.fault("vzor_kodu", " ".join(error.messages))
    return pattern


# --- chapters -----------------------------------------------------------------------------------------------------


def _chapters(rows: Iterable[Row]) -> tuple[ChapterDraft, ...]:
    chapters: dict[int, ChapterDraft] = {}
    for row in rows:
        position = _position(row)
        chapter = ChapterDraft(position or 0, row.needed("nadpis", 200), row.text("text"))
        if position in chapters:
            row.fault("poradi", _("The order %(number)s stands here twice.") % {"number": position})
        chapters[chapter.position] = chapter
    return tuple(chapters[position] for position in sorted(chapters))


def _position(row: Row) -> int | None:
    before = len(row.problems)
    position = row.take("poradi", cells.whole_of, None)
    if position is None and len(row.problems) == before:
        row.fault("poradi", _("This cell must not be empty."))
    if position is not None and not 0 <= position <= 30_000:
        row.fault("poradi", _("The order is a whole number from 0 to 30 000."))
    return position


# --- items --------------------------------------------------------------------------------------------------------


def _items(rows: list[Row], levels: tuple[str, ...]) -> tuple[ItemDraft, ...]:
    items: dict[str, tuple[Row, ItemDraft]] = {}
    for row in rows:
        item = _item(row, levels)
        if item.code in items:
            row.fault("kod", _("The code %(code)s stands here twice.") % {"code": item.code})
        elif item.code:
            items[item.code] = row, item
    for row, item in items.values():
        _check_parent(row, item, items, levels)
    return _parents_first([item for _row, item in items.values()])


def _item(row: Row, levels: tuple[str, ...]) -> ItemDraft:
    item = ItemDraft(
        code=row.needed("kod", 20),
        parent=row.text("nadrazena", 20),
        depth=_depth(row, levels),
        title=row.needed("nazev", 300),
        description=row.text("popis"),
        justification=row.text("zduvodneni"),
        expected_effect=row.text("ocekavany_dopad"),
        areas=row.take("oblasti", cells.many_of, ()),
        actors=_actors(row),
        intervention=row.choice("druh_zasahu", words.INTERVENTIONS, None),
        is_investment=row.choice("investice", words.YES_NO, None),
        starts_on=row.take("od", cells.day_of, None),
        ends_on=row.take("do", lambda value: cells.day_of(value, end=True), None),
        term_text=row.text("termin_text", 120),
        funding_text=row.text("zdroje_text", 300),
        outputs=row.text("vystupy"),
        risks=row.text("rizika"),
        services=row.take("sluzby", cells.many_of, ()),
        note=row.text("poznamka"),
    )
    if item.starts_on and item.ends_on and item.ends_on < item.starts_on:
        row.fault("do", _("An item cannot end before it starts."))
    if "/" in item.code or any(letter.isspace() for letter in item.code):
        row.fault("kod", _("A code is a part of a web address: no spaces and no slashes."))
    return item


def _depth(row: Row, levels: tuple[str, ...]) -> int:
    written = row.needed("uroven", 60)
    depths = {fold(level): depth for depth, level in enumerate(levels, start=1)}
    depth = depths.get(fold(written), int(written) if written.isdecimal() and 1 <= int(written) <= len(levels) else 0)
    if written and not depth:
        row.fault(
            "uroven",
            _("The level “%(name)s” is not among: %(levels)s.") % {"name": written, "levels": ", ".join(levels)},
        )
    return depth


def _actors(row: Row) -> tuple[tuple[ActorRole, str], ...]:
    columns = {
        "realizator": ActorRole.IMPLEMENTER,
        "spolupracuje": ActorRole.COOPERATING,
        "garant": ActorRole.GUARANTOR,
        "financuje": ActorRole.FUNDER,
    }
    actors = tuple((role, name) for column, role in columns.items() for name in row.take(column, cells.many_of, ()))
    for column, role in columns.items():
        if any(len(name) > 200 for actor_role, name in actors if actor_role == role):
            row.fault(column, _("The name of an organisation is too long."))
    return actors


def _check_parent(
    row: Row, item: ItemDraft, items: Mapping[str, tuple[Row, ItemDraft]], levels: tuple[str, ...]
) -> None:
    if not item.depth:
        return
    if not item.parent:
        if item.depth > 1:
            row.fault(
                "nadrazena",
                _("An item of the level “%(level)s” must say what it belongs under.")
                % {"level": levels[item.depth - 1]},
            )
    elif item.parent not in items:
        row.fault("nadrazena", _("The code %(code)s is not on this sheet.") % {"code": item.parent})
    elif _in_cycle(item, items):
        row.fault("nadrazena", _("The item belongs under itself: the codes go round in a circle."))
    elif items[item.parent][1].depth != item.depth - 1:
        _fault_level(row, item, items[item.parent][1], levels)


def _fault_level(row: Row, item: ItemDraft, parent: ItemDraft, levels: tuple[str, ...]) -> None:
    if parent.depth:
        row.fault(
            "uroven",
            _("The level “%(level)s” cannot stand right under “%(parent)s”.")
            % {"level": levels[item.depth - 1], "parent": levels[parent.depth - 1]},
        )


def _in_cycle(item: ItemDraft, items: Mapping[str, tuple[Row, ItemDraft]]) -> bool:
    seen = {item.code}
    code = item.parent
    while code in items:
        if code in seen:
            return True
        seen.add(code)
        code = items[code][1].parent
    return False


def _parents_first(items: list[ItemDraft]) -> tuple[ItemDraft, ...]:
    """Items in the order of the tree; siblings stay in the order of their rows."""
    children: dict[str, list[ItemDraft]] = {}
    for item in items:
        children.setdefault(item.parent, []).append(item)
    ordered: list[ItemDraft] = []
    waiting = list(reversed(children.get("", [])))
    while waiting:
        item = waiting.pop()
        ordered.append(item)
        waiting.extend(reversed(children.get(item.code, [])))
    return tuple(ordered)


# --- money and indicators -----------------------------------------------------------------------------------------


def _costs(rows: Iterable[Row], codes: set[str], unit: AmountUnit) -> tuple[CostDraft, ...]:
    costs: dict[Any, CostDraft] = {}
    for row in rows:
        cost = _cost(row, codes, unit)
        if cost.key in costs:
            row.fault("castka", _("The same item, year, source and kind stand here twice."))
        costs[cost.key] = cost
    return tuple(costs.values())


def _cost(row: Row, codes: set[str], unit: AmountUnit) -> CostDraft:
    before = len(row.problems)
    amount = row.take("castka", lambda value: cells.crowns_of(value, unit.crowns), None)
    if amount is None and len(row.problems) == before:
        row.fault("castka", _("The amount is missing. Leave the row out if it is not known; unknown is not zero."))
    return CostDraft(
        code=_known_code(row, codes),
        year=row.take("rok", cells.year_of, None),
        source=row.needed("zdroj", 120),
        amount_czk=amount or 0,
        kind=row.choice("druh", words.COST_KINDS, CostKind.PLANNED),
        note=row.text("poznamka", 300),
    )


def _indicators(rows: Iterable[Row], codes: set[str]) -> tuple[IndicatorDraft, ...]:
    indicators: dict[tuple[str, str], IndicatorDraft] = {}
    for row in rows:
        indicator = _indicator(row, codes)
        if (indicator.code, indicator.name) in indicators:
            row.fault("nazev", _("This indicator stands here twice."))
        indicators[indicator.code, indicator.name] = indicator
    return tuple(indicators.values())


def _indicator(row: Row, codes: set[str]) -> IndicatorDraft:
    return IndicatorDraft(
        code=_known_code(row, codes),
        name=row.needed("nazev", 250),
        unit=row.text("jednotka", 60),
        baseline=row.take("vychozi", cells.number_or_words, ""),
        target=row.take("cil", cells.number_or_words, ""),
        target_year=row.take("rok_cile", cells.year_of, None),
        data_source=row.text("zdroj_dat", 250),
        direction=row.choice("smer", words.DIRECTIONS, None),
        is_of_people=row.choice("lide", words.YES_NO, True),
    )


def _known_code(row: Row, codes: set[str]) -> str:
    code = row.needed("kod", 20)
    if code and code not in codes:
        row.fault("kod", _("The code %(code)s is not on the sheet “%(sheet)s”.") % {"code": code, "sheet": ITEMS})
    return code
