"""Addresses of the catalogue, under /katalog/."""

from django.urls import path

from services_catalog.views import catalogue, municipalities, providers, services, situations

app_name = "services_catalog"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("sluzby/<slug:slug>/", services.ServiceDetail.as_view(), name="service"),
    path("poskytovatele/", providers.ProviderList.as_view(), name="providers"),
    path("poskytovatele/<slug:slug>/", providers.ProviderDetail.as_view(), name="provider"),
    path("situace/", situations.situations, name="situations"),
    path("situace/<slug:slug>/", situations.SituationDetail.as_view(), name="situation"),
    path("obce/", municipalities.municipalities, name="municipalities"),
    path("obce/<slug:slug>/", municipalities.municipality, name="municipality"),
    path("pomoc-v-krizi/", situations.crisis, name="crisis"),
]
