"""The calendar of a group."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kpss_portal.calendar import calendar_answer, calendar_file
from working_groups.calendar import recent
from working_groups.models import Group


@require_safe
def group_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Public meetings of a public group, whoever asks: members have a calendar of their own."""
    group = get_object_or_404(Group.objects.public(), slug=slug)
    found = recent(group.meetings.public(), is_private=False)
    return calendar_answer(calendar_file(found, group.name), f"{group.slug}.ics")
