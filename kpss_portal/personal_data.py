"""What models say of the personal data that they keep.

A model names the fields on its class: `personal_fields = ("name", "email")`. Other things that may not be copied elsewhere
(an address that is hidden, a secret, an internal text) it names in `confidential_fields`.
"""

from django.db import models


def personal_fields(model: type[models.Model]) -> frozenset[str]:
    """Names of fields that hold personal data."""
    return frozenset(getattr(model, "personal_fields", ()))


def unspoken_fields(model: type[models.Model]) -> frozenset[str]:
    """Names of fields whose values are not written into the log of changes."""
    return personal_fields(model) | frozenset(getattr(model, "confidential_fields", ()))
