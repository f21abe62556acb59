"""The public register of decisions, by years and groups."""

import csv
import io
import re
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from kpss_portal.paging import SafePages
from kpss_portal.spreadsheets import escaped
from working_groups.enums import DecisionMode, Verb
from working_groups.models import Decision, Group
from working_groups.models.decision import DecisionQuerySet

MOST_LETTERS = 100
SLUG = re.compile(r"[-\w]{1,80}")


def chosen_decisions(request: HttpRequest, years: list[int]) -> tuple[DecisionQuerySet, dict[str, Any]]:
    """Decisions by the query string, and what was chosen; nonsense is ignored.

    The year is the latest one unless `rok` names another, or `vse`.
    """
    asked = request.GET
    year = next((year for year in years if str(year) == asked.get("rok")), None)
    if year is None and asked.get("rok") != "vse" and years:
        year = years[0]
    verb, slug = asked.get("sloveso", ""), asked.get("skupina", "")
    chosen = {
        "year": year,
        "group": Group.objects.public().filter(slug=slug).first() if SLUG.fullmatch(slug) else None,
        "verb": verb if verb in Verb.values else "",
        "words": " ".join(asked.get("q", "").replace("\x00", "").split())[:MOST_LETTERS],
    }
    return _filtered(chosen), chosen


def _filtered(chosen: dict[str, Any]) -> DecisionQuerySet:
    rows = Decision.objects.public()
    if chosen["year"]:
        rows = rows.filter(year=chosen["year"])
    if chosen["group"]:
        rows = rows.filter(group=chosen["group"])
    if chosen["verb"]:
        rows = rows.filter(verb=chosen["verb"])
    for word in chosen["words"].split():
        rows = rows.filter(Q(text__icontains=word))
    return rows.select_related("group", "meeting").order_by("-decided_on", "group__sort_key", "-number")


def years_with_decisions() -> list[int]:
    """The latest first."""
    return list(Decision.objects.public().order_by("-year").values_list("year", flat=True).distinct())


class DecisionRegister(SafePages, ListView):
    """Decisions that everybody may read; `rok`, `skupina`, `sloveso`, `q` narrow them."""

    template_name = "working_groups/decisions/register.html"
    paginate_by = 30

    def get_queryset(self) -> DecisionQuerySet:
        """Narrowed by the query string."""
        self.years = years_with_decisions()
        rows, self.chosen = chosen_decisions(self.request, self.years)
        return rows.prefetch_related("services", "links", "meeting__groups")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What to choose from."""
        groups = Group.objects.public().filter(decisions__released_at__isnull=False).distinct()
        return super().get_context_data(**kwargs) | {
            "years": self.years,
            "chosen": self.chosen,
            "groups": groups,
            "verbs": [(verb.value, capfirst(str(verb.label))) for verb in Verb],
        }


@require_safe
def decision_csv(request: HttpRequest) -> HttpResponse:
    """The same rows for a spreadsheet; formulae are escaped."""
    rows, _chosen = chosen_decisions(request, years_with_decisions())
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(
        [
            _("Number"),
            _("Group"),
            _("Date"),
            _("Verb"),
            _("Text"),
            _("Decided"),
            _("For"),
            _("Against"),
            _("Abstained"),
            _("Address"),
        ]
    )
    for row in rows:
        writer.writerow([escaped(value) for value in _cells(request, row)])
    response = HttpResponse("\ufeff" + stream.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="usneseni.csv"'
    return response


def _cells(request: HttpRequest, row: Decision) -> list[Any]:
    votes = [row.votes_for, row.votes_against, row.votes_abstained] if row.basis == DecisionMode.VOTE else ["", "", ""]
    address = request.build_absolute_uri(row.get_absolute_url())
    facts = [row.label, row.group.name, row.decided_on.isoformat(), str(row.get_verb_display()), row.text]
    return [*facts, str(row.get_basis_display()), *votes, address]


@require_safe
def decision_detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """One decision, for ever at this address."""
    rows = Decision.objects.visible_to(request.user).select_related("group", "meeting", "replaced_by")
    decision = get_object_or_404(rows.prefetch_related("services", "links", "replaces", "meeting__groups"), uuid=key)
    meeting: Any = decision.meeting
    is_meeting_seen = meeting is not None and request.user.has_perm("working_groups.view_meeting", meeting)
    context = {"decision": decision, "meeting_url": meeting.address_in(decision.group) if is_meeting_seen else ""}
    return render(request, "working_groups/decisions/detail.html", context)
