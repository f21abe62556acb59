"""A network as a workbook: nothing is lost on the way out and back, faults are told by cell, an import is taken back."""

import io
from datetime import date

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from services_catalog.models import NetworkEntry, NetworkImport
from services_catalog.network import importing, networks, workbook
from services_catalog.network.content import content_of
from services_catalog.network.steps import StepNotOpen
from tests.community.factories import OfficeFactory
from tests.services_catalog.factories import ServiceFactory
from tests.services_catalog.network.factories import MONEY, RESOLUTION, network_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(coordinator):
    OfficeFactory()
    found = network_of(ServiceFactory(name="Jedna"), ServiceFactory(name="Dvě"), by=coordinator)
    entry = found.entries.get(service__name="Dvě")
    entry.ended_on, entry.reason, entry.amount = date(2026, 6, 30), "=není vzorec", None
    networks.write(entry, {**MONEY, ("fees", "fact"): 7}, by=coordinator)
    return found


def mended(network, **cells) -> io.BytesIO:
    """The workbook of the network with cells of its first service changed, by the name of the column."""
    book = openpyxl.load_workbook(io.BytesIO(workbook.exported(network)))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[names.index("služba")].value == "Jedna")
    for name, value in cells.items():
        row[names.index(name.replace("_", " "))].value = value
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def said(network):
    return importing._said(content_of(network)["entries"])


def taken(network, by, **cells) -> NetworkImport:
    return importing.remember(network, workbook.read(mended(network, **cells)), "sit.xlsx", by=by)


def test_out_and_back_nothing_is_lost(network, coordinator):
    before = said(network)
    batch = taken(network, coordinator)

    assert importing.preview(batch).changed == []
    importing.apply(batch, by=coordinator)

    assert said(network) == before


def test_columns_are_explained_in_the_workbook(network):
    told = openpyxl.load_workbook(io.BytesIO(workbook.exported(network)))["sloupce"]

    assert told.max_row == 1 + len(workbook.columns())


def test_change_is_seen_before_it_is_written_and_taken_back_after(network, coordinator):
    before = said(network)
    batch = taken(network, coordinator, **{"počet_jednotek": 6, "obce_společně_(plán)": "310 000 Kč"})

    changes = importing.preview(batch).changed[0][1]
    assert said(network) == before
    importing.apply(batch, by=coordinator)
    entry = network.entries.get(service__name="Jedna")
    assert ([change.what for change in changes], entry.amount) == (["rozsah", "obce společně"], 6)
    importing.undo(batch, by=coordinator)
    assert said(network) == before


def test_import_pressed_twice_is_written_once(network, coordinator):
    batch = taken(network, coordinator, počet_jednotek=6)
    importing.apply(batch, by=coordinator)
    networks.write(network.entries.get(service__name="Jedna"), {}, by=coordinator)

    importing.apply(batch, by=coordinator)

    assert not network.entries.get(service__name="Jedna").money.exists()


def test_import_is_not_taken_back_over_later_work(network, coordinator):
    batch = taken(network, coordinator, počet_jednotek=6)
    importing.apply(batch, by=coordinator)
    networks.write(network.entries.get(service__name="Jedna"), {}, by=coordinator)

    with pytest.raises(ValidationError, match="Od dovozu se něco změnilo"):
        importing.undo(batch, by=coordinator)


def test_nothing_comes_into_an_approved_network(network, coordinator):
    batch = taken(network, coordinator, počet_jednotek=6)
    networks.approve(network, RESOLUTION, by=coordinator)

    with pytest.raises(StepNotOpen):
        importing.apply(batch, by=coordinator)


def test_new_service_is_found_by_the_register(network, coordinator):
    ServiceFactory(name="Tři", identifier="1234567")
    text = "identifikátor v registru;forma;počet jednotek;náklady (plán)\n1234567;terénní;2,5;900 000\n"

    batch = importing.remember(network, workbook.read(io.BytesIO(text.encode())), "sit.csv", by=coordinator)
    assert [row.service for row in importing.preview(batch).added] == ["Tři"]
    importing.apply(batch, by=coordinator)

    entry = NetworkEntry.objects.get(network=network, service__name="Tři")
    assert (entry.amount, entry.money.get().amount_czk) == (2.5, 900_000)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"náklady_(plán)": "asi milion"}, "Napište jen číslo"),
        ({"náklady_(plán)": 10.5}, "není v celých korunách"),
        ({"náklady_(plán)": -1}, "není možná"),
        ({"forma": "letecká"}, "Vyberte z"),
        ({"končí_dne": "v létě"}, "Napište den jako"),
        ({"počet_jednotek": -1}, "není možné"),
        ({"klíč_služby": "x"}, "takovou službu"),
    ],
)
def test_fault_is_told_with_its_cell(network, cells, words):
    faults = workbook.read(mended(network, **cells)).faults

    assert [fault.column for fault in faults] == [name.replace("_", " ") for name in cells]
    assert words in faults[0].words


def test_workshop_shows_faults_and_changes_and_takes_back(signed_in, coordinator, network):
    client = signed_in(coordinator)
    address = reverse("admin:services_catalog_network_import", args=[network.pk])

    wrong = SimpleUploadedFile("sit.xlsx", mended(network, forma="letecká").read())
    assert "nic se nezapsalo" in client.post(address, {"soubor": wrong}).content.decode()
    assert "Nejdřív vyberte soubor" in client.post(address).content.decode()
    right = SimpleUploadedFile("sit.xlsx", mended(network, počet_jednotek=6).read())
    shown = client.post(address, {"soubor": right}, follow=True)
    assert "6 úvazků v přímé péči" in shown.content.decode()
    client.post(shown.request["PATH_INFO"])
    assert network.entries.get(service__name="Jedna").amount == 6
    batch = NetworkImport.objects.get()
    client.post(reverse("admin:services_catalog_network_import_undo", args=[network.pk, batch.uuid]))
    assert network.entries.get(service__name="Jedna").amount == 4.5


# --- what to look at before it is written -------------------------------------------------------------------------


def warned(batch) -> list[str]:
    return [words.replace("\xa0", " ") for _entry, sentences in importing.warnings(batch) for words in sentences]


def test_thousands_pasted_among_crowns_are_told_before_they_are_written(network, coordinator, signed_in):
    cells = {"náklady_(plán)": 1_000, "státní_rozpočet_přes_kraj_(plán)": 700, "obce_společně_(plán)": 300}

    batch = taken(network, coordinator, **cells)

    assert warned(batch)[0] == "náklady: 1 000 Kč, v návrhu je teď 1 000 000 Kč. Nejsou mezi korunami tisíce?"
    address = reverse("admin:services_catalog_network_import_preview", args=[network.pk, batch.uuid])
    text = signed_in(coordinator).get(address).content.decode().replace("\xa0", " ")
    assert "Na co se podívat před zápisem" in text
    assert "Nejsou mezi korunami tisíce?" in text


def test_import_is_compared_with_last_year_and_its_sums_are_told(network, coordinator):
    service = network.entries.get(service__name="Jedna").service
    networks.approve(network_of(service, by=coordinator, year=2025), RESOLUTION, by=coordinator)

    batch = taken(network, coordinator, **{"náklady_(plán)": 1_000})

    assert warned(batch) == [
        "náklady: 1 000 Kč, loni 1 000 000 Kč. Nejsou mezi korunami tisíce?",
        "plán: zdroje jsou o 999 000 Kč vyšší než náklady.",
    ]


def test_import_that_fits_warns_of_nothing(network, coordinator):
    assert warned(taken(network, coordinator, počet_jednotek=6)) == []
