"""A plan as the bytes of a workbook."""

from kpss_portal.spreadsheets import write_ods, write_xlsx
from plans.models import Plan
from plans.workbook.from_plan import draft_of
from plans.workbook.sheets import tables_of, template_tables


def export_bytes(plan: Plan, kind: str) -> bytes:
    """xlsx or ods."""
    tables = tables_of(draft_of(plan))
    return write_ods(tables) if kind == "ods" else write_xlsx(tables)


def template_bytes(kind: str) -> bytes:
    """The empty workbook with its help."""
    return write_ods(template_tables()) if kind == "ods" else write_xlsx(template_tables())
