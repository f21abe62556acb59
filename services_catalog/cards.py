"""A service as lists show it: everything settled before the template, at a constant cost for any number of rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kpss_portal.search import highlight, snippet
from services_catalog.enums import ContactKind, Payment, ServiceForm
from services_catalog.free_places import free_places_words
from services_catalog.hours import Opening, OpenState, Span, state_at, state_words
from services_catalog.models import OfferedForm, Place, Service

PLACES = Prefetch("places", Place.objects.select_related("municipality"))
OPENING = ("forms__hours", "hours_exceptions")  # all that openings_of asks for


@dataclass
class Card:
    """What a row of a list says."""

    url: str
    name: SafeString
    provider: str
    text: SafeString
    where: str
    how: str
    price: str
    phones: list[str] = field(default_factory=list)
    opens: str = ""
    key: int = 0
    free: str = ""
    is_open: bool = False
    why: str = ""
    town: str = ""


def with_cards(services: QuerySet[Service]) -> QuerySet[Service]:
    """Services with all that their cards need."""
    return services.select_related("provider", "service_type").prefetch_related(
        *OPENING, "contacts", PLACES, "served_municipalities"
    )


def cards_of(services: Iterable[Service], question: str = "") -> list[Card]:
    """Cards of services loaded by `with_cards`."""
    return [card_of(service, question) for service in services]


def card_of(service: Service, question: str = "") -> Card:
    """One card; found words are marked."""
    text = service.summary or service.description
    now = timezone.localtime()
    state = open_state(service, now)
    return Card(
        url=f"/katalog/sluzby/{service.slug}/",
        name=highlight(service.name, question),
        provider=service.provider.name,
        text=snippet(text, question) if text else mark_safe(""),
        where=where_words(service),
        how=", ".join(how_words(service)),
        price=str(Payment(service.payment).label) if service.payment else "",
        phones=[contact.value for contact in service.contacts.all() if contact.kind == ContactKind.PHONE][:1],
        opens=state_words(state, now),
        is_open=state.is_open,
        key=service.pk,
        free=free_places_words(service),
    )


def open_state(service: Service, now: datetime) -> OpenState:
    """Open if any of its forms is, otherwise the soonest opening."""
    states = [state_at(opening_of(service, offered), now) for offered in service.forms.all()]
    if any(state.is_nonstop for state in states):
        return OpenState(True, is_nonstop=True)
    known = [state for state in states if state.changes]
    return min(known, key=lambda state: (not state.is_open, state.changes or now), default=OpenState(False))


def opening_of(service: Service, offered: OfferedForm) -> Opening:
    """What decides whether the form is open; the service is loaded with `OPENING`."""
    return Opening(
        tuple(Span(row.weekday, row.opens, row.closes) for row in offered.hours.all()),
        offered.is_nonstop,
        offered.is_closed_on_holidays,
        tuple(row.days for row in service.hours_exceptions.all() if row.form in {"", offered.form}),
    )


def how_words(service: Service) -> list[str]:
    """How the service reaches people, in their words."""
    labels = {
        ServiceForm.FIELD: _("they come to you"),
        ServiceForm.OUTPATIENT: _("you come to them"),
        ServiceForm.RESIDENTIAL: _("you live there"),
    }
    return [labels[ServiceForm(offered.form)] for offered in service.forms.all()]


def where_words(service: Service) -> str:
    """Where it is or comes; of a hidden place nothing is said."""
    places = [place.public for place in service.places.all()]
    towns = list(dict.fromkeys(place.municipality for place in places if place.municipality))
    if service.serves_whole_territory:
        return _("whole territory")
    if any(place.is_hidden for place in places) and not towns:
        return _("the address is not published")
    served = service.served_municipalities.all()
    if served:
        return (
            _("%(first)s and %(count)d more") % {"first": served[0].name, "count": len(served) - 1}
            if len(served) > 3
            else ", ".join(town.name for town in served)
        )
    return ", ".join(towns)


def with_namesakes(services: QuerySet[Service]) -> QuerySet[Service]:
    """Says of each service whether its provider calls another one the same, and whether one of the same kind."""
    same = Service.objects.filter(provider=OuterRef("provider"), name=OuterRef("name")).exclude(pk=OuterRef("pk"))
    return services.annotate(
        has_namesake=Exists(same), has_namesake_of_kind=Exists(same.filter(service_type=OuterRef("service_type")))
    )


def distinction_of(service: Any) -> str:
    """What tells the service from others that its provider calls the same: its kind, else its number in the register.

    The service is loaded by `with_namesakes`.
    """
    if not service.has_namesake:
        return ""
    if service.service_type and not service.has_namesake_of_kind:
        return service.service_type.name
    return service.identifier or service.slug
