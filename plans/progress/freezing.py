"""When triggers refuse a change of an approved action plan or evaluation; `plans/freezing.py` puts them in place."""

from kpss_portal import triggers

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
    from plans.models import ActionPlan, Evaluation

    refused: triggers.Conditions = {}
    for model in (ActionPlan, Evaluation):
        columns = [str(field.column) for field in model._meta.concrete_fields if field.column not in LIVING_COLUMNS]
        refused |= triggers.of_document(model._meta.db_table, columns)
    for table, (document, path) in PARTS.items():
        refused |= triggers.of_part(table, document, path)
    return refused
