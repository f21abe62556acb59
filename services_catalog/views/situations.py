"""Life situations and help in crisis."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from services_catalog.cards import cards_of, with_cards
from services_catalog.models import CrisisLine, LifeSituation, Service


def situations(request: HttpRequest) -> HttpResponse:
    """All situations in two levels."""
    public = Service.objects.public()
    counted = LifeSituation.objects.annotate(count=Count("services", filter=Q(services__in=public), distinct=True))
    rows = list(counted.order_by("position", "sort_key", "pk"))  # counting drops the order of the model
    groups = [
        (parent, [row for row in rows if row.parent_id == parent.pk]) for parent in rows if parent.parent_id is None
    ]
    return render(request, "services_catalog/situations.html", {"groups": groups})


class SituationDetail(DetailView):
    """One situation: advice and services."""

    model = LifeSituation
    template_name = "services_catalog/situation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Services of the situation and of those below it."""
        situation: LifeSituation = self.object
        children = list(situation.children.all())
        linked = Service.situations.through.objects.filter(lifesituation__in=[situation, *children]).values("service")
        services = with_cards(Service.objects.public().filter(pk__in=linked)).order_by("sort_key", "pk")
        return super().get_context_data(**kwargs) | {
            "children": children,
            "cards": cards_of(services),
            "has_quick_exit": any(service.has_quick_exit for service in services),
        }


def crisis(request: HttpRequest) -> HttpResponse:
    """Emergency numbers, lines and services for people in danger."""
    lines = list(CrisisLine.objects.all())
    services = with_cards(Service.objects.public().filter(is_crisis=True)).order_by("sort_key", "pk")
    context = {
        "emergency": [line for line in lines if line.is_emergency],
        "lines": [line for line in lines if not line.is_emergency],
        "cards": cards_of(services),
    }
    return render(request, "services_catalog/crisis.html", context)


@require_safe
def safety(request: HttpRequest) -> HttpResponse:
    """How to look for help when somebody may be watching."""
    return render(request, "services_catalog/safety.html")
