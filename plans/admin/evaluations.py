"""Evaluations in the administration: preparing, who was asked, results, approval; names of statuses."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules.contrib.admin import ObjectPermissionsModelAdmin

from kpss_portal.editing import GuardedAdmin
from plans.admin.pages.years import document_for, document_state, frame, sources, step_page
from plans.enums import AmountUnit
from plans.forms.years import EvaluationForm, RequestForm, ResultForm
from plans.models import Evaluation, FulfilmentLabel, ImplementerRequest, ItemResult, labels_of_statuses
from plans.progress import evaluations
from plans.progress.shares import share_of
from plans.progress.steps import StepNotOpen, open_steps
from plans.progress.tasks import make_evaluation_document
from plans.progress_enums import EvaluationState

VIEW, WRITE = "plans.view_evaluation", "plans.write_evaluation"


@admin.register(FulfilmentLabel)
class FulfilmentLabelAdmin(ObjectPermissionsModelAdmin):
    """How the office calls statuses."""

    list_display = ["status", "label", "help"]


@admin.register(Evaluation)
class EvaluationAdmin(GuardedAdmin, ObjectPermissionsModelAdmin):
    """Prepared as a form, run from the page of its progress."""

    form = EvaluationForm
    list_display = ["title", "plan", "year", "state", "answers_until", "progress_link"]
    list_filter = ["year", "state", "slug"]
    list_select_related = ["plan"]
    fieldsets = [
        (None, {"fields": ["plan", "year", "title"]}),
        (
            gettext_lazy("Asking implementers"),
            {"fields": ["message", "answers_until", "first_reminder_on", "second_reminder_on"]},
        ),
        (gettext_lazy("In the document"), {"fields": ["intro", "conclusion"]}),
    ]

    def get_urls(self) -> list[Any]:
        """Own pages."""
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/prubeh/", view(progress), name="plans_evaluation_progress"),
            path("<int:pk>/vysledek/<int:result>/", view(write), name="plans_evaluation_result"),
            path("<int:pk>/dotaz/<int:asked>/", view(request_page), name="plans_evaluation_request"),
            path("<int:pk>/krok/<str:step>/", view(step), name="plans_evaluation_step"),
        ]
        return own + super().get_urls()

    def get_readonly_fields(self, request: HttpRequest, obj: Evaluation | None = None) -> Any:
        """Which plan and year is chosen once."""
        return ["plan", "year"] if obj else []

    def save_model(self, request: HttpRequest, obj: Evaluation, form: Any, change: bool) -> None:
        """A new one gets its items and implementers."""
        if change:
            super().save_model(request, obj, form, change)
            return
        made = evaluations.prepare(obj, by=request.user)
        obj.pk = made.pk

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """What cannot be evaluated is told above the list."""
        try:
            return super().add_view(request, form_url, extra_context)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
            return HttpResponseRedirect(reverse("admin:plans_evaluation_changelist"))

    def response_add(self, request: HttpRequest, obj: Evaluation, post_url_continue: Any = None) -> HttpResponse:
        """To its page."""
        return HttpResponseRedirect(_home(obj))

    def response_post_save_change(self, request: HttpRequest, obj: Evaluation) -> HttpResponseRedirect:
        """Back to its page."""
        return HttpResponseRedirect(_home(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Implementers have answered it; only one that nobody was asked in is thrown away."""
        is_new = obj is not None and obj.state == EvaluationState.DRAFT
        return is_new and super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("next step"))
    def progress_link(self, evaluation: Evaluation) -> str:
        """To its page."""
        return format_html('<a href="{}">{}</a>', _home(evaluation), _("Open"))


def _home(evaluation: Evaluation) -> str:
    return reverse("admin:plans_evaluation_progress", args=[evaluation.pk])


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was asked, what is filled in, steps, the document; reminding by POST."""
    found = document_for(request, Evaluation, pk, VIEW)
    if request.method == "POST":
        _act(request, found)
        return HttpResponseRedirect(_home(found))
    labels = labels_of_statuses()
    results = list(found.results.select_related("item").prefetch_related("spent").order_by("item__path"))
    context = {
        "title": str(found),
        "share": share_of(result.status for result in results).words(found.year),
        "rows": [
            (row, labels.get(row.status, ""), sum(part.amount_czk for part in row.spent.all())) for row in results
        ],
        "requests": list(found.requests.all()),
        "steps": open_steps(found, evaluations.STEPS, request.user),
        "may_write": request.user.has_perm(WRITE, found) and found.state in EvaluationState.open_for_office(),
        "may_move": request.user.has_perm("plans.move_evaluation", found),
        "may_change": request.user.has_perm("plans.change_evaluation", found),
        **document_state(found),
    }
    return render(request, "admin/plans/evaluation.html", frame(request, found, **context))


def _act(request: HttpRequest, found: Evaluation) -> None:
    if "dokument" in request.POST and found.is_frozen:
        make_evaluation_document.enqueue(found.pk)
        messages.success(request, _("The document is being made again."))
        return
    try:
        remind = evaluations.remind_late if request.POST.get("krok") == "remind-late" else evaluations.remind_now
        sent = remind(found, by=request.user)
    except StepNotOpen:
        messages.error(request, _("Somebody has moved this on meanwhile."))
        return
    words = ngettext("%(count)d letter is on its way.", "%(count)d letters are on their way.", sent)
    messages.success(request, words % {"count": sent})


@transaction.atomic  # what is compared with the stored row stays as it is until it is saved
def write(request: HttpRequest, pk: int, result: int) -> HttpResponse:
    """The result of one item, with the word of the working group."""
    found = document_for(request, Evaluation, pk, WRITE)
    row = get_object_or_404(ItemResult.objects.select_related("item", "evaluation__plan"), evaluation=found, pk=result)
    form = ResultForm(
        request.POST or None,
        instance=row,
        sources=sources(),
        labels=labels_of_statuses(),
        unit=AmountUnit(found.plan.amount_unit),
    )
    if request.method == "POST" and form.is_valid() and _written(request, form):
        return HttpResponseRedirect(_next(found, row) if "dalsi" in request.POST else _home(found))
    indicators = [] if not row.item_id else list(row.item.indicators.all())
    context = {"title": str(row.item), "form": form, "result": row, "indicators": indicators}
    return render(request, "admin/plans/result.html", frame(request, found, **context))


def _written(request: HttpRequest, form: ResultForm) -> bool:
    try:
        evaluations.write_result(form.instance, form.money(), name=str(request.user), by=request.user)
    except StepNotOpen:
        form.add_error(None, _("Somebody has moved this on meanwhile."))
        return False
    messages.success(request, _("Saved: %(value)s.") % {"value": form.instance})
    return True


def _next(found: Evaluation, row: ItemResult) -> str:
    after = found.results.filter(item__path__gt=row.item.path).order_by("item__path").first()
    return reverse("admin:plans_evaluation_result", args=[found.pk, after.pk]) if after else _home(found)


def request_page(request: HttpRequest, pk: int, asked: int) -> HttpResponse:
    """Where an implementer is asked; an answer goes back with what is to be completed."""
    found = document_for(request, Evaluation, pk, WRITE)
    row = get_object_or_404(ImplementerRequest.objects.select_related("evaluation"), evaluation=found, pk=asked)
    is_return = "vratit" in request.POST
    form = RequestForm(request.POST if request.method == "POST" and not is_return else None, instance=row)
    error = ""
    if request.method == "POST":
        error = _returned(request, row) if is_return else _addressed(form)
        if not error:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(_home(found))
    context = {"title": row.name, "asked": row, "form": form, "error": error}
    context |= {
        "reason": request.POST.get("duvod", ""),
        "items": row.results.select_related("item").order_by("item__path"),
    }
    return render(request, "admin/plans/implementer_request.html", frame(request, found, **context))


def _addressed(form: RequestForm) -> str:
    if not form.is_valid():
        return _("Please mend what is marked.")
    form.save()
    return ""


def _returned(request: HttpRequest, row: ImplementerRequest) -> str:
    try:
        evaluations.return_answer(row, request.POST.get("duvod", ""), by=request.user)
    except StepNotOpen:
        return _("Somebody has moved this on meanwhile.")
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""


def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """A step with what it does."""
    found = document_for(request, Evaluation, pk, VIEW)
    return step_page(request, found, step, evaluations.STEPS, evaluations.take_step, _home(found))
