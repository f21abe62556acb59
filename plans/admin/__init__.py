"""Plans in the administration; a page or two a file."""

from plans.admin import item, money, plan, text

__all__ = ["item", "money", "plan", "text"]
