"""How a plan came about: what the office writes by hand, and which records of the portal stand beside it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import in_order, known_choice
from kpss_portal.personal_data import done_by
from plans.making.dating import Span, in_words
from plans.making_enums import MakingKind, Precision


class PlanMaking(models.Model):
    """The days between which the portal's own records tell of a plan. Kept at its first version, for all versions."""

    plan = models.OneToOneField("plans.Plan", models.PROTECT, related_name="making", verbose_name=_("plan"))
    intro = models.TextField(
        _("introduction"), blank=True, help_text=_("Who worked on the plan and how; two or three sentences.")
    )
    begins_on = models.DateField(
        _("work began on"), null=True, blank=True, help_text=_("Empty means a year and a half before the plan begins.")
    )
    ends_on = models.DateField(
        _("work ended on"), null=True, blank=True, help_text=_("Empty means the last approval of the first version.")
    )
    left_out = models.JSONField(_("records that are not shown"), default=list, blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("making of a plan"), _("making of plans")
        ordering = ["plan"]
        constraints = [
            in_order(
                "begins_on",
                "ends_on",
                name="making_ends_after_beginning",
                message=_("Work cannot end before it began."),
            )
        ]

    def __str__(self) -> str:
        return str(self.plan)


class Milestone(models.Model):
    """What the portal has no record of: a seminar, a meeting of mayors, an article of years ago. Kept at the first version."""

    personal_data = done_by("created_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="milestones", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=10, choices=MakingKind, default=MakingKind.OTHER)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)
    title = models.CharField(_("what happened"), max_length=250)
    text = models.TextField(_("more about it"), blank=True)
    url = models.URLField(_("link"), blank=True, max_length=500)
    document = models.ForeignKey(
        "community.Document", models.PROTECT, related_name="+", verbose_name=_("document"), null=True, blank=True
    )
    is_public = models.BooleanField(_("public"), default=True)
    batch = models.UUIDField(_("imported with"), null=True, editable=False, db_index=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("written down by"),
        null=True,
        editable=False,
    )
    created_at = models.DateTimeField(_("written down at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("milestone of a plan"), _("milestones of plans")
        ordering = ["plan", "starts_on", "ends_on", "pk"]
        constraints = [
            in_order(
                "starts_on", "ends_on", name="milestone_ends_after_start", message=_("It cannot end before it starts.")
            ),
            known_choice("kind", MakingKind.values, name="milestone_kind_known"),
            known_choice("precision", Precision.values, name="milestone_precision_known"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.when})" if self.starts_on else self.title

    @property
    def when(self) -> str:
        """The time in words, as exactly as it is known."""
        return in_words(self.span)

    @property
    def span(self) -> Span:
        """From when to when, and how exactly it is known."""
        return Span(self.starts_on, self.ends_on, Precision(self.precision))

    @span.setter
    def span(self, span: Span) -> None:
        self.starts_on, self.ends_on, self.precision = span.first, span.last, span.precision
