"""Written answers in the hands of the office: sorted into themes, quoted with a second person's consent."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from kpss_portal.audit import record
from surveys.enums import QuoteState
from surveys.errors import StepNotOpen
from surveys.models import CodedText, Question, Quote, Response


def written(question: Question) -> Any:
    """Answers to a written question by their random keys: in no order of coming, and with nothing else beside them."""
    rows = Response.objects.counted().filter(survey=question.survey_id, answers__has_key=question.code)
    return rows.order_by("pk")


@transaction.atomic
def sort_texts(question: Question, chosen: Mapping[int, Collection[int]], *, by: Any) -> int:
    """Writes which themes each of the texts has; gives how many texts. Keys of other surveys are left out.

    Raises PermissionDenied if the person may not, or once results have been counted.
    """
    if not by.has_perm("surveys.sort_texts", question.survey):
        raise PermissionDenied
    themes = {theme.pk: theme for theme in question.themes.all()}
    rows = written(question).filter(pk__in=list(chosen))
    for response in rows:
        text, _made = CodedText.objects.update_or_create(
            response=response, question=question, defaults={"is_done": True}
        )
        text.themes.set([themes[key] for key in chosen[response.pk] if key in themes])
    return len(rows)


@transaction.atomic
def decide_quote(quote: Quote, is_approved: bool, *, by: Any) -> Quote:
    """Approves or declines a quote. Raises PermissionDenied for the one who proposed it, StepNotOpen if it is decided."""
    quote = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if quote.state != QuoteState.PROPOSED:
        raise StepNotOpen
    if not by.has_perm("surveys.decide_quote", quote):
        raise PermissionDenied
    quote.state = QuoteState.APPROVED if is_approved else QuoteState.DECLINED
    quote.decided_at, quote.decided_by = timezone.now(), by
    quote.save(update_fields=["state", "decided_at", "decided_by"])
    record(by, f"quote.{quote.state}", quote)
    return quote
