"""How a plan came about: a line of time from the first seminar to the approval."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.making.timeline import asked_of, by_year, counts_of, entries_of, shown
from plans.making_enums import MakingKind
from plans.views.finding import plan_or_404


@require_safe
def making(request: HttpRequest, slug: str) -> HttpResponse:
    """Years with what happened in them; `?druh=` shows one kind only."""
    plan = plan_or_404(request, slug)
    asked, made = asked_of(plan)
    entries = shown(entries_of(asked), made)
    kind = request.GET.get("druh", "")
    chosen = MakingKind(kind) if kind in MakingKind.values else None
    context = {
        "plan": plan,
        "intro": made.intro if made else "",
        "counts": counts_of(entries),
        "all_count": len(entries),
        "chosen": chosen,
        "years": by_year(entry for entry in entries if chosen is None or entry.kind == chosen),
    }
    return render(request, "plans/making.html", context)
