"""A community plan: one version of one document."""

import uuid
from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.rules import may_see_drafts
from kpss_portal.constraints import in_order, known_choice, set_together
from kpss_portal.personal_data import done_by
from plans.enums import AmountUnit, PlanKind, PlanState
from plans.errors import PlanIsFrozen


class PlanQuerySet(models.QuerySet["Plan"]):
    """Versions of plans."""

    def visible_to(self, user: Any) -> "PlanQuerySet":
        """`plans.view_plan` as a query; a test keeps the two in step."""
        if may_see_drafts(user):
            return self
        return self.filter(state__in=PlanState.public())

    def in_force(self) -> "PlanQuerySet":
        """The plans by which the office acts now."""
        return self.filter(state=PlanState.IN_FORCE)

    def newest_first(self) -> "PlanQuerySet":
        """By period, then by version."""
        return self.order_by("-starts_on", "-ends_on", "slug", "-version")

    def current_of(self, slug: str, user: Any) -> "Plan | None":
        """The version that the plain address shows: in force, else the newest that the user may see."""
        versions = list(self.visible_to(user).filter(slug=slug).order_by("-version"))
        ranked = sorted(versions, key=lambda plan: (plan.state != PlanState.IN_FORCE, -plan.version))
        return ranked[0] if ranked else None

    def versions_of(self, slug: str) -> "PlanQuerySet":
        """All versions of one plan, the first one first."""
        return self.filter(slug=slug).order_by("version")

    def following(self, plan: "Plan") -> "PlanQuerySet":
        """Plans of the next period, whichever version of the plan they name as the one before them."""
        return self.filter(predecessor__slug=plan.slug).exclude(slug=plan.slug)

    def update(self, **values: Any) -> int:
        """As Django's; PlanIsFrozen if the content of an approved plan would change."""
        if not set(values) <= Plan.LIVING_FIELDS and self.filter(frozen_at__isnull=False).exists():
            raise PlanIsFrozen
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's; PlanIsFrozen if one of the plans is approved."""
        if self.filter(frozen_at__isnull=False).exists():
            raise PlanIsFrozen
        return super().delete()


class Plan(models.Model):
    """One version of a community plan; from its approval on, only its state moves.

    `frozen_at` is the moment of approval. Content lives in levels, items, chapters, analyses and approvals.
    """

    personal_data = done_by("frozen_by")

    LIVING_FIELDS = frozenset({"state", "updated_at"})  # what moves after approval

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        help_text=_("Part of the web address; keep it for ever, for example plan-2025-2028."),
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind, default=PlanKind.COMMUNITY_PLAN)
    title = models.CharField(_("title"), max_length=250)
    short_title = models.CharField(
        _("short title"), max_length=80, blank=True, help_text=_("For menus and headers, for example Plan 2025–2028.")
    )
    starts_on = models.DateField(_("valid from"))
    ends_on = models.DateField(_("valid to"))
    territory = models.CharField(_("territory"), max_length=250, blank=True)
    vision = models.TextField(
        _("vision"), blank=True, help_text=_("One or two sentences about the state to be reached.")
    )
    prepared_by = models.TextField(
        _("prepared by"),
        blank=True,
        help_text=_("Who made the plan: bodies and organisations, without names of private persons."),
    )
    amount_unit = models.CharField(_("unit of amounts"), max_length=15, choices=AmountUnit, default=AmountUnit.CZK)
    code_pattern = models.CharField(
        _("pattern of codes"),
        max_length=120,
        blank=True,
        help_text=_(
            "Empty means 1, 1.1, 1.1.1. Other patterns are in the guide, for example {1:A}; {1:A}.{2}; {1:A}.{2}.{3}."
        ),
    )
    predecessor = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("previous plan"), related_name="successors", null=True, blank=True
    )
    partners = models.ManyToManyField(
        "community.Partner",
        verbose_name=_("partners"),
        blank=True,
        help_text=_("Their logos and funding sentences stand in the document."),
    )
    change_note = models.TextField(
        _("what changes and why"),
        blank=True,
        help_text=_("Of an amendment; stands at its beginning, for example that a measure ended with its grant."),
    )
    is_file_only = models.BooleanField(
        _("only as files"),
        default=False,
        help_text=_("An older plan that the portal keeps as documents with its resolution."),
    )
    state = models.CharField(_("state"), max_length=20, choices=PlanState, default=PlanState.DRAFT, editable=False)
    frozen_at = models.DateTimeField(_("approved in the portal at"), null=True, editable=False)
    frozen_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        verbose_name=_("approved in the portal by"),
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("plan"), _("plans")
        ordering = ["-starts_on", "slug", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "version"],
                name="plan_slug_once_per_version",
                violation_error_message=_("Another plan has this address."),
            ),
            in_order(
                "starts_on", "ends_on", name="plan_ends_after_start", message=_("A plan cannot end before it starts.")
            ),
            known_choice("state", PlanState.values, name="plan_state_known"),
            known_choice("kind", PlanKind.values, name="plan_kind_known"),
            known_choice("amount_unit", AmountUnit.values, name="plan_amount_unit_known"),
            set_together(
                "frozen_at",
                "frozen_by",
                name="plan_freeze_whole",
                message=_("An approval needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PlanState.frozen()) | Q(frozen_at__isnull=False),
                name="plan_approved_is_frozen",
                violation_error_message=_("An approved plan must be frozen."),
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | Q(state__in=PlanState.frozen() | {PlanState.WITHDRAWN}),
                name="plan_frozen_is_approved",
                violation_error_message=_("Only an approved plan is frozen."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_title or self.title

    def get_absolute_url(self) -> str:
        """The address for ever; an older version has its own below it."""
        return reverse("plans:plan", args=[self.slug])

    @property
    def is_frozen(self) -> bool:
        """Approved: nothing of the content changes any more."""
        return self.frozen_at is not None

    @property
    def is_amendment(self) -> bool:
        """A later version of a plan that was approved before."""
        return self.version > 1

    def get_version_url(self) -> str:
        """The address of exactly this version, for ever."""
        return reverse("plans:version", args=[self.slug, self.version])

    def get_page_url(self) -> str:
        """Where this version is read now: an amendment that is being written has only its own address."""
        return self.get_version_url() if self.is_amendment and not self.is_frozen else self.get_absolute_url()

    @property
    def period(self) -> str:
        """Years of the plan, with an en dash."""
        first, last = self.starts_on.year, self.ends_on.year
        return str(first) if first == last else f"{first}–{last}"

    @property
    def years(self) -> range:
        """Calendar years that the plan touches."""
        return range(self.starts_on.year, self.ends_on.year + 1)

    def is_current(self, on: date) -> bool:
        """Whether the day falls into the period."""
        return self.starts_on <= on <= self.ends_on

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; PlanIsFrozen if the stored plan is approved and more than its state would change."""
        fields = kwargs.get("update_fields")
        only_state = fields is not None and set(fields) <= self.LIVING_FIELDS
        if self.pk and not only_state and Plan.objects.filter(pk=self.pk, frozen_at__isnull=False).exists():
            raise PlanIsFrozen
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's; PlanIsFrozen for an approved plan."""
        if self.pk and Plan.objects.filter(pk=self.pk, frozen_at__isnull=False).exists():
            raise PlanIsFrozen
        return super().delete(*args, **kwargs)


YEAR_RANGE = [MinValueValidator(1990), MaxValueValidator(2100)]  # years that a figure of a plan can speak of
