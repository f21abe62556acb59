"""Needs, the pool of projects, SWOT and self-assessments of the sample office: each in every state. All made up."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from community.models import Municipality, PlanningArea
from kpss_portal.spam_guard import Verdict
from plans.enums import AnalysisKind
from plans.models import (
    Analysis,
    AnalysisTable,
    Need,
    NeedLink,
    NeedSuggestion,
    Plan,
    ProjectIdea,
    ProjectLink,
    SelfAssessment,
)
from plans.needs import pool_import, quality, suggesting
from plans.needs.numbering import first_version, numbered
from plans.needs_enums import Grade, NeedOrigin, QualityArea
from plans.needs_enums import Readiness as Stage
from plans.workbook.one_sheet import ABSENT
from services_catalog.models import Service
from surveys.models import Survey
from surveys.sample import SENIORS
from working_groups.models import Decision, DecisionLink, Minutes

SWOT = {
    "Senioři": (
        "Pečovatelská služba dojíždí do většiny obcí\nObce a poskytovatelé se znají",
        "O víkendu a večer pomoc chybí\nNa místo v domově se čeká",
        "Dotace na rozvoj terénních služeb\nDobrovolníci z komunitních center",
        "Přibývá lidí nad 80 let\nPečovatelek je málo",
    ),
    "Rodiny": (
        "Rodinná centra jsou v každém větším městě",
        "Dětský psycholog jen v Litoměřicích",
        "Zájem škol o společnou prevenci",
        "Roste cena bydlení",
    ),
}


def link_services(plan: Plan) -> None:
    """Measures name services of the catalogue of their kinds; before the plan is approved."""
    for item in plan.items.prefetch_related("service_types"):
        kinds = [kind.pk for kind in item.service_types.all()]
        item.services.set(Service.objects.public().filter(service_type__in=kinds).order_by("sort_key")[:3])


def link_decision(plan: Plan) -> None:
    """A public decision of a group concerns a measure."""
    decision = Decision.objects.public().order_by("-decided_on", "pk").first()
    item = plan.items.filter(code="1.1.1").first()
    if decision and item:
        path = item.get_absolute_url()
        DecisionLink.objects.get_or_create(decision=decision, path=path, defaults={"label": str(item)[:200]})


def load_swot(plan: Plan) -> None:
    """A SWOT for two planning areas; the plan is still being written."""
    for position, (name, fields) in enumerate(SWOT.items(), start=10):
        area = PlanningArea.objects.filter(name__startswith=name).first()
        Analysis.objects.create(
            plan=plan,
            kind=AnalysisKind.SWOT,
            title=f"SWOT: {area or name}",
            slug=f"swot-{name.lower().replace('ř', 'r')}",
            summary="Sestavila pracovní skupina na dvou setkáních (ukázka).",
            area=area,
            position=position,
            **dict(zip(Analysis.SWOT, fields, strict=True)),
        )


def load_needs(plan: Plan, following: Plan, by: User) -> None:
    """Needs of each origin and state, the pool with its imports, a published and an unfinished self-assessment."""
    made = _needs(plan, by)
    _suggestions(plan, made["doprava"], by)
    _needs_of_next(following, by)
    link_decision(plan)
    _projects(plan)
    _imports_of_projects(plan, by)
    _assessments(plan, by)


def _area(name: str) -> PlanningArea | None:
    return PlanningArea.objects.filter(name__startswith=name).first()


def _need(plan: Plan, by: User, statement: str, origin: NeedOrigin, *codes: str, **fields: Any) -> Need:
    first = first_version(plan.slug)
    values = {"found_on": date(2024, 6, 30)} | fields
    need = numbered(Need(plan=first, statement=statement, origin=origin, created_by=by, **values))
    lineages = plan.items.filter(code__in=codes).values_list("lineage", flat=True)
    NeedLink.objects.bulk_create(NeedLink(need=need, item_lineage=lineage) for lineage in lineages)
    return need


def _needs(plan: Plan, by: User) -> dict[str, Need]:
    table = AnalysisTable.objects.filter(analysis__plan=plan, analysis__slug="potreby").first()
    seniors = Survey.objects.get(slug=SENIORS)
    today = timezone.localdate()
    figure = {"table": table, "source_text": f"{table.title} ({table.source})"} if table else {"source_text": "analýza"}
    made = {
        "doprava": _need(
            plan,
            by,
            "Starší lidé z obcí bez autobusu se nedostanou k lékaři.",
            NeedOrigin.FIGURE,
            "1.1.1",
            "1.1.3",
            detail="Nejvíc to pálí lidi z malých obcí, kde autobus jezdí jen ve školní dny.",
            area=_area("Senioři"),
            people_count=541,
            **figure,
        ),
        "vikend": _need(
            plan,
            by,
            "Lidé, kteří žijí sami, nemají pomoc večer a o víkendu.",
            NeedOrigin.SURVEY,
            "1.1.2",
            area=_area("Senioři"),
            survey=seniors,
            survey_question="7",
            source_text="anketa mezi seniory, otázka 7",
            people_count=282,
        ),
        "psycholog": _need(
            plan,
            by,
            "Rodiny čekají na dětského psychologa přes půl roku.",
            NeedOrigin.OTHER,
            "3.1.1",
            area=_area("Rodiny"),
            source_text="rozhovory se školami a pediatry, jaro 2024",
        ),
        "nocleharna": _need(
            plan,
            by,
            "Lidé bez domova nemají kde přespat ani v létě.",
            NeedOrigin.OTHER,
            source_text="terénní pracovníci, 2024",
            set_aside="Pro celoroční noclehárnu není prostor ani prokázaná potřeba. Vrátíme se k tomu při vyhodnocení plánu.",
        ),
    }
    minutes = Minutes.objects.public().with_meeting().order_by("-meeting__starts_at").first()
    if minutes:
        _need(
            plan,
            by,
            "Pečující nevědí, kde si půjčit pomůcky, a kupují je za vlastní.",
            NeedOrigin.MINUTES,
            "1.1.5",
            meeting=minutes.meeting,
            found_on=minutes.day,
            source_text=f"zápis: {minutes.meeting}"[:300],
        )
    _need(
        plan,
        by,
        "Lidé hledají zubaře pro své blízké na vozíku a nenacházejí ho.",
        NeedOrigin.SEARCHES,
        search_words="zubar bezbarierovy",
        found_on=today,
        source_text="hledání v katalogu za dvanáct měsíců",
        people_count=12,
    )
    return made


def _needs_of_next(plan: Plan, by: User) -> None:
    municipality = Municipality.objects.in_territory().filter(name="Úštěk").first()
    _need(
        plan,
        by,
        "V Úštěku chybí místo, kde se mohou scházet rodiče s malými dětmi.",
        NeedOrigin.OTHER,
        found_on=timezone.localdate() - timedelta(days=30),
        source_text="setkání starostů, ukázka",
        municipality=municipality,
        area=_area("Rodiny"),
    )


def _suggestions(plan: Plan, need: Need, by: User) -> None:
    first = first_version(plan.slug)

    def sent(text: str, verdict: Verdict = Verdict.FINE, email: str = "") -> NeedSuggestion:
        return suggesting.store(NeedSuggestion(plan=first, text=text, email=email), verdict)

    sent("Maminka by potřebovala někoho, kdo s ní dojde na úřad.")
    sent("Chybí hlídání dětí se zdravotním postižením na pár hodin týdně.", email="rodina@litomericko.example")
    sent("Levné půjčky! http://a.example http://b.example http://c.example", Verdict.QUARANTINE)
    suggesting.accept(
        sent("Není kam jít s dítětem, když prší."), "Rodiny s malými dětmi nemají v zimě kam jít.", "Děkujeme.", by=by
    )
    suggesting.join(sent("Od nás k doktorovi nic nejede."), need, "Píše o tom víc lidí.", by=by)
    suggesting.decline(
        sent("Opravte silnici do Pokratic."), "Silnice nepatří do sociálních služeb, podnět jsme předali.", by=by
    )


PROJECTS: tuple[tuple[str, str, Stage, int | None, str, bool, str], ...] = (
    ("Rekonstrukce budovy B Domova U Trati", "Domov U Trati", Stage.DOCUMENTED, 48_500_000, "1.2.2", True, "Chybí povolení."),
    ("Mikrobus pro dopravu k lékaři", "Město Litoměřice", Stage.FUNDED, 1_450_000, "1.1.3", True, "Smlouva s krajem platí."),
    ("Sociálně terapeutická dílna", "Diakonie (ukázka)", Stage.STUDY, 6_200_000, "2.2.2", False, "Hledá se prostor."),
    ("Komunitní centrum v Úštěku", "Město Úštěk", Stage.IDEA, None, "3.1.2", True, ""),
    ("Bezbariérová úprava knihovny", "Město Litoměřice", Stage.PERMITTED, 3_900_000, "2.3.1", True, "Čeká na výzvu."),
    ("Byty zvláštního určení", "Město Litoměřice", Stage.RUNNING, 22_000_000, "1.2.4", True, "Hotovo v příštím roce."),
    ("Elektronický katalog služeb", "Město Litoměřice", Stage.DONE, 350_000, "5.2.1", False, ""),
    ("Plovoucí noclehárna", "zájemce ustoupil", Stage.DROPPED, 9_000_000, "", True, "Není provozovatel."),
)  # fmt: skip


def _projects(plan: Plan) -> None:
    first, today = first_version(plan.slug), timezone.localdate()
    for title, promoter, readiness, budget, code, is_investment, note in PROJECTS:
        project = numbered(
            ProjectIdea(
                plan=first,
                title=title,
                promoter=promoter,
                readiness=readiness,
                readiness_note=note,
                budget_czk=budget,
                is_investment=is_investment,
                as_of=today - timedelta(days=40),
                starts_year=plan.ends_on.year - 1 if budget else None,
                ends_year=plan.ends_on.year if budget else None,
            )
        )
        for item in plan.items.filter(code=code):
            ProjectLink.objects.create(project=project, item_lineage=item.lineage)


def _imports_of_projects(plan: Plan, by: User) -> None:
    """Two tables into the pool: one stands, one was taken back."""
    rows = (
        {"title": "Bezbariérová úprava knihovny", "promoter": "Město Litoměřice", "funding_text": "evropské fondy"},
        {"title": "Výtah v občanské poradně", "promoter": "Město Litoměřice", "budget_czk": 2_100_000},
    )
    for cells in rows:
        told = [2, *(cells.get(name, ABSENT) for name in pool_import.COLUMNS)]
        batch = pool_import.apply(pool_import.lines_of(plan, first_version(plan.slug), [told]), by=by)
    assert batch is not None
    pool_import.undo(batch, by=by)


WORDS = {
    QualityArea.LEGITIMACY: (Grade.MET, "Plán schválilo zastupitelstvo a vzaly ho na vědomí obce."),
    QualityArea.SITUATION: (Grade.MOSTLY, "Čísla máme, chybí nám pohled lidí v malých obcích."),
    QualityArea.PEOPLE: (Grade.MOSTLY, "Koordinátorka má kvalifikaci, zástup zatím ne."),
    QualityArea.PROCESS: (Grade.MET, "Skupiny se scházejí podle harmonogramu."),
    QualityArea.INVOLVEMENT: (Grade.PARTLY, "Uživatelů je ve skupinách málo."),
    QualityArea.PLAN: (Grade.MOSTLY, "Každé opatření má nositele, u několika chybí ukazatel."),
    QualityArea.INFORMATION: (Grade.MET, "Zápisy jsou veřejné do měsíce."),
    QualityArea.IMPROVEMENT: (Grade.NOT_MET, "Sebehodnocení děláme poprvé."),
}


def _assessments(plan: Plan, by: User) -> None:
    first, today = first_version(plan.slug), timezone.localdate()
    done = _assessment(first, "Sebehodnocení plánování za minulý rok", today - timedelta(days=120))
    for area in done.areas.all():
        area.grade, area.words = WORDS[QualityArea(area.area)]
        area.save()
    quality.publish(done, by=by)
    _assessment(first, "Sebehodnocení plánování za letošní rok", today)


def _assessment(first: Plan, title: str, day: date) -> SelfAssessment:
    made = SelfAssessment.objects.create(
        plan=first,
        title=title,
        assessed_on=day,
        assessed_with="řídící skupina a koordinátorka",
        conclusion="Oslovíme klubovny a čekárny, aby ve skupinách bylo víc lidí, kteří služby užívají.",
    )
    quality.prepare(made)
    return made
