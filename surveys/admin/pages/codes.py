"""Slips with one-use codes."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kpss_portal.pdf import PdfUnavailable, is_available
from surveys.admin.pages.common import frame, survey_for
from surveys.models import CodeBook
from surveys.slips import MOST_AT_ONCE, make_codes, slips_pdf


def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """How many there are; makes more by POST and gives them out at once as a document that is not kept."""
    survey = survey_for(request, pk, "surveys.print_codes")
    error = ""
    typed = request.POST.get("pocet", "")
    if request.method == "POST":
        try:
            if not is_available():
                raise ValidationError(str(PdfUnavailable()))
            codes = make_codes(
                survey, int(typed) if typed.isdecimal() and len(typed) < 6 else 0, by=request.user
            )  # digits
            response = HttpResponse(slips_pdf(survey, codes), content_type="application/pdf")
            response["Content-Disposition"] = f'attachment; filename="listky-{survey.slug}.pdf"'
            response["Cache-Control"] = "no-store"
            return response
        except ValidationError as fault:
            error = " ".join(fault.messages)
    context = {
        "title": _("Slips with codes: %(survey)s") % {"survey": survey},
        "survey": survey,
        "book": CodeBook.objects.filter(survey=survey).first(),
        "error": error,
        "typed": typed,
        "most": MOST_AT_ONCE,
    }
    return render(request, "admin/surveys/codes.html", frame(request, **context))
