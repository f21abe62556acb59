"""The year archive of a group: a page that says what is ready, and both files."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpss_portal.serving import serve_file
from working_groups import archiving
from working_groups.blocks import years_of
from working_groups.enums import Audience
from working_groups.models import Group, GroupArchive

WORDS = {"verejny": Audience.PUBLIC, "pro-cleny": Audience.MEMBERS}
INTERNAL = "working_groups.view_internal"


def group_or_404(request: HttpRequest, slug: str, year: int) -> Group:
    """The group, if the person may see it and it met in the year."""
    group = get_object_or_404(Group.objects.visible_to(request.user), slug=slug)
    if year not in years_of(group):
        raise Http404
    return group


@require_safe
def archive_page(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """What can be taken away, and a button where it is not made yet."""
    group = group_or_404(request, slug, year)
    known = {archive.audience: archive for archive in group.archives.filter(year=year).select_related("pdf")}
    sees_internal = request.user.has_perm(INTERNAL, group)
    offered = [(word, audience) for word, audience in WORDS.items() if audience == Audience.PUBLIC or sees_internal]
    context = {
        "group": group,
        "year": year,
        "archives": [
            (word, audience, known.get(audience), _is_waiting(known.get(audience))) for word, audience in offered
        ],
        "is_waiting": any(_is_waiting(known.get(audience)) for _word, audience in offered),
    }
    return render(request, "working_groups/archive/page.html", context)


def _is_waiting(archive: GroupArchive | None) -> bool:
    asked: Any = archive.asked_at if archive else None
    return asked is not None and (archive.made_at is None or archive.made_at < asked)  # type: ignore[union-attr]  # asked says it is there


@require_POST
def ask(request: HttpRequest, slug: str, year: int, word: str) -> HttpResponse:
    """Has the archive made in the background."""
    group = group_or_404(request, slug, year)
    archiving.ask_for(group, year, _audience(request, group, word))
    messages.success(request, _("The archive is being made. It takes up to a minute."))
    return HttpResponseRedirect(request.path.rsplit("/", 2)[0] + "/")


def _audience(request: HttpRequest, group: Group, word: str) -> Audience:
    """The one for members only for members and the office."""
    audience = WORDS.get(word)
    if audience is None:
        raise Http404
    if audience == Audience.MEMBERS and not request.user.has_perm(INTERNAL, group):
        raise PermissionDenied
    return audience


@require_safe
def archive_file(request: HttpRequest, slug: str, year: int, word: str, kind: str) -> HttpResponse:
    """One of the two files; 404 until it is made."""
    group = group_or_404(request, slug, year)
    audience = _audience(request, group, word)
    archive = get_object_or_404(GroupArchive.objects.select_related("pdf"), group=group, year=year, audience=audience)
    pdf: Any = archive.pdf
    if not archive.is_ready:
        raise Http404
    is_pdf = kind == "pdf"
    response = serve_file(
        request,
        pdf.file if is_pdf else archive.zip_file,
        filename=f"{group.slug}-{year}.{kind}",
        content_type="application/pdf" if is_pdf else "application/zip",
        etag=pdf.file_sha256 if is_pdf else archive.zip_sha256,
    )
    if audience == Audience.MEMBERS:
        response["Cache-Control"] = "private, no-store"
    return response
