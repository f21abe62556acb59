"""The network of a year for the public: services, units, money, who pays, versions, comparison, documents."""

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpss_portal.canonical import parsed
from kpss_portal.pdf import PdfUnavailable
from kpss_portal.serving import serve_file
from services_catalog.models import Network
from services_catalog.network import comparing, documents, sheets
from services_catalog.network.content import content_of
from services_catalog.network.contributions import approved_contents, contributions_in, key_words
from services_catalog.network.linking import links_of
from services_catalog.network.printing import facts

VERSION = re.compile(r"(\d{4})-(\d{1,3})")


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """All years; of each the version in force."""
    rows = Network.objects.visible_to(request.user).defer("content").order_by("-year", "-version")
    years: dict[int, list[Network]] = {}
    for row in rows:
        years.setdefault(row.year, []).append(row)
    found = [
        (year, _shown(versions), len([row for row in versions if row.is_frozen])) for year, versions in years.items()
    ]
    return render(request, "services_catalog/network/years.html", {"years": found})


def _shown(versions: list[Network]) -> Network:
    """The newest approved one, else the draft; versions stand from the newest."""
    return next((row for row in versions if row.is_frozen), versions[0])


def versions_or_404(request: HttpRequest, year: int) -> list[Network]:
    """Versions of the year that the person may see, the newest first; their content is read where it is shown."""
    rows = Network.objects.visible_to(request.user).filter(year=year).select_related("pdf").defer("content")
    found = list(rows.order_by("-version"))
    if not found:
        raise Http404
    return found


def _asked(versions: list[Network], wanted: str | None) -> Network:
    """The version of the query string; a wrong one is ignored."""
    return next((row for row in versions if str(row.version) == wanted), _shown(versions))


def content(network: Network) -> dict[str, Any]:
    """What was approved, or what the draft says now."""
    return parsed(network.content) if network.is_frozen else content_of(network)


@require_safe
def network(request: HttpRequest, year: int) -> HttpResponse:
    """The network of the year."""
    versions = versions_or_404(request, year)
    found = _asked(versions, request.GET.get("verze"))
    told = content(found)
    context = {
        "network": found,
        "versions": versions,
        "content": told,
        "links": links_of(row["service_uuid"] for row in told["entries"]),
        "others": sorted(set(Network.objects.frozen().exclude(year=year).values_list("year", flat=True))),
        **facts(told),
        **_payers(year),
    }
    return render(request, "services_catalog/network/network.html", context)


def _payers(year: int) -> dict[str, Any]:
    """Who pays for it, this year and the one before."""
    contents = {found["year"]: (financing, found) for financing, found in approved_contents()}
    if year not in contents:
        return {"financing": None}
    financing, told = contents[year]
    before = {row.code: row.due for row in contributions_in(contents[year - 1][1])} if year - 1 in contents else {}
    rows = contributions_in(told)
    return {
        "financing": financing,
        "financing_content": told,
        "how": key_words(told),
        "payers": [(row, before.get(row.code)) for row in rows],
        "all_people": rows[0].all_people if rows else 0,
        "before_total": sum(before.values()) if before else None,
    }


@require_safe
def compare(request: HttpRequest, year: int) -> HttpResponse:
    """The network beside another version or another year."""
    versions = versions_or_404(request, year)
    found = _asked(versions, request.GET.get("verze"))
    visible = Network.objects.visible_to(request.user).defer("content").order_by("-year", "-version")
    others = [row for row in visible if row.pk != found.pk]
    other = _other(found, others, request.GET.get("s", ""))
    context: dict[str, Any] = {"network": found, "others": others, "other": other}
    if other is not None:
        first, second = sorted((found, other), key=lambda row: (row.year, row.version))
        context |= {
            "first": first,
            "second": second,
            "comparison": comparing.compare(content(first), content(second)),
        }
    return render(request, "services_catalog/network/compare.html", context)


def _other(found: Network, others: list[Network], wanted: str) -> Network | None:
    """The one that is asked for, else the one just before."""
    asked = VERSION.fullmatch(wanted)
    if asked:
        for row in others:
            if (row.year, row.version) == (int(asked[1]), int(asked[2])):
                return row
    before = [row for row in others if (row.year, row.version) < (found.year, found.version)]
    return max(before, key=lambda row: (row.year, row.version), default=others[0] if others else None)


# --- files --------------------------------------------------------------------------------------------------------


def _version_or_404(request: HttpRequest, year: int, version: int) -> Network:
    found: Network | None = (
        Network.objects.visible_to(request.user).filter(year=year, version=version).select_related("pdf").first()
    )
    if found is None:
        raise Http404
    return found


@require_safe
def document(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """The official PDF, byte for byte; a draft with a watermark for those who may see it."""
    found = _version_or_404(request, year, version)
    name = f"sit-{year}-{version}.pdf"
    if not found.is_frozen:
        return _draft(request, found, name)
    if found.pdf is None or not found.pdf.is_ready:
        context = {"network": found, "document": found.pdf}
        return render(request, "services_catalog/network/document_waiting.html", context, status=503)
    return serve_file(
        request,
        found.pdf.file,
        filename=name,
        content_type="application/pdf",
        etag=found.pdf.file_sha256,
        is_attachment=False,
    )


def _draft(request: HttpRequest, found: Network, name: str) -> HttpResponse:
    try:
        data = documents.render(found)
    except PdfUnavailable as missing:
        return render(request, "services_catalog/no_pdf.html", {"reason": str(missing)}, status=503)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="navrh-{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def content_file(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """The approved content, of which anybody can compute the checksum."""
    found = _version_or_404(request, year, version)
    if not found.is_frozen:
        raise Http404
    return _file(found.content.encode(), f"sit-{year}-{version}.json", "application/json")


@require_safe
def financing_file(request: HttpRequest, year: int) -> HttpResponse:
    """The approved content of joint financing."""
    contents = {found["year"]: financing for financing, found in approved_contents()}
    if year not in contents:
        raise Http404
    return _file(contents[year].content.encode(), f"spolecne-financovani-{year}.json", "application/json")


@require_safe
def sheet(request: HttpRequest, year: int, version: int) -> HttpResponse:
    """Services of the network with all amounts, for a spreadsheet."""
    found = _version_or_404(request, year, version)
    return _file(sheets.network_sheet(content(found)), f"sit-{year}-{version}.csv", "text/csv")


@require_safe
def payers_sheet(request: HttpRequest, year: int) -> HttpResponse:
    """What municipalities bear, for a spreadsheet."""
    contents = {found["year"]: found for _financing, found in approved_contents()}
    if year not in contents:
        raise Http404
    return _file(sheets.payers_sheet(contents[year]), f"prispevky-obci-{year}.csv", "text/csv")


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def newest(request: HttpRequest, slug: str) -> HttpResponse:
    """What a municipality pays in the newest approved year; the address stays, the year moves on."""
    contents = approved_contents()
    if not contents:
        raise Http404(_("Nothing was approved yet."))
    return redirect("services_catalog:network-municipality", contents[0][1]["year"], slug)
