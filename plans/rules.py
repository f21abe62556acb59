"""Who may do what with plans; a line each, readable to the office."""

from typing import Any

import rules

from accounts.rules import is_catalogue_keeper, is_coordinator, is_office, may_see_drafts
from plans.enums import CommentState, PlanState, SettlementState


@rules.predicate
def is_public(user: Any, plan: Any) -> bool:
    """The plan is in a state that everybody may read."""
    return plan is not None and plan.state in PlanState.public()


@rules.predicate
def is_open_to_changes(user: Any, plan: Any) -> bool:
    """Nothing of an approved plan changes; without a plan the answer is "in principle"."""
    return plan is None or not plan.is_frozen


PARTS = (
    "planlevel",
    "planitem",
    "planitemactor",
    "plancost",
    "indicator",
    "chapter",
    "analysis",
    "analysistable",
    "approval",
    "planattachment",
)

rules.add_perm("plans", is_office)
rules.add_perm("plans.view_plan", is_public | may_see_drafts)
rules.add_perm("plans.add_plan", is_coordinator)
rules.add_perm("plans.change_plan", is_coordinator & is_open_to_changes)
rules.add_perm("plans.delete_plan", is_coordinator & is_open_to_changes)
rules.add_perm("plans.move_plan", is_coordinator)
rules.add_perm("plans.import_plan", is_coordinator)
rules.add_perm("plans.export_plan", is_office)
rules.add_perm("plans.view_edition", is_office)
rules.add_perm("plans.view_fundingsource", is_office)
rules.add_perm("plans.add_fundingsource", is_catalogue_keeper)
rules.add_perm("plans.change_fundingsource", is_catalogue_keeper)
for part in PARTS:  # parts are judged by their plan: the admin passes the plan of the part
    rules.add_perm(f"plans.view_{part}", is_office)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"plans.{action}_{part}", is_coordinator & is_open_to_changes)


@rules.predicate
def is_settled_in_public(user: Any, comment: Any) -> bool:
    """The settlement of the round is published, and the comment counts."""
    return comment is not None and comment.consultation.is_published and comment.state in CommentState.counted()


@rules.predicate
def is_being_settled(user: Any, thing: Any) -> bool:
    """The settlement of the round is not approved yet; without a thing the answer is "in principle"."""
    round_ = getattr(thing, "consultation", thing)
    return round_ is None or round_.settlement_state == SettlementState.OPEN


rules.add_perm("plans.view_consultation", is_office)
rules.add_perm("plans.add_consultation", is_coordinator)
rules.add_perm("plans.change_consultation", is_coordinator)
rules.add_perm("plans.view_comment", is_settled_in_public | is_office)
rules.add_perm("plans.add_comment", is_catalogue_keeper & is_being_settled)  # what came on paper or was said
rules.add_perm("plans.change_comment", is_catalogue_keeper & is_being_settled)
rules.add_perm("plans.approve_settlement", is_coordinator)
rules.add_perm("plans.export_comment", is_office)
