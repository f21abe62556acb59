"""What people look for: the vocabulary of search, and what was not found."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from rules.contrib.admin import ObjectPermissionsModelAdmin

from kpss_portal.spreadsheets import CSV, write_csv
from services_catalog import unmet
from services_catalog.models import Synonym, UnmetSearch


@admin.register(Synonym)
class SynonymAdmin(ObjectPermissionsModelAdmin):
    """Words of the street; `?words=` fills in a word that was not found."""

    list_display = ["words", "what_it_means"]
    search_fields = ["words", "means", "note"]
    filter_horizontal = ["service_types", "situations", "target_groups"]
    autocomplete_fields = ["services"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With what the list shows."""
        related = ("service_types", "situations", "target_groups", "services")
        return super().get_queryset(request).prefetch_related(*related)

    @admin.display(description=_("what is looked for"))
    def what_it_means(self, row: Synonym) -> str:
        """Everything that the words lead to."""
        relations = (row.service_types, row.situations, row.target_groups, row.services)
        named = [str(found) for relation in relations for found in relation.all()]
        return ", ".join([*named, *([row.means] if row.means else [])])


@admin.register(UnmetSearch)
class UnmetSearchAdmin(ObjectPermissionsModelAdmin):
    """Searches without result by month; only read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only visitors add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes what was asked."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody hides what was asked."""
        return False

    def get_urls(self) -> list[Any]:
        """The table as a file."""
        view = self.admin_site.admin_view(self.export)
        return [path("export.csv", view, name="services_catalog_unmetsearch_export"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Words by months, the most frequent first."""
        context = self.admin_site.each_context(request) | {
            "title": _("What people did not find"),
            "opts": self.model._meta,
            "table": unmet.by_months(),
        }
        return render(request, "admin/services_catalog/unmet.html", context)

    def export(self, request: HttpRequest) -> HttpResponse:
        """The same as CSV."""
        if not self.has_view_permission(request):
            raise Http404
        response = HttpResponse(write_csv(unmet.by_months().as_sheet()), content_type=CSV)
        response["Content-Disposition"] = 'attachment; filename="nenalezeno.csv"'
        return response
