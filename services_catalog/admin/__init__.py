"""The catalogue in the administration; one subject a file."""

from services_catalog.admin import catalogue, finding

__all__ = ["catalogue", "finding"]
