"""What an action plan and an evaluation of a year share: a resolution, a frozen content with its SHA-256, a PDF made of it.

The freeze is that of `kpss_portal.frozen`; triggers of the database (`plans/progress/freezing.py`) refuse whatever comes by
another way than the ORM.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.rules import may_see_drafts
from kpss_portal.constraints import known_choice
from kpss_portal.frozen import FrozenDocument, FrozenPart, FrozenPartQuerySet, FrozenQuerySet
from plans.enums import BodyKind
from plans.models.plan import YEAR_RANGE


class YearlyQuerySet(FrozenQuerySet):
    """Documents of years."""

    def visible_to(self, user: Any) -> Self:
        """Drafts are seen by the office and readers."""
        return self if may_see_drafts(user) else self.frozen()


class YearlyDocument(FrozenDocument):
    """A document of one plan for one year. `slug` is the plan's, the same in all its versions."""

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="%(class)ss", verbose_name=_("plan"))
    slug = models.SlugField(_("address of the plan"), max_length=80, editable=False)
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_RANGE)
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(
        _("introduction"), blank=True, help_text=_("Stands at the beginning of the page and of the document.")
    )
    body_kind = models.CharField(_("kind of body"), max_length=15, choices=BodyKind, default=BodyKind.COUNCIL)

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
            *FrozenDocument.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})" if self.version > 1 else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; DocumentIsFrozen if the stored one is approved and more than its state would change."""
        self.slug = self.plan.slug
        super().save(*args, **kwargs)


class YearPartQuerySet(FrozenPartQuerySet):
    """Parts of documents of years."""


class YearPart(FrozenPart):
    """A row that freezes with its document."""

    objects: ClassVar[Any] = YearPartQuerySet.as_manager()

    class Meta:
        abstract = True


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
