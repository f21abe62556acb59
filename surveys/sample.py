"""Surveys of the sample office."""

from accounts.models import User


def load_surveys(by: User) -> None:
    """A published survey, an open one, a draft."""
