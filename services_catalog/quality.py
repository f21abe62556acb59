"""How complete a card is, for the office: what is missing in words, and points out of a hundred.

Points say how much people miss the thing: without a phone they cannot begin at all, without languages they ask. Everything
is asked in the database, so the column, the filter and the order of the list come from one place.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services_catalog.enums import ContactKind, Payment
from services_catalog.freshness import STALE_AFTER
from services_catalog.models import OfferedForm, OpeningHours, Place, Service, ServiceContact

GOOD, POOR = 80, 50  # of a hundred


@dataclass(frozen=True)
class Criterion:
    """A thing that a card should have."""

    key: str
    points: int
    missing: str | Promise


CRITERIA = (
    Criterion("phone", 15, _("a phone")),
    Criterion("email", 5, _("an e-mail")),
    Criterion("description", 15, _("what the service does")),
    Criterion("for_whom", 10, _("for whom it is")),
    Criterion("how_to_apply", 10, _("how to begin")),
    Criterion("price", 10, _("what it costs")),
    Criterion("hours", 10, _("opening hours")),
    Criterion("where", 10, _("where it is or where it comes")),
    Criterion("situations", 5, _("life situations")),
    Criterion("verified", 10, _("a verification within a year")),
)


def _conditions() -> dict[str, Any]:
    def has(model: Any, path: str = "service", *more: Q, **conditions: Any) -> Exists:
        return Exists(model.objects.filter(*more, **{path: OuterRef("pk")}, **conditions))

    served: Any = Service.served_municipalities.through
    groups: Any = Service.target_groups.through
    situations: Any = Service.situations.through
    said = Q(is_nonstop=True) | ~Q(hours_note="")
    return {
        "phone": has(ServiceContact, kind=ContactKind.PHONE),
        "email": has(ServiceContact, kind=ContactKind.EMAIL) | ~Q(provider__email=""),
        "description": ~Q(summary="") | ~Q(description=""),
        "for_whom": ~Q(for_whom="") | has(groups),
        "how_to_apply": ~Q(how_to_apply=""),
        "price": ~Q(payment=Payment.UNKNOWN) | ~Q(price_note=""),
        "hours": has(OpeningHours, "offered_form__service") | has(OfferedForm, "service", said),
        "where": Q(serves_whole_territory=True)
        | has(served)
        | has(Place, "service", Q(municipality__isnull=False) | Q(is_address_hidden=True)),
        "situations": has(situations),
        "verified": Q(verified_on__gte=timezone.localdate() - STALE_AFTER),
    }


def with_quality(services: QuerySet[Service]) -> QuerySet[Service]:
    """Services with `quality_points`, and `quality_<key>` with the points of each criterion or 0."""
    conditions = _conditions()
    parts = {
        f"quality_{row.key}": Case(
            When(conditions[row.key], then=Value(row.points)), default=Value(0), output_field=IntegerField()
        )
        for row in CRITERIA
    }
    total: Any = Value(0)
    for name in parts:
        total = total + Coalesce(F(name), 0)
    return services.annotate(**parts).annotate(quality_points=total)


def missing_words(service: Any) -> list[str]:
    """What the card lacks, the dearest first; for a service loaded by `with_quality`."""
    lacking = [row for row in CRITERIA if not getattr(service, f"quality_{row.key}")]
    return [str(row.missing) for row in sorted(lacking, key=lambda row: -row.points)]
