"""Addresses of plans, quoted in resolutions and grant applications: they stay for decades."""

from django.urls import path

from kpss_portal import converters  # noqa: F401  # a day in an address
from plans import urls_needs, urls_progress
from plans.views import (
    analyses,
    archive,
    budget,
    comments,
    documents,
    home,
    items,
    overview,
    packets,
    sitemap,
    versions,
)

app_name = "plans"
urlpatterns = [
    path("", home.home, name="home"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("plany/", archive.archive, name="plans"),
    path("plany/<slug:slug>/", overview.overview, name="plan"),
    path("plany/<slug:slug>/verze/<int:version>/", overview.version, name="version"),
    path("plany/<slug:slug>/verze/<int:version>/plan.pdf", documents.official_version, name="version-document"),
    path("plany/<slug:slug>/pripominky/", comments.comments, name="comments"),
    path("plany/<slug:slug>/pripominky/nova/", comments.write, name="comment-write"),
    path("plany/<slug:slug>/pripominky/dekujeme/", comments.thanks, name="comment-thanks"),
    path("plany/<slug:slug>/pripominky/vyporadani.csv", comments.settlement_sheet, {"kind": "csv"}, "settlement-csv"),
    path(
        "plany/<slug:slug>/pripominky/vyporadani.xlsx", comments.settlement_sheet, {"kind": "xlsx"}, "settlement-xlsx"
    ),
    path("plany/<slug:slug>/pripominky/vyporadani.pdf", comments.settlement_document, name="settlement-document"),
    path("pripominka/<str:token>/", comments.confirm, name="comment-confirm"),
    path("plany/<slug:slug>/zmeny/", versions.changes, name="changes"),
    path("plany/<slug:slug>/zmeny.pdf", versions.changes_document, name="changes-document"),
    path("podklad/<str:secret>/", packets.packet, name="packet"),
    path("podklad/<str:secret>/podklad.pdf", packets.document, name="packet-document"),
    path("plany/<slug:slug>/ke-dni/<day:day>/", versions.as_of, name="as-of"),
    path("plany/<slug:slug>/polozky/<str:code>/", items.item, name="item"),
    path("plany/<slug:slug>/text/", overview.chapters, name="chapters"),
    path("plany/<slug:slug>/rozpocet/", budget.budget, name="budget"),
    path("plany/<slug:slug>/rozpocet.csv", budget.budget_csv, name="budget-csv"),
    path("plany/<slug:slug>/analyzy/", analyses.analysis_list, name="analyses"),
    path("plany/<slug:slug>/analyzy/<slug:analysis>/", analyses.analysis, name="analysis"),
    path("plany/<slug:slug>/analyzy/<slug:analysis>/<int:number>.csv", analyses.table_csv, name="analysis-csv"),
    path("plany/<slug:slug>/plan.pdf", documents.official, name="official-document"),
    path("plany/<slug:slug>/navrh.pdf", documents.draft, name="draft-document"),
    path("plany/<slug:slug>/obsah.json", documents.content, name="content"),
]
urlpatterns += [*urls_needs.urlpatterns, *urls_progress.urlpatterns]
