"""Page of a service and its leaflet."""

from typing import Any

from django.db.models import QuerySet
from django.views.generic import DetailView

from services_catalog.details import details_of, with_details
from services_catalog.freshness import is_stale
from services_catalog.models import Service


class ServiceDetail(DetailView):
    """What people ask first, then everything else."""

    template_name = "services_catalog/service.html"

    def get_queryset(self) -> QuerySet[Service]:
        """A service that is not published is not found by the public."""
        return with_details(Service.objects.visible_to(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything settled for the template."""
        service: Service = self.object
        return super().get_context_data(**kwargs) | {
            "service": service,
            "details": details_of(service),
            "distinction": _distinction(service),
            "plan_items": _plan_items(service),
            "is_stale": is_stale(service.verified_on),
        }


def _distinction(service: Service) -> str:
    """What tells the service from others that its provider calls the same: its kind, else its number in the register."""
    same = Service.objects.filter(provider=service.provider_id, name=service.name).exclude(pk=service.pk)
    kinds = list(same.values_list("service_type", flat=True))
    if not kinds:
        return ""
    if service.service_type and service.service_type_id not in kinds:
        return service.service_type.name
    return service.identifier or service.slug


def _plan_items(service: Service) -> list[Any]:
    """Items of plans in force that speak of the service: known to this app only as what points back at it."""
    return list(service.plan_items.filter(plan__state="in_force").select_related("plan")[:10])
