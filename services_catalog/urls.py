"""Addresses of the catalogue, under /katalog/."""

from django.urls import path

from services_catalog.views import (
    catalogue,
    embedding,
    municipalities,
    providers,
    services,
    situations,
    suggestions,
    territory_map,
    verification,
    white_spots,
)

app_name = "services_catalog"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("sluzby/<slug:slug>/", services.ServiceDetail.as_view(), name="service"),
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
    path("obce/<slug:slug>/sluzby.csv", municipalities.municipality_sheet, name="municipality-sheet"),
    path("obce/<slug:slug>/vlozit/", embedding.fragment, name="fragment"),
    path("obce/<slug:slug>/vlozit-na-web/", embedding.embed_guide, name="embed-guide"),
    path("mapa/", territory_map.territory_map, name="map"),
    path("mapa/mapa.json", territory_map.map_data, name="map-data"),
    path("mapa/uzemi.geojson", territory_map.map_file, name="map-file"),
    path("bila-mista/", white_spots.white_spots, name="white-spots"),
    path("bila-mista/bila-mista.csv", white_spots.white_spots_sheet, name="white-spots-sheet"),
    path("bila-mista/kapacity.csv", white_spots.capacities_sheet, name="capacities-sheet"),
    path("pomoc-v-krizi/", situations.crisis, name="crisis"),
]
