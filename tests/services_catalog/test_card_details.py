"""What a card says besides the register: free places and their term, days with other hours, places, money, networks."""

import re
from datetime import time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from kpss_portal.spreadsheets import Sheet, Workbook
from services_catalog import free_places
from services_catalog.cards import card_of, with_cards
from services_catalog.details import details_of, with_details
from services_catalog.enums import ContactKind, ServiceForm
from services_catalog.importing.columns import COLUMNS
from services_catalog.importing.exporting import export_table, row_of
from services_catalog.importing.reading import preview_of
from services_catalog.importing.undoing import undo
from services_catalog.importing.writing import write
from services_catalog.models import HoursException, OfferedForm, OpeningHours, Service, ServiceContact
from services_catalog.sheets.columns import LABELS, OWN_LABELS
from services_catalog.verification.fields import field_of
from tests.services_catalog.factories import PlaceFactory, ServiceFactory, full_services

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def with_places(number=3, note="", *, ago=5, left=10, **fields):
    """A service that stated its free places some days ago for some days more; `left=-1` has expired yesterday."""
    today = timezone.localdate()
    return ServiceFactory(
        free_places=number,
        waiting_list_note=note,
        free_places_stated_on=today - ago * DAY,
        free_places_expire_on=today + left * DAY,
        **fields,
    )


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(part):
    return " ".join(part.get_text(" ").replace("\xa0", " ").split())


def details(service):
    return details_of(with_details(Service.objects.all()).get(pk=service.pk))


# --- free places --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "note", "said"),
    [
        (3, "", "3 volná místa"),
        (1, "", "1 volné místo"),
        (0, "čeká se dva měsíce", "žádné volné místo, čeká se dva měsíce"),
        (None, "zavolejte", "zavolejte"),
    ],
)
def test_a_statement_of_free_places_is_told_with_its_days(client, number, note, said):
    service = with_places(number, note)

    told = words(read(client, service.get_absolute_url()).main)

    assert said in told.lower().replace("Žádné", "žádné")
    assert "uvedeno" in told.lower()
    assert "platí do" in told


def test_a_statement_holds_on_its_last_day_and_not_on_the_next():
    assert details(with_places(left=0)).free is not None
    assert details(with_places(left=-1)).free is None


@pytest.mark.parametrize("address", ["/katalog/", "{card}", "/katalog/muj-seznam/?sluzby={key}"])
def test_an_expired_statement_is_shown_nowhere(client, address):
    service = with_places(7, "zavolejte nám hned", left=-1)

    told = words(read(client, address.format(card=service.get_absolute_url(), key=service.pk)).main)

    assert (re.search(r"7 voln", told), "zavolejte nám hned" in told) == (None, False)


def test_lists_say_when_free_places_were_stated(client):
    service = with_places(2)
    day = service.free_places_stated_on

    (card,) = [card_of(row) for row in with_cards(Service.objects.all())]

    assert card.free == f"2 volná místa (údaj z {day.day}. {day.month}. {day.year})"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("service_free_places_dated", {"free_places_stated_on": "2026-01-01"}),
        ("service_free_places_have_dates", {"free_places": 3}),
        ("service_free_places_have_dates", {"waiting_list_note": "plno"}),
        (
            "service_free_places_in_order",
            {"free_places_stated_on": "2026-01-02", "free_places_expire_on": "2026-01-01"},
        ),
    ],
)
def test_a_statement_without_its_days_is_refused(name, fields):
    service = ServiceFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(**fields)


def test_a_negative_number_of_places_is_refused():
    service = with_places()

    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(free_places=-1)


@pytest.mark.parametrize(
    ("text", "number", "note"),
    [("3", 3, ""), ("0, čeká se", 0, "čeká se"), ("plno", None, "plno"), ("3; k 1. 2. 2026", 3, "")],
)
def test_a_line_of_free_places_is_read(text, number, note):
    said = free_places.parse_line(text, timezone.localdate())

    assert (said.number, said.note) == (number, note)


@pytest.mark.parametrize("text", ["3; k 30. 2. 2026", "3; k 1. 1. 2999", "99999", "x" * 201])
def test_a_line_of_free_places_that_cannot_be_true_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        free_places.parse_line(text, timezone.localdate())


# --- providers ----------------------------------------------------------------------------------------------------


def test_a_provider_states_free_places_with_the_day_of_today():
    service = ServiceFactory()
    field = field_of(service, "free_places")
    today = timezone.localdate()

    value = field.clean("3, od ledna")
    field.write(service, value)
    service.refresh_from_db()

    assert value == f"3, od ledna; k {today.day}. {today.month}. {today.year}"
    assert (service.free_places, service.waiting_list_note) == (3, "od ledna")
    assert (service.free_places_stated_on, service.free_places_expire_on) == (today, today + free_places.HOLDS)


def test_a_late_decision_does_not_make_a_statement_younger():
    service = ServiceFactory()
    said_on = timezone.localdate() - 20 * DAY

    field_of(service, "free_places").write(service, f"2; k {said_on.day}. {said_on.month}. {said_on.year}")

    assert service.free_places_stated_on == said_on


def test_a_provider_corrects_days_with_other_hours_and_those_of_one_form_stay():
    service = ServiceFactory(forms=[ServiceForm.FIELD])
    soon = timezone.localdate() + 10 * DAY
    kept = HoursException.objects.create(service=service, form="field", starts_on=soon, ends_on=soon)
    field = field_of(service, "exceptions")

    field.write(service, field.clean("24. 12. 2099: zavřeno, Vánoce\n31. 12. 2099: 8:00-12:00"))

    rows = list(HoursException.objects.exclude(pk=kept.pk).values_list("starts_on__day", "opens", "note"))
    assert rows == [(24, None, "Vánoce"), (31, time(8), "")]
    assert HoursException.objects.filter(pk=kept.pk).exists()


def test_days_that_are_not_understood_are_named():
    with pytest.raises(ValidationError, match="o Vánocích zavřeno"):
        field_of(ServiceFactory(), "exceptions").clean("o Vánocích zavřeno")


# --- hours --------------------------------------------------------------------------------------------------------


def test_the_card_tells_days_to_come_and_not_those_gone(client):
    service = ServiceFactory(forms=[ServiceForm.OUTPATIENT])
    today = timezone.localdate()
    HoursException.objects.create(service=service, starts_on=today - 9 * DAY, ends_on=today - DAY, note="dovolená")
    HoursException.objects.create(service=service, starts_on=today + DAY, ends_on=today + 2 * DAY, note="školení")

    told = words(read(client, service.get_absolute_url()).main)

    assert ("zavřeno, školení" in told, "dovolená" in told) == (True, False)


def test_a_service_closed_today_by_an_exception_is_not_open_now(client):
    service = ServiceFactory()
    offered = OfferedForm.objects.create(service=service, form="outpatient")
    OpeningHours.objects.bulk_create(
        OpeningHours(offered_form=offered, weekday=day, opens=time(0), closes=time(23, 59)) for day in range(7)
    )
    HoursException.objects.create(service=service, starts_on=timezone.localdate(), ends_on=timezone.localdate())

    assert not details(service).is_open
    assert "Teď je zavřeno" in words(read(client, service.get_absolute_url()).main)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("hours_exception_form_known", {"form": "other"}),
        ("hours_exception_days_in_order", {"ends_on": "2025-01-01"}),
        ("hours_exception_whole", {"opens": time(8)}),
        ("hours_exception_closes_after_opening", {"opens": time(8), "closes": time(7)}),
    ],
)
def test_an_exception_that_contradicts_itself_is_refused(name, fields):
    row = HoursException.objects.create(service=ServiceFactory(), starts_on="2026-01-01", ends_on="2026-01-02")

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        HoursException.objects.filter(pk=row.pk).update(**fields)


# --- places, contacts, money --------------------------------------------------------------------------------------


def test_the_card_tells_several_places_and_phones_with_their_notes(client):
    service = ServiceFactory(languages="čeština, ukrajinština", is_barrier_free=True, financed_by="Dotace kraje")
    Service.objects.filter(pk=service.pk).update(is_in_regional_network=True, network_note="základní síť města")
    ServiceContact.objects.create(
        service=service, kind=ContactKind.PHONE, value="416111111", note="sociální pracovnice"
    )
    ServiceContact.objects.create(service=service, kind=ContactKind.PHONE, value="416222222", note="vedoucí")
    PlaceFactory(service=service, name="Poradna", street="Dlouhá 1", phone="416333333", note="zastávka Dlouhá")
    PlaceFactory(service=service, name="Dílna", street="Krátká 2", position=2)

    soup = read(client, service.get_absolute_url())

    told = words(soup.main)
    for said in (
        "416 111 111", "sociální pracovnice", "416 222 222", "vedoucí", "Poradna Dlouhá 1", "416 333 333", "zastávka Dlouhá",
        "Dílna Krátká 2", "čeština, ukrajinština", "Dotace kraje", "V krajské síti, základní síť města",
    ):  # fmt: skip
        assert said in told
    routes = [link["href"] for link in soup.select('a[href*="mapy.com"]')]
    assert len(routes) == 2
    assert {link["rel"][-1] for link in soup.select('a[href*="mapy.com"]')} == {"noreferrer"}


def test_a_place_that_is_only_a_seat_or_secret_has_no_route():
    seat = PlaceFactory(is_seat_only=True)
    secret = PlaceFactory(hidden=True, latitude="50.1", longitude="14.1", phone="416000000", note="za rohem")

    assert (seat.public.route, secret.public.route, secret.public.phone, secret.public.note) == ("", "", "", "")


@pytest.mark.parametrize("count", [1, 10])
def test_a_card_costs_the_same_however_much_it_says(client, count, django_assert_max_num_queries):
    service = ServiceFactory(phone="416 123 456", forms=[ServiceForm.FIELD, ServiceForm.OUTPATIENT])
    for number in range(count):
        PlaceFactory(service=service, street=f"Dlouhá {number}")
        day = timezone.localdate() + number * DAY
        HoursException.objects.create(service=service, starts_on=day, ends_on=day)
    client.get(service.get_absolute_url())

    with django_assert_max_num_queries(10) as captured:
        client.get(service.get_absolute_url())

    assert len(captured) == 10


@pytest.mark.parametrize("count", [1, 10])
def test_details_cost_the_same_for_any_number_of_services(count, django_assert_num_queries):
    full_services(count)

    with django_assert_num_queries(9):
        [details_of(service) for service in with_details(Service.objects.all())]


# --- spreadsheets -------------------------------------------------------------------------------------------------


def test_what_a_card_says_comes_back_from_a_sheet(coordinator):
    service = with_places(
        4, "od ledna", has_quick_exit=True, languages="čeština", financed_by="Dotace", network_note="síť"
    )
    Service.objects.filter(pk=service.pk).update(is_barrier_free=False, is_in_regional_network=True)
    OfferedForm.objects.create(service=service, form="outpatient", is_closed_on_holidays=True)
    HoursException.objects.create(service=service, starts_on="2099-12-24", ends_on="2099-12-26", note="Vánoce")
    table = export_table(Service.objects.all())
    before = row_of(Service.objects.get())
    HoursException.objects.all().delete()
    Service.objects.update(
        free_places=None, waiting_list_note="", free_places_stated_on=None, free_places_expire_on=None,
        has_quick_exit=False, languages="", is_barrier_free=None, is_in_regional_network=None, financed_by="",
    )  # fmt: skip
    OfferedForm.objects.update(is_closed_on_holidays=False)

    sheet = Sheet("sluzby", list(table.header), [(2, row) for row in table.rows])
    preview = preview_of(Workbook("csv", {"sluzby": sheet}))
    batch = write(preview, "sluzby.csv", coordinator)

    assert preview.problems == []
    assert row_of(Service.objects.get()) == before
    undo(batch, coordinator)
    assert not HoursException.objects.exists()


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("bezbarierove", "ne"),
        ("krajska_sit", "ano"),
        ("rychly_odchod", "ano"),
        ("cele_uzemi", "ano"),
        ("zavreno_o_svatcich", "ano"),
        ("volna_mista", "2, čeká se měsíc"),
        ("vyjimky_z_hodin", "24. 12. 2099: zavřeno, Vánoce"),
    ],
)
def test_a_single_cell_of_an_exported_sheet_that_was_changed_is_written(coordinator, column, words):
    service = with_places(4, "")
    OfferedForm.objects.create(service=service, form="outpatient")
    table = export_table(Service.objects.all())
    place, row = list(table.header).index(column), list(table.rows[0])
    same = preview_of(Workbook("csv", {"sluzby": Sheet("sluzby", list(table.header), [(2, row)])}))
    row[place] = words

    preview = preview_of(Workbook("csv", {"sluzby": Sheet("sluzby", list(table.header), [(2, row)])}))
    write(preview, "sluzby.csv", coordinator)
    again = preview_of(Workbook("csv", {"sluzby": Sheet("sluzby", list(table.header), [(2, row)])}))

    assert [len(found.changed) for found in (same, preview, again)] == [0, 1, 0]
    assert [change.column for change in preview.rows[0].changes] == [column]
    assert row_of(Service.objects.get())[column].startswith(words)


def test_a_statement_that_holds_longer_than_usual_is_no_change(coordinator):
    stated, until = timezone.localdate() - timedelta(days=60), timezone.localdate() + timedelta(days=5)
    service = with_places(4, "")
    Service.objects.filter(pk=service.pk).update(free_places_stated_on=stated, free_places_expire_on=until)
    table = export_table(Service.objects.all())

    preview = preview_of(Workbook("csv", {"sluzby": Sheet("sluzby", list(table.header), [(2, table.rows[0])])}))

    assert dict(zip(table.header, table.rows[0], strict=True))["volna_mista"].startswith("4; k ")
    assert len(preview.same) == 1


def test_each_column_of_the_exported_sheet_has_words_for_the_preview():
    assert [column for column in COLUMNS if column not in {**LABELS, **OWN_LABELS}] == []


def test_a_sheet_with_days_that_are_not_understood_is_refused_by_row_and_column():
    sheet = Sheet(
        "sluzby",
        ["nazev", "poskytovatel", "vyjimky_z_hodin", "volna_mista"],
        [(2, ["A", "B", "o Vánocích", "3; k 30. 2. 2026"])],
    )

    problems = preview_of(Workbook("csv", {"sluzby": sheet})).problems

    assert [(row.row, row.column) for row in problems] == [(2, "vyjimky_z_hodin"), (2, "volna_mista")]
