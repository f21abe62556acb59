"""Addresses of everything public, for search engines."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from community.models import Municipality, NewsItem, Page
from kpss_portal.remembered import Remembered
from plans.enums import PlanState
from plans.models import Plan
from services_catalog.models import LifeSituation, Network, Provider, Service
from working_groups.models import Group, Meeting

HOUR = 3600  # seconds
MOST = 50_000  # addresses in one file by the protocol


@cache_control(max_age=HOUR)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The site map; one for all, whatever stands in the query string."""
    return HttpResponse(body.get(), content_type="application/xml; charset=utf-8")


def _body() -> str:
    rows = "".join(
        f"<url><loc>{escape(settings.BASE_URL + address)}</loc></url>"
        for address, _number in zip(_addresses(), range(MOST), strict=False)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def _addresses() -> Iterator[str]:
    yield from (
        "/",
        "/katalog/",
        "/katalog/situace/",
        "/katalog/obce/",
        "/katalog/sit/",
        "/katalog/poskytovatele/",
        "/plany/",
        "/aktuality/",
        "/kalendar/",
        "/skupiny/",
        "/kontakty/",
    )
    querysets = (
        Plan.objects.filter(state__in=PlanState.public(), version=1),  # later versions have the same address
        Page.objects.filter(is_public=True),
        NewsItem.objects.public(),
        LifeSituation.objects.all(),
        Municipality.objects.in_territory(),
        Provider.objects.all(),
        Service.objects.public(),
        Network.objects.in_force(),
        Group.objects.public(),
        Meeting.objects.public().prefetch_related("groups"),
    )
    for queryset in querysets:
        for thing in queryset.iterator(chunk_size=500):
            yield thing.get_absolute_url()


body = Remembered("plans.sitemap", _body, HOUR)
