"""How it will be seen that an item is fulfilled."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from plans.models.content import ItemContent
from plans.models.plan import YEAR_RANGE
from plans.progress_enums import Direction


class Indicator(ItemContent):
    """A measurable sign with its baseline and target; real plans also speak of them in words, hence the texts.

    `lineage` stays the same in all versions and periods: values by year hang on it.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    lineage = models.UUIDField(_("lineage"), default=uuid4, db_index=True, editable=False)
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
    direction = models.CharField(
        _("direction"),
        max_length=4,
        choices=Direction,
        blank=True,
        help_text=_("Empty means that the plan does not say."),
    )
    is_of_people = models.BooleanField(
        _("counts people"),
        default=True,
        help_text=_("Small numbers of people stay hidden in breakdowns by area or municipality."),
    )
    data_source = models.CharField(_("source of data"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("indicator"), _("indicators")
        ordering = ["item", "position", "pk"]
        constraints = [
            known_choice("direction", ["", *Direction.values], name="indicator_direction_known"),
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
