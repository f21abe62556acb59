"""Verification in the sample office: rounds in every state, corrections to decide, messages to read. No letter leaves."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from kpss_portal.models import MailState, OutgoingMail
from kpss_portal.spam_guard import Verdict
from services_catalog import suggestions
from services_catalog.enums import ChangeState, SuggestionKind, SuggestionState
from services_catalog.models import Service, Suggestion, VerificationRequest, VerificationRound
from services_catalog.verification import workflow
from services_catalog.verification.addresses import address_of
from services_catalog.verification.workflow import Decision, digests_of, shown_values

MESSAGES = (  # kind, name, provider, contact, text, e-mail; made up
    (
        SuggestionKind.MISTAKE,
        "",
        "",
        "",
        "Od září je pondělní poradna až do 18 hodin, na kartě je 16.",
        "ctenarka@litomericko.example",
    ),
    (SuggestionKind.MISTAKE, "", "", "", "Na uvedeném čísle se nikdo nehlásí, zkoušela jsem to třikrát.", ""),
    (
        SuggestionKind.NEW_SERVICE,
        "Půjčovna zvedáků a polohovacích postelí",
        "Ukázkový spolek",
        "zvedaky@litomericko.example",
        "Půjčují lidem, kteří pečují doma o ležícího, i na víkend.",
        "pecujici@litomericko.example",
    ),
)
SPAM = "Levné půjčky ihned: https://pujcky.example https://pujcky.example/2 https://pujcky.example/3"


def load_verification(by: Any) -> None:
    """A round of last year, one that runs, one being prepared; messages in every state."""
    services = [service for service in _services() if address_of(service)]
    if len(services) < 8:
        return
    _past(services[:6], by)
    _running(services[2:14], by)
    draft = _round("Jarní ověření pečovatelských služeb", 120, services[4:9])
    draft.message = "Prosíme hlavně o kontrolu otevírací doby o svátcích."
    draft.save()
    _messages(services, by)
    OutgoingMail.objects.filter(state=MailState.WAITING).update(
        state=MailState.SENT, text="", sent_at=timezone.now()
    )  # services are real: nobody is written to


def _services() -> Any:
    return Service.objects.public().select_related("provider").prefetch_related("contacts")


def _round(title: str, days: int, services: list[Service]) -> VerificationRound:
    """A round whose last day is so many days from today."""
    last = timezone.localdate() + timedelta(days=days)
    round_ = VerificationRound.objects.create(
        title=title,
        covers_all=False,
        deadline_on=last,
        first_reminder_on=last - timedelta(days=14),
        second_reminder_on=last - timedelta(days=5),
    )
    round_.chosen_services.set(services)
    return round_


def _past(services: list[Service], by: Any) -> None:
    """Closed; one card has been true for more than a year and nobody has looked at it since."""
    round_ = workflow.start(_round("Loňské ověření katalogu", -380, services), by=by)
    for asked in round_.requests.all()[:4]:
        workflow.confirm(asked)
    workflow.close(round_, by=by)
    long_ago = timezone.now() - timedelta(days=390)
    round_.requests.exclude(answered_at=None).update(answered_at=long_ago)
    round_.requests.update(sent_at=long_ago - timedelta(days=20), reminder_count=2)
    keys = round_.requests.exclude(answered_at=None).values("service")
    Service.objects.filter(pk__in=keys).update(verified_on=timezone.localdate(long_ago))
    VerificationRound.objects.filter(pk=round_.pk).update(started_at=long_ago - timedelta(days=20), closed_at=long_ago)


def _running(services: list[Service], by: Any) -> None:
    """Some have confirmed, some have corrected, some were reminded and are silent."""
    round_ = workflow.start(_round("Podzimní ověření katalogu", 3, services), by=by)
    sent = timezone.now() - timedelta(days=18)
    VerificationRound.objects.filter(pk=round_.pk).update(started_at=sent)
    round_.requests.update(sent_at=sent, reminder_count=2)
    asked = list(round_.requests.all())
    for row in asked[:4]:
        workflow.confirm(row)
    _correct(
        asked[4],
        {"price_note": "Zdarma, jen oběd se platí", "how_to_apply": "Zavolejte, domluvíme první schůzku do týdne."},
    )
    _correct(
        asked[5],
        {
            "summary": "Poradíme s dluhy, bydlením i rodinou, zdarma a bez objednání.",
            "other": "Od ledna sídlíme ve druhém patře, je tam výtah.",
        },
    )
    settled = _correct(asked[6], {"languages": "čeština, ukrajinština", "is_barrier_free": "yes"})
    keys = [change.pk for change in settled]
    workflow.decide(
        asked[6],
        {
            keys[0]: Decision(ChangeState.ACCEPTED),
            **{
                key: Decision(
                    ChangeState.DECLINED, reason="U vchodu jsou tři schody; dejte nám prosím vědět, až bude rampa."
                )
                for key in keys[1:]
            },
        },
        by=by,
    )


def _correct(asked: VerificationRequest, values: dict[str, str]) -> list[Any]:
    shown = shown_values(asked)
    return workflow.propose(asked, digests_of(shown), shown | values)


def _messages(services: list[Service], by: Any) -> None:
    for number, (kind, name, provider, contact, text, email) in enumerate(MESSAGES):
        suggestions.store(
            Suggestion(
                kind=kind,
                service=services[number] if kind == SuggestionKind.MISTAKE else None,
                service_name=name,
                provider_name=provider,
                contact=contact,
                text=text,
                email=email,
            ),
            Verdict.FINE,
        )
    suggestions.store(Suggestion(kind=SuggestionKind.NEW_SERVICE, service_name="Půjčky", text=SPAM), Verdict.QUARANTINE)
    old = suggestions.store(
        Suggestion(kind=SuggestionKind.MISTAKE, service=services[3], text="Odkaz na web nefunguje."), Verdict.FINE
    )
    suggestions.decide(old, SuggestionState.DONE, "Opraveno podle webu poskytovatele.", by=by)
