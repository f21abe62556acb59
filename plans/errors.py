"""What can go wrong with a plan, in words for the clerk."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class PlanIsFrozen(ValidationError):
    """Somebody tries to change an approved plan."""

    def __init__(self) -> None:
        super().__init__(
            _("This plan is approved and cannot be changed. Make an amendment, which is approved on its own."),
            code="frozen",
        )
