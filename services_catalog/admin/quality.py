"""How complete cards are: a column and a filter of the list of services."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services_catalog.models import Service
from services_catalog.quality import CRITERIA, GOOD, POOR, missing_words, with_quality


class QualityFilter(admin.SimpleListFilter):
    """Cards by their points, or by one thing that they lack."""

    title = gettext_lazy("quality of the card")
    parameter_name = "kvalita"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Three bands, then each thing."""
        bands = [
            ("slaba", _("poor (under %(points)d points)") % {"points": POOR}),
            ("stredni", _("middling")),
            ("dobra", _("good (from %(points)d points)") % {"points": GOOD}),
        ]
        return bands + [(row.key, _("lacks: %(what)s") % {"what": row.missing}) for row in CRITERIA]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Services of the band, or those that lack the thing."""
        chosen = self.value()
        bands: dict[str, dict[str, int]] = {
            "slaba": {"quality_points__lt": POOR},
            "stredni": {"quality_points__gte": POOR, "quality_points__lt": GOOD},
            "dobra": {"quality_points__gte": GOOD},
        } | {row.key: {f"quality_{row.key}": 0} for row in CRITERIA}
        return queryset.filter(**bands[chosen]) if chosen in bands else queryset


class QualityColumn:
    """For the list of services."""

    def get_queryset(self, request: HttpRequest) -> Any:
        """With points of each card."""
        return with_quality(super().get_queryset(request))  # type: ignore[misc]  # of the admin that takes this in

    @admin.display(description=gettext_lazy("quality"), ordering="quality_points")
    def quality(self, service: Any) -> SafeString:
        """Points of a hundred and what is missing, in words."""
        missing = ", ".join(missing_words(service))
        points = _("%(points)d of 100") % {"points": service.quality_points}
        lacks = _("lacks %(what)s") % {"what": missing} if missing else ""
        return format_html('{}<br><span class="quiet">{}</span>', points, lacks)
