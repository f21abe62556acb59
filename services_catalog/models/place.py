"""Where a service is. A hidden address never leaves (law 2): `Place.public` is the one place that decides."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

MAPS = "https://mapy.com/fnc/v1"


@dataclass(frozen=True)
class PublicPlace:
    """What everybody may know of a place. For a hidden one all fields are empty."""

    name: str = ""
    street: str = ""
    postal_code: str = ""
    municipality: str = ""
    municipality_slug: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    is_seat_only: bool = False
    is_hidden: bool = False
    phone: str = ""
    note: str = ""

    @property
    def line(self) -> str:
        """Street and municipality on one line; empty for a hidden place."""
        town = (
            f"{self.postal_code[:3]} {self.postal_code[3:]} {self.municipality}".strip()
            if self.postal_code
            else self.municipality
        )
        return ", ".join(part for part in (self.street, town) if part)

    @property
    def route(self) -> str:
        """An address of a map that shows the way: a plain link, nothing is asked until somebody presses it.

        Empty for a hidden place and for the seat of a provider, where the service may not be. Mapy.com, URL of maps.
        """
        if self.is_hidden or self.is_seat_only or not self.municipality:
            return ""
        if self.latitude is not None and self.longitude is not None:
            return f"{MAPS}/route?{urlencode({'end': f'{self.longitude},{self.latitude}', 'routeType': 'car_fast'})}"
        return f"{MAPS}/search?{urlencode({'query': self.line})}" if self.street else ""


class Place(models.Model):
    """An address of a service. Never print its fields: ask `public`."""

    not_personal = {"street": "of a service", "phone": "of a service"}

    confidential_fields = (
        "name",
        "street",
        "postal_code",
        "latitude",
        "longitude",
        "phone",
        "note",
        "municipality",
    )  # may be hidden

    service = models.ForeignKey(
        "services_catalog.Service", models.CASCADE, related_name="places", verbose_name=_("service")
    )
    name = models.CharField(_("name of the place"), max_length=150, blank=True)
    street = models.CharField(_("street and number"), max_length=150, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    municipality = models.ForeignKey(
        "community.Municipality",
        models.PROTECT,
        related_name="places",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
    )
    latitude = models.DecimalField(_("latitude"), max_digits=10, decimal_places=7, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=10, decimal_places=7, null=True, blank=True)
    is_address_hidden = models.BooleanField(
        _("the address is secret"),
        default=False,
        help_text=_("Shelters for victims of violence: the address never appears anywhere."),
    )
    is_seat_only = models.BooleanField(
        _("only the seat of the provider"), default=False, help_text=_("The place of the service itself is not known.")
    )
    phone = models.CharField(_("phone of the place"), max_length=40, blank=True)
    note = models.CharField(
        _("how to get there"), max_length=200, blank=True, help_text=_("A bus stop, an entrance without steps.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("place"), _("places")
        ordering = ["service", "position", "pk"]

    def __str__(self) -> str:
        return str(_("secret address")) if self.is_address_hidden else self.public.line

    @property
    def public(self) -> PublicPlace:
        """The place as everybody may know it."""
        if self.is_address_hidden:
            return PublicPlace(is_hidden=True)
        return PublicPlace(
            name=self.name,
            street=self.street,
            postal_code=self.postal_code,
            municipality=self.municipality.name if self.municipality else "",
            municipality_slug=self.municipality.slug if self.municipality else "",
            latitude=self.latitude,
            longitude=self.longitude,
            is_seat_only=self.is_seat_only,
            phone=self.phone,
            note=self.note,
        )
