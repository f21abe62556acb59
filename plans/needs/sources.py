"""Where the portal itself finds needs: searches without result, survey results, figures of analyses, minutes of groups.

A source is offered, the clerk ticks it, and a need with the locator of its source is written down, not public until somebody
says it in the words of people.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models import Municipality
from kpss_portal.audit import record
from plans import survey_tables
from plans.models import AnalysisTable, Need, Plan
from plans.needs.numbering import numbered
from plans.needs_enums import NeedOrigin
from services_catalog.unmet import by_months
from surveys.models import ResultSet, Survey
from surveys.results.reading import Results
from working_groups.models import Minutes

FEWEST_ASKED = 3  # searches by which one person cannot be recognised
MOST_OFFERED = 40  # of each kind


@dataclass(frozen=True)
class Offer:
    """One source: `key` names it in forms, `values` are those of the need."""

    key: str
    label: str
    note: str
    values: dict[str, Any]
    is_taken: bool = False


@dataclass(frozen=True)
class Offers:
    """Sources of one kind."""

    origin: NeedOrigin
    rows: list[Offer]


def offers_of(first: Plan) -> list[Offers]:
    """All that can be taken into the needs of a plan, with what is taken already."""
    taken = list(Need.objects.filter(plan=first).select_related("municipality", "survey"))
    return [
        Offers(NeedOrigin.SEARCHES, list(_searches(taken))),
        Offers(NeedOrigin.SURVEY, list(_questions(taken))),
        Offers(NeedOrigin.FIGURE, list(_tables(first, taken))),
        Offers(NeedOrigin.MINUTES, list(_minutes(taken))),
    ]


def _searches(taken: Iterable[Need]) -> Iterator[Offer]:
    known = {(need.search_words, need.municipality.name if need.municipality else "") for need in taken}
    towns = {town.name: town for town in Municipality.objects.in_territory()}
    for words, town, _counts, total in by_months(at_least=FEWEST_ASKED).rows[:MOST_OFFERED]:
        values = {
            "statement": _("People search for “%(words)s” and find nothing.") % {"words": words},
            "search_words": words,
            "municipality": towns.get(town),
            "people_count": total,
            "source_text": _("searches in the catalogue in twelve months"),
            "found_on": timezone.localdate(),
        }
        label = f"{words} ({town})" if town else words
        yield Offer(
            f"hledani:{words}:{town}", label, _("%(count)d times") % {"count": total}, values, (words, town) in known
        )


def _questions(taken: Iterable[Need]) -> Iterator[Offer]:
    known = {(need.survey.slug, need.survey_question) for need in taken if need.survey}
    for results in ResultSet.objects.public().select_related("survey").order_by("-published_at")[:MOST_OFFERED]:
        for question in Results(results.document).questions:
            if question.grid is not None:
                is_taken = (results.survey.slug, question.code) in known
                yield _of_question(results.survey, question, is_taken)


def _of_question(survey: Survey, question: Any, is_taken: bool) -> Offer:
    data = survey_tables.table_of(survey, question.code)
    assert data is not None  # it has just been read from the published results
    values = {
        "statement": data.title[:300],
        "survey": survey,
        "survey_question": question.code,
        "source_text": data.source[:300],
        "found_on": data.as_of,
    }
    label = f"{question.code}. {question.text}"
    return Offer(f"anketa:{survey.slug}:{question.code}", label, str(survey), values, is_taken)


def _tables(first: Plan, taken: Iterable[Need]) -> Iterator[Offer]:
    known = {need.source_text for need in taken if need.origin == NeedOrigin.FIGURE}
    newest = Plan.objects.versions_of(first.slug).last()
    rows = AnalysisTable.objects.filter(analysis__plan=newest, survey__isnull=True).select_related("analysis")
    for table in rows.order_by("analysis__position", "position")[:MOST_OFFERED]:
        source = f"{table.title} ({table.source})"[:300]
        values = {"statement": table.title[:300], "table": table, "source_text": source, "found_on": table.as_of}
        yield Offer(f"tabulka:{table.uuid}", table.title, str(table.analysis), values, source in known)


def _minutes(taken: Iterable[Need]) -> Iterator[Offer]:
    known = {need.meeting_id for need in taken if need.meeting_id}
    rows = Minutes.objects.public().with_meeting().exclude(summary="").order_by("-meeting__starts_at")
    for minutes in rows[:MOST_OFFERED]:
        values = {
            "statement": minutes.summary[:300],
            "meeting": minutes.meeting,
            "source_text": str(minutes.meeting)[:300],
            "found_on": minutes.day,
        }
        yield Offer(f"zapis:{minutes.uuid}", minutes.summary, str(minutes.meeting), values, minutes.meeting_id in known)


@transaction.atomic
def take(first: Plan, keys: Iterable[str], *, by: Any) -> list[Need]:
    """Writes down needs of the chosen sources; what is taken already is left as it is, so a double click does no harm."""
    Plan.objects.select_for_update(of=("self",)).get(pk=first.pk)
    wanted = set(keys)
    made = [
        numbered(Need(plan=first, origin=offers.origin, is_public=False, created_by=by, **offer.values))
        for offers in offers_of(first)
        for offer in offers.rows
        if offer.key in wanted and not offer.is_taken
    ]
    if made:
        record(by, "need.take_sources", first, {"numbers": [need.number for need in made]})
    return made
