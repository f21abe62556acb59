"""Values of indicators by year. They live beside frozen plans and are tied to the lineage of the indicator."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import PersonalData
from plans.models.plan import YEAR_RANGE
from plans.progress_enums import ValueState


class IndicatorReportQuerySet(models.QuerySet["IndicatorReport"]):
    """Values of indicators."""

    def approved(self) -> "IndicatorReportQuerySet":
        """Values that everybody may read."""
        return self.filter(state=ValueState.APPROVED)


class IndicatorReport(models.Model):
    """The value of one indicator in one year with its breakdown; submitted, returned, approved as one.

    `value` None says that it is not known, which is not zero. `lineage` is the same for the indicator in all versions.
    """

    personal_data = PersonalData(
        purposes.PROGRESS,
        names=("submitted_by",),
        doers=("decided_by",),
        veiled=("submitted_by",),
        is_minor=True,
        kept=_("as long as the value of the indicator"),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    indicator = models.ForeignKey(
        "plans.Indicator", models.PROTECT, related_name="reports", verbose_name=_("indicator")
    )
    lineage = models.UUIDField(_("lineage of the indicator"), db_index=True, editable=False)
    item_lineage = models.UUIDField(_("lineage of the item"), db_index=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"), validators=YEAR_RANGE)
    value = models.DecimalField(
        _("value"),
        max_digits=16,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("A number. Empty means that it is not known; write why into the note."),
    )
    note = models.CharField(_("note to the value"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ValueState, default=ValueState.SUBMITTED, editable=False
    )
    submitted_at = models.DateTimeField(_("submitted at"), default=timezone.now, editable=False)
    submitted_by = models.CharField(_("submitted by"), max_length=200, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("decided by"), null=True, editable=False, related_name="+"
    )
    reason = models.CharField(_("why it was returned"), max_length=500, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = IndicatorReportQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("value of an indicator"), _("values of indicators")
        ordering = ["-year", "indicator__item__path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lineage", "year"],
                name="indicator_report_once_a_year",
                violation_error_message=_("This indicator already has a value in this year."),
            ),
            known_choice("state", ValueState.values, name="indicator_report_state_known"),
            set_together(
                "decided_at",
                "decided_by",
                name="indicator_report_decision_whole",
                message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state=ValueState.SUBMITTED) | Q(decided_at__isnull=False),
                name="indicator_report_decided_has_time",
                violation_error_message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ValueState.RETURNED) | ~Q(reason=""),
                name="indicator_report_returned_has_reason",
                violation_error_message=_("Say why you return it; the person who submitted it will read it."),
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(note=""),
                name="indicator_report_unknown_has_note",
                violation_error_message=_("Write the number, or say in the note why it is not known."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.name} {self.year}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; lineages are those of the indicator."""
        if self._state.adding:
            self.lineage, self.item_lineage = self.indicator.lineage, self.indicator.item.lineage
        super().save(*args, **kwargs)


class IndicatorPart(models.Model):
    """The value for one planning area or one municipality. What the public may read of it is decided in
    `plans/progress/disclosure.py`."""

    report = models.ForeignKey(
        IndicatorReport, models.CASCADE, related_name="parts", verbose_name=_("value of an indicator")
    )
    area = models.ForeignKey(
        "community.PlanningArea",
        models.PROTECT,
        verbose_name=_("planning area"),
        related_name="+",
        null=True,
        blank=True,
    )
    municipality = models.ForeignKey(
        "community.Municipality",
        models.PROTECT,
        verbose_name=_("municipality"),
        related_name="+",
        null=True,
        blank=True,
    )
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4)

    class Meta:
        verbose_name, verbose_name_plural = _("part of a value"), _("breakdown of a value")
        ordering = ["report", "area__position", "municipality__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "area"],
                name="indicator_part_once_per_area",
                violation_error_message=_("This area stands here twice."),
            ),
            models.UniqueConstraint(
                fields=["report", "municipality"],
                name="indicator_part_once_per_municipality",
                violation_error_message=_("This municipality stands here twice."),
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=False, municipality__isnull=True)
                | Q(area__isnull=True, municipality__isnull=False),
                name="indicator_part_of_one_thing",
                violation_error_message=_("Choose an area or a municipality, one of them."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area or self.municipality}: {self.value}"
