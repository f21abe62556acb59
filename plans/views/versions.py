"""Versions of a plan: what changed between two of them, and which one held on a day."""

from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpss_portal.remembered import Remembered
from kpss_portal.serving import serve_file
from plans.amending import in_force_on
from plans.change_document import facts_of, waiting_document
from plans.change_view import view_of
from plans.differences import compare
from plans.tasks import make_changes_document
from plans.versions import Point, pair_of, points_of
from plans.views.finding import plan_or_404

PAIRS_KEPT = 30  # a large pair is a few hundred kilobytes of HTML
of_pairs: Remembered[dict[Any, dict[str, Any]]] = Remembered("plans.changes", dict, seconds=3_600)


def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Differences of two versions; the last two unless the address says which."""
    plan = plan_or_404(request, slug)
    points = points_of(slug, request.user)
    pair = pair_of(points, request.GET.get("od", ""), request.GET.get("do", ""))
    context: dict[str, Any] = {"plan": plan, "points": points, "pair": pair}
    if pair:
        context |= _read(pair, plan.get_absolute_url())
    return render(request, "plans/changes.html", context)


def _read(pair: tuple[Point, Point], address: str) -> dict[str, Any]:
    """The differences as HTML. Contents are frozen, so two of them are compared once and kept in memory."""
    known, key = of_pairs.get(), (address, *((point.source, point.pk) for point in pair), get_language())
    if key not in known:
        found = view_of(compare(pair[0].content(), pair[1].content()), address)
        while len(known) >= PAIRS_KEPT:
            known.pop(next(iter(known)))
        known[key] = {
            "is_empty": found["found"].is_empty,
            "told": render_to_string("plans/changes_told.html", found),
            "found": render_to_string("plans/changes_found.html", found),
        }
    return known[key]


@require_safe
def changes_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The same differences as an accessible PDF."""
    plan = plan_or_404(request, slug)
    pair = pair_of(points_of(slug, request.user), request.GET.get("od", ""), request.GET.get("do", ""))
    if pair is None:
        raise Http404
    facts = facts_of(plan, *pair)
    stored, is_new = waiting_document(facts)
    if is_new:
        transaction.on_commit(partial(make_changes_document.enqueue, stored.pk, facts))
    if not stored.is_ready:
        return render(request, "plans/document_waiting.html", {"plan": plan, "document": stored}, status=503)
    return serve_file(
        request,
        stored.file,
        filename=f"zmeny-{plan.slug}-{pair[0].key}-{pair[1].key}.pdf",
        content_type="application/pdf",
        etag=stored.file_sha256,
        is_attachment=False,
    )


def as_of(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Leads to the version that was in force on the day."""
    plan_or_404(request, slug)
    found = in_force_on(slug, day, request.user)
    if found is None:
        raise Http404(_("No version of the plan was in force on that day."))
    return HttpResponseRedirect(reverse("plans:version", args=[slug, found.version]))
