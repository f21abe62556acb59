"""What of verification is due, and which providers have not answered."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Question, Rank, duty
from kpss_portal.templatetags.kpss import date_cs
from services_catalog.enums import RequestState, RoundState, SuggestionState
from services_catalog.models import Suggestion, VerificationRequest, VerificationRound
from services_catalog.verification.workflow import MANAGE, reminders_due


@duty
def corrections_to_decide(user: Any) -> Iterable[Duty]:
    """Corrections of providers and messages of people that wait for the office."""
    if user.has_perm("services_catalog.change_verificationrequest"):
        corrected = VerificationRequest.objects.filter(state=RequestState.PROPOSED).count()
        if corrected:
            words = ngettext(
                "Corrections of %(count)d card wait for your decision.",
                "Corrections of %(count)d cards wait for your decision.",
                corrected,
            ) % {"count": corrected}
            address = reverse("admin:services_catalog_verificationrequest_changelist")
            yield Duty(words, f"{address}?state__exact=proposed", Rank.DUE, _("Decide corrections"), _("Catalogue"))
    if user.has_perm("services_catalog.change_suggestion"):
        written = Suggestion.objects.filter(state=SuggestionState.WAITING).count()
        if written:
            words = ngettext(
                "%(count)d message about the catalogue waits.", "%(count)d messages about the catalogue wait.", written
            ) % {"count": written}
            address = reverse("admin:services_catalog_suggestion_changelist")
            yield Duty(words, f"{address}?state__exact=waiting", Rank.DUE, _("Read what people write"), _("Catalogue"))


@duty
def rounds_to_move(user: Any) -> Iterable[Duty]:
    """Rounds that wait for their start, for answers, for reminders that should have left, for their end."""
    if not user.has_perm(MANAGE):
        return
    waiting = Q(requests__state=RequestState.WAITING)
    unreminded = waiting & ~Q(requests__sent_to="")
    rounds = VerificationRound.objects.exclude(state=RoundState.CLOSED).annotate(
        waiting=Count("requests", filter=waiting),
        late_first=Count("requests", filter=unreminded & Q(requests__reminder_count__lt=1)),
        late_second=Count("requests", filter=unreminded & Q(requests__reminder_count__lt=2)),
    )
    for round_ in rounds.order_by(F("deadline_on"), "pk"):
        yield _told(round_)


def _told(round_: Any) -> Duty:
    address = reverse("admin:services_catalog_round_progress", args=[round_.pk])
    facts = {"title": round_.title, "day": date_cs(round_.deadline_on), "count": round_.waiting}
    if round_.state == RoundState.DRAFT:
        words = _("The round “%(title)s” is prepared, providers have not been asked.") % facts
        return Duty(words, address, Rank.DUE, _("Start the round"), _("Catalogue"))
    common: Any = {"due_on": round_.deadline_on, "question": Question.ANSWERS, "silent": round_.waiting}
    if round_.deadline_on < timezone.localdate():
        words = _("The round “%(title)s” is past its last day. Without an answer: %(count)d.") % facts
        return Duty(words, address, Rank.DUE, _("Close the round"), _("Catalogue"), **common)
    if (round_.late_first, round_.late_second)[reminders_due(round_) - 1] if reminders_due(round_) else 0:
        words = _("A reminder in the round “%(title)s” should have left.") % facts
        step = (("krok", "remind-late"),)
        return Duty(words, address, Rank.DUE, _("Remind providers"), _("Catalogue"), step=step, **common)
    if not round_.waiting:
        words = _("Everybody has answered in the round “%(title)s”; it can be closed.") % facts
        return Duty(words, address, Rank.DUE, _("Close the round"), _("Catalogue"), due_on=round_.deadline_on)
    words = _("Providers answer in the round “%(title)s” until %(day)s.") % facts
    return Duty(words, address, Rank.DUE, _("See who has not answered"), _("Catalogue"), **common)
