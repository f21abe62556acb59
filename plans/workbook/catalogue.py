"""Names that a workbook shares with the catalogue and the office: services, kinds of services, areas, sources."""

from collections import Counter
from typing import Any

from community.models import PlanningArea
from kpss_portal.czech import fold
from plans.models import FundingSource
from services_catalog.models import Provider, Service, ServiceType


def _fold(name: str) -> str:
    return " ".join(fold(name).split())


class ServiceNames:
    """How services are called in a workbook: by name where it is the only one of its kind, else by identifier."""

    def __init__(self) -> None:
        self.services = list(Service.objects.only("pk", "name", "slug", "identifier"))
        self._count = Counter(_fold(service.name) for service in self.services)
        self._services = {key: service for service in self.services for key in self._keys(service)}
        self._types = {key: kind for kind in ServiceType.objects.all() for key in self._type_keys(kind)}

    def name_of(self, service: Service) -> str:
        """The word that finds exactly this service again."""
        if self._count[_fold(service.name)] == 1 and ";" not in service.name:
            return service.name
        return service.identifier or service.slug

    def sort(self, names: tuple[str, ...]) -> tuple[list[Service], list[ServiceType], list[str]]:
        """Services, kinds of services, and words that are neither."""
        services, types, rest = [], [], []
        for name in names:
            key = _fold(name)
            if key in self._services:
                services.append(self._services[key])
            elif key in self._types:
                types.append(self._types[key])
            else:
                rest.append(name)
        return services, types, rest

    def _keys(self, service: Service) -> list[str]:
        keys = [service.slug, service.identifier or ""]
        if self._count[_fold(service.name)] == 1:
            keys.append(_fold(service.name))
        return [key for key in keys if key]

    @staticmethod
    def _type_keys(kind: ServiceType) -> list[str]:
        return [_fold(kind.paragraph), _fold(kind.name), _fold(kind.paragraph).replace(" ", "")]


def by_name(queryset: Any) -> dict[str, Any]:
    """Rows by their folded name."""
    return {_fold(row.name): row for row in queryset}


class Vocabulary:
    """Areas, sources and providers by name; unknown areas and sources are made when the draft is written."""

    def __init__(self) -> None:
        self.services = ServiceNames()
        self.areas: dict[str, PlanningArea] = by_name(PlanningArea.objects.all())
        self.sources: dict[str, FundingSource] = by_name(FundingSource.objects.all())
        self.providers: dict[str, Provider] = by_name(Provider.objects.only("pk", "name"))

    def knows_area(self, name: str) -> bool:
        """Whether the office has this area."""
        return _fold(name) in self.areas

    def knows_source(self, name: str) -> bool:
        """Whether the office has this source of money."""
        return _fold(name) in self.sources

    def provider(self, name: str) -> Provider | None:
        """The provider of exactly this name."""
        return self.providers.get(_fold(name))

    def area(self, name: str) -> PlanningArea:
        """The area of this name, made if there is none."""
        if not self.knows_area(name):
            self.areas[_fold(name)] = PlanningArea.objects.create_named(name)
        return self.areas[_fold(name)]

    def source(self, name: str) -> FundingSource:
        """The source of this name, made if there is none."""
        if not self.knows_source(name):
            self.sources[_fold(name)] = FundingSource.objects.create(name=name)
        return self.sources[_fold(name)]
