"""What search knows of the catalogue. Addresses come from `Place.public` alone, so a secret one never gets here."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from kpss_portal.search import Text, forget, index_many
from services_catalog.booklet import catalogue_changed
from services_catalog.cards import shelf
from services_catalog.models import LifeSituation, Provider, Service
from services_catalog.snapshot import snapshot

SERVICE, PROVIDER, SITUATION = "service", "provider", "situation"


def reindex_services(services: QuerySet[Service] | None = None) -> None:
    """Writes the given services (all by default) into search; those not public are taken out."""
    chosen: Any = Service.objects.all() if services is None else services
    public = (
        chosen.public()
        .select_related("provider", "service_type")
        .prefetch_related(
            "target_groups", "situations", "situations__parent", "served_municipalities", "places__municipality"
        )
    )
    keys = set(chosen.values_list("pk", flat=True))
    things = [text_of(service) for service in public]
    forget(SERVICE, keys - {thing.object_id for thing in things})
    index_many(things)
    snapshot.forget_after_commit()
    shelf.forget_after_commit()
    catalogue_changed()


def text_of(service: Service) -> Text:
    """Texts of a service with their weights."""
    kind = service.service_type
    situations = service.situations.all()
    towns = {place.public.municipality for place in service.places.all()} | {
        municipality.name for municipality in service.served_municipalities.all()
    }
    return Text(
        kind=SERVICE,
        object_id=service.pk,
        title=service.name,
        url=service.get_absolute_url(),
        summary=service.summary or service.description[:300],
        texts=[
            (service.provider.name, 4),
            (f"{kind.name} {kind.abbreviation} {kind.paragraph}" if kind else "", 6),
            (kind.synonyms if kind else "", 5),
            (" ".join(f"{found.name} {found.synonyms}" for found in situations), 3),
            (" ".join(group.name for group in service.target_groups.all()), 2),
            (" ".join(sorted(town for town in towns if town)), 3),
            (f"{service.description} {service.for_whom}", 1),
        ],
        terms=_meanings(service),
    )


def _meanings(service: Service) -> dict[str, int]:
    """Terms by which the vocabulary finds the service (vocabulary.py)."""
    terms = {f"service:{service.pk}": 9}
    if service.service_type_id:
        terms[f"type:{service.service_type_id}"] = 7
    terms |= {f"situation:{found.pk}": 5 for found in service.situations.all()}
    return terms | {f"group:{found.pk}": 5 for found in service.target_groups.all()}


def reindex_others() -> None:
    """Providers and life situations."""
    index_many(
        [
            *(
                Text(PROVIDER, found.pk, found.name, found.get_absolute_url(), found.description[:300])
                for found in Provider.objects.all()
            ),
            *_situations(LifeSituation.objects.filter(parent__isnull=False)),
        ]
    )


def _situations(situations: Iterable[LifeSituation]) -> Iterable[Text]:
    for found in situations:
        yield Text(SITUATION, found.pk, found.name, found.get_absolute_url(), found.hint, [(found.synonyms, 4)])
