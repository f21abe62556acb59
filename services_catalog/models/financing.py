"""Joint financing of the network: scenarios, what each municipality bears, and what it has paid."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice, not_negative, set_together
from kpss_portal.frozen import FrozenDocument, FrozenPart, FrozenPartQuerySet
from kpss_portal.personal_data import OnRequest, PersonalData, done_by
from services_catalog.models.network import YEARS, NetworkQuerySet
from services_catalog.network_enums import FinancingState, Method

PARTS_HELP = _("Any numbers: 60 and 40 are the same as 3 and 2. Zero means that it does not decide.")


class ClientCount(models.Model):
    """People from a municipality whom the service had. Small numbers speak of persons: they stay in the office."""

    year = models.PositiveSmallIntegerField(_("for the network of the year"), validators=YEARS)
    service = models.ForeignKey(
        "services_catalog.Service", models.PROTECT, related_name="client_counts", verbose_name=_("service")
    )
    municipality = models.ForeignKey(
        "community.Municipality", models.PROTECT, related_name="client_counts", verbose_name=_("municipality")
    )
    count = models.PositiveIntegerField(_("clients"))

    class Meta:
        verbose_name, verbose_name_plural = _("clients from a municipality"), _("clients by municipality")
        ordering = ["year", "service", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "service", "municipality"],
                name="client_count_once",
                violation_error_message=_("Clients of this service from this municipality stand here already."),
            ),
            not_negative("count", name="client_count_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.municipality}: {self.count}"


class JointFinancing(FrozenDocument):
    """How municipalities share what they bear together: a scenario, one of which is approved and freezes."""

    personal_data = done_by("frozen_by")

    network = models.ForeignKey(
        "services_catalog.Network", models.PROTECT, related_name="financings", verbose_name=_("network of services")
    )
    name = models.CharField(_("name"), max_length=120, help_text=_("For example: rate of 60 Kč."))
    note = models.TextField(_("note"), blank=True, help_text=_("Why this way; stands on the page and in letters."))
    state = models.CharField(
        _("state"), max_length=12, choices=FinancingState, default=FinancingState.SCENARIO, editable=False
    )
    method = models.CharField(_("method"), max_length=6, choices=Method, default=Method.WHOLE)
    rate_czk = models.DecimalField(
        _("rate for an inhabitant in CZK"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    people_part = models.PositiveSmallIntegerField(_("by inhabitants"), default=100, help_text=PARTS_HELP)
    clients_part = models.PositiveSmallIntegerField(_("by clients from the municipality"), default=0)
    equal_part = models.PositiveSmallIntegerField(_("equally"), default=0)
    town = models.ForeignKey(
        "community.Municipality",
        models.PROTECT,
        related_name="+",
        verbose_name=_("town that bears a fixed share"),
        null=True,
        blank=True,
    )
    town_percent = models.DecimalField(
        _("fixed share of the town, per cent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    minimum_czk = models.PositiveIntegerField(_("least contribution in CZK"), default=0)
    people_on = models.DateField(
        _("inhabitants on"), help_text=_("The newest figure of this day or before it is taken.")
    )

    objects: ClassVar[Any] = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("joint financing"), _("joint financing")
        ordering = ["-network__year", "name", "pk"]
        constraints = [
            *FrozenDocument.Meta.constraints,
            known_choice("state", FinancingState.values, name="jointfinancing_state_known"),
            known_choice("method", Method.values, name="jointfinancing_method_known"),
            models.CheckConstraint(
                condition=~Q(method=Method.RATE) | Q(rate_czk__isnull=False, rate_czk__gte=0),
                name="jointfinancing_rate_is_said",
                violation_error_message=_("Say the rate for an inhabitant."),
            ),
            models.CheckConstraint(
                condition=Q(method=Method.RATE) | Q(people_part__gt=0) | Q(clients_part__gt=0) | Q(equal_part__gt=0),
                name="jointfinancing_follows_something",
                violation_error_message=_("Say what contributions follow: inhabitants, clients or equal parts."),
            ),
            models.CheckConstraint(
                condition=Q(town_percent=0) | Q(town__isnull=False, town_percent__gt=0, town_percent__lte=100),
                name="jointfinancing_town_is_said",
                violation_error_message=_("Say which town bears the fixed share; it is between 0 and 100 per cent."),
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.EACH) | Q(minimum_czk=0),
                name="jointfinancing_minimum_of_a_whole",
                violation_error_message=_(
                    "The least contribution can be kept only where all amounts are divided as one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state=FinancingState.SCENARIO, frozen_at__isnull=True)
                | Q(state__in=[FinancingState.APPROVED, FinancingState.SUPERSEDED], frozen_at__isnull=False),
                name="jointfinancing_approved_is_frozen",
                violation_error_message=_("An approved document must be frozen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network.year}: {self.name}"

    @property
    def follows_clients(self) -> bool:
        """Amounts of single services would then tell of persons."""
        return self.method != Method.RATE and self.clients_part > 0


class FinancingPartQuerySet(FrozenPartQuerySet):
    """Parts of joint financing."""


class FinancingMember(FrozenPart):
    """A municipality in joint financing. What it bears is written down at the approval; in a scenario it is computed."""

    OWNER = "financing"

    financing = models.ForeignKey(
        JointFinancing, models.CASCADE, related_name="members", verbose_name=_("joint financing")
    )
    municipality = models.ForeignKey(
        "community.Municipality", models.PROTECT, related_name="contributions", verbose_name=_("municipality")
    )
    months = models.PositiveSmallIntegerField(
        _("months in the year"),
        default=12,
        validators=[MaxValueValidator(12)],
        help_text=_("Fewer where it joined or left during the year."),
    )
    weight = models.DecimalField(
        _("weight"), max_digits=5, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(0)]
    )
    correction_czk = models.BigIntegerField(
        _("correction in CZK"), default=0, help_text=_("For example -1200 for what was paid too much last year.")
    )
    correction_note = models.CharField(_("what the correction is for"), max_length=150, blank=True)
    people = models.PositiveIntegerField(_("inhabitants"), null=True, editable=False)
    people_as_of = models.DateField(_("as of"), null=True, editable=False)
    clients = models.PositiveIntegerField(_("clients"), null=True, editable=False)
    share_czk = models.BigIntegerField(_("share in CZK"), null=True, editable=False)
    due_czk = models.BigIntegerField(_("contribution in CZK"), null=True, editable=False)
    by_service: Any = models.JSONField(_("share by service"), default=dict, editable=False)

    objects: ClassVar[Any] = FinancingPartQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("municipality in joint financing"), _("municipalities in joint financing")
        ordering = ["financing", "municipality__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["financing", "municipality"],
                name="financing_member_once",
                violation_error_message=_("This municipality takes part already."),
            ),
            models.CheckConstraint(
                condition=Q(months__lte=12),
                name="financing_member_months_of_a_year",
                violation_error_message=_("A year has twelve months."),
            ),
            not_negative("weight", name="financing_member_weight_not_negative"),
            not_negative("due_czk", name="financing_member_due_not_negative"),
            set_together(
                "share_czk",
                "due_czk",
                name="financing_member_result_whole",
                message=_("A result has both the share and the contribution."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.municipality)


class Payment(models.Model):
    """Money that came from a municipality; what was sent back is below zero."""

    member = models.ForeignKey(
        FinancingMember, models.PROTECT, related_name="payments", verbose_name=_("municipality in joint financing")
    )
    paid_on = models.DateField(_("paid on"))
    amount_czk = models.BigIntegerField(_("amount in CZK"))
    note = models.CharField(_("note"), max_length=150, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("payment of a municipality"), _("payments of municipalities")
        ordering = ["member", "paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount_czk=0),
                name="payment_is_some_money",
                violation_error_message=_("A payment cannot be zero."),
            ),
            models.UniqueConstraint(
                fields=["member", "paid_on", "amount_czk", "note"],
                name="payment_recorded_once",
                violation_error_message=_(
                    "This payment is recorded already. If there were two, tell them apart by the note."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.amount_czk}"


class MunicipalityAddress(models.Model):
    """Where letters to a municipality go: the mailbox of its office, not of a person."""

    personal_data = PersonalData(
        purposes.NETWORK,
        emails=("email",),
        kept=_("as long as letters are sent to the municipality"),
        on_request=OnRequest.DELETE,
    )

    municipality = models.OneToOneField(
        "community.Municipality", models.CASCADE, related_name="letter_address", verbose_name=_("municipality")
    )
    email = models.EmailField(_("e-mail of the office"))

    class Meta:
        verbose_name, verbose_name_plural = _("address of a municipality for letters"), _("addresses for letters")
        ordering = ["municipality__sort_key"]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.email}"


class ContributionLetter(models.Model):
    """A letter to a municipality about its contribution; the PDF is made in the background, then the mail goes."""

    member = models.OneToOneField(
        FinancingMember, models.CASCADE, related_name="letter", verbose_name=_("municipality in joint financing")
    )
    pdf = models.ForeignKey(
        "kpss_portal.StoredDocument", models.PROTECT, verbose_name=_("document"), null=True, related_name="+"
    )
    is_wanted_by_mail = models.BooleanField(_("goes by e-mail"), default=False)
    queued_on = models.DateField(_("given to the post on"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("letter about a contribution"), _("letters about contributions")
        ordering = ["member__municipality__sort_key"]

    def __str__(self) -> str:
        return str(self.member)
