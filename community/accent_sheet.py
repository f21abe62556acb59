"""The office's stylesheet and the version of it that stands in its address."""

import hashlib

from community.models import Office
from kpss_portal.accent import stylesheet


def office_stylesheet() -> str:
    """CSS of the office's colour."""
    return stylesheet(Office.load().accent_color)


def accent_version() -> str:
    """Changes with the stylesheet, so that browsers may keep it for ever."""
    return hashlib.sha256(office_stylesheet().encode()).hexdigest()[:10]
