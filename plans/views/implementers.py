"""Pages of an implementer, opened by a code that came by mail. Opening them changes nothing; each measure is saved by itself."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from community.models import PlanningArea
from kpss_portal.mailed_codes import Answer, CodeForm, mask, wrong_code
from plans.enums import AmountUnit
from plans.forms.values import ValueForm
from plans.forms.years import ResultForm
from plans.models import FundingSource, ImplementerRequest, IndicatorReport, ItemResult, labels_of_statuses
from plans.progress import evaluations, values
from plans.progress.codes import DOOR
from plans.progress.steps import StepNotOpen
from plans.progress_enums import ValueState


class OldLink(Exception):
    """The request cannot be answered any more."""

    def __init__(self, asked: ImplementerRequest) -> None:
        super().__init__()
        self.asked = asked


def request_of(key: Any) -> ImplementerRequest:
    """The request of the address, open for answers; OldLink or Http404 otherwise."""
    asked = ImplementerRequest.objects.select_related("evaluation__plan").filter(uuid=key).first()
    if asked is None:
        raise Http404
    if not asked.is_open:
        raise OldLink(asked)
    return asked


def _old_link(request: HttpRequest, asked: ImplementerRequest, typed: str = "") -> HttpResponse:
    """The last day is over, or the evaluation is closed; what was typed is shown so that it is not lost."""
    context = {"asked": asked, "evaluation": asked.evaluation, "typed": typed}
    return render(request, "plans/implementer_old_link.html", context, status=410)


def _quiet(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
def implementer(request: HttpRequest, key: Any) -> HttpResponse:
    """Before the code: what it is about and where the code goes. After it: measures with what is filled in."""
    try:
        asked = request_of(key)
    except OldLink as old:
        return _old_link(request, old.asked)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = DOOR.try_code(request, asked, form.cleaned_data["code"])
        if found == Answer.RIGHT:
            return HttpResponseRedirect(asked.get_absolute_url())
        form.add_error("code", wrong_code(found))
    context = {
        "asked": asked,
        "evaluation": asked.evaluation,
        "address": mask(asked.email) if asked.email else "",
        "is_opened": DOOR.is_open(request, asked),
        "is_code_sent": DOOR.has_asked(request),
        "form": form,
    }
    if context["is_opened"]:
        context |= _measures(asked)
    return _quiet(render(request, "plans/implementer.html", context))


def _measures(asked: ImplementerRequest) -> dict[str, Any]:
    labels = labels_of_statuses()
    rows = asked.results.select_related("item").order_by("item__path")
    found = [{"result": row, "label": labels.get(row.status, "")} for row in rows]
    return {"rows": found, "missing_count": sum(1 for row in found if not row["label"])}


@never_cache
@require_POST
def send_code(request: HttpRequest, key: Any) -> HttpResponse:
    """Mails a code to the address where the implementer was asked."""
    try:
        asked = request_of(key)
    except OldLink as old:
        return _old_link(request, old.asked)
    DOOR.send_and_tell(request, asked)
    return HttpResponseRedirect(asked.get_absolute_url())


@never_cache
@require_POST
def finish(request: HttpRequest, key: Any) -> HttpResponse:
    """All is filled in; until the last day it can still be mended."""
    try:
        asked = request_of(key)
        if DOOR.is_open(request, asked):
            evaluations.answer(asked)
            messages.success(
                request, _("Thank you, your answer is with the office. You can mend it until the last day.")
            )
    except OldLink as old:
        return _old_link(request, old.asked)
    except StepNotOpen:
        return _old_link(request, asked)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return HttpResponseRedirect(asked.get_absolute_url())


@never_cache
@transaction.atomic  # what is compared with the stored row stays as it is until it is saved
def measure(request: HttpRequest, key: Any, result: int) -> HttpResponse:
    """One measure: status, text, money, indicators. When the two hours are over, what was typed stays on the page."""
    try:
        asked = request_of(key)
    except OldLink as old:
        return _old_link(request, old.asked, request.POST.get("text", "")[:4000])
    evaluations.locked(asked.evaluation)
    row = asked.results.select_related("item__plan", "evaluation__plan").filter(pk=result).first()
    if row is None:
        raise Http404
    is_locked = not DOOR.is_open(request, asked)
    if is_locked and request.method != "POST":
        return HttpResponseRedirect(asked.get_absolute_url())
    form, value_forms = _forms(request, row)
    if request.method == "POST" and not is_locked and _are_valid(form, value_forms):
        saved = _save(request, asked, row, form, value_forms)
        if saved is not None:
            return saved
    context = {
        "asked": asked,
        "evaluation": asked.evaluation,
        "result": row,
        "form": form,
        "value_forms": value_forms,
        "is_locked": is_locked,
        "has_errors": bool(form.errors) or any(other.errors for other, _can in value_forms),
    }
    return _quiet(render(request, "plans/implementer_measure.html", context, status=403 if is_locked else 200))


ValueForms = list[tuple[ValueForm, bool]]  # with whether the value can still be changed


def _forms(request: HttpRequest, row: ItemResult) -> tuple[ResultForm, ValueForms]:
    data: Any = request.POST if request.method == "POST" else None
    form = ResultForm(
        data,
        instance=row,
        sources=FundingSource.objects.all(),
        labels=labels_of_statuses(),
        unit=AmountUnit(row.item.plan.amount_unit),
        is_implementer=True,
    )
    year, areas = row.evaluation.year, list(PlanningArea.objects.all())
    indicators = list(row.item.indicators.all())
    lineages = [indicator.lineage for indicator in indicators]
    known = {
        report.lineage: report
        for report in IndicatorReport.objects.filter(lineage__in=lineages, year=year).prefetch_related("parts")
    }
    made: ValueForms = []
    for indicator in indicators:
        report = known.get(indicator.lineage)
        can_change = report is None or report.state != ValueState.APPROVED
        prefix = f"u{indicator.pk}"
        bound = data if can_change else None
        made.append((ValueForm(bound, indicator=indicator, report=report, areas=areas, prefix=prefix), can_change))
    return form, made


def _are_valid(form: ResultForm, value_forms: ValueForms) -> bool:
    """All are asked, so that all faults are told at once."""
    return all([form.is_valid(), *(other.is_valid() for other, can_change in value_forms if can_change)])


def _save(
    request: HttpRequest, asked: ImplementerRequest, row: ItemResult, form: ResultForm, value_forms: ValueForms
) -> HttpResponse | None:
    """All together or nothing; None with the faults at the forms."""
    try:
        with transaction.atomic():
            evaluations.open_request(asked)
            evaluations.write_result(form.instance, form.money(), name=asked.name)
            for other, can_change in value_forms:
                if can_change and other.is_given:
                    _submit_value(other, row.evaluation.year, asked.name)
    except (StepNotOpen, values.StepNotOpen):
        return _old_link(request, asked, form.cleaned_data.get("text", ""))
    except Refused:
        return None
    messages.success(request, _("Saved: %(value)s.") % {"value": row.item})
    if "dalsi" in request.POST:
        after = asked.results.filter(item__path__gt=row.item.path).order_by("item__path").first()
        if after:
            return HttpResponseRedirect(reverse("plans:implementer-measure", args=[asked.uuid, after.pk]))
    return HttpResponseRedirect(asked.get_absolute_url())


class Refused(Exception):
    """A value was refused; the fault stands at its form, and nothing of the page is stored."""


def _submit_value(form: ValueForm, year: int, name: str) -> None:
    try:
        values.submit(form.indicator, year, form.figures(), name=name, seen=form.cleaned_data["seen"])
    except values.ChangedMeanwhile as other:
        form.tell_moved(other.stored)
        raise Refused from other
    except ValidationError as refused:
        form.add_error("value", refused)
        raise Refused from refused
