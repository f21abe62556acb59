"""An action plan of a year, and documents of action plans and evaluations byte for byte."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kpss_portal.pdf import PdfUnavailable
from kpss_portal.serving import serve_file
from plans.models import ActionPlan, Evaluation
from plans.models.yearly import YearlyDocument
from plans.progress import documents
from plans.progress.items import root_of, roots_of
from plans.progress.printing import money_rows
from plans.views.finding import plan_or_404


def _newest(request: HttpRequest, model: Any, slug: str, year: int) -> Any:
    """The approved version that holds; the office sees a draft where there is none. Http404 otherwise."""
    plan_or_404(request, slug)  # who may not see the plan sees nothing of it
    rows = list(
        model.objects.visible_to(request.user)
        .filter(slug=slug, year=year)
        .select_related("plan", "pdf")
        .order_by("-version")
    )
    found = next((row for row in rows if row.is_frozen), rows[0] if rows else None)
    if found is None:
        raise Http404
    return found


@require_safe
def action_plan(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """What is worked on in the year, by priority."""
    found = _newest(request, ActionPlan, slug, year)
    roots = roots_of(found.plan)
    entries = list(found.entries.select_related("item").prefetch_related("costs__source").order_by("item__path"))
    amounts = [
        [{"source": cost.source.name, "amount_czk": cost.amount_czk} for cost in row.costs.all()] for row in entries
    ]
    money = money_rows(amounts)
    context = {
        "plan": found.plan,
        "document": found,
        "branches": _branches(entries, roots),
        "money": money,
        "total": sum(amount for _name, amount in money),
        "silent_count": sum(1 for costs in amounts if not costs),
        "entry_count": len(entries),
        "others": ActionPlan.objects.frozen()
        .filter(slug=slug)
        .exclude(year=year)
        .order_by("year")
        .values_list("year", flat=True),
    }
    return render(request, "plans/action_plan.html", context)


def _other_years(slug: str, year: int) -> list[int]:
    rows = ActionPlan.objects.frozen().filter(slug=slug).exclude(year=year)
    return sorted(set(rows.values_list("year", flat=True)))


def _branches(entries: list[Any], roots: list[Any]) -> list[tuple[Any, list[dict[str, Any]]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for entry in entries:
        costs = list(entry.costs.all())
        total = sum(cost.amount_czk for cost in costs) if costs else None
        found.setdefault(root_of(entry.item, roots), []).append({"entry": entry, "costs": costs, "total": total})
    return list(found.items())


@require_safe
def action_plan_document(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The PDF of the action plan."""
    return _document(request, _newest(request, ActionPlan, slug, year), f"akcni-plan-{slug}-{year}.pdf")


@require_safe
def evaluation_document(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The PDF of the evaluation."""
    return _document(request, _newest(request, Evaluation, slug, year), f"vyhodnoceni-{slug}-{year}.pdf")


def _document(request: HttpRequest, found: YearlyDocument, filename: str) -> HttpResponse:
    if not found.is_frozen:
        return _draft(request, found, filename)
    stored = found.pdf
    if stored is None or not stored.is_ready:
        context = {"plan": found.plan, "document": stored}
        return render(request, "plans/document_waiting.html", context, status=503)
    return serve_file(
        request,
        stored.file,
        filename=filename,
        content_type="application/pdf",
        etag=stored.file_sha256,
        is_attachment=False,
    )


def _draft(request: HttpRequest, found: YearlyDocument, filename: str) -> HttpResponse:
    """With a watermark, for those who may see drafts; never given out as the official document."""
    try:
        data = documents.render(found)
    except PdfUnavailable as missing:
        return render(request, "plans/document_waiting.html", {"plan": found.plan, "reason": str(missing)}, status=503)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="navrh-{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response
