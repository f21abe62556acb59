"""What became of the sample plan: an evaluated year, one that is being evaluated, action plans, values. All made up."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from community.models import Municipality, PlanningArea
from kpss_portal.models import MailState, OutgoingMail
from plans.enums import BodyKind
from plans.models import ActionPlan, Evaluation, FundingSource, Indicator, IndicatorReport, ItemResult, Plan
from plans.progress import action_plans, evaluations, values
from plans.progress.items import items_of_year
from plans.progress.steps import Resolution
from plans.progress.values import AREA, MUNICIPALITY, Figures
from plans.progress_enums import Fulfilment

COUNCIL = "Rada města Litoměřice"
TEXTS = {
    Fulfilment.FULFILLED: "Splněno v celém rozsahu, výstupy jsou hotové a v provozu.",
    Fulfilment.CONTINUOUS: "Služba běžela celý rok podle plánu, zájem převyšoval kapacitu jen v zimních měsících.",
    Fulfilment.PARTLY: "Podařilo se zhruba polovinu. Chyběli pracovníci v přímé péči, nábor pokračuje.",
    Fulfilment.IN_PROGRESS: "Začali jsme ve druhém pololetí, první výsledky budou příští rok.",
    Fulfilment.NOT_STARTED: "Nezačali jsme, čekáme na rozhodnutí kraje o dotaci.",
    Fulfilment.NOT_FULFILLED: "Nepodařilo se najít provozovatele, výběr se bude opakovat.",
}
ORDER = (
    Fulfilment.CONTINUOUS,
    Fulfilment.FULFILLED,
    Fulfilment.CONTINUOUS,
    Fulfilment.PARTLY,
    Fulfilment.CONTINUOUS,
    Fulfilment.IN_PROGRESS,
    Fulfilment.CONTINUOUS,
    None,  # nobody answered: unknown
    Fulfilment.FULFILLED,
    Fulfilment.NOT_STARTED,
    Fulfilment.CONTINUOUS,
    Fulfilment.NOT_FULFILLED,
)
WORK = (
    "Udržet rozsah služby z minulého roku a doplnit jeden úvazek v přímé péči.",
    "Ve druhém čtvrtletí vybrat dodavatele, do podzimu dokončit.",
    "Dvě setkání s obcemi, návrh dohody a její schválení.",
    "Připravit žádost o dotaci a pokračovat v provozu bez přerušení.",
)


def load_progress(plan: Plan, by: User) -> None:
    """The year before this one approved, this one running; dates around today, within the plan."""
    this = min(max(timezone.localdate().year, plan.years[1]), plan.years[-2])
    _load_evaluated(plan, this - 1, by)
    _load_running(plan, this, by)
    _load_action_plan(plan, this, by)
    _load_draft(plan, this + 1, by)
    OutgoingMail.objects.filter(state=MailState.WAITING, kind__startswith="evaluation").update(
        state=MailState.SENT, text="", sent_at=timezone.now()
    )  # implementers are made up, but nobody is written to anyway


def _resolution(year: int, month: int, number: str) -> Resolution:
    return Resolution(BodyKind.COUNCIL, COUNCIL, date(year, month, 24), number)


def _evaluation(plan: Plan, year: int, title: str, until: date, by: User) -> Evaluation:
    draft = Evaluation(
        plan=plan,
        year=year,
        title=title,
        message="Děkujeme za spolupráci v celém roce. Odpovědi použijeme i pro akční plán.",
        answers_until=until,
        first_reminder_on=until - timedelta(days=10),
        second_reminder_on=until - timedelta(days=3),
    )
    evaluation = evaluations.prepare(draft, by=by)
    for number, asked in enumerate(evaluation.requests.all()):
        asked.email = "" if "neurčen" in asked.name else f"realizator{number}@litomericko.example"
        asked.save(update_fields=["email"])
    return evaluations.take_step(evaluation, "start", by=by)


def _load_evaluated(plan: Plan, year: int, by: User) -> None:
    until = timezone.localdate() + timedelta(days=1)
    evaluation = _evaluation(plan, year, f"Vyhodnocení roku {year}", until, by)
    for number, result in enumerate(_results(evaluation)):
        _fill(result, number, by)
    for asked in evaluation.requests.exclude(email="").filter(results__status__gt="").distinct():
        if not asked.results.filter(status="").exists():
            evaluations.answer(asked)
    _load_values(plan, year, by, all_approved=True)
    evaluation = evaluations.take_step(evaluation, "close", by=by)
    evaluation.conclusion = (
        "Většina služeb běžela podle plánu. Nejvíc chyběli lidé v přímé péči a jistota dotací do konce roku. "
        "Pracovní skupiny doporučují soustředit se na večerní a víkendovou péči."
    )
    evaluation.save()
    evaluations.take_step(evaluation, "hand_over", by=by)
    evaluations.take_step(evaluation, "approve", by=by, resolution=_resolution(year + 1, 3, f"118/5/{year + 1}"))


def _results(evaluation: Evaluation) -> list[ItemResult]:
    return list(evaluation.results.select_related("item", "evaluation").order_by("item__path"))


def _fill(result: ItemResult, number: int, by: User) -> None:
    status = ORDER[number % len(ORDER)]
    if status is None:
        return
    result.status, result.text = status, TEXTS[status]
    if status == Fulfilment.PARTLY:
        result.group_word = "Skupina souhlasí a navrhuje společný nábor s ostatními poskytovateli."
    names = [asked.name for asked in result.requests.all()]
    evaluations.write_result(result, _spent(result, number), name=names[0] if names else str(by), by=by)


def _spent(result: ItemResult, number: int) -> dict[int, int]:
    """About what was planned; every fifth measure does not tell it."""
    if number % 5 == 4:
        return {}
    costs = result.item.costs.filter(year=result.evaluation.year, kind="planned")
    return {cost.source_id: cost.amount_czk * (94 + number % 9) // 100 for cost in costs}


def _load_values(plan: Plan, year: int, by: User, *, all_approved: bool) -> None:
    """Near to the target; this year in every state: approved, submitted, returned, and none."""
    indicators = Indicator.objects.filter(item__plan=plan, target_value__isnull=False).select_related("item")
    planned = {item.pk for item in items_of_year(plan, year)}
    for number, indicator in enumerate(indicators.order_by("item__path", "position")):
        if indicator.item_id not in planned or (not all_approved and number % 4 == 3):
            continue
        report = values.submit(indicator, year, _figures(indicator, number), name="Centrum sociální pomoci", by=by)
        _decide(report, number, all_approved, by)


def _figures(indicator: Indicator, number: int) -> Figures:
    target: Any = indicator.target_value
    if number == 6:
        return Figures(None, "Evidence se mění, číslo bude příští rok.")
    value = Decimal(int(target * (88 + number % 14) / 100))
    return Figures(value, "", _parts(int(value)) if number == 0 else {})


def _parts(value: int) -> dict[tuple[str, int], Decimal]:
    """The first indicator has a breakdown: a few people in some villages, so that it is seen how they are hidden."""
    areas = list(PlanningArea.objects.all()[:2])
    towns = list(Municipality.objects.in_territory().filter(name__in=["Litoměřice", "Úštěk", "Terezín", "Ploskovice"]))
    small = {"Úštěk": 31, "Terezín": 18, "Ploskovice": 3}
    parts = {(MUNICIPALITY, town.pk): Decimal(small.get(town.name, value - 60)) for town in towns}
    if len(areas) == 2:
        parts |= {(AREA, areas[0].pk): Decimal(value - 22), (AREA, areas[1].pk): Decimal(22)}
    return parts


def _decide(report: IndicatorReport, number: int, all_approved: bool, by: User) -> None:
    if all_approved or number % 4 == 0:
        values.approve(report, by=by)
    elif number % 4 == 2:
        values.return_it(report, "Prosíme o číslo za celý rok, tohle je jen pololetí.", by=by)


def _load_running(plan: Plan, year: int, by: User) -> None:
    """Some have answered, one was returned with a question, the others are waited for and should have been reminded."""
    evaluation = _evaluation(plan, year, f"Vyhodnocení roku {year}", timezone.localdate() + timedelta(days=8), by)
    asked = [row for row in evaluation.requests.all() if row.email]
    for number, row in enumerate(asked[:2]):
        for place, result in enumerate(row.results.select_related("item", "evaluation")):
            result.status, result.text = Fulfilment.CONTINUOUS, TEXTS[Fulfilment.CONTINUOUS]
            evaluations.write_result(result, _spent(result, place), name=row.name)
        evaluations.answer(row)
        if number == 1:
            evaluations.return_answer(row, "Doplňte prosím, kolik lidí službu využilo o víkendech.", by=by)
    _load_values(plan, year, by, all_approved=False)


def _load_action_plan(plan: Plan, year: int, by: User) -> ActionPlan:
    made = action_plans.start(plan, year, f"Akční plán na rok {year}", by=by)
    made.intro = "Akční plán říká, co se z komunitního plánu udělá v tomto roce, kdo to udělá a z čeho se to zaplatí."
    made.save()
    action_plans.tick(made, items_of_year(plan, year)[:24], [], by=by)
    _write_entries(made, by, everything=True)
    action_plans.take_step(made, "hand_over", by=by)
    resolution = _resolution(year - 1, 11, f"604/19/{year - 1}")
    return action_plans.take_step(made, "approve", by=by, resolution=resolution)


def _load_draft(plan: Plan, year: int, by: User) -> None:
    made = action_plans.start(plan, year, f"Akční plán na rok {year}", by=by)
    action_plans.tick(made, items_of_year(plan, year)[:10], [], by=by)
    _write_entries(made, by, everything=False)


def _write_entries(made: ActionPlan, by: User, *, everything: bool) -> None:
    known = set(FundingSource.objects.values_list("pk", flat=True))
    for number, entry in enumerate(made.entries.select_related("item", "action_plan").prefetch_related("costs")):
        if not everything and number % 2:
            continue
        entry.work = WORK[number % len(WORK)]
        entry.deadline_on = date(made.year, 12 if number % 3 else 6, 30)
        money = {cost.source_id: int(cost.amount_czk) for cost in entry.costs.all() if cost.source_id in known}
        action_plans.write(entry, money, by=by)
