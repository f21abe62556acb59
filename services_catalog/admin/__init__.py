"""The catalogue in the administration; one subject a file."""

from services_catalog.admin import catalogue

__all__ = ["catalogue"]
