"""Providers."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.views.generic import DetailView, ListView

from kpss_portal.czech import fold, sort_key
from services_catalog.cards import cards_of, with_cards
from services_catalog.models import Provider, Service

OTHERS = "0–9"  # names that begin by no letter
PUNCTUATION = "„“”\"'‚‘’»«([ "


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
        groups: dict[str, list[Provider]] = {}
        for provider in context["object_list"]:
            groups.setdefault(first_letter(provider.name), []).append(provider)
        return context | {"groups": sorted(groups.items(), key=lambda group: sort_key(group[0]))}


def first_letter(name: str) -> str:
    """The letter under which Czech indexes have it: č, ř, š, ž and ch are letters of their own, ú is u."""
    start = name.lstrip(PUNCTUATION)[:2].lower()
    if start == "ch":
        return "Ch"
    letter = start[:1] if start[:1] in "čřšž" else fold(start)[:1]
    return letter.upper() if letter.isalpha() else OTHERS


class ProviderDetail(DetailView):
    """A provider with its services."""

    model = Provider
    template_name = "services_catalog/provider.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its public services."""
        services = with_cards(Service.objects.public().filter(provider=self.object)).order_by("sort_key", "pk")
        return super().get_context_data(**kwargs) | {"cards": cards_of(services)}
