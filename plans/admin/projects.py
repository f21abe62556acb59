"""The pool of projects in the administration: cards, import of a table."""

from typing import Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin, ObjectPermissionsTabularInline

from kpss_portal.editing import GuardedAdmin
from kpss_portal.spreadsheets import XLSX, SpreadsheetError, write_xlsx
from plans.admin.needs import OfferedItems
from plans.enums import PlanState
from plans.forms.need import ProjectLinkForm
from plans.forms.project import ProjectForm
from plans.models import Plan, ProjectIdea, ProjectLink
from plans.needs import pool
from plans.needs.numbering import numbered
from plans.needs.quality import shown_plan


class ProjectLinkInline(ObjectPermissionsTabularInline):
    """Items that the project fulfils."""

    model = ProjectLink
    form, formset = ProjectLinkForm, OfferedItems
    fields = ["item"]
    extra = 1


@admin.register(ProjectIdea)
class ProjectIdeaAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """Projects."""

    form = ProjectForm
    inlines = [ProjectLinkInline]
    list_display = ["number", "title", "plan", "promoter", "readiness", "budget_czk", "as_of", "is_public"]
    list_display_links = ["number", "title"]
    list_filter = ["plan", "readiness", "area", "is_public"]
    list_select_related = ["plan"]
    search_fields = ["title", "description", "promoter"]
    autocomplete_fields = ["municipality"]
    change_list_template = "admin/plans/project_list.html"
    change_form_template = "admin/plans/project_form.html"
    fieldsets = [
        (None, {"fields": ["plan", "title", "description", "promoter", "area", "municipality", "is_public"]}),
        (gettext_lazy("How far it is"), {"fields": ["readiness", "readiness_note", "as_of"]}),
        (
            gettext_lazy("Money and time"),
            {"fields": ["budget_czk", "funding_text", "is_investment", "starts_year", "ends_year"]},
        ),
    ]

    def get_urls(self) -> list[Any]:
        """Tables in and out."""
        view = self.admin_site.admin_view
        own = [
            path("import/", view(upload), name="plans_projectidea_import"),
            path("<int:pk>/zasobnik.xlsx", view(export), name="plans_projectidea_export"),
        ]
        return own + super().get_urls()

    def save_model(self, request: HttpRequest, obj: ProjectIdea, form: Any, change: bool) -> None:
        """A new project gets its number."""
        numbered(obj)


def _plans() -> list[Plan]:
    return list(Plan.objects.filter(version=1, is_file_only=False).exclude(state=PlanState.WITHDRAWN))


def export(request: HttpRequest, pk: int) -> HttpResponse:
    """All projects of a plan, those that are not public too; an empty pool gives the table to fill in."""
    if not request.user.has_perm("plans.add_projectidea"):
        raise PermissionDenied
    first = Plan.objects.get(pk=pk)
    rows = ProjectIdea.objects.filter(plan=first).select_related("area", "municipality").order_by("number")
    table = pool.table_of(shown_plan(first), list(rows))
    response = HttpResponse(write_xlsx([table]), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="zasobnik-{first.slug}.xlsx"'
    return response


def upload(request: HttpRequest) -> HttpResponse:
    """A table is read and shown; it is stored by the second POST, all of it or nothing."""
    if not request.user.has_perm("plans.add_projectidea"):
        raise PermissionDenied
    plans = _plans()
    chosen = request.POST.get("plan") or request.GET.get("plan", "")
    first = next((plan for plan in plans if str(plan.pk) == chosen), plans[0] if plans else None)
    context: dict[str, Any] = {"plans": plans, "plan": first, "lines": [], "error": ""}
    if request.method == "POST" and first:
        try:
            context |= _read(request, first)
            if context.pop("is_stored"):
                return HttpResponseRedirect(
                    f"{reverse('admin:plans_projectidea_changelist')}?plan__id__exact={first.pk}"
                )
        except SpreadsheetError as fault:
            context["error"] = str(fault)
        except ValidationError as fault:
            context["error"] = " ".join(fault.messages)
        except signing.BadSignature:  # what was shown and what came back are not the same
            context["error"] = _("Choose a file first.")
    frame = {**admin.site.each_context(request), "opts": ProjectIdea._meta, "title": _("Import of projects")}
    return render(request, "admin/plans/project_import.html", frame | context)


def _read(request: HttpRequest, first: Plan) -> dict[str, Any]:
    """Rows of the uploaded file, or of the one that was shown and is confirmed now."""
    rows = signing.loads(request.POST["tabulka"], salt=SALT) if "tabulka" in request.POST else _rows(request)
    lines = pool.lines_of(shown_plan(first), first, rows)
    is_ready = bool(lines) and not any(line.faults for line in lines)
    if "ulozit" in request.POST and is_ready:
        count = pool.apply(lines, by=request.user)
        words = ngettext("%(count)d project is stored.", "%(count)d projects are stored.", count)
        messages.success(request, words % {"count": count})
        return {"is_stored": True}
    kept = signing.dumps(rows, salt=SALT, compress=True)
    return {"is_stored": False, "lines": lines, "is_ready": is_ready, "kept": kept}


SALT = "plans.project_pool"


def _rows(request: HttpRequest) -> list[Any]:
    file: Any = request.FILES.get("soubor")
    if file is None:
        raise ValidationError(_("Choose a file first."))
    return pool.rows_of(file)
