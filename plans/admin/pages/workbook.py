"""A whole plan in and out as a workbook: upload, preview, confirm, undo, export."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpss_portal.sent_tables import sent_table
from kpss_portal.spreadsheets import ODS, XLSX, SpreadsheetError
from plans.admin.pages.common import frame, plan_for
from plans.models import PlanImport
from plans.workbook.exporting import export_bytes, template_bytes
from plans.workbook.importing import Preview, apply_import, preview_of_data, remember, undo_import

TYPES = {"xlsx": XLSX, "ods": ODS}


def _attachment(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The plan's workbook."""
    plan = plan_for(request, pk, "plans.export_plan")
    if kind not in TYPES:
        raise Http404
    return _attachment(export_bytes(plan, kind), plan.slug, kind)


def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The empty workbook."""
    if kind not in TYPES:
        raise Http404
    return _attachment(template_bytes(kind), "vzor-planu", kind)


def upload(request: HttpRequest) -> HttpResponse:
    """Takes a workbook and shows what it would change."""
    if not request.user.has_perm("plans.import_plan"):
        raise PermissionDenied
    error, preview = "", None
    if request.method == "POST":
        try:
            preview = preview_of_data(*sent_table(request))
        except SpreadsheetError as fault:
            error = str(fault)
        if preview and preview.is_ready:
            kept = remember(preview, request.user)
            return HttpResponseRedirect(reverse("admin:plans_plan_import_preview", args=[kept.uuid]))
    context = {
        "title": _("Import of a plan"),
        "error": error,
        "preview": preview,
        "imports": PlanImport.objects.filter(applied_at__isnull=False)
        .select_related("plan", "created_by")
        .defer("workbook", "before")[:10],
    }
    return render(request, "admin/plans/import.html", frame(request, **context))


def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Shows the changes; writes them by POST."""
    kept = get_object_or_404(PlanImport, uuid=uuid, applied_at__isnull=True)
    if not request.user.has_perm("plans.import_plan") or kept.created_by_id != request.user.pk:
        raise PermissionDenied
    found = preview_of_data(bytes(kept.workbook), kept.filename)
    if request.method == "POST" and found.is_ready:
        return _apply(request, kept, found)
    context = {"title": _("What the import will change"), "preview": found, "kept": kept}
    return render(request, "admin/plans/import_preview.html", frame(request, **context))


def _apply(request: HttpRequest, kept: PlanImport, found: Preview) -> HttpResponse:
    try:
        plan = apply_import(found, request.user, kept)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("admin:plans_plan_import"))
    messages.success(request, _("Imported: %(plan)s.") % {"plan": plan})
    return HttpResponseRedirect(reverse("admin:plans_plan_outline", args=[plan.pk]))


@require_POST
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Puts the plan back as it was before the import."""
    if not request.user.has_perm("plans.import_plan"):
        raise PermissionDenied
    batch = get_object_or_404(PlanImport, uuid=uuid)
    try:
        undo_import(batch, request.user)
        messages.success(request, _("The import is undone."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return HttpResponseRedirect(reverse("admin:plans_plan_import"))
