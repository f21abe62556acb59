"""The printed catalogue in the administration: how each size stands, and a new edition on demand."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from rules.contrib.admin import ObjectPermissionsModelAdmin

from kpss_portal import audit
from services_catalog import booklet
from services_catalog.enums import PrintSize
from services_catalog.models import Booklet

MAKE = "services_catalog.make_booklet"


@admin.register(Booklet)
class BookletAdmin(ObjectPermissionsModelAdmin):
    """Both sizes on one page; the portal writes the rows itself."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one row a size."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editions are made, not written."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The public has its address."""
        return False

    def get_urls(self) -> list[Any]:
        """The button."""
        view = self.admin_site.admin_view(self.make)
        return [path("<str:size>/nove-vydani/", view, name="services_catalog_booklet_make"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What is given out and what is being made."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("Printed catalogue"),
            "opts": self.model._meta,
            "rows": [_row(size) for size in PrintSize],
            "can_make": request.user.has_perm(MAKE),
        }
        return render(request, "admin/services_catalog/booklet.html", context)

    @method_decorator(require_POST)
    def make(self, request: HttpRequest, size: str) -> HttpResponse:
        """A new edition of one size, made in the background."""
        if not request.user.has_perm(MAKE):
            raise PermissionDenied
        if size not in PrintSize.values:
            raise Http404
        booklet.new_edition(PrintSize(size))
        audit.record(request.user, "catalogue.booklet", booklet.booklet_of(PrintSize(size)))
        messages.success(request, _("The new edition is being made; it takes up to half a minute."))
        return HttpResponseRedirect(reverse("admin:services_catalog_booklet_changelist"))


def _row(size: PrintSize) -> dict[str, Any]:
    found = booklet.booklet_of(size)
    query = "?velikost=velke" if size == PrintSize.LARGE else ""
    return {
        "size": size.value,
        "label": size.label,
        "document": booklet.edition_of(found),
        "is_withheld": bool(found.document) and not found.is_safe,
        "making": found.making,
        "is_stuck": found.making is not None and not booklet.is_being_made(found.making),
        "url": reverse("services_catalog:catalogue-document") + query,
    }
