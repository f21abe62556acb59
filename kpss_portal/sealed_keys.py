"""Secret addresses that can be shown again: made of a stored key and of the portal's own secret.

A copy of the database alone does not open them; a new key, or its end, revokes what was given out before.
"""

import uuid

from django.utils.crypto import constant_time_compare, salted_hmac


def secret_of(purpose: str, key: uuid.UUID) -> str:
    """What stands in the address: the key and its seal; 64 letters and digits."""
    return key.hex + _seal(purpose, key)


def key_of(purpose: str, secret: str) -> uuid.UUID | None:
    """The key of the address; None for a forged one."""
    try:
        key = uuid.UUID(hex=secret[:32])
    except ValueError:
        return None
    return key if constant_time_compare(secret[32:], _seal(purpose, key)) else None


def _seal(purpose: str, key: uuid.UUID) -> str:
    return salted_hmac(purpose, key.hex, algorithm="sha256").hexdigest()[:32]
