"""The network of a year: steps, updates as versions, what is frozen and by which door nobody gets in."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from kpss_portal.canonical import parsed, sha256_of
from kpss_portal.frozen import DocumentIsFrozen
from services_catalog import freezing
from services_catalog.models import ClientCount, Network, NetworkEntry, NetworkMoney
from services_catalog.network import comparing, networks, picture
from services_catalog.network.content import content_of
from services_catalog.network.steps import Resolution, StepNotOpen
from tests.community.factories import MunicipalityFactory
from tests.services_catalog.factories import ServiceFactory
from tests.services_catalog.network.factories import MONEY, RESOLUTION, approved_network, network_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(coordinator):
    return approved_network(by=coordinator)


def test_pressed_twice_the_network_is_there_once(coordinator):
    first = networks.start(2026, "Síť", by=coordinator)

    assert networks.start(2026, "Síť", by=coordinator) == first


def test_editor_starts_no_network(editor):
    with pytest.raises(PermissionDenied):
        networks.start(2026, "Síť", by=editor)


def test_approval_freezes_what_was_written(approved):
    content = parsed(approved.content)

    assert (approved.state, approved.content_sha256) == ("approved", sha256_of(approved.content))
    assert [(row["service"], row["amount"]) for row in content["entries"]] == [("Pečovatelská služba", "4.5")]
    assert content["resolution"]["number"] == "Z/123/2025"


def test_empty_network_is_not_approved(coordinator):
    network = networks.start(2026, "Síť", by=coordinator)

    with pytest.raises(ValidationError, match="žádné služby"):
        networks.approve(network, RESOLUTION, by=coordinator)


def test_approval_needs_a_body(coordinator):
    with pytest.raises(ValidationError, match="který orgán"):
        networks.approve(network_of(by=coordinator), Resolution(" ", RESOLUTION.decided_on), by=coordinator)


def test_approved_twice_is_refused(approved, coordinator):
    with pytest.raises(StepNotOpen):
        networks.approve(approved, RESOLUTION, by=coordinator)


def test_update_is_a_new_version_with_everything(approved, coordinator):
    update = networks.new_version(approved, by=coordinator)

    assert (update.version, networks.new_version(approved, by=coordinator)) == (2, update)
    assert content_of(update)["entries"] == parsed(approved.content)["entries"]


def test_update_says_what_it_changes_before_it_is_approved(approved, coordinator):
    update = networks.new_version(approved, by=coordinator)

    with pytest.raises(ValidationError, match="co tato změna"):
        networks.approve(update, RESOLUTION, by=coordinator)


def test_approved_update_replaces_the_version_before(approved, coordinator):
    update = networks.new_version(approved, by=coordinator)
    update.change_note = "Od července přibyl úvazek."
    update.save()

    update = networks.approve(update, RESOLUTION, by=coordinator)

    approved.refresh_from_db()
    assert (approved.state, update.state) == ("superseded", "approved")


def test_next_year_begins_without_what_ended_and_without_facts(coordinator):
    ends, stays = ServiceFactory(), ServiceFactory()
    before = network_of(ends, stays, by=coordinator)
    entry = before.entries.get(service=ends)
    entry.ended_on = "2026-06-30"
    networks.write(entry, MONEY, by=coordinator)
    networks.write(before.entries.get(service=stays), {**MONEY, ("cost", "fact"): 5}, by=coordinator)

    following = networks.start(2027, "Síť 2027", by=coordinator, copy_from=before)

    assert [row.service for row in following.entries.all()] == [stays]
    assert set(NetworkMoney.objects.filter(entry__network=following).values_list("kind", flat=True)) == {"plan"}


# --- approved means frozen ----------------------------------------------------------------------------------------


@pytest.fixture
def unchanged(approved):
    """Whatever the test tries, the network says the same afterwards."""
    yield
    found = Network.objects.get(pk=approved.pk)
    assert content_of(found)["entries"] == parsed(found.content)["entries"]


def parts(network):
    return [network.entries.get(), network.entries.get().money.first()]


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize("door", ["save", "delete"])
def test_a_part_is_neither_saved_nor_deleted(approved, unchanged, index, door):
    with pytest.raises(DocumentIsFrozen):
        getattr(parts(approved)[index], door)()


def test_rows_are_not_changed_together(approved, unchanged):
    with pytest.raises(DocumentIsFrozen):
        NetworkMoney.objects.filter(entry__network=approved).update(amount_czk=1)
    with pytest.raises(DocumentIsFrozen):
        NetworkEntry.objects.filter(network=approved).delete()
    with pytest.raises(DocumentIsFrozen):
        Network.objects.filter(pk=approved.pk).update(title="Jinak")


def test_document_itself_is_kept(approved, unchanged):
    approved.title = "Jinak"
    with pytest.raises(DocumentIsFrozen):
        approved.save()
    with pytest.raises(DocumentIsFrozen):
        approved.delete()


def test_workflow_writes_into_no_approved_network(approved, unchanged, coordinator):
    with pytest.raises(StepNotOpen):
        networks.write(approved.entries.get(), MONEY, by=coordinator)
    with pytest.raises(StepNotOpen):
        networks.leave_out(approved.entries.get(), by=coordinator)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE services_catalog_network SET title = 'x'",
        "DELETE FROM services_catalog_network",
        "UPDATE services_catalog_networkentry SET reason = 'x'",
        "DELETE FROM services_catalog_networkentry",
        "UPDATE services_catalog_networkmoney SET amount_czk = 1",
        "DELETE FROM services_catalog_networkmoney",
    ],
)
def test_plain_sql_is_refused_by_the_database(approved, unchanged, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_bulk_insert_into_an_approved_network_is_refused(approved, unchanged):
    row = NetworkEntry(network=approved, service=ServiceFactory(), form="field")

    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkEntry.objects.bulk_create([row])


def test_all_triggers_are_in_place():
    assert freezing.missing() == set()


def test_each_part_of_a_network_is_protected():
    """A new table with content of a document must be named in `services_catalog/freezing.py`."""
    from django.apps import apps

    from kpss_portal.frozen import FrozenPart

    tables = {
        model._meta.db_table
        for model in apps.get_app_config("services_catalog").get_models()
        if issubclass(model, FrozenPart)
    }
    assert tables == set(freezing.PARTS)


# --- what it says -------------------------------------------------------------------------------------------------


def test_units_are_added_by_themselves_and_unknown_is_said(coordinator):
    network = network_of(ServiceFactory(), ServiceFactory(), by=coordinator)
    for unit, amount in (("bed", 20), ("fte", None)):
        entry = NetworkEntry(network=network, service=ServiceFactory(), form="residential", unit=unit, amount=amount)
        networks.write(entry, {}, by=coordinator)

    rows = picture.units(picture.entries(content_of(network)))

    assert [(row.total, row.entries, row.silent) for row in rows] == [(9, 3, 1), (20, 1, 0)]


def test_money_keeps_plan_and_fact_apart_and_unknown_unknown(coordinator):
    network = network_of(by=coordinator)
    entry = network.entries.get()
    networks.write(entry, {("cost", "plan"): 10, ("fees", "fact"): 3}, by=coordinator)

    rows = picture.money(picture.entries(content_of(network)))

    assert [(row.item, row.plan, row.fact) for row in rows] == [("cost", 10, None), ("fees", None, 3)]


def test_comparison_tells_what_joined_left_and_changed(coordinator):
    stays, leaves, joins = (ServiceFactory(name=name) for name in ("Zůstává", "Odchází", "Přichází"))
    before = content_of(network_of(stays, leaves, by=coordinator, year=2025))
    following = network_of(stays, joins, by=coordinator)
    entry = following.entries.get(service=stays)
    networks.write(entry, {**MONEY, ("cost", "plan"): 1_100_000}, by=coordinator)

    found = comparing.compare(before, content_of(following))

    assert ([row.service for row in found.added], [row.service for row in found.removed]) == (["Přichází"], ["Odchází"])
    assert [(row.service, [change.what for change in changes]) for row, changes in found.changed] == [
        ("Zůstává", ["plánované náklady"])
    ]
    assert found.money[0].difference == 100_000


def test_clients_by_municipality_stay_out_of_the_content(coordinator):
    network = network_of(by=coordinator)
    service = network.entries.get().service
    town = MunicipalityFactory(name="Malá Ves")

    networks.count_clients(2026, service, {town.pk: 3}, by=coordinator)
    networks.count_clients(2026, service, {town.pk: 4}, by=coordinator)

    assert list(ClientCount.objects.values_list("count", flat=True)) == [4]
    assert "Malá Ves" not in networks.approve(network, RESOLUTION, by=coordinator).content
