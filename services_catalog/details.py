"""Everything that the card of a service says, settled once for the page, the leaflet, the list and the booklet.

Addresses come from `Place.public` alone. Free places and exceptions to hours are true for some time only, so what is printed
to last (leaflet, booklet) leaves them out.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.templatetags.kpss import number
from services_catalog.cards import PLACES, how_words, open_state, opening_of, openings_of
from services_catalog.enums import ContactKind, Payment
from services_catalog.free_places import FreePlaces, current_free_places
from services_catalog.freshness import freshness_words
from services_catalog.hours import exception_words, holiday_name, lines_of, state_words
from services_catalog.models import HoursException, OfferedForm, PublicPlace, Service, ServiceContact

Pair = tuple[str, str]


@dataclass(frozen=True)
class FormDetails:
    """A form of the service: when, and how much of it is registered."""

    label: str
    is_nonstop: bool
    lines: list[Pair]
    note: str
    is_open: bool
    is_closed_on_holidays: bool
    capacities: list[Pair]

    @property
    def knows_hours(self) -> bool:
        """Whether there are hours as data."""
        return self.is_nonstop or bool(self.lines)


@dataclass(frozen=True)
class Details:
    """What the card says; lists are empty and words too where nothing is known."""

    service: Service
    kind: str
    phones: list[ServiceContact]
    emails: list[ServiceContact]
    webs: list[ServiceContact]
    places: list[PublicPlace]
    forms: list[FormDetails]
    exceptions: list[Pair]
    how: list[str]
    for_whom: str
    price: str
    comes_to: str
    barrier_free: str
    network: str
    verified: str
    opens: str
    is_open: bool
    holiday: str
    free: FreePlaces | None = field(default=None)

    @property
    def is_hidden(self) -> bool:
        """Whether an address is kept secret."""
        return any(place.is_hidden for place in self.places)


def with_details(services: QuerySet[Service]) -> QuerySet[Service]:
    """Services with all that their details need, at a constant cost."""
    coming = HoursException.objects.filter(ends_on__gte=timezone.localdate())
    return services.select_related("provider", "service_type").prefetch_related(
        "forms__hours",
        "forms__capacities",
        Prefetch("hours_exceptions", coming),
        "contacts",
        PLACES,
        "target_groups",
        "served_municipalities",
    )


def details_of(service: Service, now: datetime | None = None) -> Details:
    """Details of a service loaded by `with_details`."""
    moment = now or timezone.localtime()
    state = open_state(openings_of(service), moment)
    contacts = list(service.contacts.all())
    return Details(
        service=service,
        kind=kind_words(service),
        phones=[contact for contact in contacts if contact.kind == ContactKind.PHONE],
        emails=[contact for contact in contacts if contact.kind == ContactKind.EMAIL],
        webs=[contact for contact in contacts if contact.kind == ContactKind.WEB],
        places=[place.public for place in service.places.all()],
        forms=[_form(service, offered, moment) for offered in service.forms.all()],
        exceptions=_exceptions(service),
        how=how_words(service),
        for_whom=service.for_whom or ", ".join(group.name for group in service.target_groups.all()),
        price=price_words(service),
        comes_to=_comes_to(service),
        barrier_free=_barrier_free(service),
        network=_network(service),
        verified=_verified(service),
        opens=state_words(state, moment),
        is_open=state.is_open,
        holiday=holiday_name(moment.date()),
        free=current_free_places(service),
    )


def kind_words(service: Service) -> str:
    """The kind by the Act with its section, or that it is another help."""
    kind = service.service_type
    if kind is None:
        return str(service.get_kind_display())
    return f"{kind.name} ({kind.paragraph})" if kind.paragraph else kind.name


def price_words(service: Service) -> str:
    """The price in words, or at least whether people pay; empty for unknown."""
    if service.price_note:
        return service.price_note
    return str(Payment(service.payment).label).capitalize() if service.payment else ""


def _form(service: Service, offered: OfferedForm, now: datetime) -> FormDetails:
    opening = opening_of(service, offered)
    return FormDetails(
        label=str(offered.get_form_display()),
        is_nonstop=offered.is_nonstop,
        lines=lines_of(opening.spans),
        note=offered.hours_note,
        is_open=opening.is_open_at(now),
        is_closed_on_holidays=offered.is_closed_on_holidays,
        capacities=[(f"{number(row.number)} {row.get_unit_display()}", row.note) for row in offered.capacities.all()],
    )


def _exceptions(service: Service) -> list[Pair]:
    """Days to come on which the hours are different; the form is named where the service has more of them."""
    has_more = len(service.forms.all()) > 1
    rows = []
    for row in service.hours_exceptions.all():
        days, what = exception_words(row.days)
        rows.append((days, f"{row.get_form_display()}: {what}" if row.form and has_more else what))
    return rows


def _comes_to(service: Service) -> str:
    if service.serves_whole_territory:
        return _("the whole territory")
    return ", ".join(town.name for town in service.served_municipalities.all())


def _barrier_free(service: Service) -> str:
    return {True: _("yes"), False: _("no"), None: ""}[service.is_barrier_free]


def _network(service: Service) -> str:
    region = {True: _("in the network of the region"), False: _("not in the network of the region"), None: ""}
    return ", ".join(part for part in (region[service.is_in_regional_network], service.network_note) if part)


def _verified(service: Service) -> str:
    words = freshness_words(service.verified_on)
    return f"{words}, {service.verified_by}" if service.verified_by else words
