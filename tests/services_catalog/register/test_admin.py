"""The register in the administration: upload in the background, the queue, accepted batches."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from services_catalog.models import RegisterBatch, RegisterDifference, RegisterImport, Service
from services_catalog.register import applying
from tests.services_catalog.register.factories import DATA, FAR, compare, document, facility, form, item

pytestmark = pytest.mark.usefixtures("territory")
QUEUE = "admin:services_catalog_registerdifference_changelist"
UPLOAD = "admin:services_catalog_register_upload"


@pytest.fixture
def office(signed_in, coordinator):
    return signed_in(coordinator)


def named(data, name="rpss.json"):
    file = BytesIO(data)
    file.name = name
    return file


def lists():
    return [named(path.read_bytes(), path.name) for path in sorted((DATA / "codelists").glob("*.json"))]


def upload(client, capture, *items):
    with capture(execute=True):
        return client.post(reverse(UPLOAD), {"file": named(document(*items)), "lists": lists()})


def act(client, name, rows, **more):
    form_ = {"action": name, "_selected_action": [row.pk for row in rows]} | more
    return client.post(reverse(QUEUE), form_, follow=True)


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def test_an_uploaded_file_is_read_in_the_background_and_thrown_out(
    office, coordinator, django_capture_on_commit_callbacks
):
    answer = upload(office, django_capture_on_commit_callbacks, item())

    found = RegisterImport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, found.get_absolute_url())
    assert (found.state, found.new_count, bool(found.file), found.created_by) == ("done", 1, False, coordinator)
    page = office.get(found.get_absolute_url()).content.decode()
    assert "Na vaše rozhodnutí čeká 1 rozdíl." in page


def test_a_broken_file_is_told_on_its_page(office, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        office.post(reverse(UPLOAD), {"file": named(document(item())[:300])})

    found = RegisterImport.objects.get()
    assert (found.state, bool(found.file)) == ("failed", False)
    assert found.message in office.get(found.get_absolute_url()).content.decode().replace("&quot;", '"')


@pytest.mark.parametrize(
    ("form_", "message"),
    [({}, "Toto pole je třeba vyplnit."), ({"lists": [named(b"nic", "a.json")]}, "a.json není číselník ministerstva")],
)
def test_a_form_without_a_file_or_with_wrong_lists_is_told(office, form_, message):
    page = office.post(reverse(UPLOAD), form_).content.decode()

    assert message in page
    assert RegisterImport.objects.count() == 0


def test_a_stopped_comparison_goes_on_with_a_reason(office, django_capture_on_commit_callbacks):
    compare(*[item(number, zarizeni=[facility(FAR)]) for number in range(20)])
    upload(office, django_capture_on_commit_callbacks, item())
    found = RegisterImport.objects.first()
    assert (found.state, bool(found.file)) == ("stopped", True)

    asked = office.post(found.get_absolute_url(), {"krok": "pokracovat", "duvod": " "})
    assert asked.context["error"] == "Napište, proč je počet správný. Důvod zůstane u porovnání."
    with django_capture_on_commit_callbacks(execute=True):
        office.post(found.get_absolute_url(), {"krok": "pokracovat", "duvod": "Sloučené záznamy."})

    found.refresh_from_db()
    assert (found.state, found.override_reason, bool(found.file)) == ("done", "Sloučené záznamy.", False)


def test_a_stopped_comparison_can_be_given_up(office, django_capture_on_commit_callbacks):
    compare(*[item(number, zarizeni=[facility(FAR)]) for number in range(20)])
    upload(office, django_capture_on_commit_callbacks, item())
    found = RegisterImport.objects.first()

    office.post(found.get_absolute_url(), {"krok": "zahodit"})

    found.refresh_from_db()
    assert bool(found.file) is False
    assert "pokracovat" not in office.get(found.get_absolute_url()).content.decode()


def test_differences_are_accepted_in_bulk_and_undone(office):
    compare(item(1), item(2))

    answer = act(office, "accept", RegisterDifference.objects.all())
    assert said(answer) == ["Do katalogu se zapsaly 2 rozdíly. Vrátit je jde v přijatých dávkách."]
    assert Service.objects.count() == 2
    batch = RegisterBatch.objects.get()
    address = reverse("admin:services_catalog_registerbatch_change", args=[batch.pk])
    office.get(address)
    assert Service.objects.count() == 2
    office.post(address)

    assert (Service.objects.count(), RegisterDifference.objects.waiting().count()) == (0, 2)


def test_differences_are_declined_with_a_reason_and_asked_about_again(office):
    compare(item())

    act(office, "decline", RegisterDifference.objects.all(), reason="Není naše.")
    row = RegisterDifference.objects.get()
    assert (row.state, row.reason) == ("declined", "Není naše.")
    shown = office.get(reverse(QUEUE), {"stav": "declined"})
    assert [found.pk for found in shown.context["cl"].result_list] == [row.pk]
    office.post(f"{reverse(QUEUE)}?stav=declined", {"action": "reopen", "_selected_action": [row.pk], "reason": ""})

    assert RegisterDifference.objects.get().state == "waiting"


def test_what_somebody_decided_meanwhile_is_told(office, coordinator, second_coordinator):
    compare(item())
    rows = list(RegisterDifference.objects.all())
    applying.decline([rows[0].pk], second_coordinator)

    form_ = {"action": "accept", "_selected_action": [rows[0].pk]}
    answer = office.post(f"{reverse(QUEUE)}?stav=vse", form_, follow=True)

    assert said(answer) == ["O těchto rozdílech mezitím někdo rozhodl."]
    assert Service.objects.count() == 0


def test_what_does_not_fit_any_more_changes_nothing(office):
    compare(item())
    Service.objects.create(name="Táž", slug="taz", identifier="1000001", provider=_provider(), kind="related")

    answer = act(office, "accept", RegisterDifference.objects.all())

    assert said(answer) == ["Služba „Středisko“ už v katalogu je. Nic se nepřijalo."]
    assert RegisterDifference.objects.waiting().count() == 1


def _provider():
    from tests.services_catalog.factories import ProviderFactory

    return ProviderFactory()


@pytest.mark.parametrize("stav", ["nic", "", "vse", "settled", "x' OR 1=1"])
def test_unknown_filters_break_nothing(office, stav):
    compare(item())

    assert office.get(reverse(QUEUE), {"stav": stav}).status_code == 200


def test_the_queue_is_narrowed_by_what_differs_in_words(office):
    compare(item(telefony=[{"telefon": "416 111 222", "poznamka": None}]))

    page = BeautifulSoup(office.get(reverse(QUEUE)).content, "html.parser").select_one("#changelist-filter")

    assert "capacities" not in page.get_text()
    assert "celá služba" in page.get_text()
    assert RegisterDifference.objects.count() == len(
        office.get(reverse(QUEUE), {"field": "new"}).context["cl"].queryset
    )


@pytest.mark.parametrize("count", [2, 12])
def test_the_queue_costs_the_same_for_any_number_of_differences(
    office, coordinator, count, django_assert_max_num_queries
):
    compare(*[item(number) for number in range(count)])
    applying.accept(RegisterDifference.objects.values_list("pk", flat=True), coordinator)
    compare(*[item(number, formy=[form("amb")], ciloveSkupiny=[]) for number in range(count)])

    with django_assert_max_num_queries(16):
        office.get(reverse(QUEUE))


@pytest.mark.parametrize("name", [UPLOAD, QUEUE])
def test_who_does_not_keep_the_catalogue_changes_nothing(signed_in, administrator, name):
    compare(item())
    client = signed_in(administrator)

    client.post(reverse(name), {"file": named(document(item())), "action": "accept", "_selected_action": [1]})

    assert (RegisterImport.objects.count(), Service.objects.count()) == (1, 0)
    assert client.post(RegisterImport.objects.get().get_absolute_url()).status_code == 403
