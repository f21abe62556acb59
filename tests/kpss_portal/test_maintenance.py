"""While the portal is maintained: reading goes on, sending is refused in words, without a restart."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from kpss_portal import maintenance
from tests.community.factories import OfficeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_reading_goes_on_with_a_strip_and_sending_is_refused(client):
    OfficeFactory()
    call_command("read_only", "on")

    page, sent = client.get("/kontakty/"), client.post(reverse("account_login"), {"login": "a@example.cz"})

    assert page.status_code == 200
    assert "Teď nejde nic uložit" in page.content.decode()
    assert (sent.status_code, sent["Retry-After"]) == (503, "600")
    assert "prohlížeč" in sent.content.decode()
    assert "Content-Security-Policy" in sent


def test_switching_back_needs_no_restart(client):
    call_command("read_only", "on")
    call_command("read_only", "off")

    assert client.post(reverse("account_login"), {"login": "a@example.cz"}).status_code != 503


def test_setting_holds_whatever_the_file_says(settings):
    settings.READ_ONLY = True

    assert maintenance.read_only()


def test_half_of_an_office_is_shown_to_nobody(client, tmp_path):
    (tmp_path / maintenance.UNFINISHED).touch()

    page = client.get("/")

    assert (page.status_code, page["Retry-After"]) == (503, "600")
    assert client.get("/healthz").status_code == 200
