"""Documents that freeze at their approval, and their parts (law 1: approved means frozen).

The ORM refuses in words here; triggers (`kpss_portal.triggers`, installed by each app's `freezing.py`) refuse whatever comes
by another way.
"""

import uuid
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import set_together

LIVING = frozenset({"state", "updated_at", "pdf"})  # what moves after approval


class DocumentIsFrozen(ValidationError):
    """Somebody tries to change what is approved."""

    def __init__(self) -> None:
        super().__init__(_("This is approved and cannot be changed."), code="frozen")


class FrozenQuerySet(models.QuerySet[Any]):
    """Documents that freeze."""

    def frozen(self) -> Self:
        """Approved ones, readable to everybody."""
        return self.filter(frozen_at__isnull=False)

    def update(self, **values: Any) -> int:
        """As Django's; DocumentIsFrozen if the content of an approved one would change."""
        if not set(values) <= LIVING and self.frozen().exists():
            raise DocumentIsFrozen
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's; DocumentIsFrozen if one of them is approved."""
        if self.frozen().exists():
            raise DocumentIsFrozen
        return super().delete()


class FrozenDocument(models.Model):
    """A document with its resolution, a frozen content with its SHA-256 and a PDF made of exactly that."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body_name = models.CharField(_("body"), max_length=150, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    number = models.CharField(_("number of the resolution"), max_length=60, blank=True)
    content = models.TextField(_("content"), blank=True, editable=False)
    content_sha256 = models.CharField(_("checksum of the content"), max_length=64, blank=True, editable=False)
    pdf = models.ForeignKey(
        "kpss_portal.StoredDocument",
        models.PROTECT,
        verbose_name=_("document"),
        null=True,
        editable=False,
        related_name="+",
    )
    frozen_at = models.DateTimeField(_("approved in the portal at"), null=True, editable=False)
    frozen_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        verbose_name=_("approved in the portal by"),
        null=True,
        editable=False,
        related_name="+",
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[Any] = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [
            set_together(
                "frozen_at",
                "frozen_by",
                name="%(class)s_freeze_whole",
                message=_("An approval needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True)
                | (Q(decided_on__isnull=False) & ~Q(body_name="") & ~Q(content="") & ~Q(content_sha256="")),
                name="%(class)s_frozen_has_resolution",
                violation_error_message=_("First write down which body approved it and when."),
            ),
        ]

    @property
    def is_frozen(self) -> bool:
        """Approved: nothing of the content changes any more."""
        return self.frozen_at is not None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; DocumentIsFrozen if the stored one is approved and more than its state would change."""
        fields = kwargs.get("update_fields")
        if self.pk and not (fields is not None and set(fields) <= LIVING):
            refuse_frozen(type(self), self.pk)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's; DocumentIsFrozen for an approved one."""
        refuse_frozen(type(self), self.pk)
        return super().delete(*args, **kwargs)


def refuse_frozen(model: Any, *keys: int | None) -> None:
    """DocumentIsFrozen if one of them is approved; asks the database, since a loaded object may be stale."""
    if model._base_manager.filter(pk__in=[key for key in keys if key], frozen_at__isnull=False).exists():
        raise DocumentIsFrozen


class FrozenPartQuerySet(models.QuerySet[Any]):
    """Parts of documents that freeze."""

    def _refuse_frozen(self) -> None:
        if self.order_by().filter(**{f"{self.model.OWNER}__frozen_at__isnull": False}).exists():
            raise DocumentIsFrozen

    def update(self, **values: Any) -> int:
        """As Django's; DocumentIsFrozen if a row belongs to an approved document."""
        self._refuse_frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's; DocumentIsFrozen if a row belongs to an approved document."""
        self._refuse_frozen()
        return super().delete()


class FrozenPart(models.Model):
    """A row that freezes with its document; OWNER is the lookup that leads to it."""

    OWNER = "document"

    objects: ClassVar[Any] = FrozenPartQuerySet.as_manager()

    class Meta:
        abstract = True

    def owner(self) -> Any:
        """The document that the row belongs to."""
        found: Any = self
        for step in self.OWNER.split("__"):
            found = getattr(found, step)
        return found

    def _refuse_frozen(self) -> None:
        owner = self.owner()
        refuse_frozen(type(owner), owner.pk)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; DocumentIsFrozen for a part of an approved document."""
        self._refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's; DocumentIsFrozen for a part of an approved document."""
        self._refuse_frozen()
        return super().delete(*args, **kwargs)
