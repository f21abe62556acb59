"""Heads of static files, which are given out before the policy of pages is added."""

from typing import Any

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"


def add(headers: Any, path: str, url: str) -> None:
    """A file asked for by itself acts as nothing and stands in no frame; called by whitenoise for each file."""
    headers["Content-Security-Policy"] = POLICY
