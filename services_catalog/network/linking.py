"""From services of a network to their cards, to measures of plans in force and to decisions of groups.

Plans and groups are known to this app only as what points back at a service.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from services_catalog.models import Service


@dataclass
class Links:
    """Where one can go on from a service."""

    url: str = ""
    measures: list[tuple[str, str]] = field(default_factory=list)
    decisions: list[tuple[str, str]] = field(default_factory=list)


def links_of(uuids: Iterable[str]) -> dict[str, Links]:
    """By the permanent key of the service; three queries. A service without a public card has no address."""
    found = {str(key): Links() for key in uuids}
    services = Service.objects.filter(uuid__in=list(found))
    for key, slug in Service.objects.public().filter(pk__in=services).values_list("uuid", "slug"):
        found[str(key)].url = reverse("services_catalog:service", args=[slug])
    measures = services.filter(plan_items__plan__state="in_force").order_by("plan_items__path")
    for key, slug, code, title in measures.values_list(
        "uuid", "plan_items__plan__slug", "plan_items__code", "plan_items__title"
    ):
        found[str(key)].measures.append((f"{code} {title}", reverse("plans:item", args=[slug, code])))
    decisions = services.filter(decisions__released_at__isnull=False, decisions__group__is_public=True)
    for key, year, number, uuid in decisions.values_list(
        "uuid", "decisions__year", "decisions__number", "decisions__uuid"
    ):
        address = reverse("working_groups:decision", args=[uuid])
        found[str(key)].decisions.append((f"{number}/{year}", address))
    return found
