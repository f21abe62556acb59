"""How well the office plans, by its own judgement, in the eight areas of quality of planning."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import done_by
from plans.needs_enums import Grade, QualityArea


class SelfAssessment(models.Model):
    """One self-assessment. While it is written it shows what the portal counts now; published, it does not change.

    `plan` is always the first version of the plan.
    """

    personal_data = done_by("published_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="self_assessments", verbose_name=_("plan"))
    title = models.CharField(_("title"), max_length=200, help_text=_("For example Self-assessment for the year 2026."))
    assessed_on = models.DateField(_("assessed on"))
    assessed_with = models.CharField(
        _("who assessed it"), max_length=250, blank=True, help_text=_("Groups and bodies, not private persons.")
    )
    conclusion = models.TextField(_("what we will do better"), blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
        null=True,
        editable=False,
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: Any = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("self-assessment"), _("self-assessments")
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            set_together(
                "published_at",
                "published_by",
                name="self_assessment_publication_whole",
                message=_("Publishing needs its time and its author."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page, for ever."""
        return reverse("plans:self-assessment", args=[self.plan.slug, self.uuid])

    @property
    def is_published(self) -> bool:
        """Whether everybody reads it and nothing changes."""
        return self.published_at is not None


class AssessedArea(models.Model):
    """One of the eight areas: what the portal counts, and the office's own words. `facts` are filled at publishing."""

    assessment = models.ForeignKey(
        SelfAssessment, models.CASCADE, related_name="areas", verbose_name=_("self-assessment")
    )
    area = models.CharField(_("area of quality"), max_length=12, choices=QualityArea, editable=False)
    grade = models.CharField(_("our judgement"), max_length=8, choices=Grade, blank=True)
    words = models.TextField(_("in our words"), blank=True)
    facts = models.JSONField(_("what the portal counted"), default=list, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("assessed area"), _("assessed areas")
        ordering = ["assessment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "area"],
                name="assessed_area_once",
                violation_error_message=_("This area stands here twice."),
            ),
            known_choice("area", QualityArea.values, name="assessed_area_known"),
            known_choice("grade", ["", *Grade.values], name="assessed_grade_known"),
        ]

    def __str__(self) -> str:
        return str(self.get_area_display())
