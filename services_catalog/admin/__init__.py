"""The catalogue in the administration; one subject a file."""

from services_catalog.admin import catalogue, finding, register, sheet_memory, verification

__all__ = ["catalogue", "finding", "register", "sheet_memory", "verification"]
