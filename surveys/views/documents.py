"""The questionnaire on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpss_portal.models import DocumentState
from kpss_portal.pdf import PdfUnavailable
from kpss_portal.serving import serve_file
from surveys.documents import render_form, stored_form
from surveys.models import Survey
from surveys.tasks import make_paper_forms
from surveys.views.survey import survey_of, trail


@require_safe
def form(request: HttpRequest, slug: str, size: str = "normal") -> HttpResponse:
    """The stored form of an opened survey; of a draft one made for the office."""
    survey = survey_of(request, slug)
    if not survey.is_fixed:
        return _draft(request, survey, size)
    if not survey.has_paper and not request.user.has_perm("surveys.view_section"):
        raise Http404
    stored = stored_form(survey, size)
    if not stored.is_ready:
        return _waiting(request, survey, stored.message if stored.state == DocumentState.FAILED else "")
    name = f"{survey.slug}-velke-pismo.pdf" if size == "large" else f"{survey.slug}.pdf"
    return serve_file(
        request,
        stored.file,
        filename=name,
        content_type="application/pdf",
        etag=stored.file_sha256,
        is_attachment=False,
    )


def _draft(request: HttpRequest, survey: Survey, size: str) -> HttpResponse:
    try:
        data = render_form(survey, size)
    except PdfUnavailable as missing:
        return _waiting(request, survey, str(missing))
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="navrh-{survey.slug}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _waiting(request: HttpRequest, survey: Survey, reason: str) -> HttpResponse:
    """The worker is asked once more when somebody of the office looks; the public only waits."""
    if request.user.has_perm("surveys.view_section"):
        make_paper_forms.enqueue(survey.pk)
    context = {"survey": survey, "reason": reason, "breadcrumbs": trail(survey, (_("Paper form"), ""))}
    return render(request, "surveys/form_waiting.html", context, status=503)
