"""Personal data of the sample office: a past night of terms, what the coming one takes, a deletion on request, consents."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from kpss_portal.models import ConsentHow, MailState, OutgoingMail, RetentionRun
from kpss_portal.privacy import consents, erasing, retention
from kpss_portal.privacy.person import Who
from services_catalog.enums import SuggestionKind, SuggestionState
from services_catalog.models import Suggestion
from working_groups.erasing import tell_consent
from working_groups.models import Membership

WRITER = "karel.smysleny@priklad.example"


def load_personal_data(by: User) -> None:
    """After everything else: runs and deletions look at all rows."""
    _past_night()
    _request(by)
    for member in Membership.objects.filter(name_consented_on__isnull=False, erased_at__isnull=True):
        tell_consent(member, by=by)
    _message(timezone.now() - timedelta(days=9), SuggestionState.QUARANTINE)  # the coming night takes it


def _past_night() -> None:
    for number in range(3):
        letter = OutgoingMail.objects.create(
            to=f"osoba{number}@priklad.example",
            subject="Pozvánka na setkání",
            kind="sample",
            state=MailState.EXPIRED,
        )
        OutgoingMail.objects.filter(pk=letter.pk).update(created_at=timezone.now() - timedelta(days=190))
    _message(timezone.now() - timedelta(days=20), SuggestionState.QUARANTINE)
    run = retention.run()
    night = timezone.now().replace(hour=5, minute=10, second=0) - timedelta(days=1)
    RetentionRun.objects.filter(pk=run.pk).update(began_at=night, ended_at=night + timedelta(seconds=2))


def _message(moment: Any, state: SuggestionState) -> Suggestion:
    message = Suggestion.objects.create(
        kind=SuggestionKind.values[0], text="Ukázková zpráva.", email=WRITER, state=state
    )
    Suggestion.objects.filter(pk=message.pk).update(created_at=moment)
    return message


def _request(by: User) -> None:
    """Somebody wrote, was answered, and asked to be forgotten."""
    message = _message(timezone.now() - timedelta(days=40), SuggestionState.WAITING)
    consents.give(message, "Souhlasím, aby mi úřad na zprávu odpověděl e-mailem.", ConsentHow.FORM, email=WRITER)
    erasing.erase(Who.of(WRITER, ""), [], by=by, note="UKÁZKA/0123")
