"""Surveys in the administration: facts, outline, steps, codes, paper."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kpss_portal.audit import record
from kpss_portal.editing import GuardedAdmin
from surveys.admin import urls_results
from surveys.admin.pages import beginning, building, codes, outline, paper, state, xlsform
from surveys.forms.survey import SurveyForm
from surveys.models import Survey, SurveyMunicipality


class MunicipalityInline(admin.TabularInline):
    """Whom the survey addresses, by municipality."""

    model: type[Model] = SurveyMunicipality
    fields = ["municipality", "addressed", "paper_forms", "code_slips"]
    autocomplete_fields = ["municipality"]
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the survey itself."""
        return request.user.has_perm("surveys.view_surveymunicipality", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list is offered as answers, so it is fixed with the questions."""
        return request.user.has_perm("surveys.add_surveymunicipality", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Numbers of what was given out are written down when it is given out: until results are published."""
        return request.user.has_perm("surveys.change_survey", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As adding."""
        return request.user.has_perm("surveys.delete_surveymunicipality", obj)


@admin.register(Survey)
class SurveyAdmin(GuardedAdmin):
    """The list of surveys and the facts of one."""

    form = SurveyForm
    list_display = ["title", "state", "audience", "closes_at", "outline_link", "state_link"]
    list_filter = ["state", "audience"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [MunicipalityInline]
    change_list_template = "admin/surveys/survey_list.html"
    change_form_template = "admin/surveys/survey_form.html"
    fieldsets = [
        (None, {"fields": ["title", "slug", "audience", "intro", "thanks"]}),
        (
            _("What is promised"),
            {
                "fields": ["anonymity", "is_sensitive", "threshold", "retention_months"],
                "description": _("This is fixed at opening for ever."),
            },
        ),
        (_("How people answer"), {"fields": ["has_open_web", "has_codes", "has_paper", "is_quick_poll", "variants"]}),
        (_("When"), {"fields": ["opens_at", "closes_at"]}),
    ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Survey | None = None) -> Any:
        """The address is made once."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The office, whatever the state."""
        return request.user.has_perm("surveys.view_section")

    def get_readonly_fields(self, request: HttpRequest, obj: Survey | None = None) -> Any:
        """What an opened survey has promised."""
        if obj is None or not obj.is_fixed:
            return []
        return ["slug", "anonymity", "is_sensitive", "threshold", "retention_months", "is_quick_poll", "variants"]

    def get_urls(self) -> list[Any]:
        """Own pages of a survey."""
        view = self.admin_site.admin_view
        own = [
            path("zalozit/", view(beginning.begin), name="surveys_survey_begin"),
            path("xlsform/", view(xlsform.upload), name="surveys_survey_xlsform"),
            path("<int:pk>/xlsform.xlsx", view(xlsform.download), name="surveys_survey_xlsform_export"),
            path("<int:pk>/osnova/", view(outline.outline), name="surveys_survey_outline"),
            path("<int:pk>/osnova/cast/", view(outline.add_section), name="surveys_survey_add_section"),
            path("<int:pk>/osnova/otazka/", view(outline.add_question), name="surveys_survey_add_question"),
            path("<int:pk>/osnova/presunout/", view(outline.move), name="surveys_survey_move"),
            path("<int:pk>/osnova/kopie/<int:question>/", view(outline.copy), name="surveys_survey_copy_question"),
            path("<int:pk>/osnova/odebrat/<str:thing>/", view(outline.remove), name="surveys_survey_remove"),
            path("<int:pk>/otazka/<int:question>/", view(building.question), name="surveys_survey_question"),
            path("<int:pk>/cast/<int:section>/", view(building.section), name="surveys_survey_section"),
            path("<int:pk>/stav/", view(state.state), name="surveys_survey_state"),
            path("<int:pk>/stav/<str:step>/", view(state.confirm), name="surveys_survey_step"),
            path("<int:pk>/karantena/", view(state.judge), name="surveys_survey_judge"),
            path("<int:pk>/listky/", view(codes.slips), name="surveys_survey_codes"),
            path("<int:pk>/papir/", view(paper.batches), name="surveys_survey_batches"),
            path("<int:pk>/papir/<int:batch>/", view(paper.batch), name="surveys_survey_batch"),
            path("<int:pk>/papir/<int:batch>/list/", view(paper.entry), name="surveys_survey_entry"),
            path("<int:pk>/papir/<int:batch>/rozdily/<int:number>/", view(paper.settle), name="surveys_survey_settle"),
        ]
        return own + urls_results.urls(view) + super().get_urls()

    def save_model(self, request: HttpRequest, obj: Survey, form: Any, change: bool) -> None:
        """A change of an opened survey is told in the log: mostly a longer time to answer."""
        super().save_model(request, obj, form, change)
        if obj.is_fixed and form.changed_data:
            record(
                request.user,
                "survey.change",
                obj,
                {"fields": [name for name in form.changed_data if name != "seen_at"]},
            )

    def response_add(self, request: HttpRequest, obj: Survey, post_url_continue: Any = None) -> HttpResponse:
        """A new survey goes on in its outline."""
        super().response_add(request, obj, post_url_continue)  # its message
        return HttpResponseRedirect(reverse("admin:surveys_survey_outline", args=[obj.pk]))

    @admin.display(description=_("questions"))
    def outline_link(self, survey: Survey) -> str:
        """To the questions."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:surveys_survey_outline", args=[survey.pk]), _("Open the questions")
        )

    @admin.display(description=_("next step"))
    def state_link(self, survey: Survey) -> str:
        """To the steps."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:surveys_survey_state", args=[survey.pk]), _("State and opening")
        )

    @admin.display(description=_("other variants of the texts"))
    def variants(self, survey: Survey) -> str:
        """Where the survey is only read."""
        return ", ".join(str(code.label) for code in survey.variants) or "–"
