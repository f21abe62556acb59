"""First-run setup: the town, its territory with figures, and the first pages."""

from django.db import transaction
from django.utils import timezone

from community import indexing
from community.default_pages import PAGES
from community.enums import ContactAudience
from community.models import Contact, Municipality, Office, Page
from community.territory import District, load_territory


@transaction.atomic
def set_up(district: District, *, portal_name: str = "") -> Office:
    """Makes the office of the district's town; repeated setup mends the territory and keeps what people wrote."""
    municipalities = load_territory(district)
    _leave_others(municipalities)
    seat = next((town for town in municipalities if town.name == district.name), None)
    office = Office.objects.first() or Office(
        portal_name=portal_name or f"Sociální služby – {district.name}",
        legal_name=f"Město {district.name}",
        tagline="Najít pomoc a plánovat společně",
        territory_name=f"správní obvod {district.name}",
        city=district.name,
    )
    if seat:
        office.seat = seat
        office.ico = office.ico or seat.office_ico
        office.postal_code = office.postal_code or seat.postal_code
    office.accessibility_prepared_on = office.accessibility_prepared_on or timezone.localdate()
    office.accessibility_reviewed_on = office.accessibility_reviewed_on or timezone.localdate()
    office.save()
    _first_pages()
    _first_contact(office)
    return office


def _leave_others(municipalities: list[Municipality]) -> None:
    """Another town was chosen before: its municipalities no longer belong to the territory."""
    Municipality.objects.exclude(pk__in=[town.pk for town in municipalities]).update(in_territory_from=None)


def _first_pages() -> None:
    for position, page in enumerate(PAGES, start=1):
        made, is_new = Page.objects.get_or_create(slug=page["slug"], defaults=page | {"position": position})
        if is_new:
            indexing.reindex(made)


def _first_contact(office: Office) -> None:
    if not Contact.objects.exists():
        made = Contact.objects.create(
            name="Odbor sociálních věcí",
            role="koordinace komunitního plánování",
            audience=ContactAudience.PUBLIC,
            address=", ".join(part for part in (office.street, office.city) if part) or office.city,
            is_main=True,
        )
        indexing.reindex(made)
