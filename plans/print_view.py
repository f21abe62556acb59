"""What the template of the official document shows, computed from the content document alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kpss_portal.accent import palette
from kpss_portal.charts import Chart, Series
from kpss_portal.czech import sort_key
from kpss_portal.templatetags.kpss import cell_words, number
from plans.enums import (
    ActorRole,
    AnalysisKind,
    BodyKind,
    ChapterRole,
    CostKind,
    InterventionKind,
    LevelRole,
    PlanKind,
    Verb,
)
from plans.models.analysis import swot_fields
from plans.money import Sums, sums_of, unknown_among

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
WIDE_FROM = 8  # columns from which a table is turned to a landscape page
MOST_BARS = 15  # bars that a reader still compares; the table has all rows
MIN_LETTERS, MOST_LETTERS = 7, 34  # for which a column of a table has room; longer words go into more lines
SMALL_FROM = 12  # columns from which its letters are smaller


@dataclass
class BudgetTable:
    """Money of the plan: rows by source, columns by year, and totals that reconcile both ways."""

    years: list[str]
    rows: list[tuple[str, list[int | None], int]]
    totals: list[int]
    total: int
    working_count: int
    unknown: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether no amount is known."""
        return not self.rows

    @property
    def known_count(self) -> int:
        """How many working items state an amount."""
        return self.working_count - len(self.unknown)


def print_context(content: dict[str, Any], sha256: str, *, is_draft: bool) -> dict[str, Any]:
    """Context of the template; the same content gives the same context."""
    plan = content["plan"]
    chapters = [chapter | {"number": number} for number, chapter in enumerate(content["chapters"], start=1)]
    budgets = [(kind, budget) for kind in CostKind if not (budget := budget_of_content(content, kind)).is_empty]
    analyses = [_analysis(analysis, number) for number, analysis in enumerate(content["analyses"], start=1)]
    return {
        "content": content,
        "plan": plan,
        "kind": PlanKind(plan["kind"]).label,
        "period": f"{plan['starts_on'][:4]}–{plan['ends_on'][:4]}",
        "is_draft": is_draft,
        "has_partner_logos": any(partner["logo"] for partner in content["partners"]),
        "sha256": sha256,
        "sha256_groups": " ".join(sha256[start : start + 8] for start in range(0, 64, 8)),
        "colors": {name.replace("-", "_"): shade for name, shade in palette(content["office"]["accent"]).items()},
        "decision": _decision(content["approvals"]),
        "approvals": [_approval(approval) for approval in content["approvals"]],
        "chapters_before": [chapter for chapter in chapters if chapter["role"] not in ChapterRole.after_tree()],
        "chapters_after": [chapter for chapter in chapters if chapter["role"] in ChapterRole.after_tree()],
        "analyses": analyses,
        "items": _items(content),
        "budgets": [{"label": kind.label, "table": budget, "chart": _budget_chart(budget)} for kind, budget in budgets],
        "indicators": _indicators(content),
    }


# --- items --------------------------------------------------------------------------------------------------------


def _items(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [_item(item, content["levels"]) for item in content["items"]]


def _item(item: dict[str, Any], levels: list[dict[str, Any]]) -> dict[str, Any]:
    level = levels[item["depth"] - 1] if item["depth"] <= len(levels) else {"name": "", "role": LevelRole.MEASURE}
    return item | {
        "level": level["name"],
        "is_card": LevelRole(level["role"]).expects_work,
        "anchor": f"polozka-{item['code']}".replace(" ", "-"),
        "facts": [(label, text) for label, text in _facts(item) if text],
        "costs": _cost_lines(item["costs"]),
    }


def _facts(item: dict[str, Any]) -> list[tuple[str, str]]:
    actors = {role: ", ".join(actor["name"] for actor in item["actors"] if actor["role"] == role) for role in ActorRole}
    kind = InterventionKind(item["intervention"]).label if item["intervention"] else ""
    investment = {True: _("investment"), False: _("not an investment"), None: ""}[item["is_investment"]]
    services = ", ".join([*item["services"], *item["service_types"], *filter(None, [item["services_text"]])])
    return [
        (_("For whom"), ", ".join(item["areas"])),
        (_("Implementer"), actors[ActorRole.IMPLEMENTER]),
        (_("With whom"), actors[ActorRole.COOPERATING]),
        (_("Guarantor"), actors[ActorRole.GUARANTOR]),
        (_("Funder"), actors[ActorRole.FUNDER]),
        (_("When"), term_of(item)),
        (_("Kind"), ", ".join(part for part in (str(kind), investment) if part)),
        (_("Services"), services),
        (_("Expected effect"), item["expected_effect"]),
        (_("Outputs"), item["outputs"]),
        (_("Risks"), item["risks"]),
        (_("Sources"), item["funding_text"]),
        (_("Indicators"), "; ".join(_indicator_words(indicator) for indicator in item["indicators"])),
    ]


def term_of(item: Mapping[str, Any]) -> str:
    """When, in words: the words of the plan, else years, else days."""
    if item["term_text"]:
        return str(item["term_text"])
    first, last = _day(item["starts_on"]), _day(item["ends_on"])
    if first and last and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    words = [f"{day.day}. {day.month}. {day.year}" if day else "" for day in (first, last)]
    return " – ".join(words) if any(words) else ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _indicator_words(indicator: dict[str, Any]) -> str:
    unit = f" {indicator['unit']}" if indicator["unit"] else ""
    parts = []
    if indicator["baseline"]:
        parts.append(_("now %(value)s") % {"value": _czech(indicator["baseline"])})
    if indicator["target"]:
        parts.append(_("target %(value)s") % {"value": _czech(indicator["target"])})
    if indicator["target_year"]:
        parts.append(_("by %(year)s") % {"year": indicator["target_year"]})
    return f"{indicator['name']} ({', '.join(parts)}{unit})" if parts else indicator["name"]


def _czech(value: str) -> str:
    """A number for reading, "5 200"; words as they are."""
    return number(Decimal(value)) if NUMBER.fullmatch(value) else value


def _cost_lines(costs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Costs of one item as a small table for each kind of amount."""
    tables = []
    for kind in CostKind:
        rows = [cost for cost in costs if cost["kind"] == kind]
        if rows:
            tables.append({"label": kind.label} | _cost_table(rows))
    return tables


def _cost_table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    years = sorted({row["year"] for row in rows}, key=lambda year: (year is None, year or 0))
    sources: dict[str, dict[int | None, int]] = {}
    for row in rows:
        sources.setdefault(row["source"], {})[row["year"]] = row["amount_czk"]
    return {
        "years": [year_words(year) for year in years],
        "rows": [
            (name, [amounts.get(year) for year in years], sum(amounts.values())) for name, amounts in sources.items()
        ],
        "totals": [sum(amounts.get(year, 0) for amounts in sources.values()) for year in years],
        "total": sum(row["amount_czk"] for row in rows),
        "notes": [f"{row['source']}: {row['note']}" for row in rows if row["note"]],
    }


def year_words(year: int | None) -> str:
    """The year, or that the amount is for the whole period."""
    return _("whole period") if year is None else str(year)


# --- money --------------------------------------------------------------------------------------------------------


def budget_of_content(content: dict[str, Any], kind: CostKind) -> BudgetTable:
    """The plan's money of one kind by the rule of sums (plans/money.py)."""
    items = content["items"]
    parents = {item["code"]: item["parent"] for item in items}
    own: dict[str, Sums] = {}
    names: dict[int, str] = {}
    keys: dict[str, int] = {}
    for item in items:
        for cost in item["costs"]:
            if cost["kind"] == kind:
                key = keys.setdefault(cost["source"], len(keys))
                names[key] = cost["source"]
                own.setdefault(item["code"], Sums()).cells[cost["year"], key] = cost["amount_czk"]
    sums = sums_of(parents, own)
    whole = Sums()
    for code, parent in parents.items():
        if parent is None:
            whole.add(sums[code])
    working = _working_codes(content)
    return _budget_table(whole, names, len(working), unknown_among(working, parents, sums, own))


def _working_codes(content: dict[str, Any]) -> list[str]:
    roles = [LevelRole(level["role"]) for level in content["levels"]]
    wanted = {LevelRole.MEASURE} if LevelRole.MEASURE in roles else {LevelRole.ACTIVITY}
    return [
        item["code"] for item in content["items"] if item["depth"] <= len(roles) and roles[item["depth"] - 1] in wanted
    ]


def _budget_table(whole: Sums, names: dict[int, str], working_count: int, unknown: list[str]) -> BudgetTable:
    years = sorted({year for year, _source in whole.cells}, key=lambda year: (year is None, year or 0))
    by_year, by_source = whole.by_year(), whole.by_source()
    rows = [
        (names[key], [whole.cells.get((year, key)) for year in years], by_source[key])
        for key in sorted(by_source, key=lambda key: (-by_source[key], sort_key(names[key])))
    ]
    return BudgetTable(
        [year_words(year) for year in years],
        rows,
        [by_year[year] for year in years],
        whole.total or 0,
        working_count,
        unknown,
    )


def _budget_chart(budget: BudgetTable) -> Chart:
    top = budget.rows[:6]
    series = [Series(name, amounts) for name, amounts, _total in top]
    if len(budget.rows) > 6:
        rest = budget.rows[6:]
        series.append(
            Series(_("other sources"), [sum(row[1][index] or 0 for row in rest) for index in range(len(budget.years))])
        )
    labels = [_millions(total) for total in budget.totals]
    return Chart(_("Money by year and source"), budget.years, series, kind="stacked", key="penize", labels=labels)


def _millions(amount: int) -> str:
    return f"{Decimal(amount) / 1_000_000:.1f}".replace(".", ",") + " mil. Kč"


# --- analyses, indicators, decisions --------------------------------------------------------------------------------


def _analysis(analysis: dict[str, Any], number: int) -> dict[str, Any]:
    tables = [_analysis_table(table, f"t{number}-{index}") for index, table in enumerate(analysis["tables"], start=1)]
    return analysis | {
        "number": number,
        "kind_label": AnalysisKind(analysis["kind"]).label,
        "tables": tables,
        "fields": swot_fields(analysis.get("swot", {})),
    }


def _analysis_table(table: dict[str, Any], key: str) -> dict[str, Any]:
    columns, layout = len(table["columns"]), _layout(table)
    return table | {
        "as_of_date": date.fromisoformat(table["as_of"]),
        "layout": layout,
        "cells": [list(zip(row, (column.is_number for column in layout), strict=True)) for row in table["rows"]],
        "is_wide": columns >= WIDE_FROM,
        "is_small": columns >= SMALL_FROM,
        "drawing": chart_of_table(table, key),
    }


@dataclass(frozen=True)
class Column:
    """How a column of a table is set: its name, whether its cells are numbers, its width in per cent of the table."""

    name: str
    is_number: bool
    width: int


def _layout(table: Mapping[str, Any]) -> list[Column]:
    """Columns as wide as what they hold needs; words may go into more lines, numbers may not."""
    names, rows = table["columns"], table["rows"]
    numeric = [index > 0 and not _has_words(rows, index) for index in range(len(names))]
    needs = [_letters_needed(name, rows, index, numeric[index]) for index, name in enumerate(names)]
    return [
        Column(name, is_number, round(100 * need / sum(needs)))
        for name, is_number, need in zip(names, numeric, needs, strict=True)
    ]


def _has_words(rows: list[list[Any]], index: int) -> bool:
    return any(row[index] is not None and number_of_cell(row[index]) is None for row in rows)


def _letters_needed(name: str, rows: list[list[Any]], index: int, is_number: bool) -> int:
    longest = max((len(cell_words(row[index])) for row in rows), default=0)
    least = max(MIN_LETTERS, len(name) // 3, *(len(word) * 5 // 4 + 4 for word in name.split()))
    if is_number:
        return max(longest + 3, least)
    return max(min(longest + 3, MOST_LETTERS) + min(longest // 8, MOST_LETTERS), least)


def chart_of_table(table: Mapping[str, Any], key: str) -> Chart | None:
    """The chart of an analysis table; None where the table is not to be drawn. Only columns of numbers are drawn."""
    if table["chart"] == "none" or not table["rows"]:
        return None
    numeric = [index for index in range(1, len(table["columns"])) if _is_numeric(table["rows"], index)]
    if table["chart"] == "bars":
        numeric = numeric[:1]
    rows = [row for row in table["rows"] if any(number_of_cell(cell) is not None for cell in row[1:])][:MOST_BARS]
    series = [Series(table["columns"][index], [number_of_cell(row[index]) for row in rows]) for index in numeric[:5]]
    if not series:
        return None
    return Chart(table["title"], [str(row[0]) for row in rows], series, table["unit"], table["chart"], key)


def _is_numeric(rows: list[list[Any]], index: int) -> bool:
    values = [row[index] for row in rows if row[index] is not None]
    return bool(values) and all(number_of_cell(value) is not None for value in values)


def number_of_cell(value: Any) -> Decimal | None:
    """A cell's number; numbers with decimals are kept as {"n": "12.5"} so that they stay exact."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, dict) and "n" in value:
        return Decimal(value["n"])
    return None


def _indicators(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        indicator
        | {"code": item["code"], "baseline": _czech(indicator["baseline"]), "target": _czech(indicator["target"])}
        for item in content["items"]
        for indicator in item["indicators"]
    ]


def _approval(approval: dict[str, Any]) -> dict[str, Any]:
    return approval | {
        "body_label": BodyKind(approval["body_kind"]).label,
        "verb_label": Verb(approval["verb"]).label,
        "day": date.fromisoformat(approval["decided_on"]),
    }


def _decision(approvals: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The decision that made the plan valid: the last approval."""
    approving = [approval for approval in approvals if approval["verb"] == Verb.APPROVES]
    return _approval(approving[-1]) if approving else None
