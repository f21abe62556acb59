"""Plans in the administration; a page or two a file."""

from plans.admin import action_plans, comments, evaluations, item, money, plan, text

__all__ = ["action_plans", "comments", "evaluations", "item", "money", "plan", "text"]
