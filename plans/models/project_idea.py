"""The pool of projects: what could be done when there is money for it."""

import uuid
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import in_order, known_choice, not_negative
from plans.models.plan import YEAR_RANGE
from plans.needs_enums import Readiness


class ProjectIdea(models.Model):
    """A project or an intention. It lives beside versions of a plan: `plan` is always the first version.

    A budget that is not known is empty, which is not zero.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="projects", verbose_name=_("plan"))
    number = models.PositiveIntegerField(_("number"), editable=False)
    title = models.CharField(_("name"), max_length=250)
    description = models.TextField(_("description"), blank=True)
    promoter = models.CharField(
        _("who wants to do it"), max_length=200, help_text=_("An organisation or a municipality, not a private person.")
    )
    area = models.ForeignKey(
        "community.PlanningArea",
        models.PROTECT,
        related_name="projects",
        verbose_name=_("for whom"),
        null=True,
        blank=True,
    )
    municipality = models.ForeignKey(
        "community.Municipality",
        models.PROTECT,
        related_name="projects",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        help_text=_("Empty means the whole territory."),
    )
    readiness = models.CharField(_("readiness"), max_length=10, choices=Readiness, default=Readiness.IDEA)
    readiness_note = models.CharField(_("what is ready and what is missing"), max_length=300, blank=True)
    as_of = models.DateField(_("as of"))
    is_investment = models.BooleanField(_("investment"), default=False)
    budget_czk = models.BigIntegerField(
        _("budget in CZK"), null=True, blank=True, help_text=_("Empty means that it is not known.")
    )
    funding_text = models.CharField(_("sources of money"), max_length=300, blank=True)
    starts_year = models.PositiveSmallIntegerField(_("from the year"), null=True, blank=True, validators=YEAR_RANGE)
    ends_year = models.PositiveSmallIntegerField(_("to the year"), null=True, blank=True, validators=YEAR_RANGE)
    is_public = models.BooleanField(_("public"), default=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: Any = models.Manager()

    class Meta:
        verbose_name, verbose_name_plural = _("project in the pool"), _("pool of projects")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="project_number_once_per_plan",
                violation_error_message=_("Another project has this number."),
            ),
            known_choice("readiness", Readiness.values, name="project_readiness_known"),
            not_negative("budget_czk", name="project_budget_not_negative"),
            in_order(
                "starts_year",
                "ends_year",
                name="project_ends_after_start",
                message=_("A project cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title

    def get_absolute_url(self) -> str:
        """Its card, for ever."""
        return reverse("plans:project", args=[self.plan.slug, self.number])

    @property
    def years(self) -> str:
        """From when to when, as far as it is known."""
        known = [year for year in (self.starts_year, self.ends_year) if year]
        return "–".join(str(year) for year in dict.fromkeys(known))


class ProjectLink(models.Model):
    """A project would fulfil an item of plans; by lineage, as needs are linked."""

    project = models.ForeignKey(
        ProjectIdea, models.CASCADE, related_name="links", verbose_name=_("project in the pool")
    )
    item_lineage = models.UUIDField(_("item of the plan"), db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = _("item that the project fulfils"), _("items that the project fulfils")
        ordering = ["project", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "item_lineage"],
                name="project_link_once",
                violation_error_message=_("The project fulfils this item already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.item_lineage}"
