"""The network of services of a year: which services, how much of them, for what money."""

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.rules import may_see_drafts
from kpss_portal.constraints import known_choice, not_negative
from kpss_portal.frozen import FrozenDocument, FrozenPart, FrozenPartQuerySet, FrozenQuerySet
from kpss_portal.personal_data import done_by
from services_catalog.enums import ServiceForm
from services_catalog.network_enums import EntryStatus, MoneyItem, MoneyKind, NetworkState, NetworkUnit

YEARS = [MinValueValidator(2007), MaxValueValidator(2100)]  # the Act on social services holds since 2007


class NetworkQuerySet(FrozenQuerySet):
    """Versions of networks."""

    def visible_to(self, user: Any) -> Self:
        """Drafts are seen by the office and readers."""
        return self if may_see_drafts(user) else self.frozen()

    def in_force(self) -> Self:
        """The approved version of each year that no newer one has replaced."""
        return self.filter(state=NetworkState.APPROVED)


class Network(FrozenDocument):
    """One version of the network of a year; an update during the year is a new version with its own resolution."""

    personal_data = done_by("frozen_by")

    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(
        _("introduction"), blank=True, help_text=_("Stands at the beginning of the page and of the document.")
    )
    change_note = models.TextField(
        _("what changes"), blank=True, help_text=_("In an update: which services join, leave or change, and why.")
    )
    money_note = models.CharField(
        _("note beside all amounts"),
        max_length=200,
        blank=True,
        help_text=_("For example: without the increase of wages from July."),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=NetworkState, default=NetworkState.DRAFT, editable=False
    )

    objects: ClassVar[Any] = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("network of services of a year"), _("networks of services")
        ordering = ["-year", "-version"]
        constraints = [
            *FrozenDocument.Meta.constraints,
            known_choice("state", NetworkState.values, name="network_state_known"),
            models.UniqueConstraint(
                fields=["year", "version"],
                name="network_version_once",
                violation_error_message=_("This version of the year is here already."),
            ),
            models.UniqueConstraint(
                fields=["year", "state"],
                condition=~Q(state=NetworkState.SUPERSEDED),
                name="network_one_of_a_state",
                violation_error_message=_("The year has one already."),
            ),
            models.CheckConstraint(
                condition=Q(state=NetworkState.DRAFT, frozen_at__isnull=True)
                | Q(state__in=[NetworkState.APPROVED, NetworkState.SUPERSEDED], frozen_at__isnull=False),
                name="network_approved_is_frozen",
                violation_error_message=_("An approved document must be frozen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})" if self.version > 1 else self.title

    def get_absolute_url(self) -> str:
        """The page of the year."""
        return reverse("services_catalog:network", args=[self.year])


class NetworkPartQuerySet(FrozenPartQuerySet):
    """Parts of networks."""


class NetworkEntry(FrozenPart):
    """A service in one form, with how much of it the network holds and what it costs."""

    OWNER = "network"

    network = models.ForeignKey(Network, models.CASCADE, related_name="entries", verbose_name=_("network of services"))
    service = models.ForeignKey(
        "services_catalog.Service", models.PROTECT, related_name="network_entries", verbose_name=_("service")
    )
    form = models.CharField(_("form"), max_length=12, choices=ServiceForm)
    unit = models.CharField(_("unit"), max_length=8, choices=NetworkUnit, default=NetworkUnit.FTE)
    amount = models.DecimalField(
        _("number of units"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("For example 4,5. Leave it empty where it is not known."),
    )
    status = models.CharField(_("belongs"), max_length=12, choices=EntryStatus, default=EntryStatus.REGIONAL)
    reason = models.TextField(_("why it is needed"), blank=True)
    ended_on = models.DateField(
        _("ends in the year on"), null=True, blank=True, help_text=_("Only where the service ends during the year.")
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[Any] = NetworkPartQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("entry of a network"), _("entries of a network")
        ordering = ["network", "service__sort_key", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "service", "form"],
                name="network_entry_once",
                violation_error_message=_("This service is in the network in this form already."),
            ),
            known_choice("form", ServiceForm.values, name="network_entry_form_known"),
            known_choice("unit", NetworkUnit.values, name="network_entry_unit_known"),
            known_choice("status", EntryStatus.values, name="network_entry_status_known"),
            not_negative("amount", name="network_entry_amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.get_form_display()}"

    @property
    def key(self) -> str:
        """The same in all versions and years."""
        return f"{self.service.uuid}-{self.form}"


class NetworkMoney(FrozenPart):
    """An amount in whole crowns. A row that is not there is unknown, which is not zero."""

    OWNER = "entry__network"

    entry = models.ForeignKey(NetworkEntry, models.CASCADE, related_name="money", verbose_name=_("entry of a network"))
    item = models.CharField(_("what for"), max_length=14, choices=MoneyItem)
    kind = models.CharField(_("plan or fact"), max_length=4, choices=MoneyKind)
    amount_czk = models.BigIntegerField(_("amount in CZK"))

    objects: ClassVar[Any] = NetworkPartQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("amount of a network"), _("amounts of a network")
        ordering = ["entry", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "item", "kind"],
                name="network_money_once",
                violation_error_message=_("This amount stands here already."),
            ),
            known_choice("item", MoneyItem.values, name="network_money_item_known"),
            known_choice("kind", MoneyKind.values, name="network_money_kind_known"),
            not_negative("amount_czk", name="network_money_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()}: {self.amount_czk}"
