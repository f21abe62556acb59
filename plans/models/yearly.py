"""What an action plan and an evaluation of a year share: a resolution, a frozen content with its SHA-256, a PDF made of it.

The freeze is that of plans (law 1: approved means frozen): the ORM refuses in words, triggers of the database
(`plans/progress/freezing.py`) refuse whatever comes by another way.
"""

import uuid
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.rules import may_see_drafts
from kpss_portal.constraints import known_choice, set_together
from plans.enums import BodyKind
from plans.errors import YearIsFrozen
from plans.models.plan import YEAR_RANGE

LIVING = frozenset({"state", "updated_at", "pdf"})  # what moves after approval


class YearlyQuerySet(models.QuerySet[Any]):
    """Documents of years."""

    def frozen(self) -> Self:
        """Approved ones, readable to everybody."""
        return self.filter(frozen_at__isnull=False)

    def visible_to(self, user: Any) -> Self:
        """Drafts are seen by the office and readers."""
        return self if may_see_drafts(user) else self.frozen()

    def update(self, **values: Any) -> int:
        """As Django's; YearIsFrozen if the content of an approved one would change."""
        if not set(values) <= LIVING and self.frozen().exists():
            raise YearIsFrozen
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's; YearIsFrozen if one of them is approved."""
        if self.frozen().exists():
            raise YearIsFrozen
        return super().delete()


class YearlyDocument(models.Model):
    """A document of one plan for one year. `slug` is the plan's, the same in all its versions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="%(class)ss", verbose_name=_("plan"))
    slug = models.SlugField(_("address of the plan"), max_length=80, editable=False)
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_RANGE)
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(
        _("introduction"), blank=True, help_text=_("Stands at the beginning of the page and of the document.")
    )
    body_kind = models.CharField(_("kind of body"), max_length=15, choices=BodyKind, default=BodyKind.COUNCIL)
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

    objects: ClassVar[Any] = YearlyQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-year", "slug", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "year", "version"],
                name="%(class)s_once_a_year",
                violation_error_message=_("This plan already has one for this year."),
            ),
            known_choice("body_kind", BodyKind.values, name="%(class)s_body_known"),
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

    def __str__(self) -> str:
        return f"{self.title} ({self.version})" if self.version > 1 else self.title

    @property
    def is_frozen(self) -> bool:
        """Approved: nothing of the content changes any more."""
        return self.frozen_at is not None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; YearIsFrozen if the stored one is approved and more than its state would change."""
        self.slug = self.plan.slug
        fields = kwargs.get("update_fields")
        if self.pk and not (fields is not None and set(fields) <= LIVING) and _is_frozen(type(self), self.pk):
            raise YearIsFrozen
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's; YearIsFrozen for an approved one."""
        if self.pk and _is_frozen(type(self), self.pk):
            raise YearIsFrozen
        return super().delete(*args, **kwargs)


def _is_frozen(model: Any, key: int) -> bool:
    return model._base_manager.filter(pk=key, frozen_at__isnull=False).exists()


class YearPartQuerySet(models.QuerySet[Any]):
    """Parts of documents of years."""

    def _refuse_frozen(self) -> None:
        if self.filter(**{f"{self.model.OWNER}__frozen_at__isnull": False}).exists():
            raise YearIsFrozen

    def update(self, **values: Any) -> int:
        """As Django's; YearIsFrozen if a row belongs to an approved document."""
        self._refuse_frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's; YearIsFrozen if a row belongs to an approved document."""
        self._refuse_frozen()
        return super().delete()


class YearPart(models.Model):
    """A row that freezes with its document; OWNER is the lookup that leads to it."""

    OWNER = "action_plan"

    objects: ClassVar[Any] = YearPartQuerySet.as_manager()

    class Meta:
        abstract = True

    def owner(self) -> YearlyDocument:
        """The document that the row belongs to."""
        found: Any = self
        for step in self.OWNER.split("__"):
            found = getattr(found, step)
        return found

    def _refuse_frozen(self) -> None:
        owner = self.owner()
        if _is_frozen(type(owner), owner.pk):
            raise YearIsFrozen

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; YearIsFrozen for a part of an approved document."""
        self._refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's; YearIsFrozen for a part of an approved document."""
        self._refuse_frozen()
        return super().delete(*args, **kwargs)


class YearMoney(YearPart):
    """An amount in whole crowns from one source. A row that is not there is unknown, which is not zero."""

    source = models.ForeignKey(
        "plans.FundingSource", models.PROTECT, related_name="+", verbose_name=_("source of money")
    )
    amount_czk = models.BigIntegerField(_("amount in CZK"))

    class Meta:
        abstract = True
        ordering = ["source__position", "source__sort_key", "pk"]

    def __str__(self) -> str:
        return f"{self.source}: {self.amount_czk}"


def address_of_year(name: str, document: YearlyDocument) -> str:
    """The page of the document, the same for all its versions."""
    return reverse(name, args=[document.slug, document.year])
