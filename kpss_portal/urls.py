"""Addresses of the portal; each app brings its own."""

from django.contrib import admin
from django.urls import include, path

from kpss_portal.views.health import health
from kpss_portal.views.metrics import metrics
from kpss_portal.views.style_guide import style_guide

urlpatterns = [
    path("healthz", health, name="health"),
    path("metrics", metrics, name="metrics"),
    path("ucet/", include("accounts.urls")),
    path("ucet/", include("accounts.urls_of_library")),
    path("katalog/", include("services_catalog.urls")),
    path("ankety/", include("surveys.urls")),
    path("admin/vzornik/", style_guide, name="style-guide"),
    path("admin/", admin.site.urls),
    path("", include("plans.urls")),
    path("", include("working_groups.urls")),
    path("", include("community.urls")),
]

handler400 = "kpss_portal.views.errors.bad_request"
handler403 = "kpss_portal.views.errors.forbidden"
handler404 = "kpss_portal.views.errors.not_found"
handler429 = "kpss_portal.views.errors.too_many"  # asked for by django-allauth
handler500 = "kpss_portal.views.errors.server_error"
