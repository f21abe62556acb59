"""Documents that belong to a plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models.content import PlanContent


class PlanAttachment(PlanContent):
    """A document of a plan: an annex, or the whole plan where it exists only as files."""

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="attachments", verbose_name=_("plan"))
    document = models.ForeignKey(
        "community.Document", models.PROTECT, related_name="plan_attachments", verbose_name=_("document")
    )
    is_main = models.BooleanField(_("the plan itself"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("document of a plan"), _("documents of a plan")
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "document"],
                name="attachment_once_per_plan",
                violation_error_message=_("This document stands here twice."),
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(is_main=True),
                name="attachment_one_main",
                violation_error_message=_("Only one document can be the plan itself."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
