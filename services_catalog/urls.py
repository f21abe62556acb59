"""Addresses of the catalogue, under /katalog/."""

from django.urls import path

from services_catalog.views import (
    catalogue,
    documents,
    municipalities,
    my_list,
    providers,
    services,
    situations,
    suggestions,
    verification,
)

app_name = "services_catalog"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("sluzby/<slug:slug>/", services.ServiceDetail.as_view(), name="service"),
    path("sluzby/<slug:slug>/letak.pdf", documents.leaflet, name="leaflet"),
    path("katalog.pdf", documents.catalogue_document, name="catalogue-document"),
    path("ke-stazeni/", documents.download, name="download"),
    path("muj-seznam/", my_list.show, name="my-list"),
    path("muj-seznam/zmenit/", my_list.change, name="my-list-change"),
    path("muj-seznam/poslat/", my_list.send, name="my-list-send"),
    path("muj-seznam/seznam.pdf", my_list.document, name="my-list-document"),
    path("sluzby/<slug:slug>/nahlasit-chybu/", suggestions.report_mistake, name="report-mistake"),
    path("navrhnout-sluzbu/", suggestions.suggest_service, name="suggest-service"),
    path("dekujeme/", suggestions.thanks, name="thanks"),
    path("overeni/<uuid:key>/", verification.Verification.as_view(), name="verification"),
    path("overeni/<uuid:key>/kod/", verification.send_code, name="verification-code"),
    path("overeni/<uuid:key>/potvrdit/", verification.confirm, name="verification-confirm"),
    path("overeni/<uuid:key>/opravit/", verification.correct, name="verification-correct"),
    path("poskytovatele/", providers.ProviderList.as_view(), name="providers"),
    path("poskytovatele/<slug:slug>/", providers.ProviderDetail.as_view(), name="provider"),
    path("situace/", situations.situations, name="situations"),
    path("situace/<slug:slug>/", situations.SituationDetail.as_view(), name="situation"),
    path("obce/", municipalities.municipalities, name="municipalities"),
    path("obce/<slug:slug>/", municipalities.municipality, name="municipality"),
    path("pomoc-v-krizi/", situations.crisis, name="crisis"),
    path("bezpecne-na-internetu/", situations.safety, name="safety"),
]
