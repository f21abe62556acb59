"""Self-assessments in the administration: eight areas with what the portal counts, judgement, publishing."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules.contrib.admin import ObjectPermissionsModelAdmin, ObjectPermissionsStackedInline

from kpss_portal.editing import GuardedAdmin
from plans.forms.self_assessment import SelfAssessmentForm
from plans.models import AssessedArea, SelfAssessment
from plans.needs import quality


class AreaInline(ObjectPermissionsStackedInline):
    """The eight areas: figures of the portal beside the office's own words."""

    model = AssessedArea
    fields = ["counted", "grade", "words"]
    readonly_fields: ClassVar[Any] = ["counted"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """There are eight, always."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the whole."""
        return request.user.has_perm("plans.change_selfassessment", obj)

    @admin.display(description=gettext_lazy("what the portal counts"))
    def counted(self, area: AssessedArea) -> str:
        """Figures of today, or those that were published."""
        rows = area.facts if area.assessment.is_published else self._counted_now(area)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", rows)) if rows else "–"

    def _counted_now(self, area: AssessedArea) -> list[tuple[str, str]]:
        """Counted once for the whole page."""
        whole: Any = area.assessment
        if not hasattr(whole, "_counted"):
            whole._counted = quality.facts_of(quality.shown_plan(whole.plan), whole.assessed_on)
        return [
            (told.label, told.value) for told in whole._counted.get(area.area, [])
        ]  # a row that was sent may say none


@admin.register(SelfAssessment)
class SelfAssessmentAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """Written as a form, read as the public will, then published."""

    form = SelfAssessmentForm
    inlines = [AreaInline]
    list_display = ["title", "plan", "assessed_on", "published_at"]
    list_filter = ["plan"]
    list_select_related = ["plan"]
    change_form_template = "admin/plans/self_assessment_form.html"
    fieldsets = [(None, {"fields": ["plan", "title", "assessed_on", "assessed_with", "conclusion"]})]

    def get_inlines(self, request: HttpRequest, obj: SelfAssessment | None) -> Any:
        """Areas come when it is stored."""
        return self.inlines if obj else []

    def get_urls(self) -> list[Any]:
        """Publishing."""
        view = self.admin_site.admin_view(publish)
        return [path("<int:pk>/zverejnit/", view, name="plans_selfassessment_publish"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: SelfAssessment, form: Any, change: bool) -> None:
        """With its eight areas."""
        super().save_model(request, obj, form, change)
        quality.prepare(obj)

    def response_add(self, request: HttpRequest, obj: SelfAssessment, post_url_continue: Any = None) -> HttpResponse:
        """A new one goes on with its areas."""
        super().response_add(request, obj, post_url_continue)  # its message
        return HttpResponseRedirect(reverse("admin:plans_selfassessment_change", args=[obj.pk]))


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks; publishes by POST."""
    assessment = get_object_or_404(SelfAssessment.objects.select_related("plan"), pk=pk)
    if request.method == "POST":
        try:
            quality.publish(assessment, by=request.user)
            messages.success(request, _("The self-assessment is published."))
        except quality.AlreadyPublished:
            messages.error(request, _("It has been published already."))
        return HttpResponseRedirect(reverse("admin:plans_selfassessment_change", args=[pk]))
    context = {
        **admin.site.each_context(request),
        "opts": SelfAssessment._meta,
        "title": _("Publish the self-assessment"),
        "assessment": assessment,
        "missing": [area for area in assessment.areas.all() if not area.grade or not area.words],
    }
    return render(request, "admin/plans/self_assessment_publish.html", context)
