"""Services: registered by the Act or other help."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules import is_office
from kpss_portal import purposes
from kpss_portal.constraints import in_order, known_choice, not_negative, set_together
from kpss_portal.fields import SortKeyField
from kpss_portal.personal_data import PersonalData
from services_catalog.enums import CapacityUnit, ContactKind, Payment, ServiceForm, ServiceKind
from services_catalog.hours import Exceptional, exception_words


class ServiceQuerySet(models.QuerySet["Service"]):
    """Services."""

    def public(self) -> "ServiceQuerySet":
        """Published, and provided today."""
        today = timezone.localdate()
        return self.filter(Q(provided_until__isnull=True) | Q(provided_until__gte=today), is_published=True)

    def visible_to(self, user: Any) -> "ServiceQuerySet":
        """`services_catalog.view_service` as a query; a test keeps the two in step."""
        return self if is_office(user) else self.public()

    def serving(self, municipality: Any) -> "ServiceQuerySet":
        """Services that serve people of the municipality: whole territory, named, or a known place there.

        A hidden place says nothing of where it is, not even its municipality.
        """
        here = Q(places__municipality=municipality, places__is_address_hidden=False)
        return self.filter(Q(serves_whole_territory=True) | Q(served_municipalities=municipality) | here).distinct()


class Service(models.Model):
    """A service as people need it described; facts of the register keep the register's words."""

    personal_data = PersonalData(
        purposes.CATALOGUE,
        names=("verified_by",),
        veiled=("verified_by",),
        is_minor=True,
        kept=_("until the next verification of the service"),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    provider = models.ForeignKey(
        "services_catalog.Provider", models.PROTECT, related_name="services", verbose_name=_("provider")
    )
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ServiceKind, default=ServiceKind.REGISTERED)
    service_type = models.ForeignKey(
        "services_catalog.ServiceType",
        models.PROTECT,
        related_name="services",
        verbose_name=_("kind of service"),
        null=True,
        blank=True,
    )
    identifier = models.CharField(_("identifier of the register"), max_length=12, blank=True)
    portal_id = models.PositiveIntegerField(_("number on the portal of the ministry"), null=True, blank=True)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    for_whom = models.TextField(_("for whom"), blank=True)
    not_for_whom = models.TextField(_("for whom not"), blank=True)
    how_to_apply = models.TextField(_("how to begin"), blank=True)
    documents_needed = models.TextField(_("what to bring"), blank=True)
    payment = models.CharField(_("payment"), max_length=6, choices=Payment, default=Payment.UNKNOWN, blank=True)
    price_note = models.CharField(_("price in words"), max_length=250, blank=True)
    languages = models.CharField(_("languages"), max_length=150, blank=True)
    is_barrier_free = models.BooleanField(_("barrier-free"), null=True, blank=True)
    target_groups = models.ManyToManyField(
        "services_catalog.TargetGroup", verbose_name=_("target groups"), related_name="services", blank=True
    )
    age_groups = models.ManyToManyField(
        "services_catalog.AgeGroup", verbose_name=_("age groups"), related_name="services", blank=True
    )
    situations = models.ManyToManyField(
        "services_catalog.LifeSituation", verbose_name=_("life situations"), related_name="services", blank=True
    )
    serves_whole_territory = models.BooleanField(_("comes to the whole territory"), default=False)
    served_municipalities = models.ManyToManyField(
        "community.Municipality", verbose_name=_("municipalities where it comes"), related_name="services", blank=True
    )
    is_crisis = models.BooleanField(_("for people in danger"), default=False)
    has_quick_exit = models.BooleanField(
        _("offers to leave the page fast"),
        default=False,
        help_text=_("For services for victims of violence: the page shows a button that opens a harmless page."),
    )
    free_places = models.PositiveSmallIntegerField(_("free places"), null=True, blank=True)
    waiting_list_note = models.CharField(
        _("waiting list in words"),
        max_length=200,
        blank=True,
        help_text=_("For example: full, one waits for about three months."),
    )
    free_places_stated_on = models.DateField(_("free places stated on"), null=True, blank=True)
    free_places_expire_on = models.DateField(
        _("the statement holds until"), null=True, blank=True, help_text=_("After this day nobody sees it any more.")
    )
    financed_by = models.CharField(
        _("how it is financed"),
        max_length=250,
        blank=True,
        help_text=_("For example: subsidy of the region, contributions of municipalities, payments of clients."),
    )
    is_in_regional_network = models.BooleanField(_("in the network of the region"), null=True, blank=True)
    network_note = models.CharField(
        _("other networks"),
        max_length=150,
        blank=True,
        help_text=_("For example: minimal network of the town 2026."),
    )
    provided_since = models.DateField(_("provided since"), null=True, blank=True)
    provided_until = models.DateField(_("provided until"), null=True, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_by = models.CharField(_("verified by"), max_length=120, null=True, blank=True)
    source = models.CharField(_("source of data"), max_length=250, blank=True)
    is_published = models.BooleanField(_("published"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    sort_key = SortKeyField("name")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("service"), _("services")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["identifier"],
                condition=~Q(identifier=""),
                name="service_identifier_once",
                violation_error_message=_("Another service has this identifier."),
            ),
            known_choice("kind", ServiceKind.values, name="service_kind_known"),
            known_choice("payment", Payment.values, name="service_payment_known"),
            models.CheckConstraint(
                condition=Q(kind=ServiceKind.RELATED) | Q(service_type__isnull=False),
                name="service_registered_has_type",
                violation_error_message=_("A registered service needs its kind by the Act."),
            ),
            in_order(
                "provided_since",
                "provided_until",
                name="service_ends_after_start",
                message=_("A service cannot end before it starts."),
            ),
            set_together(
                "verified_on",
                "verified_by",
                name="service_verification_whole",
                message=_("A verification needs both its date and its author."),
            ),
            set_together(
                "free_places_stated_on",
                "free_places_expire_on",
                name="service_free_places_dated",
                message=_("A statement of free places needs the day it was made and the day until which it holds."),
            ),
            models.CheckConstraint(
                condition=Q(free_places__isnull=True, waiting_list_note="") | Q(free_places_stated_on__isnull=False),
                name="service_free_places_have_dates",
                violation_error_message=_("Say on which day the free places were stated and until when it holds."),
            ),
            in_order(
                "free_places_stated_on",
                "free_places_expire_on",
                name="service_free_places_in_order",
                message=_("The statement cannot end before it was made."),
            ),
            not_negative("free_places", name="service_free_places_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Page of the service."""
        return reverse("services_catalog:service", args=[self.slug])

    @property
    def is_public(self) -> bool:
        """The same as ServiceQuerySet.public, for one service."""
        return self.is_published and (self.provided_until is None or self.provided_until >= timezone.localdate())

    @property
    def free_places_are_current(self) -> bool:
        """Whether a statement of free places may be shown today: the one place that decides, for every output."""
        holds_until = self.free_places_expire_on
        is_said = self.free_places is not None or bool(self.waiting_list_note)
        return is_said and holds_until is not None and holds_until >= timezone.localdate()


class OfferedForm(models.Model):
    """A form in which a service is provided, with its opening hours; capacity belongs to it, not to places."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="forms", verbose_name=_("service"))
    form = models.CharField(_("form"), max_length=12, choices=ServiceForm)
    is_nonstop = models.BooleanField(_("round the clock"), default=False)
    hours_note = models.CharField(_("hours in words"), max_length=250, blank=True)
    is_closed_on_holidays = models.BooleanField(_("closed on public holidays"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("form of the service"), _("forms of the service")
        ordering = ["service", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "form"],
                name="form_once_per_service",
                violation_error_message=_("This form stands here twice."),
            ),
            known_choice("form", ServiceForm.values, name="offered_form_known"),
        ]

    def __str__(self) -> str:
        return self.get_form_display()


class Capacity(models.Model):
    """How many, in a unit of the register: the registered most, not free places."""

    offered_form = models.ForeignKey(
        OfferedForm, models.CASCADE, related_name="capacities", verbose_name=_("form of the service")
    )
    number = models.PositiveIntegerField(pgettext_lazy("capacity", "number"))
    unit = models.CharField(_("unit"), max_length=14, choices=CapacityUnit)
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("capacity"), _("capacities")
        ordering = ["offered_form", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["offered_form", "unit"],
                name="capacity_once_per_unit",
                violation_error_message=_("This unit stands here twice."),
            ),
            known_choice("unit", CapacityUnit.values, name="capacity_unit_known"),
            not_negative("number", name="capacity_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_unit_display()}"


class OpeningHours(models.Model):
    """From when to when on a day of the week."""

    offered_form = models.ForeignKey(
        OfferedForm, models.CASCADE, related_name="hours", verbose_name=_("form of the service")
    )
    weekday = models.PositiveSmallIntegerField(_("day"), choices=[(day, day) for day in range(7)])
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"))

    class Meta:
        verbose_name, verbose_name_plural = _("opening hours"), _("opening hours")
        ordering = ["offered_form", "weekday", "opens"]
        constraints = [
            models.UniqueConstraint(
                fields=["offered_form", "weekday", "opens"],
                name="hours_once",
                violation_error_message=_("These hours stand here twice."),
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="hours_weekday_known",
                violation_error_message=_("This value is not offered."),
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=models.F("opens")),
                name="hours_close_after_opening",
                violation_error_message=_("Closing must be after opening."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


class HoursException(models.Model):
    """Days on which a service is closed or open at other hours; it goes before the week and before public holidays."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="hours_exceptions", verbose_name=_("service"))
    form = models.CharField(
        _("form"),
        max_length=12,
        choices=ServiceForm,
        blank=True,
        help_text=_("Empty: it concerns all forms of the service."),
    )
    starts_on = models.DateField(_("from the day"))
    ends_on = models.DateField(_("to the day (inclusive)"))
    opens = models.TimeField(_("opens at"), null=True, blank=True, help_text=_("Empty: closed all day."))
    closes = models.TimeField(_("closes at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=150, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("exception to hours"), _("exceptions to hours")
        ordering = ["service", "starts_on", "opens", "pk"]
        constraints = [
            known_choice("form", ["", *ServiceForm.values], name="hours_exception_form_known"),
            in_order(
                "starts_on",
                "ends_on",
                name="hours_exception_days_in_order",
                message=_("The last day is before the first one."),
            ),
            set_together(
                "opens",
                "closes",
                name="hours_exception_whole",
                message=_("Say both when it opens and when it closes; for a closed day leave both empty."),
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | Q(closes__gt=models.F("opens")),
                name="hours_exception_closes_after_opening",
                violation_error_message=_("Closing must be after opening."),
            ),
        ]

    def __str__(self) -> str:
        return " ".join(exception_words(self.days))

    @classmethod
    def of(cls, service: Service, days: Exceptional) -> "HoursException":
        """An unsaved exception for all forms of the service."""
        return cls(
            service=service,
            starts_on=days.first,
            ends_on=days.last,
            opens=days.opens,
            closes=days.closes,
            note=days.note,
        )

    @property
    def days(self) -> Exceptional:
        """The exception as hours count with it."""
        return Exceptional(self.starts_on, self.ends_on, self.opens, self.closes, self.note)


class ServiceContact(models.Model):
    """A way to reach the service."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="contacts", verbose_name=_("service"))
    kind = models.CharField(_("kind"), max_length=6, choices=ContactKind)
    value = models.CharField(_("number or address"), max_length=200)
    note = models.CharField(_("note"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("contact"), _("contacts")
        ordering = ["service", "position", "pk"]
        constraints = [known_choice("kind", ContactKind.values, name="service_contact_kind_known")]

    def __str__(self) -> str:
        return self.value
