"""XLSForm in and out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kpss_portal.sent_tables import sent_table
from kpss_portal.spreadsheets import XLSX, SpreadsheetError
from surveys.admin.pages.beginning import free_slug
from surveys.admin.pages.common import frame, survey_for
from surveys.definition import build
from surveys.xlsform import export, read_form


def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The questionnaire as an XLSForm workbook."""
    survey = survey_for(request, pk)
    response = HttpResponse(export(survey), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{survey.slug}.xlsx"'
    return response


def upload(request: HttpRequest) -> HttpResponse:
    """Makes a draft of an uploaded form; what could not be taken over is told."""
    if not request.user.has_perm("surveys.add_survey"):
        raise PermissionDenied
    error = ""
    if request.method == "POST":
        try:
            found = read_form(sent_table(request).data)
            survey = build(found.definition, free_slug(found.definition["title"]))
        except SpreadsheetError as fault:
            error = str(fault)
        else:
            for warning in found.warnings:
                messages.warning(request, warning)
            messages.success(request, _("The form was imported as a draft."))
            return HttpResponseRedirect(reverse("admin:surveys_survey_outline", args=[survey.pk]))
    context = {"title": _("Import of a form (XLSForm)"), "error": error}
    return render(request, "admin/surveys/xlsform.html", frame(request, **context))
