"""Published minutes: the PDF, and the feed."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.models import Office
from kpss_portal.serving import serve_file
from kpss_portal.views.errors import Gone
from working_groups.enums import MinutesState
from working_groups.models import Group, Meeting, Minutes


@require_safe
def public_pdf(request: HttpRequest, slug: str, day: date) -> HttpResponse:
    """The public version as PDF; a page that asks to wait while it is being made; 410 when it was withdrawn."""
    group = get_object_or_404(Group.objects.public(), slug=slug)
    meeting = Meeting.objects.public().of_day(group, day).first()
    if meeting is None:
        raise Http404
    minutes = get_object_or_404(Minutes.objects.select_related("public_pdf", "meeting"), meeting=meeting)
    if minutes.state == MinutesState.WITHDRAWN:
        raise Gone(_("The minutes were withdrawn: %(reason)s") % {"reason": minutes.withdrawal_reason})
    if minutes.state != MinutesState.PUBLISHED:
        raise Http404
    stored: Any = minutes.public_pdf
    if stored is None or not stored.is_ready:
        context = {"meeting": meeting, "url": meeting.address_in(group), "stored": stored}
        return render(request, "working_groups/minutes/pdf_waiting.html", context, status=503)
    return serve_file(
        request,
        stored.file,
        filename=f"zapis-{group.slug}-{day:%Y-%m-%d}.pdf",
        content_type="application/pdf",
        etag=stored.file_sha256,
    )


class MinutesFeed(Feed):
    """The latest published minutes as Atom."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Office:
        """The office gives the feed its name."""
        return Office.load()

    def title(self, office: Office) -> str:
        """Name of the feed."""
        words = _("Minutes of working groups")
        return f"{office.portal_name}: {words}"

    def link(self, office: Office) -> str:
        """Where the groups are."""
        return f"{settings.BASE_URL}/skupiny/"

    def feed_url(self, office: Office) -> str:
        """Where the feed is."""
        return f"{settings.BASE_URL}/skupiny/zapisy.xml"

    def author_name(self, office: Office) -> str:
        """Who writes it."""
        return office.legal_name or office.portal_name

    def items(self, office: Office) -> Any:
        """Thirty latest."""
        return Minutes.objects.public().with_meeting().order_by("-published_at", "-pk")[:30]

    def item_title(self, item: Minutes) -> str:
        """Which groups met, when, about what."""
        groups = ", ".join(group.name for group in item.meeting.groups.all() if group.is_public)
        day = item.day
        return f"{groups}, {day.day}. {day.month}. {day.year}: {item.meeting.title}"

    def item_description(self, item: Minutes) -> str:
        """One sentence."""
        return item.summary

    def item_link(self, item: Minutes) -> str:
        """Full address of the meeting under a public group."""
        group = next(group for group in item.meeting.groups.all() if group.is_public)
        return f"{settings.BASE_URL}{item.meeting.address_in(group)}"

    def item_guid(self, item: Minutes) -> str:
        """Stays when the address changes."""
        return f"urn:uuid:{item.uuid}"

    def item_pubdate(self, item: Minutes) -> datetime | None:
        """When they were published."""
        return item.published_at

    def item_updateddate(self, item: Minutes) -> datetime | None:
        """Published minutes do not change."""
        return item.published_at
