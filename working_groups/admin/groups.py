"""Groups and their members in the administration, with the balance of the three sides."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules.contrib.admin import ObjectPermissionsModelAdmin, ObjectPermissionsTabularInline

from kpss_portal.editing import GuardedAdmin
from kpss_portal.search import forget
from working_groups import indexing
from working_groups.enums import MeetingState
from working_groups.erasing import tell_consent
from working_groups.models import Group, GroupDocument, Membership
from working_groups.people import balance_words, sides_of
from working_groups.statistics import year_of

YEARS_BACK = 6


class GroupDocumentInline(ObjectPermissionsTabularInline):
    """Charter and rules with their versions."""

    model = GroupDocument
    extra = 0
    autocomplete_fields = ["document"]


@admin.register(Group)
class GroupAdmin(ObjectPermissionsModelAdmin, GuardedAdmin):
    """Groups with their rules."""

    list_display = ["name", "kind", "balance", "is_public", "ended_on"]
    list_filter = ["kind", "is_public"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["parent"]
    filter_horizontal = ["planning_areas"]
    inlines = [GroupDocumentInline]
    change_list_template = "admin/working_groups/group_list.html"
    change_form_template = "admin/working_groups/group_form.html"
    fieldsets = [
        (None, {"fields": ["name", "slug", "kind", "purpose", "planning_areas", "parent", "position", "is_public"]}),
        (
            gettext_lazy("Rules"),
            {
                "fields": [
                    ("notice_number", "notice_unit"),
                    "minimum_meetings_yearly",
                    ("quorum", "quorum_number"),
                    ("decision_mode", "decision_numbering"),
                    "convener",
                    "is_open_to_guests",
                    "rules_note",
                ]
            },
        ),
        (gettext_lazy("How long it works"), {"fields": ["founded_on", "ended_on"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """With members, so that the balance asks nothing for itself."""
        return super().get_queryset(request).prefetch_related("memberships")

    @admin.display(description=gettext_lazy("members and sides"))
    def balance(self, group: Group) -> str:
        """Numbers by sides, and words where a side is missing."""
        members = [member for member in group.memberships.all() if member.is_current]
        counts = sides_of(members)
        figures = ", ".join(f"{side.label} {number}" for side, number in counts.items() if number)
        words = balance_words(counts) if members else _("nobody yet")
        return " – ".join(filter(None, [figures, words]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With the balance above the form."""
        group = self.get_object(request, object_id)
        words = {"balance": self.balance(group)} if group else {}
        return super().change_view(request, object_id, form_url, {**words, **(extra_context or {})})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Writes the group into search when its areas are known."""
        super().save_related(request, form, formsets, change)
        indexing.reindex_group(form.instance)

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        """Takes it out of search."""
        forget(indexing.GROUP, [obj.pk])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Takes all of them out of search."""
        for group in queryset:
            self.delete_model(request, group)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """A group that has met stays; its end is a date."""
        if obj is not None and obj.meetings.exclude(state=MeetingState.DRAFT).exists():
            return False
        return bool(super().has_delete_permission(request, obj))

    def get_urls(self) -> list[Any]:
        """Attendance of a year."""
        view = self.admin_site.admin_view(statistics_page)
        return [path("statistika/", view, name="working_groups_statistics"), *super().get_urls()]


def statistics_page(request: HttpRequest) -> HttpResponse:
    """Attendance of a year by groups and members, sides in numbers and words."""
    if not request.user.has_perm("working_groups.view_membership"):
        raise PermissionDenied
    present = timezone.localdate().year
    years = range(present, present - YEARS_BACK, -1)
    asked = request.GET.get("rok", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and int(asked[:6]) in years else present
    context = {
        **admin.site.each_context(request),
        "opts": Group._meta,
        "title": _("Attendance in the year %(year)d") % {"year": year},
        "year": year,
        "years": years,
        "groups": year_of(year),
    }
    return render(request, "admin/working_groups/statistics.html", context)


class CurrentFilter(admin.SimpleListFilter):
    """Members of today, or those who have ended."""

    title = gettext_lazy("lasting")
    parameter_name = "current"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Today, past."""
        return [("1", _("lasts today")), ("0", _("has ended"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """By today's date."""
        if self.value() == "1":
            return queryset.current()
        return queryset.filter(ends_on__lt=timezone.localdate()) if self.value() == "0" else queryset


@admin.register(Membership)
class MembershipAdmin(ObjectPermissionsModelAdmin, GuardedAdmin):
    """Who sits where, for whom, from when to when."""

    list_display = ["who", "group", "organisation", "side", "role", "is_named", "starts_on", "ends_on"]
    list_filter = [CurrentFilter, "group", "side", "role"]
    list_select_related = ["user", "group"]
    search_fields = ["name", "user__full_name", "user__email", "email", "organisation"]
    autocomplete_fields = ["group", "user", "provider", "delegated_to"]
    fieldsets = [
        (None, {"fields": ["group", "user", "name", "email", "organisation", "provider", "side", "role"]}),
        (gettext_lazy("From when to when"), {"fields": [("starts_on", "ends_on"), "delegated_to"]}),
        (gettext_lazy("What the public sees"), {"fields": ["name_consented_on", "public_function"]}),
        (gettext_lazy("Substitute"), {"fields": ["substitute_name", "substitute_email"]}),
        (gettext_lazy("For the office"), {"fields": ["note"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """The consent to show the name keeps its proof."""
        super().save_model(request, obj, form, change)
        tell_consent(obj, by=request.user)

    @admin.display(description=gettext_lazy("who"), ordering="name")
    def who(self, member: Membership) -> str:
        """The name for the office."""
        return member.person_name

    @admin.display(description=gettext_lazy("public name"), boolean=True)
    def is_named(self, member: Membership) -> bool:
        """Whether the public sees the name."""
        return member.is_named_publicly

    def get_queryset(self, request: HttpRequest) -> Any:
        """Those whose data were deleted are not worth a row of the list."""
        rows: Any = super().get_queryset(request)
        return rows.filter(Q(erased_at__isnull=True))
