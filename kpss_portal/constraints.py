"""Constraints that several apps repeat, with messages a clerk understands."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def known_choice(field: str, values: Iterable[str | int], *, name: str) -> CheckConstraint:
    """The field holds one of the values of its enum, whatever door it came by."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": list(values)}),
        name=name,
        violation_error_message=_("This value is not offered."),
    )


def set_together(*fields: str, name: str, message: "str | _StrPromise") -> CheckConstraint:
    """All of the nullable fields are filled, or none: a moment and its person, a range and its unit."""
    filled = Q(**{f"{field}__isnull": False for field in fields})
    empty = Q(**{f"{field}__isnull": True for field in fields})
    return CheckConstraint(condition=filled | empty, name=name, violation_error_message=message)


def in_order(earlier: str, later: str, *, name: str, message: "str | _StrPromise") -> CheckConstraint:
    """`later` is not before `earlier`; either may be unknown."""
    condition = Q(**{f"{later}__gte": F(earlier)}) | Q(**{f"{later}__isnull": True}) | Q(**{f"{earlier}__isnull": True})
    return CheckConstraint(condition=condition, name=name, violation_error_message=message)


def not_negative(field: str, *, name: str) -> CheckConstraint:
    """Zero, a positive number, or unknown."""
    return CheckConstraint(
        condition=Q(**{f"{field}__gte": 0}) | Q(**{f"{field}__isnull": True}),
        name=name,
        violation_error_message=_("The number cannot be negative."),
    )
