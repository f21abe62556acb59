"""The catalogue in the administration."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules.contrib.admin import (
    ObjectPermissionsModelAdmin,
    ObjectPermissionsStackedInline,
    ObjectPermissionsTabularInline,
)

from kpss_portal import audit
from kpss_portal.admin_menu import Unlisted
from kpss_portal.editing import GuardedAdmin
from kpss_portal.spreadsheets import CSV, ODS, XLSX, write_csv, write_ods, write_xlsx
from services_catalog import indexing, printing
from services_catalog.admin.quality import QualityColumn, QualityFilter
from services_catalog.admin.sheets import import_services
from services_catalog.duties import VERIFY_AFTER
from services_catalog.enums import ContactKind
from services_catalog.importing.exporting import export_table
from services_catalog.importing.undoing import CannotUndo, undo
from services_catalog.models import (
    AgeGroup,
    Capacity,
    CrisisLine,
    HoursException,
    ImportBatch,
    LifeSituation,
    OfferedForm,
    OpeningHours,
    Place,
    Provider,
    Service,
    ServiceContact,
    ServiceType,
    TargetGroup,
)

WRITERS = {
    "xlsx": (XLSX, lambda table: write_xlsx([table])),
    "ods": (ODS, lambda table: write_ods([table])),
    "csv": (CSV, write_csv),
}


class ContactInline(ObjectPermissionsTabularInline):
    """Phones, e-mails, webs."""

    model = ServiceContact
    extra = 0


class PlaceInline(ObjectPermissionsStackedInline):
    """Addresses; the secret ones are marked."""

    model = Place
    extra = 0
    autocomplete_fields = ["municipality"]


class FormInline(ObjectPermissionsTabularInline):
    """Forms of the service; their hours and capacities are on their own pages."""

    model = OfferedForm
    extra = 0
    show_change_link = True


class HoursExceptionInline(ObjectPermissionsTabularInline):
    """Days on which it is closed or open at other hours."""

    model = HoursException
    extra = 0


class NeedsMending(admin.SimpleListFilter):
    """Services that the first page of the administration speaks of."""

    title = gettext_lazy("what is missing")
    parameter_name = "stav"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Kinds of trouble."""
        return [
            ("neoverene", _("not verified for half a year")),
            ("bez-telefonu", _("without a phone")),
            ("bez-obci", _("field service without municipalities")),
            ("prosla-mista", _("free places that have expired")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Services with the trouble."""
        if self.value() == "neoverene":
            return queryset.filter(Q(verified_on__isnull=True) | Q(verified_on__lt=timezone.localdate() - VERIFY_AFTER))
        if self.value() == "bez-telefonu":
            return queryset.exclude(contacts__kind=ContactKind.PHONE)
        if self.value() == "bez-obci":
            return queryset.filter(
                serves_whole_territory=False, served_municipalities__isnull=True, forms__form="field"
            ).distinct()
        if self.value() == "prosla-mista":
            return queryset.filter(free_places_expire_on__lt=timezone.localdate())
        return queryset


@admin.register(Service)
class ServiceAdmin(QualityColumn, ObjectPermissionsModelAdmin, GuardedAdmin):
    """Services, with their spreadsheet in and out."""

    list_display = ["name", "provider", "service_type", "quality", "verified_on", "is_published"]
    list_filter = [NeedsMending, QualityFilter, "is_published", "kind", "service_type"]
    list_select_related = ["provider", "service_type"]
    search_fields = ["name", "provider__name", "identifier"]
    autocomplete_fields = ["provider", "served_municipalities"]
    filter_horizontal = ["target_groups", "age_groups", "situations"]
    inlines = [ContactInline, FormInline, HoursExceptionInline, PlaceInline]
    actions = ["mark_verified"]
    change_list_template = "admin/services_catalog/service_list.html"
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "slug",
                    "provider",
                    "kind",
                    "service_type",
                    "identifier",
                    "is_published",
                    "is_crisis",
                    "has_quick_exit",
                ]
            },
        ),
        (
            gettext_lazy("In people's words"),
            {
                "fields": [
                    "summary",
                    "description",
                    "for_whom",
                    "not_for_whom",
                    "how_to_apply",
                    "documents_needed",
                    "payment",
                    "price_note",
                    "languages",
                    "is_barrier_free",
                ]
            },
        ),
        (
            gettext_lazy("For whom and where"),
            {
                "fields": [
                    "target_groups",
                    "age_groups",
                    "situations",
                    "serves_whole_territory",
                    "served_municipalities",
                ]
            },
        ),
        (
            gettext_lazy("Free places"),
            {
                "fields": ["free_places", "waiting_list_note", "free_places_stated_on", "free_places_expire_on"],
                "description": gettext_lazy(
                    "People see it with its day and only as long as it holds. It is printed in no leaflet or booklet."
                ),
            },
        ),
        (
            gettext_lazy("Money and networks"),
            {"fields": ["financed_by", "is_in_regional_network", "network_note"]},
        ),
        (
            gettext_lazy("About the data"),
            {"fields": ["provided_since", "provided_until", "verified_on", "verified_by", "source"]},
        ),
    ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The address is made once."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_urls(self) -> list[Any]:
        """Import, its undo, export."""
        view = self.admin_site.admin_view
        own = [
            path("import/", view(import_services), name="services_catalog_service_import"),
            path("import/<int:pk>/zpet/", view(undo_import), name="services_catalog_service_import_undo"),
            path("vyvoz.<str:kind>", view(export_services), name="services_catalog_service_export"),
        ]
        return own + super().get_urls()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Search learns of the change, with contacts and places."""
        super().save_related(request, form, formsets, change)
        indexing.reindex_services(Service.objects.filter(pk=form.instance.pk))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What an approved plan names stays, so that the plan reads for ever as it was approved."""
        *told, protected = super().get_deleted_objects(objs, request)
        return *told, [*protected, *_approved_places([service.pk for service in objs])]

    def delete_model(self, request: HttpRequest, obj: Service) -> None:
        """Search forgets it."""
        indexing.forget(indexing.SERVICE, [obj.pk])
        printing.forget_leaflets([obj])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Search forgets them."""
        indexing.forget(indexing.SERVICE, list(queryset.values_list("pk", flat=True)))
        printing.forget_leaflets(queryset)
        super().delete_queryset(request, queryset)

    @admin.action(description=gettext_lazy("Mark as verified today"), permissions=["change"])
    def mark_verified(self, request: HttpRequest, queryset: QuerySet[Service]) -> None:
        """After the provider confirmed by phone or mail."""
        services = list(queryset)
        count = queryset.update(verified_on=timezone.localdate(), verified_by=str(request.user))
        for service in services:
            audit.record(request.user, "verify", service)
        messages.success(request, _("Marked as verified: %(count)d.") % {"count": count})


def _approved_places(keys: list[int]) -> list[str]:
    """Items of approved plans that name the services."""
    rows = Service.objects.filter(pk__in=keys, plan_items__plan__frozen_at__isnull=False).order_by("sort_key")
    places = rows.values_list("name", "plan_items__plan__title", "plan_items__plan__version", "plan_items__code")
    words = _("%(service)s: %(plan)s, version %(version)s, item %(code)s")
    return [words % dict(zip(("service", "plan", "version", "code"), row, strict=True)) for row in places]


def undo_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts services back as they were before the import; by POST only."""
    if not request.user.has_perm("services_catalog.import_service"):
        raise PermissionDenied
    if request.method == "POST":
        try:
            undo(get_object_or_404(ImportBatch, pk=pk), request.user)
            messages.success(request, _("The import is undone."))
        except CannotUndo as fault:
            messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("admin:services_catalog_service_import"))


def export_services(request: HttpRequest, kind: str) -> HttpResponse:
    """The catalogue as a sheet that can be imported again; secret addresses stay out."""
    if not request.user.has_perm("services_catalog.export_service"):
        raise PermissionDenied
    if kind not in WRITERS:
        raise Http404
    content_type, write = WRITERS[kind]
    response = HttpResponse(write(export_table(Service.objects.all())), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="sluzby.{kind}"'
    return response


class HoursInline(ObjectPermissionsTabularInline):
    """Opening hours."""

    model = OpeningHours
    extra = 0


class CapacityInline(ObjectPermissionsTabularInline):
    """Registered capacity."""

    model = Capacity
    extra = 0


@admin.register(OfferedForm)
class OfferedFormAdmin(Unlisted, ObjectPermissionsModelAdmin):
    """Hours and capacity of one form of a service, reached from the service."""

    list_display = ["service", "form", "is_nonstop"]
    list_select_related = ["service"]
    autocomplete_fields = ["service"]
    inlines = [HoursInline, CapacityInline]


@admin.register(Provider)
class ProviderAdmin(ObjectPermissionsModelAdmin, GuardedAdmin):
    """Providers."""

    list_display = ["name", "ico", "legal_form", "web"]
    search_fields = ["name", "ico"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Search learns of the name."""
        super().save_model(request, obj, form, change)
        indexing.reindex_others()
        indexing.reindex_services(obj.services.all())


@admin.register(LifeSituation)
class LifeSituationAdmin(ObjectPermissionsModelAdmin):
    """Situations in people's words."""

    list_display = ["name", "parent", "position"]
    list_select_related = ["parent"]
    list_filter = ["parent"]
    list_editable = ["position"]
    search_fields = ["name", "synonyms"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Search learns of the words."""
        super().save_model(request, obj, form, change)
        indexing.reindex_others()
        indexing.reindex_services(obj.services.all())


@admin.register(CrisisLine)
class CrisisLineAdmin(ObjectPermissionsModelAdmin):
    """Crisis lines and emergency numbers."""

    list_display = ["name", "phone", "availability", "is_in_bar", "position"]
    list_editable = ["position"]


@admin.register(ServiceType)
class ServiceTypeAdmin(ObjectPermissionsModelAdmin):
    """Kinds of services of the Act; the office adds how people call them."""

    list_display = ["name", "paragraph", "abbreviation", "group", "valid_from", "valid_to"]
    list_filter = ["group"]
    search_fields = ["name", "abbreviation", "paragraph"]
    readonly_fields = [
        "code",
        "portal_id",
        "name",
        "slug",
        "paragraph",
        "group",
        "abbreviation",
        "usual_forms",
        "valid_from",
        "valid_to",
    ]
    fields = [*readonly_fields, "synonyms"]


@admin.register(TargetGroup)
class TargetGroupAdmin(ObjectPermissionsModelAdmin):
    """Official target groups and the office's areas that gather them."""

    list_display = ["name", "code"]
    search_fields = ["name"]
    readonly_fields = ["code", "portal_id", "name", "slug", "valid_from", "valid_to"]
    fields = [*readonly_fields, "planning_areas"]
    filter_horizontal = ["planning_areas"]


@admin.register(AgeGroup)
class AgeGroupAdmin(ObjectPermissionsModelAdmin):
    """Official age groups."""

    list_display = ["name", "position"]
    readonly_fields = ["code", "name", "slug"]
    fields = [*readonly_fields, "position"]
