"""Page of a service."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.views.generic import DetailView

from services_catalog.cards import distinction_of, with_namesakes
from services_catalog.details import details_of, with_details
from services_catalog.freshness import is_stale
from services_catalog.models import Network, Service


class ServiceDetail(DetailView):
    """What people ask first, then everything else."""

    template_name = "services_catalog/service.html"

    def get_queryset(self) -> QuerySet[Service]:
        """A service that is not published is not found by the public."""
        return with_namesakes(with_details(Service.objects.visible_to(self.request.user)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything settled for the template."""
        service: Service = self.object
        return super().get_context_data(**kwargs) | {
            "service": service,
            "details": details_of(service),
            "distinction": distinction_of(service),
            "plan_items": _plan_items(service),
            "network": _network(service),
            "is_stale": is_stale(service.verified_on),
        }


def _network(service: Service) -> Network | None:
    """The network in force that holds the service: of this year, else the newest one."""
    rows = Network.objects.in_force().filter(entries__service=service).defer("content").distinct()
    this_year = timezone.localdate().year
    found: Network | None = min(rows, key=lambda row: (row.year != this_year, -row.year), default=None)
    return found


def _plan_items(service: Service) -> list[Any]:
    """Items of plans in force that speak of the service: known to this app only as what points back at it."""
    return list(service.plan_items.filter(plan__state="in_force").select_related("plan")[:10])
