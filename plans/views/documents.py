"""Documents of a plan: the official one byte for byte, drafts, and the content that anybody can check."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kpss_portal.pdf import PdfUnavailable
from kpss_portal.serving import serve_file
from plans.enums import PlanState
from plans.models import Edition, Plan, PlanAttachment
from plans.official_document import render_draft, stored_state
from plans.views.finding import plan_or_404


@require_safe
def official(request: HttpRequest, slug: str) -> HttpResponse:
    """Exactly the approved document; of an older plan kept as files, its main file; a draft has none."""
    return _official(request, plan_or_404(request, slug))


@require_safe
def official_version(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The same of a certain version, for ever."""
    plans = Plan.objects.visible_to(request.user).select_related("edition__pdf")
    return _official(request, get_object_or_404(plans, slug=slug, version=version))


def _official(request: HttpRequest, plan: Plan) -> HttpResponse:
    if not plan.is_frozen:
        raise Http404
    if plan.is_file_only:
        return _main_file(request, plan)
    state = stored_state(plan)
    document = state["edition"].pdf if state["edition"] else None
    if document is None or not document.is_ready:
        return render(request, "plans/document_waiting.html", {"plan": plan, **state}, status=503)
    return serve_file(
        request,
        document.file,
        filename=f"{plan.slug}.pdf",
        content_type="application/pdf",
        etag=document.file_sha256,
        is_attachment=False,
    )


def _main_file(request: HttpRequest, plan: Plan) -> HttpResponse:
    attachment = get_object_or_404(
        PlanAttachment.objects.select_related("document"), plan=plan, is_main=True, document__is_public=True
    )
    document = attachment.document
    return serve_file(
        request,
        document.file,
        filename=f"{plan.slug}.{document.extension}",
        content_type=document.content_type,
        etag=document.sha256,
        is_attachment=document.extension != "pdf",
    )


@require_safe
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft with a watermark, for everybody who may read the draft."""
    plan = plan_or_404(request, slug)
    if plan.is_frozen or plan.state == PlanState.WITHDRAWN:
        raise Http404
    try:
        data = render_draft(plan)
    except PdfUnavailable as missing:
        return render(request, "plans/document_waiting.html", {"plan": plan, "reason": str(missing)}, status=503)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="navrh-{plan.slug}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def content(request: HttpRequest, slug: str) -> HttpResponse:
    """The frozen content: SHA-256 of exactly these bytes is the checksum that the document prints."""
    plan = plan_or_404(request, slug)
    edition = get_object_or_404(Edition, plan=plan)
    response = HttpResponse(edition.content.encode(), content_type="application/json; charset=utf-8")
    response["ETag"] = f'"{edition.content_sha256}"'
    return response
