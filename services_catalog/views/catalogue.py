"""The list of services with search and filters; everything stands in the address."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.search.scoring import Meaning
from kpss_portal.search.words import WORD, forms_of
from services_catalog import finding
from services_catalog.cards import Card, Facts, card_from, shelved
from services_catalog.finding import Found, Lists, Question
from services_catalog.models import Service
from services_catalog.unmet import note_unmet

PAGE_SIZE = 20
MOST_REASONS = 2  # said at a service


def catalogue(request: HttpRequest) -> HttpResponse:
    """Services that answer the question of the address."""
    lists = finding.lists.get()
    question = finding.read_question(request.GET, lists)
    found = finding.find(question)
    page = Paginator(found.keys, PAGE_SIZE).get_page(request.GET.get("strana"))
    near = [] if page.has_next() else list(found.near)
    shown = shelved([*page.object_list, *near])
    cards = _cards(shown, found, question)
    if not found.keys and question.q and request.method == "GET":
        note_unmet(question.q, question.municipality)
    context = {
        "question": question,
        "page": page,
        "count": len(found.keys),
        "cards": [card for card in cards if card.key not in found.near],
        "near": [card for card in cards if card.key in found.near],
        "understood": found.understood,
        "mended": _mended(found, [facts.service for facts in shown]),
        "filters": _filters(found, question, lists),
        "municipalities": lists.municipalities.values(),
        "chips": _chips(request.GET, question),
        "only_town": _only_town(request.GET, found, lists),
        "only_words": _with(request.GET, slova="1"),
    }
    return render(request, "services_catalog/catalogue.html", context)


def _cards(shown: list[Facts], found: Found, question: Question) -> list[Card]:
    """Where no words were asked and no town, rows are the same for everybody within a minute: they are kept as HTML."""
    now = timezone.localtime()
    if not (question.q or question.municipality):
        return [_kept_card(facts, now) for facts in shown]
    return [_card(facts, found, question, now) for facts in shown]


def _kept_card(facts: Facts, now: datetime) -> Card:
    minute = now.replace(second=0, microsecond=0)
    card = facts.rows.get(minute)
    if card is None:
        card = card_from(facts, now=now)
        card.row = render_to_string("components/service_row.html", {"card": card})
        facts.rows.clear()
        facts.rows[minute] = card
    return card


def _card(facts: Facts, found: Found, question: Question, now: datetime) -> Card:
    card, key = card_from(facts, question.q, now), facts.service.pk
    town = found.understood.town or question.municipality
    card.town = town.name if town and key in found.in_town else ""
    if key in found.near:
        card.where = ", ".join(filter(None, [card.where, _("%(count)d km away") % {"count": found.near[key]}]))
    card.why = ", ".join(_reasons(found.ranking.reasons_of(key), facts.service))
    return card


def _reasons(meanings: Iterable[Meaning], service: Service) -> list[str]:
    """Of a meaning that names more kinds of services only the one that this is."""
    kind = service.service_type.name if service.service_type else None
    labels = (kind if kind in meaning.label.split(", ") else meaning.label for meaning in meanings)
    return list(dict.fromkeys(str(label) for label in labels))[:MOST_REASONS]


def _mended(found: Found, services: list[Service]) -> list[tuple[str, str]]:
    """Pairs of the word as written and as it stands in what was found."""
    if not found.understood.mended:
        return []
    said = [word for service in services for word in _words_shown(service)]
    pairs = ((written, _as_said(near, said)) for written, near in found.understood.mended)
    return [(written, near) for written, near in pairs if near]


def _words_shown(service: Service) -> list[str]:
    kind = service.service_type.name if service.service_type else ""
    return WORD.findall(f"{kind} {service.name} {service.summary} {service.description}")


def _as_said(near: str, said: list[str]) -> str:
    return next((word.lower() for word in said if near in forms_of(word)), "")


def _only_town(parameters: QueryDict, found: Found, lists: Lists) -> str:
    """The address that turns the name of a town in the question into a filter; empty outside of the territory."""
    if found.understood.town is None or found.understood.town.slug not in lists.municipalities:
        return ""
    words = " ".join(word.text for word in found.understood.words)
    return _with(parameters, q=words, obec=found.understood.town.slug)


def _with(parameters: QueryDict, **values: str) -> str:
    changed = parameters.copy()
    changed.pop("strana", None)
    for name, value in values.items():
        changed[name] = value
    return f"?{changed.urlencode()}"


def _filters(found: Found, question: Question, lists: Lists) -> list[dict[str, Any]]:
    return [
        {"name": "cilova-skupina", "label": _("For whom"), "choices": finding.area_choices(found, question, lists)},
        {"name": "forma", "label": _("How the service works"), "choices": finding.form_choices(found, question)},
        {"name": "uhrada", "label": _("What it costs"), "choices": finding.payment_choices(found, question)},
        {
            "name": "druh",
            "label": _("Kind of service"),
            "choices": finding.type_choices(found, question, lists),
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
