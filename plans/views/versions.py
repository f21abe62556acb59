"""Versions of a plan: what changed between two of them, and which one held on a day."""

from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpss_portal.serving import serve_file
from plans.amending import in_force_on
from plans.change_document import facts_of, waiting_document
from plans.compared import compared
from plans.tasks import make_changes_document
from plans.versions import pair_of, points_of
from plans.views.finding import plan_or_404


def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Differences of two versions; the last two unless the address says which."""
    plan = plan_or_404(request, slug)
    points = points_of(slug, request.user)
    pair = pair_of(points, request.GET.get("od", ""), request.GET.get("do", ""))
    context: dict[str, Any] = {"plan": plan, "points": points, "pair": pair}
    if pair:
        context |= compared(pair, plan.get_absolute_url())
    return render(request, "plans/changes.html", context)


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
