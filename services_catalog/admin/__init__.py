"""The catalogue in the administration; one subject a file."""

from services_catalog.admin import booklet, catalogue, finding, verification

__all__ = ["booklet", "catalogue", "finding", "verification"]
