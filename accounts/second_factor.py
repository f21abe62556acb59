"""What a person has for the second step of signing in."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator

from accounts.models import User
from accounts.roles import STAFF_ROLES

REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # spare codes alone are none


def has_factor(person: Any) -> bool:
    """Whether the person has an app with codes or a key."""
    return Authenticator.objects.filter(user_id=person.pk, type__in=REAL).exists()


def staff_without_factor() -> Iterable[User]:
    """Active people who work in the administration and have no second step yet."""
    staff = User.objects.filter(is_active=True, groups__name__in=[role.value for role in STAFF_ROLES]).distinct()
    return staff.exclude(authenticator__type__in=REAL)
