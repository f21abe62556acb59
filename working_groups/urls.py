"""Addresses of working groups, at the root of the portal."""

from django.urls import path

from kpss_portal import converters  # noqa: F401  # a day in an address
from working_groups.minutes_addresses import patterns
from working_groups.views import attendance, calendars, desk, groups, joining, leading, meetings, replies

app_name = "working_groups"
urlpatterns = [
    *patterns(),
    path("skupiny/", groups.group_list, name="groups"),
    path("skupiny/zapojit-se/", joining.join, name="join"),
    path("skupiny/zapojit-se/dekujeme/", joining.thanks, name="join-thanks"),
    path("skupiny/<slug:slug>/", groups.group_detail, name="group"),
    path("skupiny/<slug:slug>/kalendar.ics", calendars.group_calendar, name="group-calendar"),
    path("skupiny/<slug:slug>/<day:day>/", meetings.meeting_detail, name="meeting"),
    path("skupiny/<slug:slug>/svolat/", leading.call, name="call"),
    path("skupiny/<slug:slug>/<day:day>/upravit/", leading.edit, name="edit-meeting"),
    path("skupiny/<slug:slug>/<day:day>/pozvanka/", leading.invitation, name="invitation"),
    path("skupiny/<slug:slug>/<day:day>/zrusit/", leading.cancel, name="cancel-meeting"),
    path("skupiny/<slug:slug>/<day:day>/podklady/", leading.papers, name="papers"),
    path("skupiny/<slug:slug>/<day:day>/usneseni/", leading.add_decision, name="add-decision"),
    path("skupiny/<slug:slug>/<day:day>/ukol/", leading.add_task, name="add-task"),
    path("skupiny/<slug:slug>/<day:day>/setkani.ics", meetings.meeting_file, name="meeting-file"),
    path("skupiny/<slug:slug>/<day:day>/ucast/", attendance.attendance, name="attendance"),
    path("skupiny/<slug:slug>/<day:day>/prezencni-listina.pdf", attendance.sheet, name="sheet"),
    path("podklady/<uuid:uuid>/", meetings.paper, name="paper"),
    path("ucast/<str:token>/", replies.reply, name="reply"),
    path("moje/", desk.desk, name="desk"),
    path("moje/kalendar/", desk.renew_calendar, name="renew-calendar"),
    path("moje/kalendar/<slug:secret>.ics", desk.own_calendar, name="own-calendar"),
]
