"""The catalogue in the administration; one subject a file."""

from services_catalog.admin import catalogue, finding, sheet_memory, verification

__all__ = ["catalogue", "finding", "sheet_memory", "verification"]
