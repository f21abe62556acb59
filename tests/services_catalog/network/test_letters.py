"""Letters to mayors: made for all at once, sent once, with everything that a village council asks."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from kpss_portal.models import OutgoingMail, StoredDocument
from services_catalog.models import ContributionLetter, MunicipalityAddress
from services_catalog.network import financing, letters, sending
from services_catalog.network.steps import StepNotOpen
from tests.community.factories import FigureFactory, MunicipalityFactory, OfficeFactory
from tests.services_catalog.factories import ServiceFactory
from tests.services_catalog.network.factories import RESOLUTION, approved_network
from tests.services_catalog.network.test_financing import DAY, scenario_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario(coordinator):
    OfficeFactory()
    for name, people in (("Město", 24_000), ("Ves", 96)):
        FigureFactory(
            municipality=MunicipalityFactory(name=name, slug="ves" if people == 96 else "mesto"),
            value=people,
            as_of=DAY,
        )
    service = ServiceFactory(name="Pečovatelská služba", serves_whole_territory=True)
    return scenario_of(approved_network(service, by=coordinator), coordinator)


@pytest.fixture
def approved(scenario, coordinator):
    return financing.approve(scenario, RESOLUTION, by=coordinator)


@pytest.fixture
def village(approved):
    member = approved.members.get(municipality__name="Ves")
    MunicipalityAddress.objects.create(municipality=member.municipality, email="ves@obce.example")
    return member


@pytest.fixture
def _quick_pdf(monkeypatch):
    """The engine of documents is proven elsewhere; here it is the outside world."""
    monkeypatch.setattr(letters, "render_pdf", lambda *_args, **_facts: b"%PDF-1.7 dopis")
    monkeypatch.setattr("kpss_portal.document_making.page_count", lambda _data: 1)


@pytest.mark.usefixtures("_quick_pdf")
def test_letters_are_made_for_all_and_sent_where_an_address_is(
    approved, village, coordinator, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert sending.order(approved, by=coordinator, by_mail=True) == 2
    letters.make_all(approved.pk)
    letters.make_all(approved.pk)

    assert ContributionLetter.objects.filter(pdf__isnull=False).count() == 2
    assert list(OutgoingMail.objects.filter(kind="contribution").values_list("to", flat=True)) == ["ves@obce.example"]


@pytest.mark.usefixtures("_quick_pdf")
def test_mail_tells_the_amount_and_where_the_letter_is(approved, village, coordinator):
    letter = ContributionLetter.objects.create(member=village)
    letters.make(letter)
    letters.send(letter)

    mail = OutgoingMail.objects.get(kind="contribution")
    assert mail.subject == "Příspěvek obce Ves na sociální služby v roce 2026"
    assert "1\xa0195\xa0Kč" in mail.text
    assert "/katalog/sit/2026/obce/ves/dopis.pdf" in mail.text


@pytest.mark.usefixtures("_quick_pdf")
def test_letter_without_the_wish_is_not_sent(approved, village, coordinator):
    sending.order(approved, by=coordinator, by_mail=False)
    letters.make_all(approved.pk)

    assert not OutgoingMail.objects.filter(kind="contribution").exists()


@pytest.mark.usefixtures("_quick_pdf")
def test_made_letter_is_given_out_and_stays(client, approved, village):
    letter = ContributionLetter.objects.create(member=village)
    assert client.get(reverse("services_catalog:network-letter", args=[2026, "ves"])).status_code == 404
    letters.make(letter)

    answer = client.get(reverse("services_catalog:network-letter", args=[2026, "ves"]))

    assert b"".join(answer.streaming_content) == b"%PDF-1.7 dopis"
    assert letters.make(letter) == StoredDocument.objects.get(kind="contribution")


def test_letter_says_the_amount_how_and_what_serves(village):
    content = letters.content_of(village)

    assert (content["municipality"], content["due_czk"], content["money_percent"]) == ("Ves", 1_195, "0.40")
    assert [(row["name"], row["paid_czk"]) for row in content["services"]] == [("Pečovatelská služba", 1_195)]
    assert "Podíl obce je 1\xa0195\xa0Kč." in content["how"]


def test_scenario_has_no_letters(scenario, coordinator):
    with pytest.raises(StepNotOpen):
        sending.order(scenario, by=coordinator, by_mail=False)


def test_editor_sends_nothing(approved, editor):
    with pytest.raises(PermissionDenied):
        sending.order(approved, by=editor, by_mail=True)


def test_letters_are_ordered_in_the_workshop(signed_in, approved, village, coordinator):
    client = signed_in(coordinator)
    address = reverse("admin:services_catalog_jointfinancing_letters", args=[approved.pk])

    assert "bez adresy" in client.get(address).content.decode()
    assert not ContributionLetter.objects.exists()
    assert client.post(address, {"posta": "1"}, follow=True).status_code == 200
    assert ContributionLetter.objects.filter(is_wanted_by_mail=True).count() == 2
