"""Who does an item of a plan, and with whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from plans.enums import ActorRole
from plans.models.content import ItemContent


class PlanItemActor(ItemContent):
    """An organisation and what it does for the item; linked to a provider of the catalogue where there is one."""

    item = models.ForeignKey("plans.PlanItem", models.CASCADE, related_name="actors", verbose_name=_("item of a plan"))
    role = models.CharField(_("role"), max_length=15, choices=ActorRole, default=ActorRole.IMPLEMENTER)
    name = models.CharField(
        _("organisation"), max_length=200, help_text=_("An organisation or a function, not a private person.")
    )
    provider = models.ForeignKey(
        "services_catalog.Provider",
        models.PROTECT,
        related_name="plan_roles",
        verbose_name=_("provider of the catalogue"),
        null=True,
        blank=True,
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("actor"), _("actors")
        ordering = ["item", "role", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "role", "name"],
                name="actor_once_per_role",
                violation_error_message=_("This organisation stands here twice."),
            ),
            known_choice("role", ActorRole.values, name="actor_role_known"),
        ]

    def __str__(self) -> str:
        return self.name
