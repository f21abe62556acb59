"""Who may do what with needs, the pool of projects and self-assessments; a line each, readable to the office."""

from typing import Any

import rules

from accounts.rules import is_catalogue_keeper, is_coordinator, is_office


@rules.predicate
def is_public_thing(user: Any, thing: Any) -> bool:
    """Marked as public by the office."""
    return thing is not None and thing.is_public


@rules.predicate
def is_published(user: Any, assessment: Any) -> bool:
    """Published, so that everybody reads it and nobody changes it; without a thing the answer is "in principle"."""
    return assessment is not None and assessment.is_published


for name in ("need", "projectidea"):
    rules.add_perm(f"plans.view_{name}", is_public_thing | is_office)
    for action in ("add", "change"):
        rules.add_perm(f"plans.{action}_{name}", is_catalogue_keeper)
    rules.add_perm(f"plans.delete_{name}", is_coordinator)
for name in ("needlink", "projectlink"):  # rows on the cards of needs and projects
    rules.add_perm(f"plans.view_{name}", is_office)
    for action in ("add", "change", "delete"):
        rules.add_perm(f"plans.{action}_{name}", is_catalogue_keeper)
rules.add_perm("plans.view_projectimport", is_office)
rules.add_perm("plans.view_needsuggestion", is_office)
rules.add_perm("plans.decide_needsuggestion", is_catalogue_keeper)
rules.add_perm("plans.view_selfassessment", is_published | is_office)
rules.add_perm("plans.add_selfassessment", is_coordinator)
rules.add_perm("plans.change_selfassessment", is_coordinator & ~is_published)
rules.add_perm("plans.delete_selfassessment", is_coordinator & ~is_published)
rules.add_perm("plans.publish_selfassessment", is_coordinator & ~is_published)
rules.add_perm("plans.view_assessedarea", is_office)
rules.add_perm("plans.change_assessedarea", is_coordinator)
