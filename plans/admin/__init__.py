"""Plans in the administration; a page or two a file."""

from plans.admin import comments, item, money, needs, plan, projects, self_assessments, text

__all__ = ["comments", "item", "money", "needs", "plan", "projects", "self_assessments", "text"]
