"""The list of services with search and filters; everything stands in the address."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from kpss_portal.paging import CountedPages
from services_catalog import finding
from services_catalog.cards import cards_of, with_cards
from services_catalog.finding import Facts, Lists, Question

PAGE_SIZE = 20


def catalogue(request: HttpRequest) -> HttpResponse:
    """Services that answer the question of the address."""
    lists = Lists.load()
    question = finding.read_question(request.GET, lists)
    services, _needs_all = finding.services_for(question)
    facts = finding.facts_of(services)
    paginator = CountedPages(with_cards(services), PAGE_SIZE, count=facts.count)
    page = paginator.get_page(request.GET.get("strana"))
    context = {
        "question": question,
        "page": page,
        "count": paginator.count,
        "cards": cards_of(page.object_list, question.q),
        "filters": _filters(facts, question, lists),
        "municipalities": lists.municipalities.values(),
        "chips": _chips(request.GET, question),
    }
    return render(request, "services_catalog/catalogue.html", context)


def _filters(facts: Facts, question: Question, lists: Lists) -> list[dict[str, Any]]:
    return [
        {"name": "cilova-skupina", "label": _("For whom"), "choices": finding.area_choices(facts, question, lists)},
        {"name": "forma", "label": _("How the service works"), "choices": finding.form_choices(facts, question)},
        {"name": "uhrada", "label": _("What it costs"), "choices": finding.payment_choices(facts, question)},
        {
            "name": "druh",
            "label": _("Kind of service"),
            "choices": finding.type_choices(facts, question, lists),
            "is_long": True,
        },
    ]


def _chips(parameters: QueryDict, question: Question) -> list[dict[str, str]]:
    """Chosen filters, each with the address without it."""
    chosen: list[tuple[str, str, str]] = [("q", question.q, f"„{question.q}“")] if question.q else []
    if question.situation:
        chosen.append(("situace", question.situation.slug, question.situation.name))
    chosen += [("cilova-skupina", area.slug, area.name) for area in question.areas]
    chosen += [("forma", form.slug, str(form.label)) for form in question.forms]
    chosen += [("druh", row.slug, row.name) for row in question.types]
    if question.payment:
        chosen.append(
            (
                "uhrada",
                str(parameters.get("uhrada", "")),
                _("free of charge") if question.payment == "free" else _("for a fee"),
            )
        )
    if question.municipality:
        chosen.append(("obec", question.municipality.slug, question.municipality.name))
    return [{"label": label, "url": _without(parameters, name, value)} for name, value, label in chosen]


def _without(parameters: QueryDict, name: str, value: str) -> str:
    rest = parameters.copy()
    rest.setlist(
        name,
        [] if name in {"q", "obec", "situace", "uhrada"} else [other for other in rest.getlist(name) if other != value],
    )
    rest.pop("strana", None)
    return f"?{rest.urlencode()}" if any(rest.values()) else "?"
