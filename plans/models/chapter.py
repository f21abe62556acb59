"""Chapters of text."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from plans.enums import ChapterRole
from plans.models.content import PlanContent


class Chapter(PlanContent):
    """A chapter; the text is HTML cleaned on the way in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="chapters", verbose_name=_("plan"))
    position = models.PositiveSmallIntegerField(_("order"))
    role = models.CharField(_("what it tells"), max_length=12, choices=ChapterRole, default=ChapterRole.OTHER)
    title = models.CharField(_("heading"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("chapter"), _("chapters")
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="chapter_position_once_per_plan",
                violation_error_message=_("Another chapter has this order."),
            ),
            known_choice("role", ChapterRole.values, name="chapter_role_known"),
        ]

    def __str__(self) -> str:
        return self.title
