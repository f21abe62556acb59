"""From a draft to sheets, and the empty template with its help."""

from decimal import Decimal
from typing import Any

from kpss_portal.spreadsheets import Table
from plans.enums import ActorRole
from plans.workbook import words
from plans.workbook.columns import (
    CHAPTER_COLUMNS,
    CHAPTERS,
    COST_COLUMNS,
    COSTS,
    HELP,
    INDICATOR_COLUMNS,
    INDICATORS,
    ITEM_COLUMNS,
    ITEMS,
    PLAN,
    PLAN_KEYS,
    SHEETS,
    Column,
)
from plans.workbook.draft import CostDraft, IndicatorDraft, ItemDraft, PlanDraft

Row = dict[str, Any]


def rows_of(draft: PlanDraft) -> dict[str, list[Row]]:
    """Rows of every sheet by column; the first sheet has one row, whose keys stand below each other in the workbook."""
    return {
        PLAN: [_plan_row(draft)],
        CHAPTERS: [
            {"poradi": chapter.position, "nadpis": chapter.title, "text": chapter.text} for chapter in draft.chapters
        ],
        ITEMS: [_item_row(item, draft.levels) for item in draft.items],
        COSTS: [_cost_row(cost, draft) for cost in draft.costs],
        INDICATORS: [_indicator_row(indicator) for indicator in draft.indicators],
    }


def tables_of(draft: PlanDraft) -> list[Table]:
    """Sheets of the exported workbook, the help last."""
    rows = rows_of(draft)
    facts = rows[PLAN][0]
    return [
        Table(PLAN, ["klic", "hodnota"], [[key.name, facts[key.name]] for key in PLAN_KEYS], [18, 80]),
        _table(CHAPTERS, CHAPTER_COLUMNS, rows[CHAPTERS]),
        _table(ITEMS, ITEM_COLUMNS, rows[ITEMS]),
        _table(COSTS, COST_COLUMNS, rows[COSTS]),
        _table(INDICATORS, INDICATOR_COLUMNS, rows[INDICATORS]),
        help_table(),
    ]


def template_tables() -> list[Table]:
    """An empty workbook to fill in."""
    return [
        Table(PLAN, ["klic", "hodnota"], [[key.name, ""] for key in PLAN_KEYS], [18, 80]),
        *(_table(name, columns, []) for name, columns in SHEETS.items() if name != PLAN),
        help_table(),
    ]


def help_table() -> Table:
    """What belongs into every column."""
    rows = [
        [sheet, column.name, "ano" if column.required else "", column.help]
        for sheet, columns in SHEETS.items()
        for column in columns
    ]
    return Table(HELP, ["list", "sloupec", "povinné", "co sem patří"], rows, [14, 18, 10, 100])


def _table(name: str, columns: tuple[Column, ...], rows: list[Row]) -> Table:
    header = [column.name for column in columns]
    return Table(name, header, [[row[key] for key in header] for row in rows], [column.width for column in columns])


def _plan_row(draft: PlanDraft) -> Row:
    return {
        "nazev": draft.title,
        "slug": draft.slug,
        "druh": words.word_for(draft.kind, words.PLAN_KINDS),
        "od": draft.starts_on,
        "do": draft.ends_on,
        "uzemi": draft.territory,
        "urovne": "; ".join(draft.levels),
        "vzor_kodu": draft.code_pattern,
        "vize": draft.vision,
        "jednotka_castek": words.word_for(draft.amount_unit, words.AMOUNT_UNITS),
        "kratky_nazev": draft.short_title,
        "zpracoval": draft.prepared_by,
    }


def _item_row(item: ItemDraft, levels: tuple[str, ...]) -> Row:
    return {
        "kod": item.code,
        "nadrazena": item.parent,
        "uroven": levels[item.depth - 1] if item.depth <= len(levels) else str(item.depth),
        "nazev": item.title,
        "popis": item.description,
        "zduvodneni": item.justification,
        "ocekavany_dopad": item.expected_effect,
        "oblasti": "; ".join(item.areas),
        "realizator": "; ".join(item.actors_in(ActorRole.IMPLEMENTER)),
        "spolupracuje": "; ".join(item.actors_in(ActorRole.COOPERATING)),
        "druh_zasahu": words.word_for(item.intervention, words.INTERVENTIONS) if item.intervention else "",
        "investice": "" if item.is_investment is None else words.word_for(item.is_investment, words.YES_NO),
        "od": item.starts_on,
        "do": item.ends_on,
        "termin_text": item.term_text,
        "zdroje_text": item.funding_text,
        "vystupy": item.outputs,
        "rizika": item.risks,
        "sluzby": "; ".join(item.services),
        "poznamka": item.note,
        "garant": "; ".join(item.actors_in(ActorRole.GUARANTOR)),
        "financuje": "; ".join(item.actors_in(ActorRole.FUNDER)),
    }


def _cost_row(cost: CostDraft, draft: PlanDraft) -> Row:
    amount = Decimal(cost.amount_czk) / draft.amount_unit.crowns
    return {
        "kod": cost.code,
        "rok": cost.year,
        "zdroj": cost.source,
        "castka": int(amount) if amount == amount.to_integral_value() else amount,
        "druh": words.word_for(cost.kind, words.COST_KINDS),
        "poznamka": cost.note,
    }


def _indicator_row(indicator: IndicatorDraft) -> Row:
    return {
        "kod": indicator.code,
        "nazev": indicator.name,
        "jednotka": indicator.unit,
        "vychozi": _value(indicator.baseline),
        "cil": _value(indicator.target),
        "rok_cile": indicator.target_year,
        "zdroj_dat": indicator.data_source,
        "smer": words.word_for(indicator.direction, words.DIRECTIONS) if indicator.direction else "",
        "lide": words.word_for(indicator.is_of_people, words.YES_NO),
    }


def _value(value: Decimal | str) -> Any:
    if isinstance(value, str):
        return value
    return int(value) if value == value.to_integral_value() else value.normalize()
