"""`manage.py smoke` asks the portal of its settings and says in words what is wrong."""

import io

import pytest
from django.core.management import CommandError, call_command

from kpss_portal import settings as deployed
from tests.community.factories import OfficeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(db):
    OfficeFactory()


def test_a_portal_that_answers_says_how_many_pages():
    told = io.StringIO()

    call_command("smoke", stdout=told)

    assert "10 pages answer." in told.getvalue()


def test_a_machine_with_a_backup_alone_is_told_what_to_run(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": deployed.STORAGES["staticfiles"]}

    with pytest.raises(CommandError, match=r"manage\.py prepare"):
        call_command("smoke")


def test_a_page_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr("kpss_portal.management.commands.smoke.PAGES", ("/", "/kontakty/", "/neni-tu/"))

    with pytest.raises(CommandError, match=r"do not answer: /neni-tu/: 404$"):
        call_command("smoke")
