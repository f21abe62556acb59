"""Providers."""

from itertools import groupby
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.views.generic import DetailView, ListView

from services_catalog.cards import cards_of, with_cards
from services_catalog.models import Provider, Service


class ProviderList(ListView):
    """Providers in Czech alphabetical order, by their first letter."""

    template_name = "services_catalog/provider_list.html"

    def get_queryset(self) -> QuerySet[Provider]:
        """Those with a public service."""
        public = Service.objects.public()
        count = Count("services", filter=Q(services__in=public))
        shown = Provider.objects.annotate(public_count=count).filter(public_count__gt=0)
        return shown.order_by("sort_key", "pk")  # counting drops the order of the model

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Groups by letter; ch is a letter."""
        context = super().get_context_data(**kwargs)
        groups = groupby(context["object_list"], key=lambda provider: first_letter(provider.name))
        return context | {"groups": [(letter, list(rows)) for letter, rows in groups]}


def first_letter(name: str) -> str:
    """The first letter as Czech indexes have it."""
    return "Ch" if name[:2].lower() == "ch" else name[:1].upper()


class ProviderDetail(DetailView):
    """A provider with its services."""

    model = Provider
    template_name = "services_catalog/provider.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its public services."""
        services = with_cards(Service.objects.public().filter(provider=self.object)).order_by("sort_key", "pk")
        return super().get_context_data(**kwargs) | {"cards": cards_of(services)}
