"""The calendar, as a page and as a file for calendars of people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from community.models import Office
from kpss_portal.calendar import calendar_answer, calendar_file, coming, occasions, past

MOST_PAST = 20


def calendar(request: HttpRequest) -> HttpResponse:
    """What is coming and what was."""
    return render(request, "community/calendar.html", {"coming": coming(), "past": past(MOST_PAST)})


def whole_calendar_file(request: HttpRequest) -> HttpResponse:
    """All that is public as iCalendar (RFC 5545)."""
    name = _("%(portal)s: calendar") % {"portal": Office.load().portal_name}
    return calendar_answer(calendar_file(occasions(), name), "kalendar.ics")
