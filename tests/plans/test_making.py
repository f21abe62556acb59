"""How a plan came about: one line of time of real records, what is written by hand, tables in and out."""

import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import slugify

from community.models import Event, NewsItem
from kpss_portal.spreadsheets import Table, write_xlsx
from plans import workflow
from plans.amending import take_snapshot
from plans.making import table
from plans.making.dating import in_words, span_of
from plans.making_enums import MakingKind, Precision
from plans.models import Analysis, AnalysisTable, Consultation, Milestone, PlanMaking
from tests.plans.factories import approved_plan, whole_plan
from tests.plans.needs_factories import milestone_of
from tests.plans.test_evidence import decision_on
from working_groups.enums import GroupKind, MeetingState
from working_groups.models import Group, Meeting

MOST_QUERIES = 10


@pytest.fixture
def plan(coordinator):
    """A draft for 2025 to 2028 that everybody reads, and that nobody has decided of."""
    draft = whole_plan()
    draft.approvals.all().delete()
    return workflow.take_step(draft, "open_consultation", by=coordinator)


def at(day, hour=10):
    return datetime(*day, hour, tzinfo=UTC)


def meeting_of(coordinator, *names, day=(2024, 5, 6), **fields):
    values = {"title": "Služby o víkendu", "state": MeetingState.HELD} | fields
    times = {"starts_at": at(day), "ends_at": at(day, 12), "invited_at": at(day, 1), "held_at": at(day, 13)}
    made = Meeting.objects.create(**times, invited_by=coordinator, held_by=coordinator, **values)
    for name in names:
        kind = GroupKind.STEERING if name == "Řídící skupina" else GroupKind.WORKING
        group, _new = Group.objects.get_or_create(
            name=name, slug=slugify(name), defaults={"kind": kind, "is_public": True}
        )
        made.groups.add(group)
    return made


def round_of(plan, coordinator, **fields):
    values = {"title": "Co změnit?", "opens_at": at((2024, 9, 1)), "closes_at": at((2024, 9, 30))} | fields
    return Consultation.objects.create(
        plan=plan, snapshot=take_snapshot(plan, "k připomínkám", by=coordinator), **values
    )


def line_of(client, plan, query=""):
    """Rows of the page: when with the kind, and the title."""
    answer = client.get(f"/plany/{plan.slug}/jak-vznikal/{query}")
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content.decode().replace("\xa0", " "), "html.parser")
    return [
        (" ".join(row.select_one(".thread-label").get_text(" ").split()), row.h3.get_text(strip=True))
        for row in page.select(".thread > li")
    ]


# --- times as people write them -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "first", "last", "precision", "words"),
    [
        ("30. 3. 2010", (2010, 3, 30), (2010, 3, 30), "day", "30. 3. 2010"),
        ("30.3.2010", (2010, 3, 30), (2010, 3, 30), "day", "30. 3. 2010"),
        ("31. března 2010", (2010, 3, 31), (2010, 3, 31), "day", "31. 3. 2010"),
        ("2010-03-30", (2010, 3, 30), (2010, 3, 30), "day", "30. 3. 2010"),
        ("30.–31. 3. 2010", (2010, 3, 30), (2010, 3, 31), "day", "30.–31. 3. 2010"),
        ("30. 3. – 2. 4. 2010", (2010, 3, 30), (2010, 4, 2), "day", "30. 3. – 2. 4. 2010"),
        ("29. 12. 2010 až 3. 1. 2011", (2010, 12, 29), (2011, 1, 3), "day", "29. 12. 2010 – 3. 1. 2011"),
        ("6/2010", (2010, 6, 1), (2010, 6, 30), "month", "červen 2010"),
        ("2010-06", (2010, 6, 1), (2010, 6, 30), "month", "červen 2010"),
        ("Červen–srpen 2010", (2010, 6, 1), (2010, 8, 31), "month", "červen–srpen 2010"),
        ("prosinec 2010 – leden 2011", (2010, 12, 1), (2011, 1, 31), "month", "prosinec 2010 – leden 2011"),
        ("2010", (2010, 1, 1), (2010, 12, 31), "year", "2010"),
        ("2010–2011", (2010, 1, 1), (2011, 12, 31), "year", "2010–2011"),
    ],
)
def test_times_are_read_as_people_write_them(written, first, last, precision, words):
    span = span_of(written)

    assert (span.first, span.last, span.precision) == (date(*first), date(*last), Precision(precision))
    assert in_words(span) == words
    assert span_of(in_words(span)) == span


@pytest.mark.parametrize(
    "written", ["", "včera", "31. 2. 2010", "13/2010", "2010–2009", "1. 2.", "2010-06-31", "1. 1. 1066", "-", "5. 2010"]
)
def test_a_time_that_no_calendar_has_is_refused(written):
    with pytest.raises(ValueError):
        span_of(written)


# --- the line -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_line_is_made_of_real_records(client, plan, coordinator):
    analysis = Analysis.objects.create(plan=plan, kind="needs", title="Senioři", slug="seniori")
    AnalysisTable.objects.create(analysis=analysis, title="Lidé", as_of=date(2023, 12, 31), source="ČSÚ")
    meeting_of(coordinator, "Senioři", "Řídící skupina")
    round_of(plan, coordinator, hearing_at=at((2024, 9, 9)), hearing_place="Kulturní dům", attendance_count=41)
    NewsItem.objects.create(
        kind="media_coverage", title="Plánují péči", slug="planuji", published_on="2024-06-01", outlet="Noviny"
    )
    Event.objects.create(title="Den služeb", starts_at=at((2024, 6, 2)))
    milestone_of(plan, "březen 2024", "Vzdělávání koordinátorek", kind=MakingKind.TRAINING)
    decision_on(f"/plany/{plan.slug}/polozky/1.1.1/", released_by=coordinator)

    line = line_of(client, plan)

    assert [row for row in line if "Pracovní verze" not in row[0]] == [
        ("31. 12. 2023 Analýza", "Senioři"),
        ("březen 2024 Seminář", "Vzdělávání koordinátorek"),
        ("6. 5. 2024 Řídící skupina", "Služby o víkendu"),
        ("1. 6. 2024 V médiích", "Plánují péči"),
        ("2. 6. 2024 Událost", "Den služeb"),
        ("1.–30. 9. 2024 Připomínky lidí", "Co změnit?"),
        ("9. 9. 2024 Veřejné projednání", "Veřejné projednání návrhu"),
        ("1. 3. 2026 Rozhodnutí skupiny", "Senioři, 1/2026"),
    ]
    page = client.get(f"/plany/{plan.slug}/jak-vznikal/").content.decode()
    assert "Kulturní dům, přišlo lidí: 41" in page.replace("\xa0", " ")
    assert "Senioři; Řídící skupina" in page.replace("\xa0", " ")


@pytest.mark.django_db
def test_an_approved_plan_ends_with_its_approval(client, coordinator):
    plan = approved_plan(by=coordinator)
    decided = plan.approvals.get().decided_on
    decision_on(f"/plany/{plan.slug}/polozky/1.1.1/", released_by=coordinator, decided_on=decided + timedelta(days=1))

    assert line_of(client, plan)[-1][0] == f"{decided:%-d. %-m. %Y} Schválení"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [{"day": (2022, 1, 3)}, {"is_public": False}, {"state": MeetingState.INVITED, "held_at": None, "held_by": None}],
)
def test_what_is_not_public_or_of_another_time_is_not_told(client, plan, coordinator, fields):
    made = meeting_of(coordinator, "Senioři", day=fields.pop("day", (2024, 5, 6)))
    Meeting.objects.filter(pk=made.pk).update(**fields)
    milestone_of(plan, "2024", "Tajné", is_public=False)

    assert line_of(client, plan) == []


@pytest.mark.django_db
def test_the_office_sets_the_days_and_leaves_out_a_record(client, plan, coordinator, signed_in):
    early = meeting_of(coordinator, "Senioři", day=(2022, 1, 3), title="Začátek")
    meeting_of(coordinator, "Senioři", title="Jiná věc")
    made = PlanMaking.objects.create(plan=plan, begins_on=date(2022, 1, 1), intro="Pracovaly tři skupiny.")
    assert [title for _when, title in line_of(client, plan)] == ["Začátek", "Jiná věc"]

    page = signed_in(coordinator).get(reverse("admin:plans_planmaking_change", args=[made.pk])).content.decode()
    assert f"meeting:{early.uuid}" in page
    values = {"begins_on": "1. 1. 2022", "intro": made.intro, "left_out": [f"meeting:{early.uuid}"]}
    answer = client.post(reverse("admin:plans_planmaking_change", args=[made.pk]), values)

    assert answer.status_code == 302
    assert [title for _when, title in line_of(client, plan)] == ["Jiná věc"]
    assert "Pracovaly tři skupiny." in client.get(f"/plany/{plan.slug}/jak-vznikal/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "titles"), [("?druh=training", ["Seminář"]), ("?druh=<b>", ["Seminář", "Článek"])])
def test_one_kind_is_chosen_by_the_address(client, plan, query, titles):
    milestone_of(plan, "1. 3. 2024", "Seminář", kind=MakingKind.TRAINING)
    milestone_of(plan, "2. 3. 2024", "Článek", kind=MakingKind.MEDIA)

    assert [title for _when, title in line_of(client, plan, query)] == titles


@pytest.mark.django_db
def test_an_empty_line_gives_advice_and_an_unknown_plan_is_not_found(client, plan):
    assert "Zatím tu nic není" in client.get(f"/plany/{plan.slug}/jak-vznikal/").content.decode()
    assert client.get("/plany/neni/jak-vznikal/").status_code == 404


@pytest.mark.django_db
def test_the_line_costs_the_same_for_many_records(client, plan, coordinator):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/plany/{plan.slug}/jak-vznikal/").status_code == 200
        return len(queries)

    meeting_of(coordinator, "Senioři")
    count()  # what is kept in memory is read
    first = count()
    for day in range(1, 25):
        milestone_of(plan, f"{day}. 2. 2024", f"Událost {day}")
        meeting_of(coordinator, "Senioři", "Řídící skupina", day=(2024, 4, day))

    assert count() == first <= MOST_QUERIES


# --- by hand and from a table -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_milestone_is_written_in_words(plan, coordinator, signed_in):
    client = signed_in(coordinator)
    values = {"plan": plan.pk, "kind": "mayors", "title": "Setkání starostů", "is_public": "on"}

    refused = client.post(reverse("admin:plans_milestone_add"), values | {"when": "na jaře"})
    assert "Napište například 30. 3. 2025" in refused.content.decode()
    assert "Setkání starostů" in refused.content.decode()
    client.post(reverse("admin:plans_milestone_add"), values | {"when": "červen–srpen 2024"})

    made = Milestone.objects.get()
    assert (made.starts_on, made.ends_on, made.precision) == (date(2024, 6, 1), date(2024, 8, 31), Precision.MONTH)
    assert made.created_by == coordinator
    page = client.get(reverse("admin:plans_milestone_change", args=[made.pk])).content.decode()
    assert 'value="červen–srpen 2024"' in page


@pytest.mark.django_db
def test_what_a_milestone_must_hold(plan):
    with pytest.raises(IntegrityError, match="milestone_ends_after_start"), transaction.atomic():
        Milestone.objects.create(plan=plan, title="x", starts_on=date(2024, 2, 1), ends_on=date(2024, 1, 1))


def sheet_of(*rows):
    file = io.BytesIO(
        write_xlsx([Table("milníky", ["kdy", "druh", "co se stalo", "odkaz", "veřejné"], [list(row) for row in rows])])
    )
    file.name = "milniky.xlsx"
    return file


def upload(client, plan, *rows):
    return client.post(reverse("admin:plans_milestone_import"), {"plan": plan.pk, "soubor": sheet_of(*rows)})


def kept_of(answer):
    return BeautifulSoup(answer.content.decode(), "html.parser").select_one("input[name=tabulka]")["value"]


@pytest.mark.django_db
def test_a_table_is_shown_stored_and_taken_back(plan, coordinator, signed_in):
    client = signed_in(coordinator)
    milestone_of(plan, "11. 5. 2010", "Vzdělávání", kind=MakingKind.TRAINING)
    shown = upload(
        client,
        plan,
        ("11. 5. 2010", "seminář", "Vzdělávání"),
        ("červen 2010", "v médiích", "Článek", "https://tnv.cz/x"),
    )
    assert "už zapsáno, přeskočí se" in shown.content.decode()
    assert Milestone.objects.count() == 1

    client.post(reverse("admin:plans_milestone_import"), {"plan": plan.pk, "tabulka": kept_of(shown), "ulozit": "1"})
    made = Milestone.objects.get(title="Článek")
    assert (made.when, made.kind, made.url) == ("červen 2010", MakingKind.MEDIA, "https://tnv.cz/x")

    back = reverse("admin:plans_milestone_take_back", args=[made.batch])
    assert client.get(back).status_code == 405
    for words in ("Smazán 1 milník.", "Tento import už byl vzat zpět."):
        assert words in client.post(back, follow=True).content.decode()
    assert [each.title for each in Milestone.objects.all()] == ["Vzdělávání"]


@pytest.mark.django_db
def test_what_somebody_has_changed_since_is_not_taken_back(plan, coordinator, signed_in):
    client = signed_in(coordinator)
    shown = upload(client, plan, ("11. 5. 2010", "seminář", "Vzdělávání"), ("červen 2010", "v médiích", "Článek"))
    client.post(reverse("admin:plans_milestone_import"), {"plan": plan.pk, "tabulka": kept_of(shown), "ulozit": "1"})
    made = Milestone.objects.get(title="Článek")
    values = {
        "plan": plan.pk,
        "kind": made.kind,
        "when": made.when,
        "title": "Článek v novinách",
        "text": "",
        "url": "",
    }
    client.post(reverse("admin:plans_milestone_change", args=[made.pk]), values)

    client.post(reverse("admin:plans_milestone_take_back", args=[made.batch]))

    assert [each.title for each in Milestone.objects.all()] == ["Článek v novinách"]


@pytest.mark.django_db
def test_a_table_with_a_fault_stores_nothing(plan, coordinator, signed_in):
    answer = upload(
        signed_in(coordinator),
        plan,
        ("jaro", "seminář", "A"),
        ("2010", "hra", "B"),
        ("2010", "seminář", ""),
        ("2010", "seminář", "C", "", "neveřejné"),
    )

    page = BeautifulSoup(answer.content.decode(), "html.parser")
    told = [row.select("td")[-1].get_text(strip=True) for row in page.select("table:has(caption) tbody tr")]
    assert "Napište například" in told[0]
    assert "„hra“ není druh záznamu" in told[1]
    assert "Co se stalo" in told[2]
    assert "„neveřejné“ není ani ano, ani ne." in told[3]
    assert not page.select("button[name=ulozit]")
    assert not Milestone.objects.exists()


@pytest.mark.django_db
def test_the_table_comes_back_as_it_went_out(plan, coordinator, signed_in):
    made = milestone_of(plan, "30.–31. 3. 2010", "Seminář", kind=MakingKind.TRAINING, text="Dva dny")
    answer = signed_in(coordinator).get(reverse("admin:plans_milestone_export", args=[plan.pk]))
    rows = table.rows_of(io.BytesIO(answer.content))
    made.delete()

    table.apply(table.lines_of(plan, rows), by=coordinator)

    again = Milestone.objects.get()
    assert (again.when, again.kind, again.title, again.text) == ("30.–31. 3. 2010", "training", "Seminář", "Dva dny")
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).active.title == "milníky"


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "may"), [("coordinator", True), ("editor", True), ("reader", False)])
def test_who_writes_milestones(request, signed_in, plan, role, may):
    client = signed_in(request.getfixturevalue(role))

    for address in (reverse("admin:plans_milestone_import"), reverse("admin:plans_milestone_export", args=[plan.pk])):
        assert (client.get(address).status_code == 200) == may
