"""An item of a plan's tree: a priority, goal, measure or activity, whatever the town calls it."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import in_order, known_choice
from plans.enums import InterventionKind
from plans.models.content import ContentQuerySet, PlanContent


class PlanItemQuerySet(ContentQuerySet):
    """Items of plans."""

    def in_tree_order(self) -> "PlanItemQuerySet":
        """Parents before their children, as printed."""
        return self.order_by("plan_id", "path")


class PlanItem(PlanContent):
    """One item of the tree.

    `path` orders the whole tree by one column ("0002.0001."), `code` is what people quote. `lineage` stays the same
    when the item is carried over to another version or to the next plan.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    lineage = models.UUIDField(_("lineage"), default=uuid4, db_index=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="items", verbose_name=_("plan"))
    parent = models.ForeignKey(
        "self", models.RESTRICT, related_name="children", verbose_name=_("belongs under"), null=True, blank=True
    )
    depth = models.PositiveSmallIntegerField(_("depth"), default=1, editable=False)
    position = models.PositiveIntegerField(_("order"), default=1, editable=False)
    path = models.CharField(_("place in the tree"), max_length=40, default="", editable=False)
    code = models.CharField(_("code"), max_length=20, blank=True)
    is_code_manual = models.BooleanField(
        _("code by hand"), default=False, help_text=_("The code stays as written and is not renumbered.")
    )
    title = models.CharField(_("name"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    justification = models.TextField(_("why"), blank=True, help_text=_("The situation and the need behind it."))
    expected_effect = models.TextField(_("expected effect"), blank=True)
    areas = models.ManyToManyField(
        "community.PlanningArea", verbose_name=_("for whom"), related_name="plan_items", blank=True
    )
    intervention = models.CharField(_("kind of intervention"), max_length=15, choices=InterventionKind, blank=True)
    is_investment = models.BooleanField(_("investment"), null=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    term_text = models.CharField(
        _("term in words"), max_length=120, blank=True, help_text=_("For example continuously, each year by June.")
    )
    funding_text = models.CharField(
        _("sources in words"),
        max_length=300,
        blank=True,
        help_text=_("When amounts are not known, for example according to the grant."),
    )
    outputs = models.TextField(_("outputs"), blank=True)
    risks = models.TextField(_("risks"), blank=True)
    services = models.ManyToManyField(
        "services_catalog.Service", verbose_name=_("services concerned"), related_name="plan_items", blank=True
    )
    service_types = models.ManyToManyField(
        "services_catalog.ServiceType",
        verbose_name=_("kinds of services concerned"),
        related_name="plan_items",
        blank=True,
    )
    services_text = models.TextField(
        _("other services in words"),
        blank=True,
        help_text=_("Services that are not in the catalogue; divide them by semicolons."),
    )
    note = models.TextField(_("note"), blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[Any] = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("item of a plan"), _("items of a plan")
        ordering = ["plan", "path"]
        indexes = [models.Index(fields=["plan", "path"], name="item_tree_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                condition=~Q(code=""),
                name="item_code_once_per_plan",
                violation_error_message=_("Another item of this plan has this code."),
            ),
            in_order(
                "starts_on", "ends_on", name="item_ends_after_start", message=_("An item cannot end before it starts.")
            ),
            known_choice("intervention", ["", *InterventionKind.values], name="item_intervention_known"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, depth=1) | Q(parent__isnull=False, depth__gt=1),
                name="item_depth_fits_parent",
                violation_error_message=_("Only items of the first level stand without a parent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    def get_absolute_url(self) -> str:
        """The address for ever, quoted in resolutions and grant applications."""
        return reverse("plans:item", args=[self.plan.slug, self.code])
