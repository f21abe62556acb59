"""Leaflets and the booklet: what they are made of, when they are made again, and what they never say."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import PlanningArea
from kpss_portal.canonical import canonical
from kpss_portal.models import AuditEntry, DocumentState, StoredDocument
from services_catalog import booklet, printing
from services_catalog.details import details_of, with_details
from services_catalog.enums import PrintSize
from services_catalog.indexing import reindex_services
from services_catalog.models import Booklet, Place, Service
from tests.services_catalog.factories import (
    CrisisLineFactory,
    LifeSituationFactory,
    PlaceFactory,
    ServiceFactory,
    TargetGroupFactory,
    full_services,
)

pytestmark = pytest.mark.django_db
BOOKLET = "/katalog/katalog.pdf"
NORMAL = PrintSize.NORMAL


@pytest.fixture
def drawn(monkeypatch):
    """Contexts of documents that were rendered, in the place of the slow drawing."""
    contexts = []

    def draw(template, context, *, made_at, progress=None):
        contexts.append(context)
        return a_pdf(len(contexts))

    monkeypatch.setattr(printing, "render_pdf", draw)
    monkeypatch.setattr(booklet, "render_pdf", draw)
    return contexts


def a_pdf(number):
    """A small true PDF, each another one."""
    import io

    import pikepdf

    with pikepdf.new() as document:
        document.add_blank_page(page_size=(100 + number, 100))
        stream = io.BytesIO()
        document.save(stream, deterministic_id=True)
    return stream.getvalue()


def read(client, address, **headers):
    """The answer, read to its end: the file behind it is closed."""
    answer = client.get(address, headers=headers)
    answer.body = b"".join(answer)
    return answer


def details(service):
    return details_of(with_details(Service.objects.all()).get(pk=service.pk))


# --- leaflet ------------------------------------------------------------------------------------------------------


def test_a_leaflet_is_made_once_for_the_same_card(client, drawn):
    address = f"{ServiceFactory().get_absolute_url()}letak.pdf"

    answers = [read(client, address) for _time in range(2)]

    assert len(drawn) == 1
    assert answers[0]["ETag"] == answers[1]["ETag"]
    assert client.get(address, headers={"if-none-match": answers[0]["ETag"]}).status_code == 304
    assert read(client, address, range="bytes=0-3").body == b"%PDF"


def test_a_changed_card_has_a_new_leaflet_in_the_place_of_the_old_one(client, drawn):
    service = ServiceFactory()
    read(client, f"{service.get_absolute_url()}letak.pdf")
    (old,) = StoredDocument.objects.all()
    Service.objects.update(summary="Nově i v sobotu.")

    read(client, f"{service.get_absolute_url()}letak.pdf")

    (new,) = StoredDocument.objects.all()
    assert drawn[-1]["card"]["text"] == "Nově i v sobotu."
    assert not old.file.storage.exists(old.file.name)
    assert new.file_sha256 != old.file_sha256


def test_sizes_of_a_leaflet_do_not_take_the_place_of_each_other(client, drawn):
    address = f"{ServiceFactory().get_absolute_url()}letak.pdf"

    for query in ("", "?velikost=velke", "", "?velikost=nesmysl"):
        read(client, address + query)

    assert [context["is_large"] for context in drawn] == [False, True]


def test_a_service_that_is_not_public_has_no_leaflet(client, signed_in, coordinator):
    address = f"{ServiceFactory(unpublished=True).get_absolute_url()}letak.pdf"

    assert client.get(address).status_code == 404
    assert signed_in(coordinator).get(address).status_code == 404


def test_what_holds_for_some_time_only_is_not_printed():
    today = timezone.localdate()
    service = ServiceFactory(
        free_places=3, waiting_list_note="hned", free_places_stated_on=today, free_places_expire_on=today
    )
    service.hours_exceptions.create(starts_on=today, ends_on=today, note="školení")

    told = canonical(printing.leaflet_content(details(service), NORMAL))

    assert ("hned" in told, "školení" in told) == (False, False)


def test_the_code_leads_to_the_card():
    code = printing.qr_of("https://portal.example/katalog/sluzby/x/")

    assert int(code["width"]) >= 29
    assert code["path"].startswith("M")


# --- booklet ------------------------------------------------------------------------------------------------------


def test_the_booklet_is_given_out_by_its_checksum_and_in_parts(client, drawn):
    ServiceFactory()

    answer = read(client, BOOKLET)

    edition = Booklet.objects.get(size=NORMAL).document
    assert (answer.status_code, answer["ETag"]) == (200, f'"{edition.file_sha256}"')
    assert client.get(BOOKLET, headers={"range": "bytes=0-3"}).status_code == 206
    assert client.get(BOOKLET, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_an_unchanged_catalogue_is_not_printed_again(drawn):
    ServiceFactory()

    for _time in range(3):
        booklet.make_edition(NORMAL)

    assert len(drawn) == 1


def test_a_changed_catalogue_has_a_new_edition_and_the_old_file_goes(drawn, django_capture_on_commit_callbacks):
    service = ServiceFactory(summary="Dřív")
    old = booklet.make_edition(NORMAL).document
    Service.objects.filter(pk=service.pk).update(summary="Teď")

    with django_capture_on_commit_callbacks(execute=True):
        new = booklet.make_edition(NORMAL).document

    assert new.pk != old.pk
    assert not old.file.storage.exists(old.file.name)
    assert list(StoredDocument.objects.all()) == [new]


def test_the_last_edition_is_given_out_while_a_new_one_is_not_ready(client, drawn):
    ServiceFactory(summary="Dřív")
    old = booklet.make_edition(NORMAL).document
    Booklet.objects.update(
        checked_at=timezone.now(),
        making=StoredDocument.objects.create(kind="booklet-normal", title="x", content_sha256="0" * 64),
    )

    assert read(client, BOOKLET)["ETag"] == f'"{old.file_sha256}"'


def test_before_the_first_edition_one_waits(client):
    making = StoredDocument.objects.create(
        kind="booklet-normal", title="x", content_sha256="0" * 64, state=DocumentState.RENDERING, percent=40
    )
    Booklet.objects.create(size=NORMAL, making=making, checked_at=timezone.now())

    answer = client.get(BOOKLET)

    assert answer.status_code == 503
    assert "40" in answer.content.decode()


def test_an_edition_with_an_address_that_became_secret_is_not_given_out(client, drawn):
    place = PlaceFactory()
    booklet.make_edition(NORMAL)
    Booklet.objects.update(checked_at=timezone.now())
    Place.objects.filter(pk=place.pk).update(is_address_hidden=True)

    assert read(client, BOOKLET).status_code == 503
    booklet.make_edition(NORMAL)
    assert read(client, BOOKLET).status_code == 200
    assert "Veřejná 1" not in canonical(booklet.booklet_content())


def test_many_readers_have_the_catalogue_compared_once(drawn):
    row = booklet.booklet_of(NORMAL)

    assert [booklet.look_again(row) for _reader in range(3)] == [True, False, False]


def test_a_change_of_a_service_has_the_booklet_compared_at_once(drawn):
    row = booklet.booklet_of(NORMAL)
    booklet.look_again(row)

    reindex_services()

    assert booklet.look_again(row)


def test_two_workers_do_not_make_the_same_edition(drawn):
    ServiceFactory()
    row = booklet.booklet_of(NORMAL)

    first = booklet._begin(row, "1" * 64, False)
    second = booklet._begin(row, "1" * 64, False)

    assert (first is None, second is None) == (False, True)
    StoredDocument.objects.update(created_at=timezone.now() - 2 * booklet.PATIENCE)
    assert booklet._begin(row, "1" * 64, False) is not None


def test_a_failed_edition_says_why_and_leaves_the_last_one(drawn, monkeypatch):
    service = ServiceFactory()
    old = booklet.make_edition(NORMAL).document
    Service.objects.filter(pk=service.pk).update(summary="Teď")

    def full(*_arguments, **_more):
        import errno

        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(booklet, "render_pdf", full)
    row = booklet.make_edition(NORMAL)

    assert (row.document, row.making.state) == (old, DocumentState.FAILED)
    assert "místo" in row.making.message


def test_each_registered_service_stands_once_in_the_area_of_most_of_its_groups():
    areas = [PlanningArea.objects.create_named(name) for name in ("Senioři", "Rodiny")]
    groups = [TargetGroupFactory(code=f"G/{number}", name=f"G{number}", slug=f"g-{number}") for number in range(3)]
    groups[0].planning_areas.add(areas[0])
    groups[1].planning_areas.add(areas[1])
    groups[2].planning_areas.add(areas[1])
    both, none = ServiceFactory(name="Obojí"), ServiceFactory(name="Bez skupin")
    both.target_groups.set(groups)
    ServiceFactory(name="Návazná", related=True)

    content = booklet.booklet_content()

    assert [(area["name"], [card["name"] for card in area["cards"]]) for area in content["areas"]] == [
        ("Rodiny", ["Obojí"]),
        ("Pro všechny", [none.name]),
    ]
    assert [card["name"] for card in content["related"]] == ["Návazná"]


def test_the_index_of_situations_tells_services_of_the_same_name_apart():
    situation = LifeSituationFactory(name="Stárnu")
    for name in ("Pečovatelka", "Pečovatelka", "Poradna"):
        ServiceFactory(name=name).situations.add(situation)
    LifeSituationFactory(name="Nic pro ni není")
    CrisisLineFactory()

    (row,) = booklet.booklet_content()["situations"]

    assert [bool(provider) for _key, _name, provider in row["services"]] == [True, True, False]


@pytest.mark.parametrize("count", [1, 10])
def test_the_content_of_the_booklet_costs_the_same_for_any_number_of_services(count, django_assert_num_queries):
    full_services(count)
    booklet.booklet_content()

    with django_assert_num_queries(17):
        booklet.booklet_content()


@pytest.mark.parametrize("made", ["leaflet", "booklet", "card"])
def test_nothing_on_paper_tells_a_part_of_a_secret_address(made):
    service = ServiceFactory()
    PlaceFactory(
        service=service, hidden=True, name="Útočištní dům", street="Skrytozámecká 7", postal_code="43991",
        phone="416999111", note="za kostelem", latitude="50.1234567", longitude="14.7654321", municipality__name="Tajnov",
    )  # fmt: skip

    content = {
        "leaflet": lambda: printing.leaflet_content(details(service), NORMAL),
        "booklet": booklet.booklet_content,
        "card": lambda: printing.card_content(details(service)),
    }[made]()

    told = canonical(content)
    secrets = ("Skrytozámecká", "Útočištní", "43991", "416999111", "za kostelem", "50.1234567", "14.7654321", "Tajnov")
    assert [secret for secret in secrets if secret in told] == []
    assert '"is_hidden":true' in told


# --- administration -----------------------------------------------------------------------------------------------


def test_the_coordinator_orders_a_new_edition(signed_in, coordinator, drawn, django_capture_on_commit_callbacks):
    ServiceFactory()
    old = booklet.make_edition(NORMAL).document

    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(coordinator).post(reverse("admin:services_catalog_booklet_make", args=["normal"]))

    assert answer["Location"] == reverse("admin:services_catalog_booklet_changelist")
    assert Booklet.objects.get(size=NORMAL).document != old
    assert AuditEntry.objects.filter(action="catalogue.booklet").count() == 1


def test_the_page_of_the_booklet_tells_how_each_size_stands(signed_in, coordinator, drawn):
    ServiceFactory()
    booklet.make_edition(NORMAL)

    told = signed_in(coordinator).get(reverse("admin:services_catalog_booklet_changelist")).content.decode()

    assert "Vydání z" in told
    assert "Zatím žádné vydání není." in told


def test_a_reader_does_not_order_editions(signed_in, reader):
    address = reverse("admin:services_catalog_booklet_make", args=["normal"])

    signed_in(reader).post(address)

    assert StoredDocument.objects.count() == 0
    assert AuditEntry.objects.filter(action="catalogue.booklet").count() == 0


def test_a_size_that_is_not_known_is_not_found(signed_in, coordinator):
    address = reverse("admin:services_catalog_booklet_make", args=["obri"])

    assert signed_in(coordinator).post(address).status_code == 404


def test_a_booklet_of_an_unknown_size_is_refused():
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="booklet_size_known"), transaction.atomic():
        Booklet.objects.create(size="obri")


def test_editions_are_compared_again_only_after_a_while(drawn):
    row = booklet.booklet_of(NORMAL)
    Booklet.objects.update(checked_at=timezone.now() - timedelta(minutes=11))

    assert booklet.look_again(row)
