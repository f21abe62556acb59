"""What may not happen to accounts."""


class AlreadyLinked(Exception):
    """Somebody else has this account of the office."""
