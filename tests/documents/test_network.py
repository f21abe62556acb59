"""The network of a year and the letter to a mayor: both profiles at once, and what must be printed."""

import subprocess

import pytest

from services_catalog.models import ContributionLetter
from services_catalog.network import documents, financing, letters, networks
from tests.community.factories import FigureFactory, MunicipalityFactory, OfficeFactory
from tests.documents.verapdf import foreign_fonts, verapdf
from tests.services_catalog.factories import ServiceFactory
from tests.services_catalog.network.factories import RESOLUTION, network_of
from tests.services_catalog.network.test_financing import DAY, scenario_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(coordinator):
    OfficeFactory()
    service = ServiceFactory(name="Pečovatelská služba Vzorov", serves_whole_territory=True)
    network = network_of(service, ServiceFactory(name="Poradna"), by=coordinator)
    network.intro, network.money_note = "Síť na jeden rok.", "Smyšlené částky"
    network.save()
    return networks.approve(network, RESOLUTION, by=coordinator)


def stored(made, tmp_path):
    path = tmp_path / "document.pdf"
    with made.file.open("rb") as file:
        path.write_bytes(file.read())
    return path


def text_of(path) -> str:
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(text.replace("\xa0", " ").split())


def test_the_network_meets_both_profiles(network, tmp_path):
    path = stored(documents.make_document(network), tmp_path)

    assert verapdf(path) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    text = text_of(path)
    for words in (
        "Smyšlené částky",
        "Z/123/2025",
        "4,5 úvazku v přímé péči",
        "600 000 Kč",
        network.content_sha256[:40],
    ):
        assert words in text, words


def test_the_letter_meets_both_profiles(network, coordinator, tmp_path):
    FigureFactory(municipality=MunicipalityFactory(name="Ves", slug="ves"), value=96, as_of=DAY)
    approved = financing.approve(scenario_of(network, coordinator), RESOLUTION, by=coordinator)
    letter = ContributionLetter.objects.create(member=approved.members.get())
    path = stored(letters.make(letter), tmp_path)

    assert verapdf(path) == {"ua1": [], "2a": []}
    assert foreign_fonts(path) == set()
    text = text_of(path)
    for words in ("Příspěvek je 600 000 Kč.", "96 obyvatel", "Pečovatelská služba Vzorov", "Zastupitelstvo obce Ves"):
        assert words in text, words
