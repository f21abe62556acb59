"""The catalogue in the administration; one subject a file."""

from services_catalog.admin import booklet, catalogue, finding, register, sheet_memory, verification

__all__ = ["booklet", "catalogue", "finding", "register", "sheet_memory", "verification"]
