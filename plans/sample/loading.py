"""Loads the sample office. Dates are around today, so that every state can be seen whenever it is loaded."""

import hashlib
import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from community.enums import ContactAudience, NewsKind
from community.indexing import reindex_all
from community.models import Contact, Document, Event, NewsItem, Office, Partner
from community.sample import load_obstacles
from community.setup import set_up
from community.territory import district_of
from kpss_portal.audit_actor import one_line
from kpss_portal.spreadsheets import Sheet, Workbook, read_workbook
from plans import amending, analyses, indexing, survey_tables, tree, workflow
from plans.enums import AnalysisKind, BodyKind, ChartKind, LevelRole, Verb
from plans.models import Analysis, AnalysisTable, Approval, Plan, PlanAttachment, PlanCost, PlanEvent
from plans.sample.comments import load_open, load_settled
from plans.sample.making import load_making
from plans.sample.needs import link_services, load_needs, load_swot
from plans.sample.packets import load_packets
from plans.sample.privacy import load_personal_data
from plans.sample.progress import load_progress
from plans.workbook.applying import apply_draft
from plans.workbook.columns import PLAN, SHEETS
from plans.workbook.reading import read_plan
from services_catalog.code_lists import link_situations, load_code_lists
from services_catalog.importing.reading import preview_of
from services_catalog.importing.writing import write
from services_catalog.indexing import reindex_others, reindex_services
from services_catalog.sample import load_unmet
from services_catalog.sample_cards import load_cards, order_booklets
from services_catalog.sample_network import load_networks
from services_catalog.sample_places import load_places
from services_catalog.sample_register import load_register
from services_catalog.sample_verification import load_verification
from surveys.indexing import reindex_surveys
from surveys.models import Survey
from surveys.sample import SENIORS, load_surveys
from working_groups.sample import load_groups

HERE = Path(__file__).parent
CATALOGUE = HERE.parent.parent / "services_catalog" / "data" / "catalogue_litomericko.csv"
PASSWORD = "ukazka-litomericko"  # noqa: S105  # of the demo accounts, which exist only in the sample office
ACCOUNTS = (
    ("koordinatorka@litomericko.example", "Jana Vzorová", Role.COORDINATOR),
    ("redaktor@litomericko.example", "Karel Ukázka", Role.EDITOR),
    ("spravce@litomericko.example", "Petr Příklad", Role.ADMINISTRATOR),
    ("zastupitelka@litomericko.example", "Marie Smyšlená", Role.READER),
    ("clenka@litomericko.example", "Hana Vymyšlená", Role.MEMBER),
)


def is_loaded() -> bool:
    """Whether the sample office is here already."""
    return Office.objects.filter(is_sample=True).exists()


@transaction.atomic
@one_line("made up rows of the sample office")
def load() -> None:
    """Everything at once; nothing stays if a part fails."""
    load_code_lists()
    _load_office()
    coordinator = _load_accounts()
    _load_services(coordinator)
    current = _load_plan("plan_2025.json")
    link_services(current)
    _load_analyses(current)
    _load_approvals(current)
    archived = _load_archived(coordinator)
    Plan.objects.filter(pk=current.pk).update(predecessor=archived)
    current.refresh_from_db()
    load_settled(current, coordinator)
    for step in ("hand_over", "approve", "put_in_force"):
        current = workflow.take_step(current, step, by=coordinator)
    load_groups(coordinator)
    load_surveys(coordinator)
    load_networks(coordinator)
    current = _amend(current, coordinator)
    load_progress(current, coordinator)
    following = _load_plan("plan_2029.json")
    Plan.objects.filter(pk=following.pk).update(predecessor=current)
    _load_needs(following)
    load_swot(following)
    following = workflow.take_step(following, "open_consultation", by=coordinator)
    load_open(following, coordinator)
    load_packets(following, coordinator)
    load_needs(current, following, coordinator)
    load_making(current, following, coordinator)
    _load_draft()
    _load_news()
    _load_events()
    load_obstacles(coordinator)
    load_personal_data(coordinator)
    reindex_all()
    reindex_services()
    reindex_others()
    reindex_surveys()
    for plan in Plan.objects.all():
        indexing.reindex_plan(plan.pk)
    transaction.on_commit(order_booklets)


def _load_needs(plan: Plan) -> None:
    """What people said in the survey, cited by reference: with what they need help, and which services they would use."""
    needs = Analysis.objects.create(
        plan=plan,
        kind=AnalysisKind.NEEDS,
        title="Co potřebují starší lidé",
        slug="potreby-senioru",
        summary="Nejčastěji chybí doprovod k lékaři a pomoc s nákupem. Ukázková čísla z jiného města.",
    )
    survey = Survey.objects.get(slug=SENIORS)
    for position, code in enumerate(("7", "12"), start=1):
        data = survey_tables.table_of(survey, code)
        assert data is not None  # the sample survey has just been published
        AnalysisTable.objects.create(
            analysis=needs,
            title=data.title,
            as_of=data.as_of,
            source=data.source,
            unit=data.unit,
            note=data.note,
            chart=data.chart,
            survey=survey,
            survey_question=code,
            position=position,
        )


def _load_office() -> None:
    office = set_up(district_of("Litoměřice"), portal_name="Sociální služby Litoměřicko")
    office.legal_name, office.territory_name = "Město Litoměřice", "Litoměřicko"
    office.street, office.email, office.phone = "Mírové náměstí 15/7", "planovani@litomericko.example", "416000123"
    office.data_box, office.office_hours = "vzor123", "Po a St 8:00–17:00\nÚt a Čt 8:00–14:00"
    office.is_sample = True
    office.save()
    Contact.objects.all().delete()
    Contact.objects.create(
        name="Jana Vzorová",
        role="koordinátorka plánování",
        phone="416000123",
        email="planovani@litomericko.example",
        hours="Po a St 8:00–17:00\nÚt a Čt 8:00–14:00",
        address="Mírové náměstí 15/7, Litoměřice",
        is_main=True,
    )
    Contact.objects.create(
        name="Sociální pracovníci města",
        role="poradí vám i bez jména a zdarma",
        phone="416000234",
        audience=ContactAudience.PUBLIC,
        position=2,
    )
    Contact.objects.create(
        name="Jana Vzorová",
        role="údaje v katalogu, hlášení",
        email="katalog@litomericko.example",
        audience=ContactAudience.PROVIDERS,
        position=3,
    )
    Contact.objects.create(
        name="Petr Příklad",
        role="společné financování služeb",
        email="obce@litomericko.example",
        audience=ContactAudience.MUNICIPALITIES,
        position=4,
    )


def _load_accounts() -> User:
    for email, name, role in ACCOUNTS:
        if not User.objects.filter(email=email).exists():
            User.objects.create_user(email, PASSWORD, full_name=name, roles=(role,))
    return User.objects.get(email=ACCOUNTS[0][0])


def _load_services(by: User) -> None:
    with CATALOGUE.open("rb") as file:
        write(preview_of(read_workbook(file)), CATALOGUE.name, by)
    link_situations()
    load_unmet()
    load_places(by)
    load_verification(by)
    load_cards()
    load_register(by)


def _workbook(name: str) -> Workbook:
    """The sheets of a plan that the repository keeps as JSON."""
    content: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    sheets = {
        PLAN: Sheet(
            PLAN, ["klic", "hodnota"], list(enumerate(([key, value] for key, value in content[PLAN].items()), start=2))
        )
    }
    for sheet, columns in SHEETS.items():
        if sheet != PLAN:
            header = [column.name for column in columns]
            rows = [[row.get(key) for key in header] for row in content[sheet]]
            sheets[sheet] = Sheet(sheet, list(header), list(enumerate(rows, start=2)))
    return Workbook("json", sheets)


def _load_plan(name: str) -> Plan:
    reading = read_plan(_workbook(name))
    if reading.draft is None:
        raise ValueError(f"the sample plan {name} is not right: {reading.problems[:3]}")
    return apply_draft(reading.draft)


def _load_analyses(plan: Plan) -> None:
    people = Analysis.objects.create(
        plan=plan,
        kind=AnalysisKind.SOCIODEMOGRAPHIC,
        title="Lidé na Litoměřicku",
        slug="lide",
        summary="Obyvatel zvolna ubývá, starších lidí přibývá a dluhy se soustřeďují do měst.",
        position=1,
    )
    services = Analysis.objects.create(
        plan=plan,
        kind=AnalysisKind.PROVIDERS,
        title="Služby a kam dosáhnou",
        slug="sluzby",
        summary="Katalog zná 76 služeb; většina sídlí v Litoměřicích a do vesnic dojíždí málokterá.",
        position=2,
    )
    for position, (analysis, key) in enumerate(
        [
            (people, "population"),
            (people, "age"),
            (people, "risk"),
            (services, "coverage"),
            (services, "white-spots"),
            (services, "capacity"),
        ],
        start=1,
    ):
        table = analyses.READY[key].build()
        AnalysisTable.objects.create(
            analysis=analysis,
            title=table.title,
            as_of=table.as_of,
            source=table.source,
            unit=table.unit,
            note=table.note,
            chart=table.chart,
            columns=table.columns,
            rows=table.rows,
            position=position,
        )
    needs = Analysis.objects.create(
        plan=plan,
        kind=AnalysisKind.NEEDS,
        title="Co lidem chybí",
        slug="potreby",
        summary="Nejčastěji chybí doprava k lékaři a pomoc večer a o víkendu.",
        position=3,
    )
    AnalysisTable.objects.create(
        analysis=needs,
        title="Nejčastěji chybí doprava k lékaři",
        as_of=date(2024, 6, 30),
        source="anketa mezi seniory, ukázková čísla",
        unit="odpovědí",
        chart=ChartKind.BARS,
        columns=["Co chybí", "odpovědi"],
        rows=[
            ["doprava k lékaři", 541],
            ["pomoc večer a o víkendu", 282],
            ["dovoz oběda", 197],
            ["společnost", 164],
            ["místo v domově", 85],
            ["nevím", None],
        ],
    )


def _load_approvals(plan: Plan) -> None:
    decisions = (
        (
            BodyKind.STEERING_GROUP,
            "Řídící skupina",
            Verb.RECOMMENDS,
            date(2024, 10, 15),
            "RS/6/2024",
            "pro 8, zdržel se 1",
        ),
        (BodyKind.COMMITTEE, "Sociální komise rady", Verb.TAKES_NOTE, date(2024, 11, 6), "", ""),
        (BodyKind.COUNCIL, "Rada města Litoměřice", Verb.RECOMMENDS, date(2024, 11, 25), "612/21/2024", ""),
        (BodyKind.ASSEMBLY, "Zastupitelstvo města Litoměřice", Verb.APPROVES, date(2024, 12, 12), "188/6/2024", ""),
    )
    for kind, name, verb, day, number, note in decisions:
        Approval.objects.create(
            plan=plan, body_kind=kind, body_name=name, verb=verb, decided_on=day, number=number, note=note
        )
    partner = Partner.objects.get_or_create(
        name="Ústecký kraj",
        defaults={
            "url": "https://www.kr-ustecky.cz",
            "funding_sentence": "Tvorba plánu byla podpořena Ústeckým krajem (ukázková věta).",
            "logo": ContentFile((HERE / "partner.png").read_bytes(), name="partner.png"),
            "logo_alt": "Ukázkový partner, tři barevné kruhy",
        },
    )[0]
    plan.partners.add(partner)


def _amend(plan: Plan, by: User) -> Plan:
    """The plan is amended once: a measure ended with its grant, another one got more money."""
    PlanEvent.objects.filter(plan=plan, step="put_in_force").update(
        taken_at=timezone.make_aware(datetime.combine(plan.starts_on, time(8)))
    )
    note = "Půjčovna pomůcek přešla pod domácí hospic. Večerní a víkendová péče dostala peníze i na rok 2028."
    amendment = amending.amend(plan, by=by, change_note=note)
    tree.remove_item(amendment.items.get(code="1.1.6"))
    hospice = amendment.items.get(code="1.1.5")
    hospice.title = "Podpora domácího hospice a půjčovna pomůcek"
    hospice.save()
    evening = amendment.items.get(code="1.1.2")
    PlanCost.objects.filter(item=evening, year=plan.ends_on.year).update(amount_czk=F("amount_czk") + 150_000)
    Approval.objects.create(
        plan=amendment,
        body_kind=BodyKind.ASSEMBLY,
        body_name="Zastupitelstvo města Litoměřice",
        verb=Verb.APPROVES,
        decided_on=timezone.localdate() - timedelta(days=60),
        number="97/4/2026",
        note="změna č. 1",
    )
    for step in ("hand_over", "approve", "put_in_force"):
        amendment = workflow.take_step(amendment, step, by=by)
    return amendment


def _load_archived(by: User) -> Plan:
    """A plan that exists only as files; its title, period and resolution are real, its file is not."""
    plan = Plan.objects.create(
        slug="plan-2015-2019",
        title="Komunitní plán sociálních a souvisejících služeb Ústí nad Orlicí a okolí 2015–2019",
        short_title="Plán 2015–2019 (příklad archivu)",
        starts_on=date(2015, 1, 1),
        ends_on=date(2019, 12, 31),
        territory="Ústí nad Orlicí a okolí, 16 obcí",
        is_file_only=True,
    )
    Approval.objects.create(
        plan=plan,
        body_kind=BodyKind.ASSEMBLY,
        body_name="Zastupitelstvo města Ústí nad Orlicí",
        verb=Verb.APPROVES,
        decided_on=date(2014, 9, 8),
        number="717/24/ZM/2014 OSS",
    )
    PlanAttachment.objects.create(plan=plan, document=_archived_file(), is_main=True)
    for step in ("hand_over", "approve", "supersede"):
        plan = workflow.take_step(plan, step, by=by)
    return plan


def _archived_file() -> Document:
    data = (HERE / "archiv.pdf").read_bytes()
    document = Document(
        title="Plán 2015–2019 (ukázkový soubor)",
        sha256=hashlib.sha256(data).hexdigest(),
        content_type="application/pdf",
        extension="pdf",
        size_bytes=len(data),
        text_alternative="Ukázkový soubor v archivu: jedna strana s názvem plánu a číslem usnesení.",
        published_on=date(2014, 9, 15),
    )
    document.file.save("archiv.pdf", ContentFile(data), save=False)
    document.save()
    return document


def _load_draft() -> None:
    plan = Plan.objects.create(
        slug="plan-navaznych-sluzeb-2027",
        title="Plán návazných služeb na rok 2027",
        short_title="Návazné služby 2027",
        kind="other",
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 12, 31),
    )
    plan.levels.create(depth=1, name="opatření", role=LevelRole.MEASURE)
    plan.levels.create(depth=2, name="aktivita", role=LevelRole.ACTIVITY)


def _load_news() -> None:
    today = timezone.localdate()
    rows = (
        (
            6,
            NewsKind.NEWS,
            "pecovatelky-v-sobotu",
            "Pečovatelky v Litoměřicích jezdí nově i v sobotu",
            "Od začátku měsíce už sobotní péči využilo 18 lidí. O nedělích se rozhoduje v návrhu dalšího plánu.",
            "",
        ),
        (
            19,
            NewsKind.PRESS_RELEASE,
            "devet-obci-prispeje",
            "Devět obcí přispěje na společné služby, čtyři poprvé",
            "Starostové se v Ploskovicích shodli na rozpisu podle skutečného využití služeb.",
            "",
        ),
        (
            33,
            NewsKind.MEDIA_COVERAGE,
            "napsali-o-nas",
            "Napsali o nás: Katalog pomoci pro celé Litoměřicko",
            "Měsíčník představil, jak v katalogu hledat pomoc.",
            "Ukázkový měsíčník",
        ),
    )
    for days, kind, slug, title, summary, outlet in rows:
        NewsItem.objects.get_or_create(
            slug=slug,
            defaults={
                "kind": kind,
                "title": title,
                "summary": summary,
                "outlet": outlet,
                "published_on": today - timedelta(days=days),
                "body": f"<p>{summary}</p><p>Zpráva je ukázková.</p>",
            },
        )


def _load_events() -> None:
    rows = (
        (9, 13, 15, "Setkání pracovní skupiny Senioři", "Klub seniorů, Litoměřice", "Přijít může každý."),
        (
            13,
            17,
            19,
            "Veřejné projednání návrhu plánu",
            "Hrad Litoměřice",
            "Tlumočíme do českého znakového jazyka, vstup je bez schodů.",
        ),
        (-20, 10, 12, "Setkání starostů", "Ploskovice", "Společné financování služeb."),
    )
    for days, start, end, title, place, description in rows:
        Event.objects.get_or_create(
            title=title,
            defaults={
                "starts_at": _moment(days, start),
                "ends_at": _moment(days, end),
                "place": place,
                "description": description,
            },
        )


def _moment(days: int, hour: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))
