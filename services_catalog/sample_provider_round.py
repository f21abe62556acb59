"""Figures of providers in the sample office: answers in every state, made up and saying so. No letter leaves."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from kpss_portal.models import MailState, OutgoingMail
from services_catalog.models import Network, ProviderRequest, ServiceRequest
from services_catalog.network import rounds
from services_catalog.network.answers import Known, figures_of, known_of, money_key, words_of
from services_catalog.network_enums import MoneyKind

MESSAGE = (
    "Smyšlená ukázka: dopisy nikomu neodešly a částky poskytovatelé nevyplnili.\n\nPočítejte prosím s růstem mezd."
)
NAME = "Jana Vzorová"
COST, STATE, TOGETHER = (money_key(item, MoneyKind.PLAN) for item in ("cost", "state", "together"))
STEPS = (
    "accepted",
    "clean",
    "returned",
    "unfinished",
    "clean",
    "thousands",
    "opened",
    "gap",
    "accepted",
    "jump",
    "asked",
)


def load_provider_round(network: Network, by: Any) -> None:
    """A round of the draft of next year in the middle of its term."""
    round_ = rounds.start(network, timezone.localdate() + timedelta(days=9), MESSAGE, 30, by=by)
    _make_up_addresses()
    rows = ServiceRequest.objects.filter(request__round=round_, request__sent_at__isnull=False)
    answers = list(rows.select_related("service", "request__round__network").order_by("pk"))
    known = known_of(round_, answers)
    for number, answer in enumerate(answers[: 3 * len(STEPS)]):
        _answer(answer, known[answer.place], STEPS[number % len(STEPS)], by)
    OutgoingMail.objects.filter(state=MailState.WAITING, kind__startswith="provider-round").update(
        state=MailState.SENT, text="", sent_at=timezone.now()
    )  # providers are real: nobody is written to


def _make_up_addresses() -> None:
    """One provider stays without an e-mail, so that one can see it."""
    asked = list(ProviderRequest.objects.order_by("pk"))
    for number, row in enumerate(asked):
        is_last = number == len(asked) - 1
        row.email = "" if is_last else f"poskytovatel-{number + 1}@ukazka.example"
        sent_at = timezone.now() - timedelta(days=12)
        row.sent_at, row.good_until = (None, None) if is_last else (sent_at, row.good_until or timezone.localdate())
        row.save()


def _answer(answer: ServiceRequest, known: Known, step: str, by: Any) -> None:
    if step == "asked":
        return
    rounds.mark_opened(answer.request)
    if step == "opened":
        return
    typed = _typed(known, step)
    name = "" if step == "unfinished" else NAME
    sent = rounds.write(answer, typed, seen=0, name=name)
    if step == "accepted":
        rounds.accept(sent, seen=sent.revision, by=by)
    elif step == "returned":
        words = "Požadavek na obce roste rychleji než náklady. Vysvětlete to prosím."
        rounds.ask_back(sent, words, {TOGETHER: "Proč o tolik víc než loni?"}, by=by)


def _typed(known: Known, step: str) -> dict[str, str]:
    """Three per cent more than last year, with sums that meet; then what the step is about."""
    begins = known.beginning()
    last = {money_key(item, MoneyKind.PLAN): amount for (item, _kind), amount in figures_of(begins).planned.items()}
    plan = _meeting({key: amount * 103 // 100 * _times(step, key) // 10 for key, amount in last.items()})
    if step == "thousands":
        plan = _meeting({key: amount // 1000 for key, amount in plan.items()})
    if step == "gap":
        plan[TOGETHER] += 60_000
    facts = _meeting({key: amount * 98 // 100 for key, amount in last.items()})
    words = {key: words_of(amount) for key, amount in plan.items()}
    words |= {key.replace("plan-", "fact-"): words_of(amount) for key, amount in facts.items()}
    other = {"other_fte": "1,5", "remark": "Smyšlené údaje pro ukázku."}
    if step == "unfinished":
        return begins | other | {COST: words[COST], TOGETHER: "ještě nevíme"}
    return begins | other | words


def _times(step: str, key: str) -> int:
    """Tenths."""
    return {("returned", TOGETHER): 20, ("jump", COST): 15}.get((step, key), 10)


def _meeting(plan: dict[str, int]) -> dict[str, int]:
    """What is left falls on the state, so that sources meet costs."""
    rest = sum(amount for key, amount in plan.items() if key not in (COST, STATE))
    return plan | {STATE: plan[COST] - rest}
