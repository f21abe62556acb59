"""What serves a municipality, as rows of a sheet. Places come by `Place.public` alone."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from community.models import Municipality
from kpss_portal.spreadsheets import Table, write_csv
from services_catalog.cards import how_words, where_words, with_cards
from services_catalog.enums import ContactKind, Payment
from services_catalog.models import Service
from services_catalog.reach import Reach, reach_of
from services_catalog.snapshot import snapshot


def sheet_of(municipality: Municipality) -> bytes:
    """CSV of all services that serve the municipality and of those near by, as its page groups them."""
    facts = snapshot.get()
    reach = reach_of(municipality.pk, facts)
    services = with_cards(Service.objects.public().filter(pk__in=[*reach.serving, *reach.near]))
    ordered = sorted(services, key=lambda service: (_rank(service.pk, reach), facts.order.get(service.pk, 0)))
    header = [
        _("how it reaches people of the municipality"),
        _("kilometres as the crow flies"),
        _("service"),
        _("kind of service"),
        _("provider"),
        _("form"),
        _("phone"),
        _("e-mail"),
        _("web"),
        _("address"),
        _("where it is or comes"),
        _("payment"),
        _("verified on"),
        _("page of the service"),
    ]
    return write_csv(Table(municipality.name, header, [_row(service, reach) for service in ordered]))


def _rank(key: int, reach: Reach) -> tuple[int, int]:
    groups = (reach.come, reach.here, reach.go)
    return next(((place, 0) for place, keys in enumerate(groups) if key in keys), (len(groups), reach.near.get(key, 0)))


def _row(service: Service, reach: Reach) -> list[str | int]:
    contacts = {
        kind: _joined(contact.value for contact in service.contacts.all() if contact.kind == kind)
        for kind in ContactKind
    }
    return [
        _way(service.pk, reach),
        reach.near.get(service.pk, ""),
        service.name,
        str(service.service_type or ""),
        service.provider.name,
        ", ".join(how_words(service)),
        contacts[ContactKind.PHONE],
        contacts[ContactKind.EMAIL],
        contacts[ContactKind.WEB],
        "; ".join(line for place in service.places.all() if (line := place.public.line)),
        where_words(service),
        str(Payment(service.payment).label),
        service.verified_on.isoformat() if service.verified_on else "",
        settings.BASE_URL + service.get_absolute_url(),
    ]


def _way(key: int, reach: Reach) -> str:
    if key in reach.come:
        return _("they come to you")
    if key in reach.here:
        return _("a place in the municipality")
    return _("elsewhere, serves people from here too") if key in reach.go else _("near by")


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)
