"""Who may do what with the office's pages."""

import rules

from accounts.rules import is_administrator, is_catalogue_keeper, is_coordinator, is_office

PAGES = ("page", "newsitem", "document", "event", "contact", "partner")
SETTINGS = ("office", "municipality", "municipalityfigure", "planningarea", "territorymap")

rules.add_perm("community", is_office)
rules.add_perm("community.set_up_office", is_administrator | is_coordinator)
for noun in PAGES:  # what editors write every week
    rules.add_perm(f"community.view_{noun}", is_office)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"community.{action}_{noun}", is_catalogue_keeper)
for noun in SETTINGS:  # what is set once
    rules.add_perm(f"community.view_{noun}", is_office)
    rules.add_perm(f"community.change_{noun}", is_coordinator | is_administrator)
rules.add_perm("community.add_planningarea", is_coordinator)
rules.add_perm("community.delete_planningarea", is_coordinator)
rules.add_perm("community.add_municipality", is_coordinator)
rules.add_perm("community.add_municipalityfigure", is_coordinator)
rules.add_perm("community.delete_municipalityfigure", is_coordinator)
rules.add_perm("community.add_territorymap", is_coordinator | is_administrator)
rules.add_perm("community.delete_territorymap", is_coordinator | is_administrator)
rules.add_perm("community.view_obstacle", is_coordinator | is_administrator)
rules.add_perm("community.change_obstacle", is_coordinator | is_administrator)
