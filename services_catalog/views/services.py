"""Page of a service."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.views.generic import DetailView

from services_catalog.cards import PLACES, distinction_of, how_words
from services_catalog.enums import ContactKind
from services_catalog.freshness import freshness_words, is_stale
from services_catalog.hours import Span, is_open_at, lines_of
from services_catalog.models import OfferedForm, Service


class ServiceDetail(DetailView):
    """What people ask first, then everything else."""

    template_name = "services_catalog/service.html"

    def get_queryset(self) -> QuerySet[Service]:
        """A service that is not published is not found by the public."""
        return (
            Service.objects.visible_to(self.request.user)
            .select_related("provider", "service_type")
            .prefetch_related(
                "forms__hours",
                "forms__capacities",
                "contacts",
                PLACES,
                "target_groups",
                "served_municipalities",
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything settled for the template."""
        service: Service = self.object
        contacts = list(service.contacts.all())
        return super().get_context_data(**kwargs) | {
            "service": service,
            "distinction": distinction_of(service),
            "phones": [contact for contact in contacts if contact.kind == ContactKind.PHONE],
            "emails": [contact for contact in contacts if contact.kind == ContactKind.EMAIL],
            "webs": [contact for contact in contacts if contact.kind == ContactKind.WEB],
            "places": [place.public for place in service.places.all()],
            "forms": [_form(offered) for offered in service.forms.all()],
            "how": how_words(service),
            "plan_items": _plan_items(service),
            "freshness": freshness_words(service.verified_on),
            "is_stale": is_stale(service.verified_on),
        }


def _form(offered: OfferedForm) -> dict[str, Any]:
    spans = [Span(row.weekday, row.opens, row.closes) for row in offered.hours.all()]
    return {
        "label": offered.get_form_display(),
        "is_nonstop": offered.is_nonstop,
        "lines": lines_of(spans),
        "note": offered.hours_note,
        "is_open": offered.is_nonstop or is_open_at(spans, timezone.localtime()),
        "knows_hours": bool(spans) or offered.is_nonstop,
        "capacities": list(offered.capacities.all()),
    }


def _plan_items(service: Service) -> list[Any]:
    """Items of plans in force that speak of the service: known to this app only as what points back at it."""
    return list(service.plan_items.filter(plan__state="in_force").select_related("plan")[:10])
