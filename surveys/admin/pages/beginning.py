"""Where a survey begins: a ready questionnaire, an older survey, a file, an empty sheet."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from surveys import outline
from surveys.admin.pages.common import frame
from surveys.definition import READY, build, ready
from surveys.enums import Audience
from surveys.models import Survey


def begin(request: HttpRequest) -> HttpResponse:
    """The choices; makes a draft by POST and opens its outline."""
    if not request.user.has_perm("surveys.add_survey"):
        raise PermissionDenied
    if request.method == "POST":
        survey = _made(request)
        messages.success(request, _("The draft is ready. Adjust its questions."))
        return HttpResponseRedirect(reverse("admin:surveys_survey_outline", args=[survey.pk]))
    forms = [(name, ready(name)) for name in READY]
    context = {
        "title": _("New survey"),
        "ready": [(name, Audience(form["audience"]).label, form["title"], _count(form)) for name, form in forms],
        "older": Survey.objects.order_by("-created_at")[:50],
    }
    return render(request, "admin/surveys/begin.html", frame(request, **context))


def _made(request: HttpRequest) -> Survey:
    name = request.POST.get("predloha", "")
    if name in READY:
        definition = ready(name)
        return build(definition, free_slug(definition["title"]))
    key = request.POST.get("anketa", "")
    source = get_object_or_404(Survey, pk=int(key) if key.isdecimal() else 0)
    return outline.copy_survey(source, slug=free_slug(source.title), title=source.title)


def _count(definition: dict) -> int:
    return sum(len(section["questions"]) for section in definition["sections"])


def free_slug(title: str) -> str:
    """An address of the title and the year that no survey has yet."""
    stem = f"{slugify(title)[:60] or 'anketa'}-{timezone.localdate().year}"
    taken = set(Survey.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := stem if number == 1 else f"{stem}-{number}") not in taken
    )
