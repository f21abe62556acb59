"""Surveys in the administration; a page or two a file."""

from surveys.admin import survey

__all__ = ["survey"]
