"""A network out as a workbook and a workbook in: upload, what it would change, writing, taking back."""

from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kpss_portal.sent_tables import sent_table
from kpss_portal.spreadsheets import XLSX, SpreadsheetError
from services_catalog.admin.network_pages import document_for, frame
from services_catalog.models import Network, NetworkImport
from services_catalog.network import importing, workbook
from services_catalog.network.steps import StepNotOpen

VIEW, CHANGE = "services_catalog.view_network", "services_catalog.change_network"
PAGE = "admin/services_catalog/network/"


def export(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is written in the network, with a sheet that explains the columns."""
    found: Network = document_for(request, Network, pk, VIEW)
    response = HttpResponse(workbook.exported(found), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="sit-{found.year}-{found.version}.xlsx"'
    return response


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a workbook and goes on to what it would change; says what is wrong in which cell."""
    found = document_for(request, Network, pk, CHANGE)
    error, faults = "", []
    if request.method == "POST":
        try:
            sent = sent_table(request)
            reading = workbook.read(BytesIO(sent.data))
            faults = reading.faults
        except SpreadsheetError as fault:
            error = str(fault)
        if not error and not faults:
            batch = importing.remember(found, reading, sent.name, by=request.user)
            return HttpResponseRedirect(_preview_of(found, batch))
    context = {
        "title": _("Import from a workbook"),
        "error": error,
        "faults": faults,
        "imports": found.imports.filter(applied_at__isnull=False).defer("rows", "before"),
    }
    return render(request, PAGE + "import.html", frame(request, Network, found, **context))


def _preview_of(found: Network, batch: NetworkImport) -> str:
    return reverse("admin:services_catalog_network_import_preview", args=[found.pk, batch.uuid])


def preview(request: HttpRequest, pk: int, uuid: UUID) -> HttpResponse:
    """What the import would change; written by POST."""
    found = document_for(request, Network, pk, CHANGE)
    batch = get_object_or_404(NetworkImport, network=found, uuid=uuid)
    if request.method == "POST":
        try:
            importing.apply(batch, by=request.user)
        except StepNotOpen:
            messages.error(request, _("Somebody has moved this on meanwhile."))
        else:
            messages.success(request, _("Imported: %(value)s.") % {"value": batch})
        return HttpResponseRedirect(reverse("admin:services_catalog_network_home", args=[found.pk]))
    context = {
        "title": _("What the import will change"),
        "comparison": importing.preview(batch),
        "warnings": [] if batch.applied_at else importing.warnings(batch),
        "batch": batch,
    }
    return render(request, PAGE + "import_preview.html", frame(request, Network, found, **context))


@require_POST
def undo(request: HttpRequest, pk: int, uuid: UUID) -> HttpResponse:
    """Puts the draft back as it was before the import."""
    found = document_for(request, Network, pk, CHANGE)
    try:
        importing.undo(get_object_or_404(NetworkImport, network=found, uuid=uuid), by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The import is undone."))
    return HttpResponseRedirect(reverse("admin:services_catalog_network_import", args=[found.pk]))
