"""What modules about the years of a plan begin with."""

import pytest

from tests.plans.progress_factories import plan_in_force


@pytest.fixture(scope="module")
def kept_plan(kept, kept_coordinator):
    """A plan in force, made once for a module; modules about other plans have a `kept_plan` of their own."""
    return kept(lambda: plan_in_force(kept_coordinator))
