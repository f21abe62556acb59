"""Plans in the administration; a page or two a file."""

from plans.admin import (
    action_plans,
    comments,
    evaluations,
    item,
    making,
    money,
    needs,
    plan,
    projects,
    self_assessments,
    text,
)

__all__ = [
    "action_plans",
    "comments",
    "evaluations",
    "item",
    "making",
    "money",
    "needs",
    "plan",
    "projects",
    "self_assessments",
    "text",
]
