"""Working groups of the sample office."""

from accounts.models import User


def load_groups(by: User) -> None:
    """Groups, members, meetings and minutes in every state."""
