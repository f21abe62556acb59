"""Versions of a plan: what changed between two of them, and which one held on a day."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kpss_portal.wording import Piece, TextChange
from plans.amending import in_force_on
from plans.differences import Differences, ItemChange, compare
from plans.models import Plan
from plans.versions import pair_of, points_of
from plans.views.finding import plan_or_404

AROUND = 80  # letters of an unchanged text that are shown beside a change


def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Differences of two versions; the last two unless the address says which."""
    plan = plan_or_404(request, slug)
    points = points_of(slug, request.user)
    pair = pair_of(points, request.GET.get("od", ""), request.GET.get("do", ""))
    context: dict[str, Any] = {"plan": plan, "points": points, "pair": pair}
    if pair:
        found = compare(pair[0].content(), pair[1].content())
        context |= {
            "found": found,
            "counts": found.counts(),
            "items": _rows(found, plan),
            "chapters": _shortened(found.chapters),
            "analyses": _shortened(found.analyses),
        }
    return render(request, "plans/changes.html", context)


def _rows(found: Differences, plan: Plan) -> list[dict[str, Any]]:
    return [_row(change, plan) for change in found.items if change.is_changed]


def _row(change: ItemChange, plan: Plan) -> dict[str, Any]:
    """Badge and words of one item, settled for the template."""
    return {
        "change": change,
        "badge": _badge(change),
        "url": "" if change.is_removed else f"{plan.get_absolute_url()}polozky/{change.code}/",
        "texts": _shortened(change.texts),
    }


def _badge(change: ItemChange) -> dict[str, str]:
    if change.is_added:
        return {"kind": "ok", "sign": "done", "label": _("added")}
    if change.is_removed:
        return {"kind": "bad", "sign": "cross", "label": _("removed")}
    return {"kind": "run", "sign": "half", "label": _("changed")}


def _shortened(changes: list[TextChange]) -> list[TextChange]:
    return [TextChange(change.label, shortened(change.pieces)) for change in changes]


def shortened(pieces: list[Piece]) -> list[Piece]:
    """Unchanged words only near to what changed; the rest is told by an ellipsis."""
    last = len(pieces) - 1
    return [
        piece if piece.kind != "same" else Piece(_cut(piece.text, is_first=place == 0, is_last=place == last))
        for place, piece in enumerate(pieces)
    ]


def _cut(text: str, *, is_first: bool, is_last: bool) -> str:
    if len(text) <= 2 * AROUND or (is_first and is_last):
        return text
    head = "" if is_first else text[:AROUND].rsplit(" ", 1)[0] + " "
    tail = "" if is_last else " " + text[-AROUND:].split(" ", 1)[-1]
    return f"{head}…{tail}"


def as_of(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """Leads to the version that was in force on the day."""
    plan_or_404(request, slug)
    found = in_force_on(slug, day, request.user)
    if found is None:
        raise Http404(_("No version of the plan was in force on that day."))
    return HttpResponseRedirect(reverse("plans:version", args=[slug, found.version]))
