"""One survey."""

from django.http import Http404, HttpRequest, HttpResponse


def survey(request: HttpRequest, slug: str) -> HttpResponse:
    """Introduction of a survey."""
    raise Http404
