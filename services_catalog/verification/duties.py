"""What of verification is due."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from services_catalog.enums import RequestState, RoundState, SuggestionState
from services_catalog.models import Suggestion, VerificationRequest, VerificationRound
from services_catalog.verification.workflow import reminders_due


@duty
def corrections_to_decide(user: Any) -> Iterable[Duty]:
    """Corrections of providers and messages of people that wait for the office."""
    corrected = VerificationRequest.objects.filter(state=RequestState.PROPOSED).count()
    written = Suggestion.objects.filter(state=SuggestionState.WAITING).count()
    if corrected and user.has_perm("services_catalog.view_verificationrequest"):
        words = ngettext(
            "Corrections of %(count)d card wait for your decision.",
            "Corrections of %(count)d cards wait for your decision.",
            corrected,
        ) % {"count": corrected}
        address = reverse("admin:services_catalog_verificationrequest_changelist")
        yield Duty(words, f"{address}?state__exact=proposed", Rank.DUE, _("Decide corrections"), _("Catalogue"))
    if written and user.has_perm("services_catalog.view_suggestion"):
        words = ngettext(
            "%(count)d message about the catalogue waits.", "%(count)d messages about the catalogue wait.", written
        ) % {"count": written}
        address = reverse("admin:services_catalog_suggestion_changelist")
        yield Duty(words, f"{address}?state__exact=waiting", Rank.DUE, _("Read what people write"), _("Catalogue"))


@duty
def rounds_to_move(user: Any) -> Iterable[Duty]:
    """Rounds past their last day, and reminders that should have left."""
    if not user.has_perm("services_catalog.view_verificationround"):
        return
    for round_ in VerificationRound.objects.filter(state=RoundState.RUNNING):
        waiting = round_.requests.filter(state=RequestState.WAITING)
        address = reverse("admin:services_catalog_round_progress", args=[round_.pk])
        if round_.deadline_on < timezone.localdate():
            words = _("The round “%(title)s” is past its last day. Without an answer: %(count)d.")
            text = words % {"title": round_.title, "count": waiting.count()}
            yield Duty(text, address, Rank.DUE, _("Close the round"), _("Catalogue"))
        elif waiting.filter(reminder_count__lt=reminders_due(round_)).exclude(sent_to="").exists():
            text = _("A reminder in the round “%(title)s” should have left.") % {"title": round_.title}
            yield Duty(text, address, Rank.DUE, _("Remind providers"), _("Catalogue"))
