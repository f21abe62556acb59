"""Sheets of any shape: where headings stand, merged cells, encodings, what is passed over and what is asked about."""

import json

import pytest

from services_catalog.importing.undoing import undo
from services_catalog.importing.writing import write
from services_catalog.models import ColumnMapping, OfferedForm, Provider, Service, WordMeaning
from services_catalog.sheets.columns import heading_key, recognised
from services_catalog.sheets.mapping import Mapping, MappingFault, layout_of, mapping_of, remember
from services_catalog.sheets.reporting import report_of
from tests.services_catalog.factories import PlaceFactory, ServiceFactory, ServiceTypeFactory
from tests.services_catalog.sheets.conftest import imported, preview, workbook

HEAD = ("Organizace", "Název služby", "Druh", "Telefon", "Adresa")
ROW = ("Naděje, z. s.", "Poradna", "§ 37", "416 123 456", "Dlouhá 1, 412 01 Litoměřice")


def values(data, mapping=None):
    found, _layout = preview(data, mapping)
    return [(row.number, row.values["poskytovatel"], row.values["nazev"]) for row in found.rows]


# --- headings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Název služby", "nazev"),
        ("NÁZEV POMOCI ", "nazev"),
        ("Poskytovatel služby", "poskytovatel"),
        ("Druh soc. služby", "druh"),
        ("Tel.", "telefon"),
        ("Telefon 2", "telefon"),
        ("E-mail", "email"),
        ("Mail/Web", "kontakty"),
        ("Kde", "misto"),
        ("Kdy", "oteviraci_doba"),
        ("Věk (od–do)", "vek"),
        ("Kód obce", "kod_obce"),
        ("IČO", "ico"),
        ("service_name", "nazev"),
        ("target_group_codes", "cilove_skupiny"),
        ("Poznámka vedoucí", ""),
        ("", ""),
    ],
)
def test_headings_are_recognised_by_their_synonyms(heading, name):
    assert recognised([heading]) == [name]


def test_a_second_column_of_a_single_value_is_asked_about_but_a_second_phone_is_not():
    assert recognised(["Název", "Služba", "Telefon 1", "Telefon 2"]) == ["nazev", "", "telefon", "telefon"]


def test_no_word_means_two_columns():
    from services_catalog.sheets import columns

    said = [heading_key(word) for words in columns.WORDS.values() for word in words.split(",")]

    assert sorted(word for word in set(said) if said.count(word) > 1) == []


def test_headings_below_a_title_are_found(code_lists):
    data = workbook(("Katalog sociálních služeb 2026",), (), ("Stav ke dni", "1. 1. 2026"), HEAD, ROW)

    found, layout = preview(data)

    assert (layout.header_row, layout.asked) == (4, [])
    assert [(row.number, row.values["nazev"]) for row in found.rows] == [(5, "Poradna")]


def test_a_wrong_guess_of_the_row_is_mended_by_the_mapping(code_lists):
    data = workbook(("Název", "Poskytovatel"), ("Firma", "Co dělá"), ("Naděje", "Poradna"))

    mapping = Mapping(header_row=2, columns={"firma": "poskytovatel", "co dela": "nazev"})

    assert values(data, mapping) == [(3, "Naděje", "Poradna")]


@pytest.mark.parametrize("encoding", ["cp1250", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_text_files_of_any_usual_encoding_are_read(code_lists, encoding, delimiter):
    data = workbook(("Přehled služeb, rok 2026",), HEAD[:3], ROW[:3], encoding=encoding, delimiter=delimiter)

    assert values(data) == [(3, "Naděje, z. s.", "Poradna")]


# --- rows ---------------------------------------------------------------------------------------------------------


def test_merged_cells_say_the_same_in_each_of_their_rows(code_lists):
    data = workbook(
        HEAD, ROW, (None, "Noclehárna", "§ 63", None, None), ("Jiná", "Stacionář", "§ 46"), merged=["A2:A3", "E2:E3"]
    )

    found, _layout = preview(data, Mapping(taken_over=()))

    assert [row.values["poskytovatel"] for row in found.rows] == ["Naděje, z. s.", "Naděje, z. s.", "Jiná"]
    assert [address.street for address, _town in found.rows[1].places] == ["Dlouhá 1"]
    assert found.rows[2].places == []


def test_lines_over_the_whole_width_and_repeated_headings_are_passed_over_with_a_reason(code_lists):
    data = workbook(HEAD, ("SENIOŘI",), ROW, HEAD, ("RODINY",), ("Jiná", "Stacionář", "§ 46"), merged=["A2:E2"])

    found, _layout = preview(data)

    assert [(row.number, row.skipped_because) for row in found.skipped] == [
        (2, "Vyplněná je jen jedna buňka: vypadá to na nadpis."),
        (4, "Tady se opakují nadpisy sloupců."),
        (5, "Vyplněná je jen jedna buňka: vypadá to na nadpis."),
    ]
    assert [row.number for row in found.rows] == [3, 6]


def test_a_provider_on_a_line_of_its_own_belongs_to_the_rows_below(code_lists):
    data = workbook(HEAD, ("Charita",), (None, "Noclehárna", "§ 63", "155", None))

    assert values(data) == [(3, "Charita", "Noclehárna")]


def test_rows_without_a_provider_are_passed_over_unless_they_may_take_it_from_above(code_lists):
    data = workbook(HEAD, ROW, (None, "Noclehárna", "§ 63", "155"))

    alone, _layout = preview(data, Mapping(taken_over=()))

    assert [(row.number, row.skipped_because) for row in alone.skipped] == [(3, "Tato buňka nesmí být prázdná.")]
    assert values(data)[1] == (3, "Naděje, z. s.", "Noclehárna")


def test_the_same_service_twice_is_passed_over_with_the_row_of_the_first(code_lists):
    found, _layout = preview(workbook(HEAD, ROW, ROW))

    assert [row.skipped_because for row in found.skipped] == ["Stejná služba je v řádku 2."]
    assert len(found.rows) == 1


def test_a_secret_address_is_never_taken_nor_reported(code_lists):
    data = workbook(HEAD, (*ROW[:4], "utajená adresa, Skrytá 7, Litoměřice"))
    found, layout = preview(data)
    write(found, "a.xlsx", None)

    report = json.dumps(report_of(found, layout, is_written=True, filename="a.xlsx"), ensure_ascii=False)

    assert [place.public.is_hidden for place in Service.objects.get().places.all()] == [True]
    assert "Skrytá" not in report


def test_a_sheet_does_not_uncover_a_secret_address(code_lists):
    service = ServiceFactory(name="Poradna", provider__name="Naděje, z.s.", service_type=None, kind="related")
    PlaceFactory(service=service, hidden=True, street="Dlouhá 1", municipality__code="564567")

    found, layout = preview(workbook(HEAD, ROW))
    report = json.dumps(report_of(found, layout, is_written=False, filename="a.xlsx"), ensure_ascii=False)
    write(found, "a.xlsx", None)

    assert {place.is_address_hidden for place in service.places.all()} == {True}
    assert "Dlouhá" not in report


# --- what is written ----------------------------------------------------------------------------------------------


def test_hours_and_capacity_belong_to_the_form_if_the_service_has_one(code_lists):
    service = ServiceFactory(name="Poradna", provider__name="Naděje", forms=["outpatient"])

    imported(workbook(("Organizace", "Služba", "Kdy", "Kapacita"), ("Naděje", "Poradna", "Po 8–12", "5 klientů")))

    offered = OfferedForm.objects.get(service=service)
    assert [(span.weekday, f"{span.opens:%H:%M}") for span in offered.hours.all()] == [(0, "08:00")]
    assert [(row.number, row.unit) for row in offered.capacities.all()] == [(5, "client")]
    service.refresh_from_db()
    assert service.description == ""


def test_without_a_form_they_stand_as_lines_of_the_description_and_texts_of_the_office_stay(code_lists):
    service = ServiceFactory(
        name="Poradna", provider__name="Naděje", description="Radíme lidem.", for_whom="Pro každého.\nVěk: 15+"
    )

    data = workbook(("Organizace", "Služba", "Kdy", "Věk"), ("Naděje", "Poradna", "Po 8–12", "18+"))
    imported(data)

    service.refresh_from_db()
    assert service.description == "Radíme lidem.\nOtevírací doba: Po 8–12"
    assert service.for_whom == "Pro každého.\nVěk: 18+"
    assert [row.changes for row in preview(data)[0].rows] == [[]]


def test_forms_groups_and_reach_are_told_by_words(code_lists):
    data = workbook(
        ("Organizace", "Služba", "Forma", "Cílová skupina", "Působnost", "§"),
        ("Naděje", "Poradna", "terénní a ambulantní", "senioři, rodiny s dítětem/dětmi", "Příbor, Kopřivnice", "37"),
        ("Naděje", "Noclehárna", "pobyt", "senioři", "celé ORP", "63"),
    )
    imported(data)

    first, second = Service.objects.order_by("pk")
    assert sorted(first.forms.values_list("form", flat=True)) == ["field", "outpatient"]
    assert {group.name for group in first.target_groups.all()} == {"senioři", "rodiny s dítětem/dětmi"}
    assert {town.name for town in first.served_municipalities.all()} == {"Příbor", "Kopřivnice"}
    assert (second.serves_whole_territory, second.served_municipalities.count()) == (True, 0)


def test_services_are_recognised_whatever_spaces_and_capitals(code_lists):
    ServiceFactory(name="Poradna", provider__name="Naděje, z.s.", service_type=ServiceTypeFactory())

    found, _layout = preview(workbook(("Organizace", "Služba", "Cena"), ("NADĚJE, z. s.", "poradna", "zdarma")))
    write(found, "a.xlsx", None)

    assert (Service.objects.count(), Provider.objects.count()) == (1, 1)
    assert Service.objects.get().payment == "free"


def test_a_new_address_replaces_the_only_one_and_a_second_one_is_added(code_lists):
    imported(workbook(HEAD, ROW))

    imported(workbook(HEAD, (*ROW[:4], "Krátká 2, Litoměřice")))
    imported(workbook(HEAD, (*ROW[:4], "Krátká 2, Litoměřice\nPolní 3, Lovosice")))

    assert [place.public.line for place in Service.objects.get().places.order_by("position")] == [
        "Krátká 2, 412 01 Litoměřice",
        "Polní 3, Lovosice",
    ]


def test_what_a_sheet_changed_is_put_back_by_undo(code_lists, coordinator):
    imported(workbook(HEAD, ROW))
    batch = imported(workbook(HEAD, (*ROW[:3], "155", "Polní 3, Lovosice")), by=coordinator)
    assert (batch.created_count, batch.changed_count) == (0, 1)

    undo(batch, coordinator)

    service = Service.objects.get()
    assert [contact.value for contact in service.contacts.all()] == ["+420 416 123 456"]
    assert service.places.get().public.line == "Dlouhá 1, 412 01 Litoměřice"


# --- questions ----------------------------------------------------------------------------------------------------


def test_unknown_words_are_asked_about_once_for_all_their_rows(code_lists):
    data = workbook(
        HEAD,
        ("A", "Jedna", "pomoc doma", "u vrátnice", "Dlouhá 1, Nikdov"),
        ("B", "Dvě", "Pomoc  doma", "155", "Dlouhá 1"),
    )

    found, _layout = preview(data)

    assert [(asked.column, asked.word, asked.rows) for asked in found.unknown] == [
        ("telefon", "u vrátnice", [2]),
        ("misto", "Dlouhá 1, Nikdov", [2]),
        ("druh", "pomoc doma", [2, 3]),
        ("misto", "Dlouhá 1", [3]),
    ]
    with pytest.raises(ValueError, match="problems"):
        write(found, "a.xlsx", None)


def test_answers_are_kept_and_not_asked_for_again(code_lists):
    data = workbook((*HEAD, "Poznámka"), ("A", "Jedna", "pomoc doma", "u vrátnice", "Dlouhá 1, Nikdov", "x"))
    words = {("telefon", "u vrátnice"): "", ("misto", "Dlouhá 1, Nikdov"): "Litoměřice", ("druh", "pomoc doma"): "§ 40"}
    found, layout = preview(data, Mapping(columns={"poznamka": ""}, words=words))
    write(found, "a.xlsx", None)
    remember(layout, words)

    again, layout = preview(data)

    assert (again.unknown, layout.asked, layout.is_remembered) == ([], [], True)
    assert [row.is_same for row in again.rows] == [True]
    assert (ColumnMapping.objects.count(), WordMeaning.objects.count()) == (1, 3)
    assert Service.objects.get().places.get().public.line == "Dlouhá 1, Nikdov, Litoměřice"


def test_headings_that_nobody_knows_are_asked_about(code_lists):
    assert preview(workbook((*HEAD, "Barva"), (*ROW, "modrá")))[1].asked == ["Barva"]


# --- the mapping --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Soubor s přiřazením není platný JSON."),
        ("[]", "Přiřazení smí obsahovat jen"),
        ('{"colums": {}}', "Přiřazení smí obsahovat jen"),
        ('{"columns": {"A": 1}}', "Přiřazení musí dávat text k textu"),
        ('{"columns": {"A": "barva"}}', "Přiřazení jmenuje sloupce, které nejsou: barva."),
        ('{"words": {"barva": {"x": "y"}}}', "Přiřazení jmenuje sloupce, které nejsou: barva."),
        ('{"words": []}', "Přiřazení musí dávat text k textu"),
        ('{"header_row": "3"}', "Řádek s nadpisy musí být celé číslo."),
        ('{"fill_down": ["cena"]}', "Z řádku výše se smí převzít jen"),
        ("\udcff", "Soubor s přiřazením není platný JSON."),
    ],
)
def test_a_wrong_mapping_is_told_in_czech(text, message):
    with pytest.raises(MappingFault, match=message):
        mapping_of(text.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (Mapping(sheet="Nic"), "V sešitu není list „Nic“."),
        (Mapping(header_row=77), "Řádek 77 v tabulce je prázdný."),
        (Mapping(columns={"druh": "nazev"}), "Dva sloupce znamenají totéž: název služby."),
    ],
)
def test_a_mapping_that_does_not_fit_the_sheet_is_told_in_czech(db, mapping, message):
    from io import BytesIO

    from kpss_portal.spreadsheets import read_workbook

    with pytest.raises(MappingFault, match=message):
        layout_of(read_workbook(BytesIO(workbook(HEAD, ROW))), mapping)


@pytest.mark.parametrize("count", [2, 20])
def test_a_preview_costs_the_same_for_any_number_of_rows(code_lists, count, django_assert_num_queries):
    rows = [(f"Organizace {number}", f"Služba {number}", "§ 37", "155", ROW[4]) for number in range(count)]
    data = workbook(HEAD, *rows)
    imported(data)

    with django_assert_num_queries(16):
        preview(data)
