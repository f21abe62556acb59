"""What imports of sheets remember: it can be mended and forgotten."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from rules.contrib.admin import ObjectPermissionsModelAdmin

from services_catalog.models import ColumnMapping, WordMeaning
from services_catalog.sheets.cells import key_of


@admin.register(WordMeaning)
class WordMeaningAdmin(ObjectPermissionsModelAdmin):
    """Words of sheets and what they mean."""

    list_display = ["word", "column", "means", "remembered_on"]
    list_filter = ["column"]
    search_fields = ["word", "means"]
    readonly_fields = ["column", "word"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come by imports."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The key follows the word."""
        obj.key = key_of(obj.word)
        super().save_model(request, obj, form, change)


@admin.register(ColumnMapping)
class ColumnMappingAdmin(ObjectPermissionsModelAdmin):
    """Shapes of sheets; a forgotten one is asked about anew."""

    list_display = ["__str__", "remembered_on"]
    fields = ["headings", "columns", "taken_over", "remembered_on"]
    readonly_fields = ["headings", "columns", "taken_over", "remembered_on"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come by imports."""
        return False
