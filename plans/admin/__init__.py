"""Plans in the administration; a page or two a file."""

from plans.admin import comments, item, money, plan, text

__all__ = ["comments", "item", "money", "plan", "text"]
