"""What rounds of comments wait for: settlement by its day, its approval, its publication, the record of the hearing."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Question, Rank, duty
from kpss_portal.templatetags.kpss import date_cs
from plans.enums import CommentState, SettlementState
from plans.models import Consultation

YEAR = timedelta(days=365)


@duty
def comments_to_settle(user: Any) -> Iterable[Duty]:
    """Rounds that have begun: comments without a settlement, then its approval, then publication."""
    if not user.has_perm("plans.change_consultation"):
        return
    waiting = Count("comments", filter=Q(comments__state=CommentState.RECEIVED))
    rounds = Consultation.objects.exclude(settlement_state=SettlementState.PUBLISHED).annotate(waiting=waiting)
    for round_ in rounds.filter(opens_at__lte=timezone.now()).order_by("closes_at", "pk"):
        told = _told(round_)
        if told:
            yield told


def _told(round_: Any) -> Duty | None:
    answers_on = round_.answers_on
    facts = {"round": round_, "count": round_.waiting, "day": date_cs(timezone.localdate(round_.closes_at))}
    if round_.waiting:
        words = ngettext(
            "%(count)d comment waits in “%(round)s”.", "%(count)d comments wait in “%(round)s”.", round_.waiting
        )
        return _duty(round_, words % facts, _("Settle comments"), due_on=answers_on)
    if round_.settlement_state == SettlementState.APPROVED:
        words = _("The settlement of “%(round)s” is approved and not published.")
        return _duty(round_, words % facts, _("Publish and answer"), due_on=answers_on)
    if not round_.is_open():
        words = _("The settlement of “%(round)s” waits for its approval.")
        return _duty(round_, words % facts, _("Record the approval"), due_on=answers_on, question=Question.COUNCIL)
    words = _("“%(round)s” takes comments until %(day)s.")
    return _duty(round_, words % facts, _("Write down a comment"), due_on=timezone.localdate(round_.closes_at))


@duty
def hearings_to_record(user: Any) -> Iterable[Duty]:
    """Hearings of the last year that took place and have no record."""
    if not user.has_perm("plans.change_consultation"):
        return
    now = timezone.now()
    held = Consultation.objects.filter(hearing_at__lt=now, hearing_at__gt=now - YEAR)
    for round_ in held.filter(record__isnull=True).order_by("hearing_at", "pk"):
        words = _("The hearing of “%(round)s” on %(day)s has no record.")
        facts = {"round": round_, "day": date_cs(round_.hearing_at)}
        url = reverse("admin:plans_consultation_change", args=[round_.pk])
        yield Duty(words % facts, url, Rank.INCOMPLETE, _("Add the record"), _("Comments"), question=Question.STALE)


def _duty(round_: Consultation, words: str, link: str, **more: Any) -> Duty:
    url = reverse("admin:plans_consultation_progress", args=[round_.pk])
    return Duty(words, url, Rank.DUE, link, _("Comments"), **more)
