"""Names of the levels of a plan's tree."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from plans.enums import LevelRole
from plans.models.content import PlanContent

MAX_DEPTH = 5  # the deepest tree seen in Czech plans has four levels; the national strategy database has up to seven


class PlanLevel(PlanContent):
    """One level of the tree: what the town calls its items and what they are for."""

    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="levels", verbose_name=_("plan"))
    depth = models.PositiveSmallIntegerField(
        _("depth"), validators=[MinValueValidator(1), MaxValueValidator(MAX_DEPTH)]
    )
    name = models.CharField(
        _("name"), max_length=60, help_text=_("In the singular, for example priority, goal, measure.")
    )
    role = models.CharField(_("role"), max_length=10, choices=LevelRole, default=LevelRole.MEASURE)

    class Meta:
        verbose_name, verbose_name_plural = _("level"), _("levels")
        ordering = ["plan", "depth"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "depth"], name="level_depth_once_per_plan"),
            models.UniqueConstraint(
                fields=["plan", "name"],
                name="level_name_once_per_plan",
                violation_error_message=_("Two levels cannot have the same name."),
            ),
            models.CheckConstraint(
                condition=models.Q(depth__gte=1, depth__lte=MAX_DEPTH),
                name="level_depth_in_range",
                violation_error_message=_("A tree has one to five levels."),
            ),
            known_choice("role", LevelRole.values, name="level_role_known"),
        ]

    def __str__(self) -> str:
        return self.name
