"""Money of an item: by year, source and whether it is planned, approved or spent."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice, not_negative
from kpss_portal.fields import SortKeyField
from plans.enums import CostKind, FundingGroup
from plans.models.content import ItemContent
from plans.models.plan import YEAR_RANGE


class FundingSource(models.Model):
    """A source as the office calls it, and whose money it is."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    group = models.CharField(_("whose money"), max_length=15, choices=FundingGroup, default=FundingGroup.OTHER)
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    sort_key = SortKeyField("name")

    class Meta:
        verbose_name, verbose_name_plural = _("source of money"), _("sources of money")
        ordering = ["position", "sort_key", "pk"]
        constraints = [known_choice("group", FundingGroup.values, name="funding_group_known")]

    def __str__(self) -> str:
        return self.name


class PlanCost(ItemContent):
    """An amount in whole crowns. A row that is not there is unknown, which is not zero. No year means the whole period."""

    item = models.ForeignKey("plans.PlanItem", models.CASCADE, related_name="costs", verbose_name=_("item of a plan"))
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=YEAR_RANGE, help_text=_("Empty means the whole period.")
    )
    source = models.ForeignKey(FundingSource, models.PROTECT, related_name="costs", verbose_name=_("source of money"))
    kind = models.CharField(_("kind of amount"), max_length=10, choices=CostKind, default=CostKind.PLANNED)
    amount_czk = models.BigIntegerField(_("amount in CZK"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("cost"), _("costs")
        ordering = ["item", "kind", "year", "source", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "year", "source", "kind"],
                condition=Q(year__isnull=False),
                name="cost_once_per_year_and_source",
                violation_error_message=_("This source already has an amount in this year."),
            ),
            models.UniqueConstraint(
                fields=["item", "source", "kind"],
                condition=Q(year__isnull=True),
                name="cost_once_per_period_and_source",
                violation_error_message=_("This source already has an amount for the whole period."),
            ),
            not_negative("amount_czk", name="cost_not_negative"),
            known_choice("kind", CostKind.values, name="cost_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.year or '–'} {self.source}: {self.amount_czk}"
