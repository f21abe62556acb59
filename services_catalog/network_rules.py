"""Who may do what with the network of a year and its joint financing; a line each."""

from typing import Any

import rules

from accounts.rules import is_coordinator, is_office, may_see_drafts


@rules.predicate
def is_open(user: Any, document: Any) -> bool:
    """Nothing of an approved document changes; without one the answer is "in principle"."""
    return document is None or not document.is_frozen


@rules.predicate
def is_approved(user: Any, document: Any) -> bool:
    """Approved documents are for everybody."""
    return document is not None and document.is_frozen


for noun in ("network", "jointfinancing"):
    rules.add_perm(f"services_catalog.view_{noun}", is_approved | may_see_drafts)
    rules.add_perm(f"services_catalog.add_{noun}", is_coordinator)
    rules.add_perm(f"services_catalog.change_{noun}", is_coordinator & is_open)
    rules.add_perm(f"services_catalog.delete_{noun}", is_coordinator & is_open)
    rules.add_perm(f"services_catalog.approve_{noun}", is_coordinator & is_open)
for noun in ("payment", "municipalityaddress"):
    rules.add_perm(f"services_catalog.view_{noun}", is_office)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"services_catalog.{action}_{noun}", is_coordinator)
rules.add_perm("services_catalog.view_clientcount", is_coordinator)  # small numbers speak of persons
rules.add_perm("services_catalog.change_clientcount", is_coordinator)
rules.add_perm("services_catalog.send_letters", is_coordinator)
rules.add_perm("services_catalog.view_providerround", may_see_drafts)
rules.add_perm("services_catalog.change_providerround", is_coordinator)
