"""The office and its pages in the administration."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules.contrib.admin import ObjectPermissionsModelAdmin, ObjectPermissionsTabularInline

from community import indexing, obstacles
from community.enums import ObstacleState
from community.forms.document import DocumentForm
from community.forms.obstacle import AnswerForm
from community.forms.pages import NewsForm, OfficeForm, PageForm, PartnerForm
from community.forms.territory_map import TerritoryMapForm
from community.models import (
    Contact,
    Document,
    Event,
    Municipality,
    MunicipalityFigure,
    NewsItem,
    Obstacle,
    Office,
    Page,
    Partner,
    PlanningArea,
    TerritoryMap,
)
from community.setup import set_up
from community.territory import District, UnknownTown, district_of, districts
from kpss_portal import audit
from kpss_portal.editing import GuardedAdmin
from kpss_portal.templatetags.kpss import file_size


class Searchable:
    """What is saved or taken away is so in search too."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Writes it into search."""
        super().save_model(request, obj, form, change)  # type: ignore[misc]  # the stubs do not know it
        indexing.reindex(obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Takes it out of search."""
        obj.is_public = False
        indexing.reindex(obj)
        super().delete_model(request, obj)  # type: ignore[misc]  # the stubs do not know it

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Takes all of them out of search."""
        for thing in queryset:
            self.delete_model(request, thing)


@admin.register(Office)
class OfficeAdmin(ObjectPermissionsModelAdmin, GuardedAdmin):
    """The one office, and its first-run setup."""

    form = OfficeForm
    fieldsets = [
        (None, {"fields": ["legal_name", "portal_name", "tagline", "territory_name", "logo", "accent_color"]}),
        (
            _("Where the office is"),
            {
                "fields": [
                    "ico",
                    "data_box",
                    "street",
                    "postal_code",
                    "city",
                    "email",
                    "phone",
                    "web",
                    "office_hours",
                    "security_email",
                ]
            },
        ),
        (_("Words"), {"fields": ["related_services_label", "funding_sentence"]}),
        (
            _("Accessibility statement"),
            {
                "fields": [
                    "accessibility_url",
                    "accessibility_status",
                    "accessibility_exceptions",
                    "accessibility_burden",
                    "accessibility_outside",
                    "accessibility_method",
                    "accessibility_assessor",
                    "accessibility_prepared_on",
                    "accessibility_reviewed_on",
                    "supervisor_name",
                    "supervisor_url",
                ]
            },
        ),
        (_("Background of the map"), {"fields": ["map_tiles_url", "map_tiles_attribution", "map_tiles_max_zoom"]}),
    ]

    def get_urls(self) -> list[Any]:
        """The setup page."""
        view = self.admin_site.admin_view
        return [
            path("nastaveni/", view(self.setup), name="community_setup"),
            path("prohlaseni/", view(self.review), name="community_review"),
            *super().get_urls(),
        ]

    def review(self, request: HttpRequest) -> HttpResponse:
        """The yearly review of the accessibility statement: what to look at, and a button that it holds."""
        office = Office.load()
        if not request.user.has_perm("community.change_office") or not office.is_set_up:
            raise PermissionDenied
        if request.method == "POST":
            office.accessibility_reviewed_on = timezone.localdate()
            office.save()
            messages.success(request, _("The statement is reviewed; the next review comes in a year."))
            return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Review of the accessibility statement"),
            "office": office,
            "waiting": Obstacle.objects.filter(state=ObstacleState.WAITING).count(),
        }
        return render(request, "admin/community/review.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The setup makes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A portal has an office."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one: straight to it, or to the setup."""
        office = Office.objects.first()
        target = (
            reverse("admin:community_office_change", args=[office.pk]) if office else reverse("admin:community_setup")
        )
        return HttpResponseRedirect(target)

    def setup(self, request: HttpRequest) -> HttpResponse:
        """Asks for the town, shows its territory, and loads it by POST."""
        if not request.user.has_perm("community.set_up_office"):
            raise PermissionDenied
        form = SetupForm(request.POST or request.GET or None)
        district = form.cleaned_data["town"] if form.is_bound and form.is_valid() else None
        if request.method == "POST" and district:
            set_up(district)
            messages.success(request, _("The portal is set up for %(town)s.") % {"town": district.name})
            return HttpResponseRedirect(reverse("admin:index"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Set up the portal"),
            "form": form,
            "district": district,
            "districts": districts(),
            "office": Office.load(),
        }
        return render(request, "admin/community/setup.html", context)


class SetupForm(forms.Form):
    """Which town plans."""

    town = forms.CharField(max_length=80)

    def clean_town(self) -> District:
        """A town with extended powers, or a sentence with similar names."""
        try:
            return district_of(self.cleaned_data["town"])
        except UnknownTown as unknown:
            hint = (
                " " + _("Did you mean: %(names)s?") % {"names": ", ".join(unknown.similar)} if unknown.similar else ""
            )
            raise forms.ValidationError(
                _("There is no town with extended powers called “%(name)s”.") % {"name": self.cleaned_data["town"]}
                + hint
            ) from None


class FigureInline(ObjectPermissionsTabularInline):
    """Figures with their dates and sources."""

    model = MunicipalityFigure
    extra = 0


class TerritoryFilter(admin.SimpleListFilter):
    """Municipalities of the territory, or those known only from addresses."""

    title = gettext_lazy("in the territory")
    parameter_name = "territory"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Yes and no."""
        return [("1", _("Yes")), ("0", _("No"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Those that belong to it today."""
        here = Municipality.objects.in_territory().values("pk")
        if self.value() == "1":
            return queryset.filter(pk__in=here)
        return queryset.exclude(pk__in=here) if self.value() == "0" else queryset


@admin.register(Municipality)
class MunicipalityAdmin(ObjectPermissionsModelAdmin, GuardedAdmin):
    """Municipalities of the territory and of addresses."""

    list_display = ["name", "code", "in_territory_from", "in_territory_to"]
    list_filter = [TerritoryFilter]
    search_fields = ["name", "code"]
    inlines = [FigureInline]
    fields = [
        "name",
        "code",
        "slug",
        "status",
        "postal_code",
        "office_ico",
        "web",
        "embed_origins",
        "in_territory_from",
        "in_territory_to",
        "latitude",
        "longitude",
        "note",
    ]


@admin.register(TerritoryMap)
class TerritoryMapAdmin(ObjectPermissionsModelAdmin, GuardedAdmin):
    """Boundaries of municipalities: the newest upload is the one that is drawn."""

    form = TerritoryMapForm
    list_display = ["source", "as_of", "is_schematic", "uploaded_at", "uploaded_by"]
    fields = ["file", "source", "as_of", "is_schematic"]

    def get_readonly_fields(self, request: HttpRequest, obj: TerritoryMap | None = None) -> Any:
        """A file stays as it came; a better one is uploaded as a new row."""
        return ["file"] if obj else []

    def save_model(self, request: HttpRequest, obj: TerritoryMap, form: Any, change: bool) -> None:
        """Who uploaded it, and which municipalities have no boundary in it."""
        if not change:
            obj.uploaded_by = request.user  # type: ignore[assignment]  # admin pages are for people who signed in
        super().save_model(request, obj, form, change)
        audit.record(request.user, "change" if change else "upload", obj)
        missing = obj.without_boundary()
        if missing:
            messages.warning(
                request,
                _("Municipalities without a boundary in the file: %(names)s. They are drawn as points.")
                % {"names": ", ".join(missing)},
            )


@admin.register(PlanningArea)
class PlanningAreaAdmin(ObjectPermissionsModelAdmin, GuardedAdmin):
    """The office's own groups of people."""

    list_display = ["name", "position"]
    list_editable = ["position"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]


@admin.register(Contact)
class ContactAdmin(Searchable, ObjectPermissionsModelAdmin, GuardedAdmin):
    """Whom people turn to."""

    list_display = ["name", "role", "phone", "email", "is_main", "is_public"]
    list_filter = ["audience", "is_public"]
    search_fields = ["name", "role"]


@admin.register(Page)
class PageAdmin(Searchable, ObjectPermissionsModelAdmin, GuardedAdmin):
    """Pages of text."""

    form = PageForm
    list_display = ["title", "section", "is_public", "updated_at"]
    list_filter = ["section", "is_public"]
    search_fields = ["title", "body"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(NewsItem)
class NewsItemAdmin(Searchable, ObjectPermissionsModelAdmin, GuardedAdmin):
    """News, press releases, media coverage."""

    form = NewsForm
    list_display = ["title", "kind", "published_on", "is_public"]
    list_filter = ["kind", "is_public"]
    search_fields = ["title", "body"]
    date_hierarchy = "published_on"
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["document"]


@admin.register(Document)
class DocumentAdmin(Searchable, ObjectPermissionsModelAdmin, GuardedAdmin):
    """Documents for downloading."""

    form = DocumentForm
    list_display = ["title", "format_name", "size", "is_public", "published_on"]
    list_filter = ["is_public", "extension"]
    search_fields = ["title"]
    readonly_fields = ["format_name", "size", "sha256"]

    def get_fields(self, request: HttpRequest, obj: Document | None = None) -> Any:
        """Facts of the file are known once it is stored."""
        typed = list(self.form.base_fields)
        return [*typed, *self.readonly_fields] if obj else typed

    @admin.display(description=gettext_lazy("type"), ordering="extension")
    def format_name(self, document: Document) -> str:
        """PDF, DOCX…"""
        return document.format_name

    @admin.display(description=gettext_lazy("size"), ordering="size_bytes")
    def size(self, document: Document) -> str:
        """In kB or MB."""
        return file_size(document.size_bytes)


@admin.register(Event)
class EventAdmin(ObjectPermissionsModelAdmin, GuardedAdmin):
    """The calendar."""

    list_display = ["title", "starts_at", "place", "is_public"]
    list_filter = ["is_public"]
    search_fields = ["title"]


@admin.register(Partner)
class PartnerAdmin(ObjectPermissionsModelAdmin, GuardedAdmin):
    """Partners with their logos and sentences."""

    form = PartnerForm
    list_display = ["name", "position", "is_public"]
    search_fields = ["name"]


@admin.register(Obstacle)
class ObstacleAdmin(ObjectPermissionsModelAdmin):
    """What people cannot use; opening one shows it whole, with the answer to write."""

    list_display = ["__str__", "state", "created_at", "answered_by"]
    list_filter = ["state"]
    list_select_related = ["answered_by"]
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from outside."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are forgotten by themselves, in time."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The message and what to do with it."""
        rows = Obstacle.objects.select_related("answered_by")
        found = get_object_or_404(rows, pk=object_id if object_id.isdecimal() else 0)
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        form = AnswerForm(request.POST or None)
        if request.method == "POST" and (done := _answered(request, found, form)):
            return done
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(found),
            "obstacle": found,
            "form": form,
            "last": obstacles.answer_by(found),
            "may_answer": found.state != ObstacleState.ANSWERED and request.user.has_perm(obstacles.ANSWER, found),
        }
        return render(request, "admin/community/obstacle.html", context)


def _answered(request: HttpRequest, found: Obstacle, form: AnswerForm) -> HttpResponse | None:
    """What comes after the step; None where the form says what is missing."""
    try:
        if request.POST.get("krok") == "propustit":
            obstacles.let_through(found, by=request.user)
            messages.success(request, _("It joined the others."))
        elif not form.is_valid():
            return None
        else:
            obstacles.answer(found, form.cleaned_data["answer"], by=request.user)
            messages.success(request, _("The answer is on its way.") if found.email else _("It is written down."))
    except obstacles.AlreadyAnswered:
        messages.error(request, _("Somebody has answered this message meanwhile."))
    return HttpResponseRedirect(reverse("admin:community_obstacle_changelist"))
