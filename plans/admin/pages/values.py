"""Values of indicators by year: a table of the year, a page of one value, approval and return."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.models import Municipality, PlanningArea
from plans.admin.pages.common import frame, plan_for
from plans.forms.values import ReturnForm, ValueForm
from plans.models import Indicator, IndicatorReport, Plan
from plans.progress import disclosure, values
from plans.progress_enums import ValueState

VIEW, CHANGE, DECIDE = "plans.view_indicatorreport", "plans.change_indicatorreport", "plans.decide_indicatorreport"


def years_of(plan: Plan) -> list[int]:
    """Years of the plan that have begun."""
    return [year for year in plan.years if year <= timezone.localdate().year] or [plan.years[0]]


def newest(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to the last year that is over, whose numbers are being put together."""
    plan = plan_for(request, pk, VIEW)
    years = years_of(plan)
    last = years[-2] if len(years) > 1 else years[-1]
    return HttpResponseRedirect(reverse("admin:plans_plan_values", args=[plan.pk, last]))


def values_of_year(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """All indicators of the plan with their value in the year; chosen ones are approved by POST."""
    plan = _plan_of_year(request, pk, year)
    if request.method == "POST":
        _approve(request, year)
        return HttpResponseRedirect(request.path)
    reports = _reports(plan, year)
    context = {
        "title": _("Values of indicators in %(year)d") % {"year": year},
        "plan": plan,
        "year": year,
        "years": years_of(plan),
        "rows": [(indicator, reports.get(indicator.lineage)) for indicator in _indicators(plan)],
        "is_closed": values.is_closed(plan.slug, year),
        "may_decide": request.user.has_perm(DECIDE),
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "admin/plans/values.html", frame(request, **context))


def _plan_of_year(request: HttpRequest, pk: int, year: int) -> Plan:
    plan = plan_for(request, pk, VIEW)
    if year not in plan.years or not plan.is_frozen:
        raise Http404
    return plan


def _indicators(plan: Plan) -> Any:
    return Indicator.objects.filter(item__plan=plan).select_related("item").order_by("item__path", "position", "pk")


def _reports(plan: Plan, year: int) -> dict[Any, IndicatorReport]:
    lineages = Indicator.objects.filter(item__plan=plan).values("lineage")
    found = IndicatorReport.objects.filter(lineage__in=lineages, year=year).select_related("decided_by", "indicator")
    return {report.lineage: report for report in found.prefetch_related("parts__area", "parts__municipality")}


def _approve(request: HttpRequest, year: int) -> None:
    chosen = IndicatorReport.objects.filter(pk__in=_numbers(request.POST.getlist("hodnota")), year=year)
    count = 0
    for report in chosen:
        try:
            values.approve(report, by=request.user)
        except values.StepNotOpen:
            messages.error(request, _("%(value)s has moved on meanwhile.") % {"value": report})
        else:
            count += 1
    words = ngettext("%(count)d value is approved.", "%(count)d values are approved.", count)
    messages.success(request, words % {"count": count})


def _numbers(words: list[str]) -> list[int]:
    return [int(word) for word in words if word.isdecimal() and len(word) < 10]


@transaction.atomic
def value(request: HttpRequest, pk: int, year: int, indicator: int) -> HttpResponse:
    """One value with its breakdown; what it says to the public; returning with a reason."""
    plan = _plan_of_year(request, pk, year)
    found = get_object_or_404(_indicators(plan), pk=indicator)
    report = _reports(plan, year).get(found.lineage)
    form, back = _forms(request, found, report)
    if request.method == "POST" and _done(request, found, year, report, form, back):
        return HttpResponseRedirect(reverse("admin:plans_plan_values", args=[plan.pk, year]))
    context = {
        "title": f"{found.item.code} {found.name}, {year}",
        "plan": plan,
        "year": year,
        "indicator": found,
        "report": report,
        "form": form,
        "return_form": back,
        "told": disclosure.breakdown_of(report) if report else None,
        "threshold": disclosure.THRESHOLD_PEOPLE,
        "is_open": not values.is_closed(plan.slug, year),
        "is_approved": report is not None and report.state == ValueState.APPROVED,
        "may_change": request.user.has_perm(CHANGE),
        "may_decide": request.user.has_perm(DECIDE),
    }
    return render(request, "admin/plans/value.html", frame(request, **context))


def _forms(request: HttpRequest, indicator: Indicator, report: IndicatorReport | None) -> tuple[ValueForm, ReturnForm]:
    data: Any = request.POST if request.method == "POST" else None
    is_return = data is not None and "vratit" in data
    form = ValueForm(
        None if is_return else data,
        indicator=indicator,
        report=report,
        areas=PlanningArea.objects.all(),
        municipalities=Municipality.objects.in_territory(),
    )
    return form, ReturnForm(data if is_return else None)


def _done(
    request: HttpRequest,
    indicator: Indicator,
    year: int,
    report: IndicatorReport | None,
    form: ValueForm,
    back: ReturnForm,
) -> bool:
    """Takes what was pressed; False with the fault at the form."""
    asked: Any = back if back.is_bound else form
    if not asked.is_valid():
        return False
    try:
        if back.is_bound and report is not None:
            values.return_it(report, back.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Returned."))
            return True
        seen, name = form.cleaned_data["seen"], str(request.user)
        stored = values.submit(indicator, year, form.figures(), name=name, by=request.user, seen=seen)
    except values.ChangedMeanwhile as other:
        form.tell_moved(other.stored)
        return False
    except values.StepNotOpen:
        asked.add_error(None, _("This value is approved or its year is closed; it cannot be changed."))
        return False
    except ValidationError as refused:
        asked.add_error(None, refused)
        return False
    messages.success(request, _("Saved: %(value)s.") % {"value": stored})
    return True
