"""Services from spreadsheets: faults by row, all or nothing, undo, and sheets that come back."""

import csv
from datetime import UTC, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from kpss_portal.models import AuditEntry, SearchEntry
from kpss_portal.spreadsheets import SpreadsheetError, Table, read_workbook, write_csv, write_ods, write_xlsx
from services_catalog import waiting
from services_catalog.code_lists import load_code_lists
from services_catalog.importing.exporting import export_table
from services_catalog.importing.reading import preview_of
from services_catalog.importing.undoing import CannotUndo, fingerprint, undo
from services_catalog.importing.writing import write
from services_catalog.models import Capacity, ImportBatch, OfferedForm, OpeningHours, Place, Provider, Service
from tests.community.factories import MunicipalityFactory
from tests.plans.factories import ItemFactory
from tests.services_catalog.factories import PlaceFactory, ServiceFactory, ServiceTypeFactory, TargetGroupFactory

CATALOGUE = Path(waiting.__file__).parent / "data" / "catalogue_litomericko.csv"
WRITERS = {
    "xlsx": lambda table: write_xlsx([table]),
    "ods": lambda table: write_ods([table]),
    "csv": write_csv,
}


@pytest.fixture
def code_lists(db):
    load_code_lists()


@pytest.fixture
def town(db):
    return MunicipalityFactory(code="564567", name="Litoměřice", slug="litomerice")


def sheet(*rows, kind="csv"):
    """A workbook with the rows, given as dictionaries; columns are those of all of them."""
    header = list(dict.fromkeys(column for row in rows for column in row))
    table = Table("sluzby", header, [[row.get(column, "") for column in header] for row in rows])
    return read_workbook(BytesIO(WRITERS[kind](table)))


def imported(*rows, by=None):
    preview = preview_of(sheet(*rows))
    assert preview.problems == []
    return write(preview, "sluzby.csv", by)


def faults(*rows):
    return [(problem.row, problem.column, problem.message) for problem in preview_of(sheet(*rows)).problems]


def exported():
    """All rows of the export by the name of the service."""
    table = export_table(Service.objects.all())
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    return {(row["nazev"], row["identifikator"]): row for row in rows}


SMALL = {"nazev": "Poradna", "poskytovatel": "Naděje"}


# --- preview and faults -------------------------------------------------------------------------------------------


def test_a_preview_tells_new_and_changed_services_and_writes_nothing(db):
    imported(SMALL)

    preview = preview_of(sheet(SMALL | {"cena": "zdarma"}, SMALL | {"nazev": "Azylový dům", "cena": ""}))

    assert (preview.created, preview.changed, preview.same) == (["Azylový dům"], ["Poradna"], [])
    assert [(change.column, change.before, change.after) for change in preview.rows[0].changes] == [
        ("cena", "", "zdarma")
    ]
    assert Service.objects.count() == 1


def test_a_preview_tells_services_of_which_the_sheet_says_nothing_new(db):
    imported(SMALL)

    preview = preview_of(sheet(SMALL))

    assert (preview.created, preview.changed, preview.same) == ([], [], ["Poradna"])


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"nazev": ""}, "nazev", "Tato buňka nesmí být prázdná."),
        ({"nazev": "x" * 201}, "nazev", "Text je příliš dlouhý: nejvýš 200 znaků."),
        ({"druh": "kouzelnictví"}, "druh", "„kouzelnictví“ není druh služby podle zákona."),
        ({"cilove_skupiny": "draci"}, "cilove_skupiny", "„draci“ není cílová skupina."),
        ({"kod_obce": "999999"}, "kod_obce", "Obec s kódem 999999 neexistuje."),
        ({"slouzi_obcim": "1"}, "slouzi_obcim", "Obec s kódem 1 neexistuje."),
        ({"poskytovano_od": "jaro"}, "poskytovano_od", None),
        ({"poskytovano_od": "2024-01-01", "poskytovano_do": "2023-12-31"}, "poskytovano_do", None),
        ({"sirka": "sever"}, "sirka", "„sever“ není číslo."),
        ({"sirka": "NaN"}, "sirka", "„NaN“ není číslo."),
        ({"delka": "1E+30"}, "delka", "„1E+30“ není číslo."),
        ({"cislo_portalu": "²"}, "cislo_portalu", "„²“ není číslo."),
        ({"cislo_portalu": "99999999999"}, "cislo_portalu", "„99999999999“ není číslo."),
        (
            {"adresa_utajena": "asi ano"},
            "adresa_utajena",
            "„asi ano“ není ani ano, ani ne. Napište ano nebo ne, anebo nechte buňku prázdnou.",
        ),
        ({"bezbarierove": "možná"}, "bezbarierove", None),
        ({"email": "nikdo"}, "email", "„nikdo“ není e-mail."),
        ({"web": "http://"}, "web", None),
        ({"ico": "12345678"}, "ico", None),
        ({"formy": "letecká"}, "formy", None),
        ({"pravni_forma": "x" * 121}, "pravni_forma", "Text je příliš dlouhý: nejvýš 120 znaků."),
    ],
)
def test_a_fault_is_told_in_czech_with_its_row_and_column(db, change, column, message):
    found = faults(SMALL, SMALL | {"nazev": "Druhá"} | change)

    assert [(row, name) for row, name, _message in found] == [(3, column)]
    assert message is None or found[0][2] == message
    assert not any(english in found[0][2] for english in ("is not", "must", "cannot", "write one"))


def test_the_same_service_twice_in_a_sheet_is_a_fault(db):
    assert faults(SMALL, SMALL) == [(3, "nazev", "Stejná služba je v řádku 2.")]


def test_a_sheet_without_the_name_of_the_provider_is_refused(db):
    assert faults({"nazev": "Poradna"}) == [(1, "poskytovatel", "Chybí sloupec „poskytovatel“.")]


def test_an_empty_sheet_is_refused(db):
    assert [problem.row for problem in preview_of(sheet({"nazev": ""})).problems] == [None]


def test_a_name_shared_by_two_services_asks_for_the_identifier(db):
    provider = ServiceFactory(name="Poradna", provider__name="Naděje", identifier="1").provider
    ServiceFactory(name="Poradna", provider=provider, identifier="2")

    assert [(row, column) for row, column, _message in faults(SMALL)] == [(2, "nazev")]
    assert preview_of(sheet(SMALL | {"identifikator": "2"})).same == ["Poradna"]


def test_rows_with_a_fault_write_nothing_at_all(db):
    preview = preview_of(sheet(SMALL, SMALL | {"nazev": ""}))

    with pytest.raises(ValueError, match="problems"):
        write(preview, "sluzby.csv", None)

    assert (Service.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_a_failure_in_the_middle_of_writing_leaves_nothing(db, monkeypatch):
    preview = preview_of(sheet(SMALL, SMALL | {"nazev": "Druhá"}))
    preview.rows[1].values["nazev"] = None

    with pytest.raises((TypeError, AttributeError)):
        write(preview, "sluzby.csv", None)

    assert (Service.objects.count(), Provider.objects.count(), SearchEntry.objects.count()) == (0, 0, 0)


# --- what is written ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WRITERS)
def test_all_kinds_of_sheets_bring_the_same(code_lists, town, kind):
    row = {
        "nazev": "Pečovatelská služba",
        "poskytovatel": "Naděje, z. s.",
        "druh": "§ 40",
        "formy": "terénní; ambulantní; terénní",
        "cilove_skupiny": "senioři",
        "oteviraci_doba": "Po–Pá 7:00–15:30",
        "telefon": "+420 416 123 456; 416 123 457",
        "web": "nadeje.cz",
        "cena": "zdarma",
        "ulice": "Dlouhá 1",
        "kod_obce": "564567",
        "psc": "412 01",
        "slouzi_obcim": "564567",
        "poskytovano_od": "1. 2. 2020",
    }

    write(preview_of(sheet(row, kind=kind)), "a", None)

    service = Service.objects.get()
    assert (service.name, service.provider.name, service.service_type.paragraph) == (
        "Pečovatelská služba",
        "Naděje, z. s.",
        "§ 40",
    )
    assert sorted(form.form for form in service.forms.all()) == ["field", "outpatient"]
    assert OpeningHours.objects.filter(opens=time(7), closes=time(15, 30)).count() == 10
    assert [contact.value for contact in service.contacts.all()] == [
        "+420 416 123 456",
        "https://nadeje.cz",
        "416 123 457",
    ]
    assert (service.payment, service.provided_since.isoformat()) == ("free", "2020-02-01")
    assert service.places.get().public.line == "Dlouhá 1, 412 01 Litoměřice"
    assert list(service.served_municipalities.all()) == [town]


def test_columns_that_a_sheet_does_not_have_stay_as_they_are(db, town):
    service = ServiceFactory(name="Poradna", provider__name="Naděje", identifier="123", for_whom="Pro každého.")
    service.target_groups.add(TargetGroupFactory())
    PlaceFactory(service=service, street="Dlouhá 1", municipality=town)

    imported(SMALL | {"popis": "Nový popis."})

    service.refresh_from_db()
    assert (service.description, service.for_whom, service.identifier) == ("Nový popis.", "Pro každého.", "123")
    assert (service.service_type, service.target_groups.count()) == (ServiceTypeFactory(), 1)
    assert service.places.get().street == "Dlouhá 1"


def test_an_emptied_last_cell_empties_the_field(db):
    imported(SMALL | {"cena": "zdarma"})

    imported(SMALL | {"cena": ""})

    assert (Service.objects.get().price_note, Service.objects.get().payment) == ("", "")


def test_details_that_a_sheet_cannot_say_survive_its_import(db, town):
    service = ServiceFactory(name="Poradna", provider__name="Naděje", service_type=None, kind="related")
    for position, form in enumerate(("field", "outpatient")):
        offered = OfferedForm.objects.create(service=service, form=form)
        Capacity.objects.create(offered_form=offered, number=5 + position, unit="client")
        OpeningHours.objects.create(offered_form=offered, weekday=position, opens=time(8), closes=time(12))
    PlaceFactory(service=service, name="Hlavní", municipality=town)
    PlaceFactory(service=service, name="Pobočka", street="Krátká 2", municipality=town, position=2)
    before = fingerprint(service)

    write(preview_of(read_workbook(BytesIO(write_csv(export_table(Service.objects.all()))))), "a", None)

    assert fingerprint(service) == before


def test_an_import_of_the_export_keeps_a_secret_address(db, town):
    place = PlaceFactory(hidden=True, street="Skrytá 7", municipality=town)

    write(preview_of(read_workbook(BytesIO(write_csv(export_table(Service.objects.all()))))), "a", None)

    place.refresh_from_db()
    assert (place.street, place.is_address_hidden, place.municipality) == ("Skrytá 7", True, town)


def test_an_address_brought_for_a_service_with_a_secret_place_stays_secret(db, town):
    service = ServiceFactory(name="Poradna", provider__name="Naděje")
    PlaceFactory(service=service, street="Známá 1")
    PlaceFactory(service=service, hidden=True, street="Skrytá 7", position=2)

    imported(SMALL | {"ulice": "Skrytá 7", "kod_obce": "564567"})

    assert [place.public.line for place in service.places.all()] == ["", ""]


def test_a_sheet_can_make_an_address_secret(db, town):
    imported(SMALL | {"ulice": "Skrytá 7", "kod_obce": "564567"})

    imported(SMALL | {"adresa_utajena": "ano"})

    place = Place.objects.get()
    assert (place.street, place.public.is_hidden) == ("Skrytá 7", True)


def test_a_service_without_an_address_can_be_marked_as_secret_beforehand(db, town):
    imported(SMALL | {"adresa_utajena": "ano"})
    imported(SMALL | {"ulice": "Skrytá 7", "kod_obce": "564567"})

    assert [place.public.line for place in Place.objects.all()] == [""]


@pytest.mark.parametrize("word", ["ano", "Utajená", "tajná", "skrytá", "TRUE"])
def test_an_address_is_secret_in_whatever_words_the_sheet_says_it(db, town, word):
    imported(SMALL | {"ulice": "Skrytá 7", "kod_obce": "564567", "adresa_utajena": word})

    assert Place.objects.get().public.is_hidden


@pytest.mark.parametrize(
    ("forms", "capacity"),
    [
        ("pobytová", "7 bytů, až 25 osob"),
        ("ambulantní; terénní", "20 klientů"),
        ("", "3 lůžka"),
        ("terénní", "dle potřeby"),
    ],
)
def test_a_capacity_that_no_form_can_hold_stands_in_the_description(db, forms, capacity):
    row = SMALL | {"popis": "Pomáhá.", "formy": forms, "kapacita": capacity}
    imported(row)

    service = Service.objects.get()
    assert (service.description, Capacity.objects.count()) == (f"Pomáhá.\nKapacita: {capacity}", 0)
    assert preview_of(sheet(row)).same == preview_of(sheet(*exported().values())).same == ["Poradna"]


# --- undo ---------------------------------------------------------------------------------------------------------


def test_undo_takes_away_what_the_import_made(coordinator):
    batch = imported(SMALL, by=coordinator)

    undo(batch, coordinator)

    batch.refresh_from_db()
    assert (Service.objects.count(), Provider.objects.count(), SearchEntry.objects.count()) == (0, 0, 0)
    assert batch.undone_by == coordinator
    assert list(
        AuditEntry.objects.filter(action__startswith="catalogue.").order_by("pk").values_list("action", flat=True)
    ) == [
        "catalogue.import",
        "catalogue.undo_import",
    ]


def test_undo_puts_a_changed_service_back_with_all_its_parts(coordinator, town):
    service = ServiceFactory(name="Poradna", provider__name="Naděje", summary="V jedné větě.", phone="416 123 456")
    offered = OfferedForm.objects.create(service=service, form="field")
    Capacity.objects.create(offered_form=offered, number=5, unit="client")
    Capacity.objects.create(offered_form=offered, number=6, unit="contact")
    OpeningHours.objects.create(offered_form=offered, weekday=0, opens=time(8), closes=time(12))
    PlaceFactory(service=service, name="Hlavní", municipality=town)
    PlaceFactory(service=service, hidden=True, street="Skrytá 2", municipality=town, position=2)
    service.target_groups.add(TargetGroupFactory())
    before = fingerprint(service)
    batch = imported(
        SMALL
        | {"formy": "pobytová", "oteviraci_doba": "nepřetržitě", "kapacita": "3 lůžka", "telefon": "1", "ulice": "X"}
    )
    assert fingerprint(service) != before

    undo(batch, coordinator)

    assert fingerprint(service) == before


def test_undo_is_refused_after_somebody_changed_the_service(coordinator):
    batch = imported(SMALL)
    Service.objects.update(description="Opraveno ručně.")

    with pytest.raises(CannotUndo, match="Službu „Poradna“ někdo od dovozu změnil"):
        undo(batch, coordinator)

    assert Service.objects.get().description == "Opraveno ručně."


def test_undo_is_refused_when_a_plan_speaks_of_the_service(coordinator):
    batch = imported(SMALL)
    ItemFactory().services.add(Service.objects.get())

    with pytest.raises(CannotUndo, match="Služba „Poradna“ už je uvedená v plánu"):
        undo(batch, coordinator)

    assert Service.objects.count() == 1


@pytest.mark.parametrize("microsecond", [0, 123, 999_999])
def test_imports_are_undone_one_after_another_whatever_the_fraction_of_a_second(coordinator, microsecond):
    created_at = datetime(2026, 5, 4, 12, 30, 15, microsecond, UTC)
    service = ServiceFactory(name="Poradna", provider__name="Naděje", summary="V jedné větě.")
    Service.objects.update(created_at=created_at)
    first = imported(SMALL | {"popis": "Podruhé."})
    second = imported(SMALL | {"popis": "Potřetí."})

    undo(second, coordinator)
    assert Service.objects.get().description == "Podruhé."
    undo(first, coordinator)

    service.refresh_from_db()
    assert (service.description, created_at - service.created_at < timedelta(milliseconds=1)) == ("", True)


def test_an_import_is_undone_once(coordinator):
    batch = imported(SMALL)
    undo(batch, coordinator)

    with pytest.raises(CannotUndo, match="Tento dovoz už byl vrácen"):
        undo(batch, coordinator)


# --- export -------------------------------------------------------------------------------------------------------


DANGEROUS = ["=1+1", "+420 416 123 456", "-2", "@SUM(A1)", "\t=1", "'=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_the_exported_csv_begins_a_formula(db, text):
    ServiceFactory(name="Poradna", description=text, for_whom=text)

    data = write_csv(export_table(Service.objects.all())).decode("utf-8-sig")

    cells = [cell for row in csv.reader(StringIO(data), delimiter=";") for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("text", DANGEROUS)
def test_texts_that_look_like_formulae_come_back_as_they_were(db, kind, text):
    ServiceFactory(name="Poradna", description=text)

    found = read_workbook(BytesIO(WRITERS[kind](export_table(Service.objects.all()))))

    rows = next(iter(found.sheets.values()))
    assert rows.rows[0][1][rows.header.index("popis")] == text


def test_a_formula_in_an_uploaded_sheet_is_refused_with_its_row(db):
    data = b"nazev;poskytovatel\nPoradna;=HYPERLINK(1)\n"

    with pytest.raises(SpreadsheetError, match="řádek 2"):
        read_workbook(BytesIO(data))


@pytest.mark.parametrize("count", [1, 20])
def test_the_export_costs_the_same_for_any_number_of_services(db, count, django_assert_num_queries):
    for _number in range(count):
        PlaceFactory(service=ServiceFactory(forms=["field"], phone="416 123 456"))

    with django_assert_num_queries(11):
        export_table(Service.objects.all())


# --- the command --------------------------------------------------------------------------------------------------


def test_the_command_with_dry_run_says_what_it_would_do_and_does_nothing(code_lists):
    out = StringIO()

    call_command("import_services", str(CATALOGUE), "--dry-run", stdout=out)

    assert out.getvalue() == "Vytvořilo by se: 76, změnilo: 0.\n"
    assert Service.objects.count() == 0


def test_the_command_imports(code_lists):
    out = StringIO()

    call_command("import_services", str(CATALOGUE), stdout=out)

    assert (out.getvalue(), Service.objects.count()) == ("Vytvořeno: 76, změněno: 0.\n", 76)


def test_the_command_tells_every_fault_and_imports_nothing(db, tmp_path):
    path = tmp_path / "sluzby.csv"
    path.write_text("nazev;poskytovatel;email\nPoradna;Naděje;nikdo\n;Naděje;\n", encoding="utf-8")
    told = StringIO()

    with pytest.raises(CommandError, match="Nic se nedovezlo"):
        call_command("import_services", str(path), stderr=told)

    assert len(told.getvalue().splitlines()) == 2
    assert Service.objects.count() == 0


@pytest.mark.parametrize("content", [None, b"", b"%PDF-1.7"])
def test_the_command_says_that_a_file_cannot_be_read(db, tmp_path, content):
    path = tmp_path / "sluzby.xlsx"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError):
        call_command("import_services", str(path))


# --- the page of the administration -------------------------------------------------------------------------------


IMPORT = "admin:services_catalog_service_import"


def upload(client, data, name="sluzby.csv"):
    file = BytesIO(data)
    file.name = name
    return client.post(reverse(IMPORT), {"soubor": file})


def test_an_upload_is_shown_first_and_written_after_consent(signed_in, coordinator):
    client = signed_in(coordinator)

    shown = upload(client, "nazev;poskytovatel\nPoradna;Naděje\n".encode())
    assert (shown.context["preview"].created, Service.objects.count()) == (["Poradna"], 0)
    answer = client.post(reverse(IMPORT), {"souhlas": "1"})

    assert answer.status_code == 302
    assert [(batch.filename, batch.imported_by) for batch in ImportBatch.objects.all()] == [("sluzby.csv", coordinator)]
    assert Service.objects.get().name == "Poradna"


def test_the_preview_of_an_own_sheet_tells_what_changes_and_leaves_out_the_rest(signed_in, coordinator):
    imported(SMALL | {"popis": "Radí."}, {"nazev": "Stacionář", "poskytovatel": "Naděje"})
    client = signed_in(coordinator)

    shown = upload(client, "nazev;poskytovatel;popis\nPoradna;Naděje;Radí lidem.\nStacionář;Naděje;\n".encode())

    assert [(row.number, outcome, changes) for row, outcome, _reason, changes in shown.context["rows"]] == [
        (2, "změní se", [("popis", "Radí.", "Radí lidem.")])
    ]
    assert "<del>Radí.</del> → Radí lidem." in shown.content.decode()


def test_a_sheet_that_changes_nothing_offers_no_import(signed_in, coordinator):
    imported(SMALL)

    html = upload(signed_in(coordinator), "nazev;poskytovatel\nPoradna;Naděje\n".encode()).content.decode()

    assert "Není co zapsat: katalog už všechno říká." in html
    assert 'name="souhlas"' not in html


def test_consent_counts_once(signed_in, coordinator):
    client = signed_in(coordinator)
    upload(client, "nazev;poskytovatel\nPoradna;Naděje\n".encode())
    client.post(reverse(IMPORT), {"souhlas": "1"})

    again = client.post(reverse(IMPORT), {"souhlas": "1"})

    assert (again.context["error"], ImportBatch.objects.count()) == ("Nejdřív vyberte soubor.", 1)


def test_faults_of_an_upload_are_shown_and_consent_does_not_help(signed_in, coordinator):
    client = signed_in(coordinator)

    shown = upload(client, "nazev;poskytovatel;email\nPoradna;Naděje;nikdo\n".encode())
    client.post(reverse(IMPORT), {"souhlas": "1"})

    assert "„nikdo“ není e-mail." in shown.content.decode()
    assert Service.objects.count() == 0


@pytest.mark.parametrize("data", [b"%PDF-1.7 ...", b"\x00\x01", b"PK\x03\x04broken", b""])
def test_what_is_not_a_spreadsheet_is_explained(signed_in, coordinator, data):
    answer = upload(signed_in(coordinator), data)

    assert (answer.status_code, bool(answer.context["error"])) == (200, True)


def test_the_uploaded_file_is_not_kept_in_the_session(signed_in, coordinator):
    client = signed_in(coordinator)

    upload(client, "nazev;poskytovatel\nPoradna;Naděje\n".encode())

    assert [str(value) for value in client.session.values() if b"Poradna".hex() in str(value)] == []


def test_a_file_thrown_out_after_a_day_is_asked_for_again(signed_in, coordinator, monkeypatch):
    client = signed_in(coordinator)
    upload(client, "nazev;poskytovatel\nPoradna;Naděje\n".encode())
    monkeypatch.setattr(waiting, "LONGEST", timedelta(0))
    waiting.keep(b"another one")

    answer = client.post(reverse(IMPORT), {"souhlas": "1"})

    assert (answer.context["error"], Service.objects.count()) == ("Nejdřív vyberte soubor.", 0)


def test_a_waiting_file_cannot_be_asked_for_by_an_address(client, db):
    assert client.get(f"/soubory/{waiting.keep(b'secret')}").status_code == 404


def test_a_kept_file_of_one_person_is_not_written_by_another(signed_in, coordinator, second_coordinator):
    upload(signed_in(coordinator), "nazev;poskytovatel\nPoradna;Naděje\n".encode())

    answer = signed_in(second_coordinator).post(reverse(IMPORT), {"souhlas": "1"})

    assert (answer.context["error"], Service.objects.count()) == ("Nejdřív vyberte soubor.", 0)


def test_looking_at_the_page_changes_nothing(signed_in, coordinator):
    client = signed_in(coordinator)
    batch = imported(SMALL)

    assert client.get(reverse(IMPORT)).status_code == 200
    client.get(reverse("admin:services_catalog_service_import_undo", args=[batch.pk]))

    batch.refresh_from_db()
    assert batch.undone_at is None


def test_an_import_is_undone_from_the_page(signed_in, coordinator):
    batch = imported(SMALL)

    signed_in(coordinator).post(reverse("admin:services_catalog_service_import_undo", args=[batch.pk]))

    assert Service.objects.count() == 0


@pytest.mark.parametrize("address", [IMPORT, "admin:services_catalog_service_import_undo"])
def test_who_does_not_keep_the_catalogue_may_not_import_or_undo(signed_in, administrator, address):
    batch = imported(SMALL)
    args = [batch.pk] if address.endswith("undo") else []

    answer = signed_in(administrator).post(reverse(address, args=args), {"souhlas": "1"})

    assert (answer.status_code, Service.objects.count()) == (403, 1)
