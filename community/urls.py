"""Addresses of the office's pages, at the root of the portal."""

from django.urls import path

from community.views import calendar, contacts, documents, duties, news, obstacles, pages, search

app_name = "community"
urlpatterns = [
    path("o-planovani/", pages.PageList.as_view(), name="pages"),
    path("o-planovani/<slug:slug>/", pages.PageDetail.as_view(), name="page"),
    path("kontakty/", contacts.contacts, name="contacts"),
    path("aktuality/", news.NewsList.as_view(), name="news"),
    path("aktuality/atom.xml", news.NewsFeed(), name="news-feed"),
    path("aktuality/<slug:slug>/", news.NewsDetail.as_view(), name="news-item"),
    path("kalendar/", calendar.calendar, name="calendar"),
    path("kalendar.ics", calendar.whole_calendar_file, name="calendar-file"),
    path("soubory/<uuid:uuid>/", documents.download, name="document"),
    path("soubory/<path:name>", documents.stored, name="stored-file"),
    path("hledat/", search.search_all, name="search"),
    path("prohlaseni-o-pristupnosti/", duties.accessibility, name="accessibility"),
    path("prohlaseni-o-pristupnosti/napiste-nam/", obstacles.tell, name="obstacle"),
    path("prohlaseni-o-pristupnosti/dekujeme/", obstacles.thanks, name="obstacle-thanks"),
    path("osobni-udaje/", duties.privacy, name="privacy"),
    path("robots.txt", duties.robots, name="robots"),
    path(".well-known/security.txt", duties.security, name="security"),
    path("vzhled.css", duties.office_style, name="office-style"),
]
