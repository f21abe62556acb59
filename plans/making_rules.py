"""Who writes how a plan came about."""

import rules

from accounts.rules import is_catalogue_keeper, is_coordinator, is_office

for name in ("milestone", "planmaking"):
    rules.add_perm(f"plans.view_{name}", is_office)
    for action in ("add", "change"):
        rules.add_perm(f"plans.{action}_{name}", is_catalogue_keeper)
    rules.add_perm(f"plans.delete_{name}", is_coordinator)
