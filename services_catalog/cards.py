"""A service as lists show it: everything settled before the template, at a constant cost for any number of rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kpss_portal.remembered import Remembered
from kpss_portal.search import highlight, snippet
from services_catalog.enums import ContactKind, Payment, ServiceForm
from services_catalog.free_places import free_places_words
from services_catalog.hours import Opening, OpenState, Span, state_at, state_words
from services_catalog.models import OfferedForm, Place, Service

PLACES = Prefetch("places", Place.objects.select_related("municipality"))
EMPTY = mark_safe("")
MOST_SHELVED = 2_000  # services whose facts are kept in memory
OPENING = ("forms__hours", "hours_exceptions")  # all that openings_of asks for


@dataclass
class Card:
    """What a row of a list says."""

    url: str = ""
    name: SafeString = EMPTY
    provider: str = ""
    text: SafeString = EMPTY
    where: str = ""
    how: str = ""
    price: str = ""
    phones: list[str] = field(default_factory=list)
    opens: str = ""
    key: int = 0
    free: str = ""
    is_open: bool = False
    why: str = ""
    town: str = ""
    row: SafeString = EMPTY  # all of it as HTML, where it was made already


def with_cards(services: QuerySet[Service]) -> QuerySet[Service]:
    """Services with all that their cards need."""
    return services.select_related("provider", "service_type").prefetch_related(
        *OPENING, "contacts", PLACES, "served_municipalities"
    )


@dataclass(frozen=True)
class Facts:
    """What the card of a service says at any time, whatever was asked."""

    service: Service
    url: str
    provider: str
    where: str
    how: str
    price: str
    phones: tuple[str, ...]
    openings: tuple[Opening, ...]
    rows: dict[datetime, Card] = field(default_factory=dict)  # the card of one minute with its row of a list as HTML


shelf: Remembered[dict[int, Facts]] = Remembered("services_catalog.cards", dict, seconds=600, everywhere=True)


def facts_of(service: Service) -> Facts:
    """Of a service loaded by `with_cards`."""
    return Facts(
        service=service,
        url=f"/katalog/sluzby/{service.slug}/",
        provider=service.provider.name,
        where=where_words(service),
        how=", ".join(how_words(service)),
        price=str(Payment(service.payment).label) if service.payment else "",
        phones=tuple(contact.value for contact in service.contacts.all() if contact.kind == ContactKind.PHONE)[:1],
        openings=openings_of(service),
    )


def shelved(keys: Iterable[int]) -> list[Facts]:
    """Facts of those of the services that are public now, in the order of the keys; two queries when all are known."""
    wanted = list(keys)
    public = set(Service.objects.public().filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    kept = shelf.get() if public else {}
    known = {key: kept[key] for key in public if key in kept}
    if missing := public - known.keys():
        new = {row.pk: facts_of(row) for row in with_cards(Service.objects.filter(pk__in=missing))}
        known |= new
        if len(kept) > MOST_SHELVED:
            kept.clear()
        kept.update(new)
    return [known[key] for key in wanted if key in known]


def cards_of(services: Iterable[Service], question: str = "") -> list[Card]:
    """Cards of services loaded by `with_cards`."""
    return [card_of(service, question) for service in services]


def card_of(service: Service, question: str = "") -> Card:
    """One card; found words are marked."""
    return card_from(facts_of(service), question)


def card_from(facts: Facts, question: str = "", now: datetime | None = None) -> Card:
    """The card as it is now."""
    service, moment = facts.service, now or timezone.localtime()
    text = service.summary or service.description
    state = open_state(facts.openings, moment)
    return Card(
        url=facts.url,
        name=highlight(service.name, question),
        provider=facts.provider,
        text=snippet(text, question) if text else mark_safe(""),
        where=facts.where,
        how=facts.how,
        price=facts.price,
        phones=list(facts.phones),
        opens=state_words(state, moment),
        is_open=state.is_open,
        key=service.pk,
        free=free_places_words(service),
    )


def openings_of(service: Service) -> tuple[Opening, ...]:
    """Of all forms; the service is loaded with `OPENING`."""
    return tuple(opening_of(service, offered) for offered in service.forms.all())


def open_state(openings: Iterable[Opening], now: datetime) -> OpenState:
    """Open if any of the forms is, otherwise the soonest opening."""
    states = [state_at(opening, now) for opening in openings]
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
