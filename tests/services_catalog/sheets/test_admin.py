"""The import of any sheet in the administration: columns, words, preview, consent."""

from io import BytesIO

import pytest
from django.urls import reverse

from services_catalog.models import ColumnMapping, ImportBatch, Service, WordMeaning
from tests.services_catalog.sheets.conftest import workbook
from tests.services_catalog.sheets.test_reading import HEAD, ROW

ADDRESS = "admin:services_catalog_service_import"


@pytest.fixture
def office(signed_in, coordinator, code_lists):
    return signed_in(coordinator)


def upload(client, data, name="sluzby.xlsx"):
    file = BytesIO(data)
    file.name = name
    return client.post(reverse(ADDRESS), {"soubor": file})


def columns(answer, **changes):
    """The form of columns as the page offers it, with changes."""
    layout = answer.context["stage"].layout
    form = {"krok": "sloupce", "pocet": len(layout.headings), "list": layout.sheet.name, "radek": layout.header_row}
    form |= {"list_puvodni": layout.sheet.name, "radek_puvodni": layout.header_row, "prevzit": list(layout.taken_over)}
    return form | {f"sloupec-{place}": name for place, name in enumerate(layout.columns)} | changes


def test_columns_are_shown_first_with_what_was_recognised_and_samples(office):
    page = upload(office, workbook((*HEAD, "Barva"), (*ROW, "modrá")))

    assert page.context["stage"].asks_columns
    assert page.context["fields"][0] == ("Organizace", "poskytovatel", ["Naděje, z. s."])
    assert page.context["fields"][-1] == ("Barva", "", ["modrá"])
    assert Service.objects.count() == 0


def test_from_columns_to_the_preview_to_the_catalogue(office, coordinator):
    page = upload(office, workbook(HEAD, ROW))
    preview = office.post(reverse(ADDRESS), columns(page))
    assert [(row.number, outcome) for row, outcome, _reason, _changes in preview.context["rows"]] == [(2, "nová")]
    assert Service.objects.count() == 0

    answer = office.post(reverse(ADDRESS), {"souhlas": "1"})

    assert answer.status_code == 302
    assert [(batch.created_count, batch.imported_by) for batch in ImportBatch.objects.all()] == [(1, coordinator)]
    assert ColumnMapping.objects.get().columns == ["poskytovatel", "nazev", "druh", "telefon", "misto"]


def test_consent_before_the_columns_are_told_writes_nothing(office):
    upload(office, workbook(HEAD, ROW))

    office.post(reverse(ADDRESS), {"souhlas": "1"})

    assert Service.objects.count() == 0


def test_words_are_asked_about_and_remembered_with_the_import(office):
    page = upload(office, workbook(HEAD, ("A", "Jedna", "pomoc doma", "u vrátnice", "Dlouhá 1")))
    words = office.post(reverse(ADDRESS), columns(page))
    asked = [(row.column, row.word) for row, _choices, _typed in words.context["asked"]]
    assert asked == [("telefon", "u vrátnice"), ("misto", "Dlouhá 1"), ("druh", "pomoc doma")]
    form = {"krok": "slova"}
    for number, (column, word) in enumerate(asked):
        form |= {f"sloupec-{number}": column, f"slovo-{number}": word}

    again = office.post(reverse(ADDRESS), form | {"vynechat-0": "1"})
    assert again.context["words_error"] == "U každého slova řekněte, co znamená, nebo ho vynechte."
    assert [row.word for row, _choices, _typed in again.context["asked"]] == ["Dlouhá 1", "pomoc doma"]
    rest = {"krok": "slova", "sloupec-0": "misto", "slovo-0": "Dlouhá 1", "vyznam-0": "Litoměřice"}
    rest |= {"sloupec-1": "druh", "slovo-1": "pomoc doma", "vyznam-1": "DruhSocialniSluzby/4"}
    preview = office.post(reverse(ADDRESS), rest)
    assert (preview.context["preview"].unknown, WordMeaning.objects.count()) == ([], 0)
    office.post(reverse(ADDRESS), {"souhlas": "1"})

    assert Service.objects.get().service_type.paragraph == "§ 40"
    assert dict(WordMeaning.objects.values_list("word", "means")) == {
        "u vrátnice": "",
        "Dlouhá 1": "Litoměřice",
        "pomoc doma": "DruhSocialniSluzby/4",
    }


def test_an_answer_that_is_not_understood_is_asked_for_again_with_what_was_typed(office):
    page = upload(office, workbook(HEAD, ("A", "Jedna", None, None, "Dlouhá 1")))
    office.post(reverse(ADDRESS), columns(page))

    again = office.post(
        reverse(ADDRESS), {"krok": "slova", "sloupec-0": "misto", "slovo-0": "Dlouhá 1", "vyznam-0": "Nikdov"}
    )

    assert [(row.word, typed) for row, _choices, typed in again.context["asked"]] == [("Dlouhá 1", "Nikdov")]


def test_a_sheet_of_a_known_shape_goes_straight_to_the_preview_and_columns_may_be_changed(office):
    page = upload(office, workbook(HEAD, ROW))
    office.post(reverse(ADDRESS), columns(page))
    office.post(reverse(ADDRESS), {"souhlas": "1"})

    preview = upload(office, workbook(HEAD, ROW))
    assert not preview.context["stage"].asks_columns
    assert preview.context["preview"].same == ["Poradna"]
    back = office.post(reverse(ADDRESS), {"krok": "zmenit"})

    assert (back.context["stage"].asks_columns, back.context["stage"].layout.is_remembered) == (True, True)


def test_without_a_name_and_a_provider_the_page_asks_again(office):
    page = upload(office, workbook(HEAD, ROW))

    again = office.post(reverse(ADDRESS), columns(page, **{"sloupec-1": ""}))

    assert again.context["error"] == "Řekněte, který sloupec je název služby a který poskytovatel."
    assert again.context["stage"].asks_columns


def test_two_columns_of_one_meaning_are_told(office):
    page = upload(office, workbook(HEAD, ROW))

    again = office.post(reverse(ADDRESS), columns(page, **{"sloupec-2": "nazev"}))

    assert again.context["error"] == "Dva sloupce znamenají totéž: název služby."


def test_another_row_of_headings_is_looked_at_anew(office):
    page = upload(office, workbook(("Organizace", "Název"), HEAD, ROW))
    assert page.context["stage"].layout.header_row == 2

    again = office.post(reverse(ADDRESS), columns(page, radek="1"))

    assert (again.context["stage"].layout.header_row, again.context["stage"].asks_columns) == (1, True)


@pytest.mark.parametrize(
    "form",
    [
        {"krok": "sloupce", "pocet": "99999999999", "radek": "99999999999"},
        {"krok": "sloupce", "pocet": "²", "radek": "²", "list": "x\x00"},
        {"krok": "slova", "sloupec-0": "barva", "slovo-0": "x", "vyznam-0": "y"},
        {"krok": "nic"},
    ],
)
def test_nonsense_from_the_form_breaks_nothing(office, form):
    upload(office, workbook(HEAD, ROW))

    assert office.post(reverse(ADDRESS), form).status_code == 200
    assert Service.objects.count() == 0


def test_a_preview_stores_nothing_not_even_municipalities(office):
    from community.models import Municipality

    page = upload(office, workbook(HEAD, ROW))
    office.post(reverse(ADDRESS), columns(page))

    assert Municipality.objects.count() == 0


def test_remembered_sheets_and_words_can_be_changed_and_forgotten(office):
    WordMeaning.objects.create(column="druh", word="pomoc", key="pomoc", means="§ 40")

    assert office.get(reverse("admin:services_catalog_wordmeaning_changelist")).status_code == 200
    assert office.get(reverse("admin:services_catalog_columnmapping_changelist")).status_code == 200
