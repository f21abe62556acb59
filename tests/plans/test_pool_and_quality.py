"""The pool of projects, self-assessment, SWOT of an area, and the export for the database of strategies."""

import io
from datetime import date

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.models import PlanningArea
from kpss_portal.spreadsheets import Table, write_xlsx
from plans import workflow
from plans.content_document import content_of
from plans.models import Analysis, AssessedArea, PlanLevel, ProjectIdea, ProjectImport, SelfAssessment
from plans.needs import pool, pool_import, quality, strategy
from plans.needs_enums import Grade, QualityArea, Readiness
from tests.plans.factories import PlanFactory, approved_plan, tree_of, whole_plan
from tests.plans.needs_factories import assessment_of, need_of, project_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(coordinator):
    """A draft that everybody reads."""
    return workflow.take_step(whole_plan(), "open_consultation", by=coordinator)


# --- the pool -----------------------------------------------------------------------------------------------------


def test_an_unknown_budget_is_not_zero(client, plan):
    project_of(plan, budget_czk=1_000_000)
    project_of(plan, title="Bez rozpočtu")
    project_of(plan, budget_czk=9_000_000, readiness=Readiness.DROPPED)

    money = pool.money_of(ProjectIdea.objects.all())

    assert (money.total, money.known_count, money.all_count) == (1_000_000, 1, 2)
    assert "neuvedeno" in client.get(f"/plany/{plan.slug}/zasobnik/2/").content.decode()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"budget_czk": -1}, "project_budget_not_negative"),
        ({"starts_year": 2028, "ends_year": 2027}, "project_ends_after_start"),
        ({"readiness": "hotovo"}, "project_readiness_known"),
    ],
)
def test_what_a_project_must_hold(plan, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        project_of(plan, **fields)


@pytest.mark.parametrize(("is_public", "status"), [(True, 200), (False, 404)])
def test_a_project_that_is_not_public_is_for_the_office(client, plan, is_public, status):
    project = project_of(plan, is_public=is_public)

    assert client.get(project.get_absolute_url()).status_code == status
    table = client.get(f"/plany/{plan.slug}/zasobnik.csv").content.decode()
    assert ("Komunitní dům" in table) == is_public


def test_the_list_is_filtered_by_readiness(client, plan):
    project_of(plan, title="Záměr")
    project_of(plan, title="Hotovo", readiness=Readiness.DONE)

    page = client.get(f"/plany/{plan.slug}/zasobnik/?pripravenost=done").content.decode()

    assert ("Hotovo</a>" in page, "Záměr</a>" in page) == (True, False)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_the_table_comes_back_as_it_went_out(plan, coordinator, kind):
    item = plan.items.get(code="1.1.1")
    project = project_of(plan, item, budget_czk=1_450_000, readiness=Readiness.FUNDED, starts_year=2027, ends_year=2028)
    from plans.views.projects import SHEETS

    data = SHEETS[kind][0](pool.table_of(plan, [project]))
    lines = pool_import.lines_of(plan, plan, pool_import.rows_of(io.BytesIO(data)))

    assert [line.faults for line in lines] == [[]]
    pool_import.apply(lines, by=coordinator)
    stored = ProjectIdea.objects.get()
    for name in ("number", "title", "budget_czk", "readiness", "as_of", "starts_year", "ends_year", "is_public"):
        assert getattr(stored, name) == getattr(project, name)
    assert stored.links.get().item_lineage == item.lineage


def upload(client, plan, rows, header=None):
    file = io.BytesIO(write_xlsx([Table("projekty", header or pool.header(), rows)]))
    file.name = "zasobnik.xlsx"
    return client.post(reverse("admin:plans_projectidea_import"), {"plan": plan.pk, "soubor": file})


def row(*, number=None, title="Dům", promoter="Obec", readiness="", budget=None, codes=""):
    return [number, title, "", promoter, "", "", readiness, "", "", "", budget, "", None, None, codes, ""]


def test_an_import_is_shown_first_and_stored_by_the_second_press(signed_in, plan, editor):
    client = signed_in(editor)

    shown = BeautifulSoup(upload(client, plan, [row(budget=100)]).content, "html.parser")
    assert ProjectIdea.objects.count() == 0
    kept = shown.select_one("[name=tabulka]")["value"]
    client.post(reverse("admin:plans_projectidea_import"), {"plan": plan.pk, "tabulka": kept, "ulozit": "1"})

    assert ProjectIdea.objects.values_list("title", "budget_czk").get() == ("Dům", 100)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (row(budget="asi milion"), "není číslo"),
        (row(codes="9.9"), "Plán nemá položku 9.9."),
        (row(number=77), "není projekt číslo 77"),
        (row(readiness="skoro"), "neznáme"),
        (row(title=""), "název: "),
        (row(title="x" * 251), "nejvýše 250 znaků (nyní má 251)"),
        ([*row(title="B")[:-1], "spíš ne"], "„spíš ne“ není ani ano, ani ne."),
        (row(), "Stejný projekt je v řádku 2."),
    ],
)
def test_a_wrong_row_says_what_is_wrong_and_nothing_is_stored(signed_in, plan, editor, bad, words):
    answer = upload(signed_in(editor), plan, [row(), bad]).content.decode()

    assert (words in answer, 'name="ulozit"' in answer, ProjectIdea.objects.count()) == (True, False, 0)


def test_a_table_without_names_is_refused(signed_in, plan, editor):
    answer = upload(signed_in(editor), plan, [["a", "b"]], header=["x", "y"]).content.decode()

    assert "V tabulce chybí sloupec „název“." in answer


def test_a_changed_parcel_is_refused(signed_in, plan, editor):
    answer = signed_in(editor).post(
        reverse("admin:plans_projectidea_import"), {"plan": plan.pk, "tabulka": "podvrh", "ulozit": "1"}
    )

    assert (answer.status_code, ProjectIdea.objects.count()) == (200, 0)


def test_a_faulty_import_stores_nothing(plan, coordinator):
    lines = pool_import.lines_of(plan, plan, [[2, *row()], [3, *row(codes="9.9")]])

    with pytest.raises(ValidationError):
        pool_import.apply(lines, by=coordinator)
    assert ProjectIdea.objects.count() == 0


def confirmed(client, plan, rows, header=None):
    """The page after the table was shown and stored."""
    shown = BeautifulSoup(upload(client, plan, rows, header).content, "html.parser")
    kept = shown.select_one("[name=tabulka]")["value"]
    address = reverse("admin:plans_projectidea_import")
    return client.post(address, {"plan": plan.pk, "tabulka": kept, "ulozit": "1"}, follow=True).content.decode()


def test_a_column_that_is_not_there_changes_nothing(signed_in, plan, editor):
    item = plan.items.get(code="1.1.1")
    before = project_of(plan, item, title="Dům", description="Pro seniory.", budget_czk=5, is_public=False)

    answer = confirmed(
        signed_in(editor),
        plan,
        [[before.number, "Dům s pečovatelkou", before.promoter]],
        ["č.", "název", "kdo ho chce uskutečnit"],
    )

    assert "Nové: 0, změněné: 1." in answer
    after = ProjectIdea.objects.get()
    assert (after.title, after.description) == ("Dům s pečovatelkou", "Pro seniory.")
    assert (after.budget_czk, after.is_public, after.links.count()) == (5, False, 1)


def test_a_row_without_a_number_is_known_by_its_name_and_an_import_again_says_nothing_new(signed_in, plan, editor):
    client = signed_in(editor)
    confirmed(client, plan, [row(budget=100)])

    answer = confirmed(client, plan, [row(budget=100)])

    assert "Zásobník už všechno říká, nic se neuložilo." in answer
    assert (ProjectIdea.objects.count(), ProjectImport.objects.count()) == (1, 1)


def test_the_table_says_which_columns_change(signed_in, plan, editor):
    project_of(plan, title="Dům", promoter="Obec", budget_czk=5)

    page = BeautifulSoup(upload(signed_in(editor), plan, [row(budget=7, codes="1.1.1")]).content, "html.parser")

    (words,) = [cell.get_text(strip=True) for cell in page.select("tbody tr td:last-child")]
    assert words == "změněný: rozpočet v Kč, kódy položek"


def test_what_another_has_changed_since_the_table_was_shown_is_looked_at_again(signed_in, plan, editor):
    client = signed_in(editor)
    project_of(plan, title="Dům", promoter="Obec", budget_czk=5)
    shown = BeautifulSoup(upload(client, plan, [row(budget=7)]).content, "html.parser")
    ProjectIdea.objects.update(description="Mezitím dopsáno.")
    address, post = reverse("admin:plans_projectidea_import"), {"plan": plan.pk, "ulozit": "1"}

    again = client.post(address, post | {"tabulka": shown.select_one("[name=tabulka]")["value"]}).content.decode()

    assert "Mezitím se něco změnilo. Podívejte se znovu, co by se uložilo." in again
    assert ProjectIdea.objects.get().budget_czk == 5
    kept = BeautifulSoup(again, "html.parser").select_one("[name=tabulka]")["value"]
    client.post(address, post | {"tabulka": kept})
    assert ProjectIdea.objects.get().budget_czk == 7


def undone(client, batch):
    return client.post(reverse("admin:plans_projectidea_import_undo", args=[batch.pk]), follow=True).content.decode()


def test_an_import_is_taken_back_with_all_it_changed(signed_in, plan, coordinator):
    client = signed_in(coordinator)
    item = plan.items.get(code="1.1.1")
    project_of(plan, item, title="Dům", promoter="Obec", budget_czk=5)
    confirmed(client, plan, [row(budget=7), row(title="Nový")])
    assert set(ProjectIdea.objects.values_list("title", "budget_czk")) == {("Dům", 7), ("Nový", None)}

    assert "Dovoz je vrácený zpět." in undone(client, ProjectImport.objects.get())

    stored = ProjectIdea.objects.get()
    assert (stored.title, stored.budget_czk, stored.links.get().item_lineage) == ("Dům", 5, item.lineage)
    assert "Tento dovoz už byl vrácen." in undone(client, ProjectImport.objects.get())


@pytest.mark.parametrize("is_deleted", [True, False])
def test_an_import_is_not_taken_back_over_the_work_of_another(signed_in, plan, coordinator, is_deleted):
    client = signed_in(coordinator)
    confirmed(client, plan, [row(), row(title="Nový")])
    changed = ProjectIdea.objects.get(title="Nový")
    changed.delete() if is_deleted else ProjectIdea.objects.filter(pk=changed.pk).update(description="Ručně.")

    answer = undone(client, ProjectImport.objects.get())

    assert "od dovozu změnil" in answer
    assert ProjectIdea.objects.filter(title="Dům").exists()


def test_who_may_not_delete_projects_takes_no_import_back(signed_in, plan, editor):
    client = signed_in(editor)
    confirmed(client, plan, [row()])
    address = reverse("admin:plans_projectidea_import_undo", args=[ProjectImport.objects.get().pk])

    assert (client.get(address).status_code, client.post(address).status_code) == (405, 403)
    assert ProjectIdea.objects.count() == 1


# --- self-assessment ----------------------------------------------------------------------------------------------


def test_the_portal_counts_what_it_knows(plan):
    need_of(plan, plan.items.get(code="1.1.1"))

    facts = quality.facts_of(plan, date(2026, 6, 1))

    assert set(facts) == set(QualityArea.values)
    told = {fact.label: fact.value for rows in facts.values() for fact in rows}
    assert told["Zastupitelstvo města Vzorov"].startswith("schvaluje, 12. 12. 2024")
    assert told["opatření, která řeší zapsanou potřebu"] == "1 z 2"
    assert told["potřeby se zdrojem"] == "1"


def test_another_part_of_the_portal_tells_its_facts(plan, monkeypatch):
    monkeypatch.setattr(quality, "_tellers", list(quality._tellers))
    quality.fact(QualityArea.IMPROVEMENT)(lambda asked: [quality.Fact("vyhodnocení", "2")])

    assert quality.Fact("vyhodnocení", "2") in quality.facts_of(plan, date(2026, 6, 1))["improvement"]


def test_what_is_published_keeps_its_figures_and_does_not_change(client, plan, coordinator):
    assessment = assessment_of(plan)
    assert client.get(assessment.get_absolute_url()).status_code == 404

    quality.publish(assessment, by=coordinator)
    need_of(plan)

    page = client.get(assessment.get_absolute_url()).content.decode()
    assert "Potřeby se zdrojem</dt><dd>0" in page
    for change in (
        lambda: SelfAssessment.objects.update(title="Jinak"),
        lambda: AssessedArea.objects.update(words="Jinak"),
        lambda: AssessedArea.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(quality.AlreadyPublished):
        quality.publish(assessment, by=coordinator)


@pytest.mark.parametrize(("role", "may"), [("coordinator", True), ("editor", False), ("reader", False)])
def test_who_may_publish(plan, request, role, may):
    assessment, person = assessment_of(plan), request.getfixturevalue(role)

    if may:
        assert quality.publish(assessment, by=person).is_published
    else:
        with pytest.raises(PermissionDenied):
            quality.publish(assessment, by=person)


def test_the_office_writes_its_words_beside_the_figures(signed_in, plan, coordinator):
    client = signed_in(coordinator)
    values = {"plan": plan.pk, "title": "Za rok 2026", "assessed_on": "1. 6. 2026"}
    client.post(reverse("admin:plans_selfassessment_add"), values)
    made = SelfAssessment.objects.get()
    url = reverse("admin:plans_selfassessment_change", args=[made.pk])
    assert "opatření s ukazatelem" in client.get(url).content.decode()

    rows = list(made.areas.all())
    spoilt = {"title": "", "areas-TOTAL_FORMS": "9", "areas-INITIAL_FORMS": "0"}
    assert client.post(url, values | spoilt).status_code == 200  # shown again, whatever the counts of its rows say
    values |= {"areas-TOTAL_FORMS": "8", "areas-INITIAL_FORMS": "8"}
    for index, area in enumerate(rows):
        values |= {f"areas-{index}-id": area.pk, f"areas-{index}-assessment": made.pk, f"areas-{index}-grade": "met"}
    client.post(url, values)
    client.get(reverse("admin:plans_selfassessment_publish", args=[made.pk]))
    assert not SelfAssessment.objects.get().is_published
    client.post(reverse("admin:plans_selfassessment_publish", args=[made.pk]))

    assert SelfAssessment.objects.get().is_published
    assert set(made.areas.values_list("grade", flat=True)) == {Grade.MET}
    assert "Za rok 2026" in client.get(f"/plany/{plan.slug}/sebehodnoceni/").content.decode()


# --- SWOT of an area ----------------------------------------------------------------------------------------------


def swot(plan, **fields):
    values = {"kind": "swot", "title": "SWOT: Senioři", "slug": "swot", "strengths": "Znají se\n\n Dojíždějí "}
    return Analysis.objects.create(plan=plan, **(values | fields))


def test_a_swot_of_an_area_is_shown_in_four_fields(client, plan):
    analysis = swot(plan, area=PlanningArea.objects.create_named("Senioři"))

    page = BeautifulSoup(client.get(analysis.get_absolute_url()).content, "html.parser")

    assert [part.h2.get_text() for part in page.select(".swot > section")] == [
        "Silné stránky",
        "Slabé stránky",
        "Příležitosti",
        "Hrozby",
    ]
    assert [point.get_text() for point in page.select(".swot > section:first-child li")] == ["Znají se", "Dojíždějí"]
    assert "Senioři" in page.select_one(".kicker").get_text()


def test_a_swot_is_a_part_of_what_is_approved_and_other_analyses_keep_their_checksum(plan):
    swot(plan)
    Analysis.objects.create(plan=plan, kind="study", title="Studie", slug="studie", position=2)

    written, other = content_of(plan)["analyses"]

    assert written["swot"] == {"strengths": "Znají se\n\n Dojíždějí "}
    assert not {"swot", "area"} & set(other)


# --- the database of strategies -----------------------------------------------------------------------------------


def sheets_of(plan):
    book = openpyxl.load_workbook(io.BytesIO(strategy.workbook(plan)))
    return {sheet.title: [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)] for sheet in book}


def test_a_plan_is_set_into_the_levels_of_the_database(plan):
    project_of(plan, plan.items.get(code="1.1.1"))

    sheets = sheets_of(plan)

    assert list(sheets) == ["dokument", "hierarchie", "odpovědnosti", "indikátory", "rozpočet"]
    assert [(line[0], line[2], line[3]) for line in sheets["hierarchie"]] == [
        ("strategická oblast", "1", None),
        ("strategický cíl", "1.1", "1"),
        ("opatření", "1.1.1", "1.1"),
        ("opatření", "1.1.2", "1.1"),
        ("strategická oblast", "2", None),
        ("projekt", "P1", "1.1.1"),
    ]
    assert sheets["odpovědnosti"][0][0::3] == ["1.1.1", "Charita Vzorov"]
    assert sheets["indikátory"][0][:2] == ["1.1.1", "počet klientů"]
    assert sheets["rozpočet"][0][-1] == 1_234_567


def test_goals_below_goals_go_one_step_deeper():
    plan = PlanFactory()
    plan.levels.all().delete()
    for depth, role in enumerate(("goal", "goal", "goal", "measure", "activity"), start=1):
        PlanLevel.objects.create(plan=plan, depth=depth, name=f"úroveň {depth}", role=role)

    assert strategy.places_of(plan) == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}


def test_the_workbook_costs_the_same_for_any_number_of_items(coordinator):
    costs = []
    strategy.workbook(PlanFactory())  # what is remembered is remembered for both
    for count in (2, 20):
        plan = PlanFactory()
        tree_of(plan, *(str(number) for number in range(1, count + 1)))
        with CaptureQueriesContext(connection) as queries:
            strategy.workbook(plan)
        costs.append(len(queries))

    assert costs == [costs[0]] * 2


def test_the_command_writes_the_file(coordinator, tmp_path):
    plan = approved_plan(coordinator)

    call_command("export_strategy", plan.slug, str(tmp_path / "plan.xlsx"))

    assert openpyxl.load_workbook(tmp_path / "plan.xlsx").sheetnames[0] == "dokument"


@pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("reader", 302), (None, 302)])
def test_the_office_downloads_it_from_the_page_of_the_plan(client, request, plan, role, status):
    if role:
        client.force_login(request.getfixturevalue(role))

    assert client.get(reverse("admin:plans_plan_strategy", args=[plan.pk])).status_code == status
