"""The catalogue in the administration; one subject a file."""

from services_catalog.admin import booklet, catalogue, financing, finding, network, register, sheet_memory, verification

__all__ = ["booklet", "catalogue", "financing", "finding", "network", "register", "sheet_memory", "verification"]
