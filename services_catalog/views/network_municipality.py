"""What serves a municipality and what it pays for it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.models import Municipality
from kpss_portal.charts import Chart, Series
from kpss_portal.models import StoredDocument
from kpss_portal.serving import serve_file
from services_catalog.models import ContributionLetter, Network
from services_catalog.network.contributions import approved_contents, key_words, of_municipality, own_words
from services_catalog.network.serving import services_for
from services_catalog.network_enums import FinancingState
from services_catalog.views.network import content, versions_or_404


@require_safe
def municipality(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Services that serve its people, the contribution, how it was found, and how it was in other years."""
    found = get_object_or_404(Municipality, slug=slug)
    versions: list[Network] = versions_or_404(request, year)
    network = next((row for row in versions if row.is_frozen), versions[0])
    contents = approved_contents()
    history = of_municipality(found.code, contents)
    own = next((row for row in history if row.year == year), None)
    told = next((told for _financing, told in contents if told["year"] == year), None)
    context: dict[str, Any] = {
        "municipality": found,
        "network": network,
        "own": own,
        "before": next((row for row in history if row.year == year - 1), None),
        "history": history,
        "chart": _chart(history),
        "services": services_for(found, content(network), own),
    }
    if told and own:
        context |= {"how": key_words(told), "own_how": own_words(told, own), "has_services": bool(own.by_service)}
        context["letter"] = _letter_of(year, found)
    return render(request, "services_catalog/network/municipality.html", context)


def _chart(history: list[Any]) -> Chart:
    """Contributions by year; with one year there is nothing to compare."""
    rows = sorted(history, key=lambda row: row.year) if len(history) > 1 else []
    series = [Series(_("contribution in CZK"), [row.due for row in rows])]
    return Chart(_("Contribution by year, CZK"), [str(row.year) for row in rows], series, key="roky")


def _letter_of(year: int, municipality: Municipality) -> StoredDocument | None:
    """The letter of the newest approval, if it is made."""
    rows = ContributionLetter.objects.filter(
        member__municipality=municipality,
        member__financing__network__year=year,
        member__financing__state=FinancingState.APPROVED,
    )
    found = rows.select_related("pdf").first()
    return found.pdf if found and found.pdf and found.pdf.is_ready else None


@require_safe
def letter(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The letter about the contribution of the newest approval, byte for byte."""
    stored = _letter_of(year, get_object_or_404(Municipality, slug=slug))
    if stored is None:
        raise Http404
    return serve_file(
        request,
        stored.file,
        filename=f"prispevek-{slug}-{year}.pdf",
        content_type="application/pdf",
        etag=stored.file_sha256,
        is_attachment=False,
    )
