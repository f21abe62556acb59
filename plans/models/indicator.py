"""How it will be seen that an item is fulfilled."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.content import ItemContent
from plans.models.plan import YEAR_RANGE


class Indicator(ItemContent):
    """A measurable sign with its baseline and target; real plans also speak of them in words, hence the texts."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(
        "plans.PlanItem", models.CASCADE, related_name="indicators", verbose_name=_("item of a plan")
    )
    name = models.CharField(_("name"), max_length=250)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    baseline_value = models.DecimalField(_("baseline"), max_digits=16, decimal_places=4, null=True, blank=True)
    baseline_text = models.CharField(_("baseline in words"), max_length=200, blank=True)
    target_value = models.DecimalField(_("target"), max_digits=16, decimal_places=4, null=True, blank=True)
    target_text = models.CharField(_("target in words"), max_length=200, blank=True)
    target_year = models.PositiveSmallIntegerField(
        _("year of the target"), null=True, blank=True, validators=YEAR_RANGE
    )
    data_source = models.CharField(_("source of data"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("indicator"), _("indicators")
        ordering = ["item", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "name"],
                name="indicator_once_per_item",
                violation_error_message=_("This indicator stands here twice."),
            ),
            models.CheckConstraint(
                condition=models.Q(baseline_value__isnull=True) | models.Q(baseline_text=""),
                name="indicator_one_baseline",
                violation_error_message=_("Give the baseline as a number or in words, not both."),
            ),
            models.CheckConstraint(
                condition=models.Q(target_value__isnull=True) | models.Q(target_text=""),
                name="indicator_one_target",
                violation_error_message=_("Give the target as a number or in words, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
