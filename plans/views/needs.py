"""Needs of people: the list, the card with what came of it, and a suggestion without an account."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kpss_portal.spam_guard import count_sender
from plans import evidence
from plans.enums import PlanState
from plans.forms.need import NeedSuggestionForm
from plans.models import Indicator, Need, NeedLink, Plan, PlanItem
from plans.needs import suggesting
from plans.needs.numbering import first_version
from plans.needs_enums import NeedOrigin
from plans.views.finding import plan_or_404

PAGE_SIZE = 50
ANSWERED, WAITING, SET_ASIDE = "resi", "ceka", "neresi"


@require_safe
def needs(request: HttpRequest, slug: str) -> HttpResponse:
    """What people lack, how we know, and which items answer it."""
    plan = plan_or_404(request, slug)
    rows = Need.objects.of(slug).select_related("plan", "area", "municipality").order_by("plan__starts_on", "number")
    found = list(rows if request.user.has_perm("plans") else rows.public())
    answers = _answers(plan, found)
    told = [_row(need, answers.get(need.pk, [])) for need in found]
    shown = [row for row in told if _is_chosen(row, request)]
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("strana"))
    context = {
        "plan": plan,
        "page": page,
        "filters": _filters(request, told),
        "all_count": len(told),
        "answered_count": sum(row["key"] == ANSWERED for row in told),
    }
    return render(request, "plans/needs.html", context)


def _answers(plan: Plan, found: list[Need]) -> dict[int, list[dict[str, str]]]:
    """Items of the shown version by key of the need; two queries."""
    links = NeedLink.objects.filter(need__in=[need.pk for need in found]).values_list("need_id", "item_lineage")
    pairs = list(links)
    items = PlanItem.objects.filter(plan=plan, lineage__in={lineage for _need, lineage in pairs}).in_tree_order()
    by_lineage = {item.lineage: item for item in items}
    answers: dict[int, list[dict[str, str]]] = {}
    for need_id, lineage in pairs:
        item = by_lineage.get(lineage)
        if item:
            url = reverse("plans:item", args=[plan.slug, item.code])
            answers.setdefault(need_id, []).append({"code": item.code, "title": item.title, "url": url})
    return answers


def _row(need: Need, items: list[dict[str, str]]) -> dict[str, Any]:
    key = ANSWERED if items else SET_ASIDE if need.set_aside else WAITING
    return {"need": need, "items": items, "key": key, "badge": _badge(key), "source": source_words(need)}


def _badge(key: str) -> dict[str, str]:
    kind, sign = {ANSWERED: ("ok", "done"), WAITING: ("run", "waiting"), SET_ASIDE: ("off", "stopped")}[key]
    return {"kind": kind, "sign": sign, "label": _state_labels()[key]}


def _state_labels() -> dict[str, str]:
    return {
        ANSWERED: _("the plan answers it"),
        WAITING: _("nothing answers it yet"),
        SET_ASIDE: _("the plan does not answer it"),
    }


def source_words(need: Need) -> str:
    """How the office knows, in one sentence."""
    origin = capfirst(str(NeedOrigin(need.origin).label))
    return f"{origin}: {need.source_text}" if need.source_text else origin


def _is_chosen(row: dict[str, Any], request: HttpRequest) -> bool:
    need = row["need"]
    asked = {
        "oblast": need.area.slug if need.area else "",
        "puvod": need.origin,
        "stav": row["key"],
    }
    known = {name: request.GET.get(name, "") for name in asked}
    return all(not value or asked[name] == value for name, value in known.items())


def _filters(request: HttpRequest, told: list[dict[str, Any]]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    areas = {row["need"].area.slug: row["need"].area for row in told if row["need"].area}
    by_place = sorted(areas.values(), key=lambda area: (area.position, area.sort_key))
    choices = {
        "oblast": (_("For whom"), [(area.slug, area.name) for area in by_place]),
        "puvod": (_("How we know"), [(origin.value, str(origin.label)) for origin in NeedOrigin]),
        "stav": (_("What came of it"), list(_state_labels().items())),
    }
    return [
        (
            name,
            label,
            [{"slug": slug, "label": words, "is_chosen": request.GET.get(name) == slug} for slug, words in offered],
        )
        for name, (label, offered) in choices.items()
        if offered
    ]


@require_safe
def need(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One need: its source, and the whole chain of what came of it."""
    plan = plan_or_404(request, slug)
    found = (
        Need.objects.filter(plan__slug=slug, number=number)
        .select_related("plan", "area", "municipality", "survey", "meeting", "table__analysis__plan")
        .prefetch_related("links", "meeting__groups")
        .first()
    )
    if found is None or not request.user.has_perm("plans.view_need", found):
        raise Http404
    lineages = [link.item_lineage for link in found.links.all()]
    tree = list(plan.items.in_tree_order())
    items = [item for item in tree if item.lineage in set(lineages)]
    row = _row(found, [{"code": item.code} for item in items])
    context = {
        "plan": plan,
        "need": found,
        "badge": row["badge"],
        "source": row["source"],
        "source_url": _source_url(found),
        "chain": _chain(plan, tree, items) if items else [],
        "elsewhere": _elsewhere(request, plan, lineages),
    }
    return render(request, "plans/need.html", context)


def _chain(plan: Plan, tree: list[PlanItem], items: list[PlanItem]) -> list[evidence.Step]:
    """What follows from the need: other needs of the same items are left to pages of items."""
    subject = evidence.Subject(plan, tree, items)
    below = Indicator.objects.filter(item__in=[item.pk for item in subject.branch])
    rows = list(below.order_by("item__path", "position", "pk"))
    steps = evidence.chain_of(evidence.Subject(plan, tree, items, rows))
    return [step for step in steps if step.order != evidence.Order.NEED]


def _source_url(need: Need) -> str:
    """The page of the source, if it has one."""
    if need.survey:
        return f"{reverse('surveys:results', args=[need.survey.slug])}#o{need.survey_question}"
    if need.meeting and need.meeting.is_announced_publicly:
        return need.meeting.get_absolute_url()
    if need.table and need.table.analysis.plan.state in PlanState.public():
        return need.table.analysis.get_absolute_url()
    return ""


def _elsewhere(request: HttpRequest, plan: Plan, lineages: list[UUID]) -> list[PlanItem]:
    """The same items in plans of other periods."""
    plans = Plan.objects.visible_to(request.user).exclude(slug=plan.slug)
    rows = PlanItem.objects.filter(lineage__in=lineages, plan__in=plans).select_related("plan")
    newest = {
        (item.plan.slug, item.lineage): item for item in rows.order_by("plan__starts_on", "plan__version", "path")
    }
    return list(newest.values())


# --- a suggestion -------------------------------------------------------------------------------------------------


def suggest(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; then what was written, to be checked; then it is sent. Everything typed survives a refusal."""
    plan = plan_or_404(request, slug)
    form = NeedSuggestionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid() or "upravit" in request.POST:
        return render(request, "plans/need_suggest.html", {"plan": plan, "form": form})
    if "odeslat" not in request.POST:
        return render(request, "plans/need_check.html", {"plan": plan, "form": form})
    count_sender(request, form.guard_name)
    form.instance.plan = first_version(slug)
    suggesting.store(form.instance, form.verdict())
    return HttpResponseRedirect(reverse("plans:need-thanks", args=[slug]))


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """It came, and what happens next; nothing personal, so the page may be kept."""
    return render(request, "plans/need_thanks.html", {"plan": plan_or_404(request, slug)})
