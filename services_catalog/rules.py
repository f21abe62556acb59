"""Who may do what with the catalogue."""

from typing import Any

import rules
from django.utils import timezone

from accounts.rules import is_catalogue_keeper, is_coordinator, is_office


@rules.predicate
def is_public(user: Any, service: Any) -> bool:
    """Published, and provided today."""
    if service is None or not service.is_published:
        return False
    return service.provided_until is None or service.provided_until >= timezone.localdate()


NOUNS = (
    "provider",
    "service",
    "place",
    "offeredform",
    "capacity",
    "openinghours",
    "hoursexception",
    "servicecontact",
    "lifesituation",
    "crisisline",
    "synonym",
)
SHEET_MEMORY = ("columnmapping", "wordmeaning")
CODE_LISTS = ("servicetype", "targetgroup", "agegroup")

rules.add_perm("services_catalog", is_office)
rules.add_perm("services_catalog.import_service", is_catalogue_keeper)
rules.add_perm("services_catalog.export_service", is_office)
rules.add_perm("services_catalog.view_importbatch", is_office)
rules.add_perm("services_catalog.view_unmetsearch", is_office)
rules.add_perm("services_catalog.view_booklet", is_office)
rules.add_perm("services_catalog.make_booklet", is_catalogue_keeper)
for noun in NOUNS:
    rules.add_perm(f"services_catalog.view_{noun}", is_public | is_office if noun == "service" else is_office)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"services_catalog.{action}_{noun}", is_catalogue_keeper)
for noun in SHEET_MEMORY:  # imports fill it
    rules.add_perm(f"services_catalog.view_{noun}", is_office)
    for action in ("change", "delete"):
        rules.add_perm(f"services_catalog.{action}_{noun}", is_catalogue_keeper)
for noun in CODE_LISTS:  # the Act gives them; the office adds its own words for them
    rules.add_perm(f"services_catalog.view_{noun}", is_office)
    rules.add_perm(f"services_catalog.change_{noun}", is_coordinator)
for noun in ("registerimport", "registerdifference", "registerbatch"):  # the register changes nothing by itself
    rules.add_perm(f"services_catalog.view_{noun}", is_office)
rules.add_perm("services_catalog.add_registerimport", is_catalogue_keeper)
rules.add_perm("services_catalog.change_registerdifference", is_catalogue_keeper)
for noun in ("verificationround", "verificationrequest", "proposedchange", "suggestion"):
    rules.add_perm(f"services_catalog.view_{noun}", is_office)
    rules.add_perm(f"services_catalog.change_{noun}", is_catalogue_keeper)
rules.add_perm("services_catalog.add_verificationround", is_catalogue_keeper)


@rules.predicate
def is_being_prepared(user: Any, round_: Any) -> bool:
    """A round that has not been started."""
    return round_ is not None and round_.state == "draft"


rules.add_perm("services_catalog.delete_verificationround", is_catalogue_keeper & is_being_prepared)
