"""Page of a service."""

from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, When
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
        services = Service.objects.visible_to(self.request.user).annotate(network_year=_network_year())
        return with_namesakes(with_details(services))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything settled for the template."""
        service: Service = self.object
        return super().get_context_data(**kwargs) | {
            "service": service,
            "details": details_of(service),
            "distinction": distinction_of(service),
            "plan_items": _plan_items(service),
            "is_stale": is_stale(service.verified_on),
        }


def _network_year() -> Subquery:
    """The year of the network in force that holds the service: this year, else the newest one."""
    is_other = Case(When(year=timezone.localdate().year, then=0), default=1)
    rows = Network.objects.in_force().filter(entries__service=OuterRef("pk")).order_by(is_other, "-year")
    return Subquery(rows.values("year")[:1])


def _plan_items(service: Service) -> list[Any]:
    """Items of plans in force that speak of the service: known to this app only as what points back at it."""
    return list(service.plan_items.filter(plan__state="in_force").select_related("plan")[:10])
