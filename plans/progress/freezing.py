"""When triggers refuse a change of an approved action plan or evaluation; `plans/freezing.py` puts them in place."""

from kpss_portal import triggers

DOCUMENTS = ("plans_actionplan", "plans_evaluation")
LIVING_COLUMNS = ("state", "updated_at", "pdf_id")  # the document comes once, its state may become superseded
PARTS = {  # table: how a row leads to its document
    "plans_actionentry": ("plans_actionplan", "{row}.action_plan_id"),
    "plans_actioncost": (
        "plans_actionplan",
        "(SELECT action_plan_id FROM plans_actionentry WHERE id = {row}.entry_id)",
    ),
    "plans_itemresult": ("plans_evaluation", "{row}.evaluation_id"),
    "plans_spentmoney": ("plans_evaluation", "(SELECT evaluation_id FROM plans_itemresult WHERE id = {row}.result_id)"),
}


def conditions() -> triggers.Conditions:
    """By table and event."""
    refused: triggers.Conditions = {}
    for table in DOCUMENTS:
        refused[table, "DELETE"] = "OLD.frozen_at IS NOT NULL"
        refused[table, "UPDATE"] = f"OLD.frozen_at IS NOT NULL AND ({_content_changed(table)})"
    for table in PARTS:
        refused[table, "INSERT"] = _is_frozen(table, "NEW")
        refused[table, "DELETE"] = _is_frozen(table, "OLD")
        refused[table, "UPDATE"] = f"{_is_frozen(table, 'OLD')} OR {_is_frozen(table, 'NEW')}"
    return refused


def _content_changed(table: str) -> str:
    from plans.models import ActionPlan, Evaluation

    model = next(model for model in (ActionPlan, Evaluation) if model._meta.db_table == table)
    columns = [str(field.column) for field in model._meta.concrete_fields if field.column not in LIVING_COLUMNS]
    return f"{triggers.any_changed(columns)} OR (OLD.pdf_id IS NOT NULL AND {triggers.changed('pdf_id')})"


def _is_frozen(table: str, row: str) -> str:
    document, path = PARTS[table]
    key = path.format(row=row)
    return f"EXISTS (SELECT 1 FROM {document} WHERE id = {key} AND frozen_at IS NOT NULL)"  # noqa: S608  # of constants above
