"""The action plan of a year: chosen items of the plan in force, who does what by when, and for how much."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice, not_negative
from kpss_portal.personal_data import done_by
from plans.models.yearly import YearlyDocument, YearlyQuerySet, YearMoney, YearPart, YearPartQuerySet, address_of_year
from plans.progress_enums import ActionPlanState


class ActionPlan(YearlyDocument):  # type: ignore[django-manager-missing, unused-ignore]  # mypy finds it or not by the order of files
    """One version of the action plan of a year; a later change is a new version with its own resolution."""

    personal_data = done_by("frozen_by")

    state = models.CharField(
        _("state"), max_length=12, choices=ActionPlanState, default=ActionPlanState.DRAFT, editable=False
    )

    objects: ClassVar[Any] = YearlyQuerySet.as_manager()

    class Meta(YearlyDocument.Meta):
        abstract = False
        verbose_name, verbose_name_plural = _("action plan"), _("action plans")
        constraints = [
            *YearlyDocument.Meta.constraints,
            known_choice("state", ActionPlanState.values, name="actionplan_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[ActionPlanState.DRAFT, ActionPlanState.FOR_APPROVAL], frozen_at__isnull=True)
                | Q(
                    state__in=[ActionPlanState.APPROVED, ActionPlanState.SUPERSEDED],
                    frozen_at__isnull=False,
                ),
                name="actionplan_approved_is_frozen",
                violation_error_message=_("An approved document must be frozen."),
            ),
        ]

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of_year("plans:action-plan", self)


class ActionEntry(YearPart):  # type: ignore[django-manager-missing, unused-ignore]  # mypy finds it or not by the order of files
    """What will be done for one item in the year."""

    OWNER = "action_plan"

    action_plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="entries", verbose_name=_("action plan"))
    item = models.ForeignKey(
        "plans.PlanItem", models.PROTECT, related_name="action_entries", verbose_name=_("item of a plan")
    )
    work = models.TextField(
        _("what will be done"), blank=True, help_text=_("Steps of this year, in a sentence or two each.")
    )
    responsible = models.CharField(
        _("responsible"), max_length=200, blank=True, help_text=_("An organisation or a function.")
    )
    deadline_on = models.DateField(_("done by"), null=True, blank=True)
    deadline_text = models.CharField(
        _("term in words"), max_length=120, blank=True, help_text=_("For example continuously, each year by June.")
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[Any] = YearPartQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("entry of an action plan"), _("entries of an action plan")
        ordering = ["action_plan", "item__path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action_plan", "item"],
                name="action_entry_once_per_item",
                violation_error_message=_("This item stands in the action plan already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.item)


class ActionCost(YearMoney):
    """Money planned for the entry."""

    OWNER = "entry__action_plan"

    entry = models.ForeignKey(
        ActionEntry, models.CASCADE, related_name="costs", verbose_name=_("entry of an action plan")
    )

    objects: ClassVar[Any] = YearPartQuerySet.as_manager()

    class Meta(YearMoney.Meta):
        abstract = False
        verbose_name, verbose_name_plural = _("money of the year"), _("money of the year")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "source"],
                name="action_cost_once_per_source",
                violation_error_message=_("This source stands here twice."),
            ),
            not_negative("amount_czk", name="action_cost_not_negative"),
        ]
