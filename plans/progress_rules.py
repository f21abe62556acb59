"""Who may do what with values of indicators, action plans and evaluations; a line each."""

from typing import Any

import rules

from accounts.rules import is_catalogue_keeper, is_coordinator, is_office, may_see_drafts


@rules.predicate
def is_open(user: Any, document: Any) -> bool:
    """Nothing of an approved document changes; without one the answer is "in principle"."""
    return document is None or not document.is_frozen


@rules.predicate
def is_approved(user: Any, document: Any) -> bool:
    """Approved documents are for everybody."""
    return document is not None and document.is_frozen


rules.add_perm("plans.view_indicatorreport", is_office)
rules.add_perm("plans.change_indicatorreport", is_catalogue_keeper)
rules.add_perm("plans.decide_indicatorreport", is_coordinator)
for kind in ("actionplan", "evaluation"):
    rules.add_perm(f"plans.view_{kind}", is_approved | may_see_drafts)
    rules.add_perm(f"plans.add_{kind}", is_coordinator)
    rules.add_perm(f"plans.change_{kind}", is_coordinator & is_open)
    rules.add_perm(f"plans.delete_{kind}", is_coordinator & is_open)
    rules.add_perm(f"plans.move_{kind}", is_coordinator)
rules.add_perm("plans.write_evaluation", is_catalogue_keeper & is_open)  # the group's secretary completes it as well
rules.add_perm("plans.view_fulfilmentlabel", is_office)
rules.add_perm("plans.change_fulfilmentlabel", is_coordinator)
rules.add_perm("plans.add_fulfilmentlabel", is_coordinator)
rules.add_perm("plans.delete_fulfilmentlabel", is_coordinator)
