"""Addresses of minutes, decisions, tasks and archives; `urls.py` puts them before those of groups, whose names they precede."""

from django.urls import URLPattern, path

from working_groups.views import archives, decisions, minutes, minutes_public, tasks


def patterns() -> list[URLPattern]:
    """Called once the converter of days is known."""
    return [
        path("skupiny/zapisy.xml", minutes_public.MinutesFeed(), name="minutes-feed"),
        path("skupiny/usneseni/", decisions.DecisionRegister.as_view(), name="decisions"),
        path("skupiny/usneseni/usneseni.csv", decisions.decision_csv, name="decisions-csv"),
        path("skupiny/usneseni/<uuid:key>/", decisions.decision_detail, name="decision"),
        path("skupiny/<slug:slug>/<day:day>/zapis.pdf", minutes_public.public_pdf, name="minutes-pdf"),
        path("skupiny/<slug:slug>/archiv/<int:year>/", archives.archive_page, name="archive"),
        path("skupiny/<slug:slug>/archiv/<int:year>/<slug:word>/", archives.ask, name="archive-ask"),
        path(
            "skupiny/<slug:slug>/archiv/<int:year>/<slug:word>/archiv.pdf",
            archives.archive_file,
            {"kind": "pdf"},
            name="archive-pdf",
        ),
        path(
            "skupiny/<slug:slug>/archiv/<int:year>/<slug:word>/archiv.zip",
            archives.archive_file,
            {"kind": "zip"},
            name="archive-zip",
        ),
        path("moje/zapisy/vlozit/<uuid:key>/", minutes.upload, name="minutes-upload"),
        path("moje/zapisy/psat/<uuid:key>/", minutes.write, name="minutes-write"),
        path("moje/zapisy/soubor/<uuid:key>/", minutes.download, name="minutes-file"),
        path("moje/zapisy/<uuid:key>/", minutes.minutes_page, name="minutes"),
        path("moje/zapisy/<uuid:key>/drivejsi/", minutes.earlier_texts, name="minutes-earlier"),
        path("moje/zapisy/<uuid:key>/bod/<int:point>/", minutes.save_point, name="minutes-point"),
        path("moje/zapisy/<uuid:key>/krok/<slug:name>/", minutes.step, name="minutes-step"),
        path("moje/zapisy/<uuid:key>/pripominka/", minutes.comment, name="minutes-comment"),
        path("moje/zapisy/<uuid:key>/pripominka/<int:number>/", minutes.settle_comment, name="minutes-settle"),
        path("moje/ukoly/<uuid:key>/", tasks.settle, name="task"),
    ]
