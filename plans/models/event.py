"""Who moved a plan from one state to another, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from kpss_portal.personal_data import done_by
from plans.enums import PlanState


class PlanEvent(models.Model):
    """One step of the workflow; written by it and never changed."""

    personal_data = done_by("taken_by")

    leaves_no_line = "a log of its own; the step leaves a line"

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="events", verbose_name=_("plan"))
    step = models.CharField(_("step"), max_length=30)
    from_state = models.CharField(_("from"), max_length=20, choices=PlanState)
    to_state = models.CharField(_("to"), max_length=20, choices=PlanState)
    taken_at = models.DateTimeField(_("when"), auto_now_add=True)
    taken_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("who"))
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("step of a plan"), _("steps of a plan")
        ordering = ["plan", "taken_at", "pk"]
        constraints = [
            known_choice("from_state", PlanState.values, name="event_from_state_known"),
            known_choice("to_state", PlanState.values, name="event_to_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_to_state_display()}"
