"""Which service of the catalogue a record is, and whether it is ours at all."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from services_catalog.enums import ServiceKind
from services_catalog.models import Service
from services_catalog.register.codes import Codes
from services_catalog.register.records import Record

CATALOGUE, PLACE, SEAT, REACH = "catalogue", "place", "seat", "reach"  # why a record is kept


class Catalogue:
    """Registered services of the catalogue by their numbers."""

    def __init__(self) -> None:
        has_number = ~Q(identifier="") | Q(portal_id__isnull=False)
        services = (
            Service.objects.filter(has_number, kind=ServiceKind.REGISTERED)
            .select_related("provider", "service_type")
            .prefetch_related("forms__capacities", "contacts", "target_groups", "age_groups", "places__municipality")
        )
        self.services = list(services)
        self._by_identifier = {row.identifier: row for row in self.services if row.identifier}
        self._by_portal = {row.portal_id: row for row in self.services if row.portal_id}

    def find(self, record: Record) -> Service | None:
        """By the registration number; by the portal's number only where one of the two has no registration number."""
        if record.identifier in self._by_identifier:
            return self._by_identifier[record.identifier]
        found = self._by_portal.get(record.portal_id) if record.portal_id else None
        return found if found and (not found.identifier or not record.identifier) else None

    def missing(self, found: Iterable[Service]) -> list[Service]:
        """Services that the register did not name."""
        keys = {service.pk for service in found}
        return [service for service in self.services if service.pk not in keys]


def subject_of(service: Service) -> str:
    """The key of a service in the queue; see Record.subject."""
    return f"i:{service.identifier}" if service.identifier else f"p:{service.portal_id}"


def kept_because(record: Record, codes: Codes, day: date) -> str:
    """Why a record that the catalogue does not have is ours: its place, seat or declared reach; empty if it is not."""
    places = [found.address for found in record.facilities_on(day) if found.address]
    if any(codes.town(place.municipality) in codes.territory for place in places):
        return PLACE
    if any(codes.town(seat.municipality) in codes.territory for seat in record.seats):
        return SEAT
    return REACH if any(codes.reaches_territory(codes_) for codes_ in record.reach) else ""
