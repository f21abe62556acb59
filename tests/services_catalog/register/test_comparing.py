"""A comparison keeps what is ours, asks about each difference once, and never writes into the catalogue."""

import json

import pytest

from services_catalog.enums import RegisterImportState
from services_catalog.models import Provider, RegisterDifference, RegisterImport, Service
from services_catalog.register import applying
from services_catalog.register.faults import CountMoved, RegisterFault, UnknownCodes
from tests.community.factories import MunicipalityFactory
from tests.services_catalog.factories import PlaceFactory, ServiceFactory
from tests.services_catalog.register.factories import (
    DATA,
    FAR,
    NEIGHBOUR,
    TOWN,
    address,
    compare,
    document,
    facility,
    form,
    item,
)

pytestmark = pytest.mark.usefixtures("territory")


def waiting():
    return {(row.kind, row.subject, row.field) for row in RegisterDifference.objects.waiting()}


def accept_all(by):
    return applying.accept(RegisterDifference.objects.waiting().values_list("pk", flat=True), by)


# --- what is kept -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"zarizeni": [facility(TOWN)]}, "place"),
        ({"zarizeni": [facility(FAR)], "kontaktniAdresy": [address(TOWN)]}, "seat"),
        ({"zarizeni": [facility(FAR)], "rozsirenePusobnostiVKraji": [{"kraj": {"id": "Kraj/60"}}]}, "reach"),
        ({"zarizeni": [], "rozsirenePusobnostiVKraji": [{"obec": {"id": f"Obec/{TOWN}"}}]}, "reach"),
        ({"zarizeni": [facility(FAR)]}, None),
        ({"zarizeni": [facility(TOWN, poskytujeDo="2020-01-01"), facility(FAR)]}, None),
        ({"zarizeni": [facility(FAR)], "rozsirenePusobnostiVKraji": [{"obec": {"id": f"Obec/{FAR}"}}]}, None),
        ({"zarizeni": [facility(TOWN)], "datumPoskytovaniDo": "2020-01-01"}, None),
        ({"zarizeni": []}, None),
    ],
)
def test_only_services_of_the_territory_are_kept(more, because):
    compare(item(**more))

    assert [row.kept_because for row in RegisterDifference.objects.all()] == ([because] if because else [])


def test_the_sample_of_the_ministry_is_read_in_its_true_structure(coordinator):
    found = compare(data=(DATA / "sample_rpss.json").read_bytes())
    accept_all(coordinator)

    assert (found.services_total, found.facilities_total, found.kept_total) == (14, 14, 2)
    assert {(row.identifier, row.portal_id, row.service_type.paragraph) for row in Service.objects.all()} == {
        ("3403190", 305, "§ 40"),
        ("6566711", 302, "§ 49"),
    }
    assert {row.name for row in Provider.objects.all()} == {"Charita Litoměřice"}


def test_comparing_writes_nothing_into_the_catalogue():
    compare(item(1), item(2))

    assert (Service.objects.count(), Provider.objects.count()) == (0, 0)
    assert waiting() == {("new", "i:1000001", "new"), ("new", "i:1000002", "new")}


# --- what is never taken over -------------------------------------------------------------------------------------


def test_persons_are_never_imported(coordinator):
    found = compare(item())
    accept_all(coordinator)

    stored = json.dumps(
        [
            list(model.objects.values())
            for model in (RegisterImport, RegisterDifference, Service, Provider, Service.contacts.rel.related_model)
        ],
        default=str,
        ensure_ascii=False,
    ).lower()
    assert [name for name in ("smyšlený", "smysleny", "vymyšlený", "vymysleny", "vzorová") if name in stored] == []
    assert found.left_out_emails == 1
    contacts = Service.objects.get().contacts.order_by("kind")
    assert [row.value for row in contacts] == ["info@poskytovatel.cz", "416 123 456", "https://www.poskytovatel.cz"]


@pytest.mark.parametrize(
    "more",
    [
        {"zarizeni": [facility(street="Skrytá", utajenaAdresa=True)]},
        {"zarizeni": [facility(adresa=address(street="Skrytá") | {"utajenaAdresa": True})]},
        {"zarizeni": [facility(street="Skrytá")], "utajenaAdresa": True},
    ],
)
def test_a_secret_address_never_leaves_the_file(more, coordinator):
    ServiceFactory(identifier="1000001", provider__name="Poskytovatel 1")
    compare(item(**more))
    accept_all(coordinator)

    stored = json.dumps(list(RegisterDifference.objects.values()), default=str, ensure_ascii=False)
    assert "Skrytá" not in stored
    place = Service.objects.get().places.get()
    assert (place.is_address_hidden, place.street, place.municipality) == (True, "", None)


def test_an_address_that_the_office_keeps_secret_is_not_spoken_of():
    service = ServiceFactory(identifier="1000001", provider__name="Poskytovatel 1")
    PlaceFactory(service=service, hidden=True)

    compare(item())

    assert "places" not in {field for _kind, _subject, field in waiting()}


def test_texts_of_the_office_stay(coordinator):
    texts = {"name": "Naše jméno", "description": "Náš popis.", "for_whom": "Pro naše lidi.", "price_note": "zdarma"}
    service = ServiceFactory(identifier="1000001", provider__name="Poskytovatel 1", **texts)

    compare(item())
    accept_all(coordinator)

    service.refresh_from_db()
    assert {name: getattr(service, name) for name in texts} == texts


# --- the queue ----------------------------------------------------------------------------------------------------


def test_a_service_is_matched_by_its_registration_number_even_under_another_name():
    ServiceFactory(identifier="1000001", name="Docela jiné jméno", provider__name="Poskytovatel 1")

    compare(item())

    assert {kind for kind, _subject, _field in waiting()} == {"changed"}


def test_the_number_of_the_portal_matches_only_without_a_registration_number():
    ServiceFactory(identifier="7777777", portal_id=101, provider__name="Poskytovatel 1")

    compare(item())

    assert {(kind, field) for kind, _subject, field in waiting()} == {("new", "new"), ("ended", "until")}


def test_each_changed_fact_waits_by_itself(coordinator):
    compare(item())
    accept_all(coordinator)

    compare(item(formy=[form(number=30)], telefony=[{"telefon": "416 999 999", "poznamka": None}]))

    assert waiting() == {("changed", "i:1000001", "capacities"), ("changed", "i:1000001", "phones")}
    capacity = RegisterDifference.objects.waiting().get(field="capacities")
    assert (capacity.before[0]["number"], capacity.after[0]["number"], capacity.is_alarm) == (20, 30, True)


@pytest.mark.parametrize(
    ("items", "until"),
    [
        ([item(datumPoskytovaniDo="2030-05-31")], "2030-05-31"),
        ([item(zarizeni=[facility(poskytujeDo="2030-03-31"), facility(poskytujeDo="2030-04-30")])], "2030-04-30"),
    ],
)
def test_the_end_of_a_service_or_of_its_last_place_waits(coordinator, items, until):
    compare(item())
    accept_all(coordinator)

    compare(*items)

    row = RegisterDifference.objects.waiting().get(kind="ended")
    assert (row.after["date"], row.is_alarm) == (until, True)


def test_a_service_that_the_register_no_longer_lists_waits_as_ended(coordinator):
    compare(item(1), item(2))
    accept_all(coordinator)

    compare(item(1), reason="Služba 2 opravdu skončila.")
    accept_all(coordinator)

    assert [row.identifier for row in Service.objects.public()] == ["1000001"]


def test_the_same_file_once_more_adds_nothing(coordinator):
    compare(item(1), item(2))
    before = waiting()

    again = compare(item(1), item(2))
    assert (waiting(), again.new_count, again.settled_count) == (before, 0, 0)

    accept_all(coordinator)
    after = compare(item(1), item(2))
    assert (waiting(), after.new_count, after.changed_count, after.ended_count) == (set(), 0, 0, 0)


def test_what_was_declined_is_asked_about_again_only_when_the_register_says_something_new(coordinator):
    compare(item())
    accept_all(coordinator)
    compare(item(formy=[form(number=30)]))
    applying.decline(RegisterDifference.objects.waiting().values_list("pk", flat=True), coordinator, "Překlep.")

    compare(item(formy=[form(number=30)]))
    assert waiting() == set()
    compare(item(formy=[form(number=31)]))

    assert waiting() == {("changed", "i:1000001", "capacities")}


def test_what_waits_and_is_no_longer_true_is_closed(coordinator):
    compare(item())
    accept_all(coordinator)
    compare(item(formy=[form(number=30)]))

    again = compare(item())

    assert (waiting(), again.settled_count) == (set(), 1)


def test_a_number_that_stands_twice_counts_once_and_is_noted():
    found = compare(item(1), item(1, formy=[form(number=99)]))

    assert (len(waiting()), len(found.notes)) == (1, 1)


# --- what stops a comparison --------------------------------------------------------------------------------------


def many(count):
    return [item(number, zarizeni=[facility(FAR)]) for number in range(count)]


@pytest.mark.parametrize("count", [94, 106])
def test_a_count_that_moved_by_more_than_five_per_cent_stops_it(count):
    compare(*many(100))

    with pytest.raises(CountMoved, match="proto se nic neporovnalo"):
        compare(*many(count))

    assert RegisterImport.objects.first().state == RegisterImportState.STOPPED
    assert compare(*many(count), reason="Registr sloučil záznamy.").state == RegisterImportState.DONE


@pytest.mark.parametrize("count", [95, 105])
def test_five_per_cent_are_allowed(count):
    compare(*many(100))

    assert compare(*many(count)).state == RegisterImportState.DONE


@pytest.mark.parametrize(
    "data",
    [
        document(item(1), item(2))[:1500],
        document(item()).decode().encode("cp1250"),
        document(item() | {"zarizeni": "nic"}),
        document(item() | {"datumPoskytovaniOd": "jaro"}),
        document(item() | {"portalId": "²"}),
        document("nic"),
        document(),
    ],
)
def test_a_broken_file_leaves_the_queue_as_it_was(data):
    compare(item(5))
    before = waiting()

    with pytest.raises(RegisterFault):
        compare(data=data)

    assert waiting() == before
    assert RegisterImport.objects.first().state == RegisterImportState.FAILED
    assert RegisterImport.objects.first().message


def test_a_value_that_the_code_lists_do_not_know_stops_it_with_its_name():
    with pytest.raises(UnknownCodes, match="DruhSocialniSluzby/999"):
        compare(item(druhSocialniSluzby={"id": "DruhSocialniSluzby/999"}))

    assert RegisterImport.objects.get().unknown_codes[0]["service"] == "1000001"


# --- decisions ----------------------------------------------------------------------------------------------------


def test_an_accepted_batch_is_undone_whole(coordinator):
    MunicipalityFactory(code=NEIGHBOUR, name="Lovosice", slug="lovosice")
    compare(item(1))
    accept_all(coordinator)
    before = list(Service.objects.values("name", "provided_until", "provider__name"))
    compare(
        item(1, formy=[form("amb")], datumPoskytovaniDo="2030-01-01"),
        item(2, zarizeni=[facility(NEIGHBOUR)]),
        reason="Nová.",
    )
    asked = waiting()
    batch = accept_all(coordinator)
    assert Service.objects.count() == 2

    applying.undo(batch, coordinator)

    assert list(Service.objects.values("name", "provided_until", "provider__name")) == before
    assert [form.form for form in Service.objects.get().forms.all()] == ["field"]
    assert waiting() == asked
    batch.refresh_from_db()
    assert batch.undone_by == coordinator
    with pytest.raises(applying.CannotUndo):
        applying.undo(batch, coordinator)


def test_undo_is_refused_when_somebody_has_changed_the_service_since(coordinator):
    compare(item())
    batch = accept_all(coordinator)
    Service.objects.update(description="Opraveno ručně.")

    with pytest.raises(applying.CannotUndo):
        applying.undo(batch, coordinator)

    assert Service.objects.get().description == "Opraveno ručně."


def test_a_fact_that_somebody_changed_meanwhile_is_not_written_over(coordinator):
    compare(item())
    accept_all(coordinator)
    compare(item(datumPoskytovaniOd="2008-01-01"))
    Service.objects.update(provided_since="2001-01-01")

    with pytest.raises(applying.CannotApply):
        accept_all(coordinator)

    assert Service.objects.get().provided_since.isoformat() == "2001-01-01"


def test_who_does_not_keep_the_catalogue_decides_nothing(reader):
    from django.core.exceptions import PermissionDenied

    compare(item())

    for step in (accept_all, lambda by: applying.decline([1], by)):
        with pytest.raises(PermissionDenied):
            step(reader)


# --- the alarm ----------------------------------------------------------------------------------------------------


def test_others_are_told_when_a_service_ends_or_changes_capacity(coordinator, told, django_capture_on_commit_callbacks):
    compare(item())
    accept_all(coordinator)

    with django_capture_on_commit_callbacks(execute=True):
        changed = item(formy=[form(number=30)], datumPoskytovaniDo="2030-01-01", weby=[{"web": "jiny.cz"}])
        compare(changed)
    assert sorted(told) == [(False, "capacities"), (False, "until")]
    with django_capture_on_commit_callbacks(execute=True):
        accept_all(coordinator)

    assert sorted(told)[2:] == [(True, "capacities"), (True, "until")]


def test_a_secret_that_the_register_newly_keeps_is_pressing(coordinator):
    compare(item())
    accept_all(coordinator)

    compare(item(zarizeni=[facility(utajenaAdresa=True)]))

    assert RegisterDifference.objects.waiting().get(field="places").is_alarm


def test_an_app_that_fails_on_the_alarm_spoils_nothing(coordinator, django_capture_on_commit_callbacks):
    from services_catalog.signals import service_ended_or_changed

    def fail(**_more):
        raise RuntimeError

    service_ended_or_changed.connect(fail)
    try:
        compare(item())
        accept_all(coordinator)
        with django_capture_on_commit_callbacks(execute=True):
            compare(item(formy=[form(number=30)]))
    finally:
        service_ended_or_changed.disconnect(fail)

    assert waiting() == {("changed", "i:1000001", "capacities")}
