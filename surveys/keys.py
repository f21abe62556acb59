"""Keys that tell nothing: neither how many rows were before, nor in which order they came."""

import secrets
from typing import Any

from django.db import models

BITS = 62  # positive in the signed 64 bits of both engines


def random_key() -> int:
    """A key from the system's source of randomness; a clash among a million rows has a chance of one to ten million."""
    return secrets.randbits(BITS) + 1


class RandomKeyField(models.BigAutoField):
    """Primary key drawn at random, always given by us.

    It is of the auto kind on purpose: in SQLite such a key *is* the rowid, so the file holds no hidden second number that
    would grow with each row, as it does beside a UUID, and rows lie in the order of their random keys.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        usual: dict[str, Any] = {"primary_key": True, "default": random_key, "editable": False}
        super().__init__(*args, **usual | options)
