"""Search in everything public."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kpss_portal.search import highlight, search, snippet

KINDS = (
    "service",
    "situation",
    "provider",
    "network",
    "contribution",
    "plan",
    "plan_item",
    "action_plan",
    "evaluation",
    "analysis",
    "group",
    "meeting",
    "survey",
    "page",
    "news",
    "contact",
    "document",
)


def kind_words() -> dict[str, str]:
    """Headings of groups of results."""
    return {
        "service": _("Services"),
        "situation": _("Life situations"),
        "provider": _("Providers"),
        "network": _("Networks of services"),
        "contribution": _("What municipalities pay"),
        "plan": _("Plans"),
        "plan_item": _("Items of plans"),
        "action_plan": _("Action plans of years"),
        "evaluation": _("Evaluations of years"),
        "survey": _("Surveys"),
        "analysis": _("Analyses"),
        "group": _("Groups"),
        "meeting": _("Meetings of groups"),
        "page": _("Pages"),
        "news": _("News"),
        "contact": _("Contacts"),
        "document": _("Documents"),
    }


def search_all(request: HttpRequest) -> HttpResponse:
    """Results by kind; a question that says nothing gets advice."""
    question = request.GET.get("q", "")[:300]
    found = search(question)
    entries = sorted(found.entries, key=lambda entry: KINDS.index(entry.kind) if entry.kind in KINDS else len(KINDS))
    words = kind_words()
    groups = [
        (
            words.get(kind, kind),
            [
                {"url": entry.url, "title": highlight(entry.title, question), "text": snippet(entry.summary, question)}
                for entry in rows
            ],
        )
        for kind, rows in groupby(entries, key=lambda entry: entry.kind)
    ]
    context = {
        "question": question,
        "groups": groups,
        "count": len(entries),
        "needs_all": found.needs_all,
        "words": found.words,
    }
    return render(request, "community/search.html", context)
