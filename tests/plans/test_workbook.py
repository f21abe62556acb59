"""The plan workbook: what goes in comes out, what is wrong is told by sheet and row, and everything can be undone."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from functools import cache

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from kpss_portal.spreadsheets import MOST_ROWS, Table, write_csv, write_ods, write_xlsx
from plans.enums import ActorRole, AmountUnit, CostKind, InterventionKind
from plans.errors import PlanIsFrozen
from plans.models import FundingSource, Plan, PlanImport
from plans.workbook.columns import PLAN_KEYS, SHEETS
from plans.workbook.draft import ChapterDraft, CostDraft, IndicatorDraft, ItemDraft, PlanDraft
from plans.workbook.exporting import export_bytes, template_bytes
from plans.workbook.from_plan import draft_of
from plans.workbook.importing import apply_import, preview_of_data, remember, undo_import
from plans.workbook.sheets import tables_of, template_tables
from tests.plans.factories import approved_plan, whole_plan

pytestmark = pytest.mark.django_db

RICH = PlanDraft(
    title="Komunitní plán sociálních služeb Vzorovska 2025–2028",
    slug="vzorov-2025",
    starts_on=date(2025, 1, 1),
    ends_on=date(2028, 12, 31),
    levels=("Priorita", "Cíl", "Opatření"),
    territory="ORP Vzorov",
    vision="Každý ví,\nkam se obrátit.",
    amount_unit=AmountUnit.THOUSAND_CZK,
    short_title="Plán 2025–2028",
    prepared_by="Řídící skupina",
    chapters=(
        ChapterDraft(1, "Úvod", "První odstavec.\n\nDruhý, s 5 < 6 & „uvozovkami“."),
        ChapterDraft(
            3, "Jak plán vznikl", '<p>S <a href="https://example.cz" rel="noopener noreferrer">odkazem</a>.</p>'
        ),
    ),
    items=(
        ItemDraft("A", "", 1, "Senioři", areas=("Senioři", "Osoby pečující")),
        ItemDraft("A.1", "A", 2, "=Domácí péče", description="+ více\nřádků   a mezer", note="'-5"),
        ItemDraft(
            "A.1.1",
            "A.1",
            3,
            "Rozšířit pečovatelskou službu",
            justification="Čekací doba",
            expected_effect="Nikdo nečeká",
            actors=(
                (ActorRole.IMPLEMENTER, "Charita Vzorov"),
                (ActorRole.IMPLEMENTER, "Město Vzorov"),
                (ActorRole.COOPERATING, "Obce"),
                (ActorRole.GUARANTOR, "Odbor sociálních věcí"),
                (ActorRole.FUNDER, "Kraj"),
            ),
            intervention=InterventionKind.DEVELOP,
            is_investment=False,
            starts_on=date(2025, 3, 1),
            ends_on=date(2026, 12, 31),
            term_text="průběžně",
            funding_text="dle dotace",
            outputs="2 úvazky",
            risks="Chybí lidé",
            services=("Služba mimo katalog",),
            note="Pozor",
        ),
        ItemDraft("A.1.7", "A.1", 3, "Kód, který nejde po sobě", is_investment=True),
        ItemDraft("B", "", 1, "Rodiny"),
    ),
    costs=(
        CostDraft("A.1.1", 2025, "rozpočet města", 1_234_567, note="z toho mzdy"),
        CostDraft("A.1.1", 2025, "rozpočet města", 0, CostKind.SPENT),
        CostDraft("A.1.1", None, "dotace kraje", 350_000, CostKind.APPROVED),
        CostDraft("B", 2026, "rozpočet města", 1),
    ),
    indicators=(
        IndicatorDraft("A.1.1", "počet klientů", "osoby", Decimal("180.5"), Decimal(220), 2028, "výkaz"),
        IndicatorDraft("B", "spokojenost", baseline="neznámá", target="vyšší"),
    ),
)


def workbook_of(draft=RICH, kind="xlsx"):
    """Bytes of a workbook that says the draft; that of the rich one is written once."""
    return _rich(kind) if draft is RICH else _written(draft, kind)


@cache
def _rich(kind):
    return _written(RICH, kind)


def _written(draft, kind):
    return write_ods(tables_of(draft)) if kind == "ods" else write_xlsx(tables_of(draft))


@cache
def changed(sheet, row, column, value):
    """The rich workbook with one cell changed; rows as the spreadsheet numbers them, columns by name."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of()))
    table = book[sheet]
    heading = [cell.value for cell in table[1]].index(column) + 1
    table.cell(row, heading).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def problems_of(data):
    """Problems of a workbook: sheet, row, column, message."""
    found = preview_of_data(data, "plan.xlsx").problems
    return [(problem.sheet, problem.row, problem.column, problem.message) for problem in found]


def imported(data, by=None):
    return apply_import(preview_of_data(data, "plan.xlsx"), by)


# --- both ways ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_plan_goes_in_and_comes_out_without_loss(kind):
    plan = imported(workbook_of(kind=kind))

    assert draft_of(plan) == RICH
    assert preview_of_data(export_bytes(plan, kind), "zpet").changes == []


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_plan_made_in_the_portal_survives_the_way_out_and_in(kind):
    plan = whole_plan()
    before = draft_of(plan)

    data = export_bytes(plan, kind)
    Plan.objects.filter(pk=plan.pk).update(slug="original")
    again = imported(data)

    assert again.pk != plan.pk
    assert draft_of(again) == before


def test_the_same_plan_gives_the_same_bytes():
    plan = imported(workbook_of())

    assert export_bytes(plan, "xlsx") == export_bytes(plan, "xlsx")


def test_thousands_stay_exact_to_the_crown():
    data = workbook_of()
    written = openpyxl.load_workbook(io.BytesIO(data))["naklady"]["D2"].value

    plan = imported(data)

    assert written == 1234.567
    assert plan.items.get(code="A.1.1").costs.get(year=2025, kind=CostKind.PLANNED).amount_czk == 1_234_567


def test_zero_is_written_as_zero_and_an_unknown_amount_is_not_written():
    table = openpyxl.load_workbook(io.BytesIO(workbook_of()))["naklady"]
    rows = [[cell.value for cell in row] for row in table.iter_rows(min_row=2)]

    assert ["A.1.1", 2025, "rozpočet města", 0, "čerpané", None] in rows
    assert len(rows) == len(RICH.costs)


def test_a_text_that_looks_like_a_formula_is_written_as_text():
    table = openpyxl.load_workbook(io.BytesIO(workbook_of()))["polozky"]

    assert table["D3"].value == "'=Domácí péče"
    assert table["D3"].data_type == "s"


def test_an_item_keeps_its_identity_when_its_code_stays():
    plan = imported(workbook_of())
    before = {item.code: item.pk for item in plan.items.all()}

    imported(changed("polozky", 4, "nazev", "Rozšířit služby"))

    assert {item.code: item.pk for item in plan.items.all()} == before
    assert plan.items.get(code="A.1.1").title == "Rozšířit služby"


def test_an_item_left_out_goes_with_everything_below():
    plan = imported(workbook_of())
    small = PlanDraft(**{**vars(RICH), "items": RICH.items[-1:], "costs": (), "indicators": ()})

    imported(workbook_of(small))

    assert [item.code for item in plan.items.all()] == ["B"]


def test_an_item_is_moved_under_another_parent():
    plan = imported(workbook_of())
    rows = (RICH.items[0], RICH.items[4], ItemDraft("A.1", "B", 2, "Domácí péče"), *RICH.items[2:4])

    imported(workbook_of(PlanDraft(**{**vars(RICH), "items": rows})))

    moved = plan.items.get(code="A.1")
    assert (moved.parent.code, moved.path) == ("B", "0002.0001.")
    assert [item.code for item in plan.items.in_tree_order()] == ["A", "B", "A.1", "A.1.1", "A.1.7"]


def test_words_of_the_office_are_understood_in_any_case_and_without_diacritics():
    plan = imported(changed("polozky", 4, "druh_zasahu", "NOVA SLUZBA"))

    assert plan.items.get(code="A.1.1").intervention == InterventionKind.NEW


def test_the_plan_is_imported_by_a_number_of_queries_that_does_not_grow_with_money(django_assert_max_num_queries):
    many = tuple(CostDraft("A.1.1", year, "rozpočet města", year) for year in range(1990, 2090))

    with django_assert_max_num_queries(110):
        imported(workbook_of(PlanDraft(**{**vars(RICH), "costs": many})))


# --- template -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_empty_template_has_all_sheets_and_says_what_is_missing(kind):
    data = template_bytes(kind)

    assert [table.name for table in template_tables()] == [*SHEETS, "napoveda"]
    assert problems_of(data) == [
        ("plan", number, key.name, "Tato buňka nesmí být prázdná.")
        for number, key in enumerate(PLAN_KEYS, start=2)
        if key.required
    ]


def test_the_help_sheet_explains_every_column():
    rows = {(row[0], row[1]): row[3] for row in template_tables()[-1].rows}

    assert set(rows) == {(sheet, column.name) for sheet, columns in SHEETS.items() for column in columns}
    assert all(rows.values())


# --- faults of cells ----------------------------------------------------------------------------------------------

FAULTS = [
    ("polozky", 3, "nadrazena", "Z", "Kód Z na tomto listu není."),
    ("polozky", 3, "kod", "A", "Kód A tu je dvakrát."),
    ("polozky", 3, "uroven", "Kapitola", "Úroveň „Kapitola“ není mezi: Priorita, Cíl, Opatření."),
    ("polozky", 3, "nazev", None, "Tato buňka nesmí být prázdná."),
    ("polozky", 4, "druh_zasahu", "zázrak", None),
    ("polozky", 4, "investice", "možná", None),
    ("polozky", 4, "od", "brzy", "„brzy“ není datum. Napište 31. 12. 2028 nebo jen rok."),
    ("polozky", 4, "do", date(2024, 1, 1), None),
    ("naklady", 2, "kod", "Z.9", "Kód Z.9 není na listu „polozky“."),
    ("naklady", 2, "castka", "asi milion", "„asi milion“ není číslo."),
    ("naklady", 2, "castka", None, None),
    ("naklady", 2, "castka", -5, "Částka nemůže být záporná."),
    ("naklady", 2, "castka", Decimal("0.00001"), "Částka není v celých korunách."),
    ("naklady", 2, "rok", 20255, "20255 není rok plánu."),
    ("naklady", 2, "rok", "letos", "„letos“ není číslo."),
    ("naklady", 2, "druh", "slíbené", None),
    ("naklady", 2, "zdroj", None, "Tato buňka nesmí být prázdná."),
    ("indikatory", 2, "kod", "Z", "Kód Z není na listu „polozky“."),
    ("indikatory", 2, "nazev", None, "Tato buňka nesmí být prázdná."),
    ("indikatory", 2, "rok_cile", "2028,5", "Sem patří celé číslo."),
    ("kapitoly", 2, "poradi", 3, None),
    ("kapitoly", 2, "poradi", "první", "„první“ není číslo."),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "message"), FAULTS)
def test_a_fault_is_told_with_its_sheet_row_and_column(sheet, row, column, value, message):
    found = problems_of(changed(sheet, row, column, value))

    told = [problem for problem in found if problem[0] == sheet and problem[2] == column]
    assert told, found
    if message:
        assert (sheet, row, column, message) in told


@pytest.mark.parametrize(("sheet", "row", "column", "value", "_message"), FAULTS)
def test_a_workbook_with_a_fault_changes_nothing(sheet, row, column, value, _message):
    plan = imported(workbook_of())
    preview = preview_of_data(changed(sheet, row, column, value), "plan.xlsx")

    assert not preview.is_ready
    with pytest.raises(ValueError, match="not applied"):
        apply_import(preview, None)
    assert draft_of(plan) == RICH


def test_codes_that_go_round_in_a_circle_are_told():
    items = (ItemDraft("A", "C", 2, "a"), ItemDraft("C", "A", 2, "c"))
    found = problems_of(workbook_of(PlanDraft(**{**vars(RICH), "items": items, "costs": (), "indicators": ()})))

    message = "Položka patří sama pod sebe: kódy se točí v kruhu."
    assert found == [("polozky", 2, "nadrazena", message), ("polozky", 3, "nadrazena", message)]


def test_a_level_cannot_be_skipped():
    items = (ItemDraft("A", "", 1, "a"), ItemDraft("A.1", "A", 3, "c"))
    found = problems_of(workbook_of(PlanDraft(**{**vars(RICH), "items": items, "costs": (), "indicators": ()})))

    assert found == [("polozky", 3, "uroven", "Úroveň „Opatření“ nemůže být přímo pod úrovní „Priorita“.")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("slug", "Má mezery"),
        ("od", "někdy"),
        ("do", 2020),
        ("urovne", "a; b; c; d; e; f"),
        ("urovne", "cíl; Cíl"),
        ("jednotka_castek", "eura"),
        ("druh", "pětiletka"),
        ("nazev", None),
    ],
)
def test_a_fault_of_the_plan_itself_is_told_at_its_row(key, value):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of()))
    row = next(row for row in book["plan"].iter_rows() if row[0].value == key)
    row[1].value = value
    stream = io.BytesIO()
    book.save(stream)

    assert [problem[:3] for problem in problems_of(stream.getvalue())] == [("plan", row[0].row, key)]


# --- faults of files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", list(SHEETS))
def test_a_missing_sheet_is_told(sheet):
    data = write_xlsx([table for table in tables_of(RICH) if table.name != sheet])

    assert problems_of(data) == [(sheet, None, "", f"Chybí list „{sheet}“.")]


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        (name, column.name)
        for name, columns in SHEETS.items()
        if name != "plan"
        for column in columns
        if column.required
    ],
)
def test_a_missing_column_is_told(sheet, column):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of()))
    headings = [cell.value for cell in book[sheet][1]]
    book[sheet].delete_cols(headings.index(column) + 1)
    stream = io.BytesIO()
    book.save(stream)

    assert problems_of(stream.getvalue()) == [(sheet, 1, column, f"Chybí sloupec „{column}“.")]


def test_a_foreign_sheet_and_column_are_passed_over_with_a_note():
    book = openpyxl.load_workbook(io.BytesIO(workbook_of()))
    book.create_sheet("poznámky")["A1"] = "něco"
    book["kapitoly"]["D1"] = "autor"
    stream = io.BytesIO()
    book.save(stream)

    preview = preview_of_data(stream.getvalue(), "plan.xlsx")

    assert preview.is_ready
    assert [(note.sheet, note.column) for note in preview.notes] == [("poznámky", ""), ("kapitoly", "autor")]


def with_member(name, content):
    """The rich workbook with one more file in its zip."""
    stream = io.BytesIO(workbook_of())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def too_many_rows():
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("kapitoly")
    for number in range(100_000):
        sheet.append([number])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


FILES = {
    "macros": (lambda: with_member("xl/vbaProject.bin", b"x"), "Soubor obsahuje makra."),
    "bomb": (lambda: with_member("xl/media/bomb.bin", bytes(201 * 1024 * 1024)), "Soubor by po rozbalení zabral"),
    "rows": (too_many_rows, f"má víc než {MOST_ROWS} řádků"),
    "csv": (lambda: write_csv(Table("plan", ["klic", "hodnota"], [["nazev", "Plán"]])), None),
    "pdf": (lambda: b"%PDF-1.7\n", "To není tabulka."),
    "old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "starý soubor Excelu"),
    "empty": (lambda: b"", "Soubor je prázdný."),
    "cut": (lambda: workbook_of()[:2000], "Soubor je poškozený"),
    "formula": (lambda: changed("naklady", 2, "castka", "=1+1"), "vzorec"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_wrong_file_is_refused_in_czech_at_the_upload(name, signed_in, coordinator):
    data, message = FILES[name][0](), FILES[name][1]
    file = io.BytesIO(data)
    file.name = "plan.xlsx"

    answer = signed_in(coordinator).post(reverse("admin:plans_plan_import"), {"soubor": file})

    page = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 200
    assert (message or "Chybí list „plan“.") in page
    assert Plan.objects.count() == PlanImport.objects.count() == 0


# --- preview, two people, undo ------------------------------------------------------------------------------------


def test_the_preview_names_what_will_be_added_changed_and_removed():
    imported(workbook_of())
    items = (*RICH.items[:3], ItemDraft("C", "", 1, "Nová"), ItemDraft("B", "", 1, "Děti"))
    preview = preview_of_data(workbook_of(PlanDraft(**{**vars(RICH), "items": items})), "plan.xlsx")

    (changes,) = preview.changes
    assert [(row.key, row.name) for row in changes.added] == [("C", "Nová")]
    assert [row.key for row in changes.removed] == ["A.1.7"]
    assert [(row.key, [(f.column, f.before, f.after) for f in row.fields]) for row in changes.changed] == [
        ("B", [("nazev", "Rodiny", "Děti")])
    ]
    assert preview.lines()[-1] == "List polozky: přidáno 1, změněno 1, odebráno 1."


def test_the_preview_tells_new_names_in_the_lists_of_the_office():
    assert preview_of_data(workbook_of(), "plan.xlsx").news == [
        "Vznikne nová oblast plánování: Osoby pečující.",
        "Vznikne nová oblast plánování: Senioři.",
        "Vznikne nový zdroj peněz: dotace kraje.",
        "Tato služba není v katalogu a zůstane jen slovy: Služba mimo katalog.",
    ]


def test_a_change_between_preview_and_confirmation_stops_the_import(coordinator):
    plan = imported(workbook_of())
    preview = preview_of_data(changed("polozky", 4, "nazev", "Jinak"), "plan.xlsx")
    kept = remember(preview, coordinator)
    plan.items.filter(code="B").update(title="Mezitím")

    with pytest.raises(ValidationError, match="Plán od zobrazení náhledu někdo změnil"):
        apply_import(preview, coordinator, kept)
    assert plan.items.get(code="A.1.1").title == "Rozšířit pečovatelskou službu"


def test_an_import_is_applied_once_even_if_confirmed_twice(coordinator):
    preview = preview_of_data(workbook_of(), "plan.xlsx")
    kept = remember(preview, coordinator)
    apply_import(preview, coordinator, kept)

    with pytest.raises(ValidationError, match="Tento dovoz už proběhl"):
        apply_import(preview, coordinator, kept)
    assert Plan.objects.count() == 1


def test_undo_puts_the_plan_back(coordinator):
    plan = imported(workbook_of())
    small = PlanDraft(**{**vars(RICH), "title": "Jiný", "items": RICH.items[-1:], "costs": (), "indicators": ()})
    imported(workbook_of(small), coordinator)

    undo_import(PlanImport.objects.latest("applied_at"), coordinator)

    assert draft_of(Plan.objects.get(pk=plan.pk)) == RICH


def test_undo_of_a_new_plan_takes_it_away(coordinator):
    imported(workbook_of(), coordinator)

    undo_import(PlanImport.objects.get(), coordinator)

    assert Plan.objects.count() == 0


def test_undo_waits_for_nobody_elses_work(coordinator):
    plan = imported(workbook_of(), coordinator)
    plan.items.filter(code="B").update(title="Práce kolegyně")

    with pytest.raises(ValidationError, match="Plán se od dovozu změnil"):
        undo_import(PlanImport.objects.get(), coordinator)
    assert plan.items.get(code="B").title == "Práce kolegyně"


def test_undo_happens_once(coordinator):
    imported(workbook_of(), coordinator)
    batch = PlanImport.objects.get()
    undo_import(batch, coordinator)

    with pytest.raises(ValidationError, match="nelze vrátit"):
        undo_import(batch, coordinator)


def test_an_approved_plan_takes_no_import_and_no_undo(coordinator):
    plan = approved_plan(coordinator, slug="vzorov-2025")
    before = draft_of(plan)

    assert [problem[:3] for problem in problems_of(workbook_of())] == [("plan", None, "slug")]
    batch = PlanImport.objects.create(plan=plan, filename="x", workbook=b"", applied_at=plan.created_at)
    with pytest.raises((PlanIsFrozen, ValidationError)):
        undo_import(batch, coordinator)
    assert draft_of(plan) == before


def test_a_plan_approved_between_preview_and_confirmation_stays_as_approved(coordinator):
    preview = preview_of_data(workbook_of(), "plan.xlsx")
    plan = approved_plan(coordinator, slug="vzorov-2025")
    before = draft_of(plan)

    with pytest.raises(ValidationError):
        apply_import(preview, coordinator)
    assert draft_of(plan) == before


# --- doors --------------------------------------------------------------------------------------------------------


def test_the_coordinator_uploads_looks_confirms_and_undoes(signed_in, coordinator):
    client = signed_in(coordinator)
    file = io.BytesIO(workbook_of())
    file.name = "plan.xlsx"

    preview = client.post(reverse("admin:plans_plan_import"), {"soubor": file}, follow=True)
    assert "Rozšířit pečovatelskou službu" in preview.content.decode()
    assert Plan.objects.count() == 0
    client.post(preview.redirect_chain[-1][0])
    assert draft_of(Plan.objects.get()) == RICH
    client.post(reverse("admin:plans_plan_import_undo", args=[PlanImport.objects.get().uuid]))
    assert Plan.objects.count() == 0


def test_only_the_one_who_uploaded_may_confirm(signed_in, coordinator, second_coordinator):
    kept = remember(preview_of_data(workbook_of(), "plan.xlsx"), coordinator)

    answer = signed_in(second_coordinator).post(reverse("admin:plans_plan_import_preview", args=[kept.uuid]))

    assert answer.status_code == 403
    assert Plan.objects.count() == 0


def test_a_reader_has_no_door_to_imports(signed_in, reader):
    assert signed_in(reader).get(reverse("admin:plans_plan_import")).status_code in (302, 403)


def test_the_command_imports_and_exports_the_same(tmp_path, capsys):
    source, target = tmp_path / "plan.xlsx", tmp_path / "zpet.ods"
    source.write_bytes(workbook_of())

    call_command("import_plan", str(source), "--dry-run")
    assert Plan.objects.count() == 0
    call_command("import_plan", str(source))
    call_command("export_plan", "vzorov-2025", str(target))

    assert preview_of_data(target.read_bytes(), "zpet.ods").draft == RICH
    assert "Dovezeno" in capsys.readouterr().out


def test_the_command_tells_faults_and_fails(tmp_path, capsys):
    source = tmp_path / "plan.xlsx"
    source.write_bytes(changed("naklady", 2, "castka", "moc"))

    with pytest.raises(CommandError, match="Nic se nedovezlo"):
        call_command("import_plan", str(source))
    assert "List naklady, řádek 2, castka: „moc“ není číslo." in capsys.readouterr().err
    assert Plan.objects.count() == 0


def test_the_command_says_that_a_file_is_not_there(tmp_path):
    with pytest.raises(CommandError, match=r"neni\.xlsx"):
        call_command("import_plan", str(tmp_path / "neni.xlsx"))


def test_a_source_is_found_whatever_its_capitals():
    FundingSource.objects.get_or_create(name="Dotace kraje")

    imported(workbook_of())

    assert FundingSource.objects.filter(name__iexact="dotace kraje").count() == 1
