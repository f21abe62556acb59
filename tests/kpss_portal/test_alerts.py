"""What the operator has to know is told in words, in numbers and by a mail."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override

from kpss_portal import alerts
from kpss_portal.backup import state
from kpss_portal.models import MailState, OutgoingMail, RetentionRun
from kpss_portal.operation_duties import operator_to_tell

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    return [one.words for one in alerts.alerts([kind])]


@pytest.fixture
def with_backups(settings):
    settings.BACKUP_KEYS = ["age1x"]


def noted(name: str, monkeypatch, **ago) -> None:
    now = timezone.now()
    monkeypatch.setattr(state.timezone, "now", lambda: now - timedelta(**ago))
    state.note(name, {})
    monkeypatch.undo()


def test_old_backup_is_told(with_backups, monkeypatch, settings):
    assert told("backup") == ["Žádná záloha ještě nebyla vytvořena."]
    state.note("backup", {})
    assert told("backup") == []
    noted("backup", monkeypatch, hours=60)
    settings.BACKUP_KEYS = ["age1x"]
    assert told("backup")[0].startswith("Poslední záloha je ze dne")


def test_server_without_backups_is_told_only_in_public(settings):
    assert told("backup") == told("rehearsal") == []
    settings.PRODUCTION = True
    assert told("backup") == ["Zálohy nejsou nastavené. Bez nich může úřad o svou práci přijít."]


def test_rehearsal_that_failed_or_is_old_is_told(with_backups):
    assert told("rehearsal") == ["Zatím se nezkusilo, zda jde zálohu obnovit."]
    state.note("rehearsal", {})
    assert told("rehearsal") == []
    state.note("rehearsal-fault", {"words": "x"})
    assert told("rehearsal")[0].startswith("Poslední zkouška obnovy se nepovedla")


def test_full_disk_is_told(monkeypatch):
    usage = SimpleNamespace(total=10**12, free=5 * 1024**2)
    monkeypatch.setattr(alerts.shutil, "disk_usage", lambda _path: usage)

    assert told("disk") == ["Disk je skoro plný: zbývá 5 MB."]


def test_certificate_that_ends_is_told():
    assert told("certificate") == []
    state.note("certificate", {"ends": (timezone.now() + timedelta(days=3)).isoformat()})
    assert told("certificate")[0].startswith("Certifikát portálu končí")
    state.note("certificate", {"ends": ""})
    assert told("certificate") == ["Certifikát portálu se nepodařilo ověřit."]


def test_coordinator_is_asked_to_call_the_operator(coordinator, reader):
    state.note("copies", {"failed": 1, "of": 1})

    with override("cs"):
        assert [duty.text for duty in operator_to_tell(coordinator)] == [
            "Poslední záloha se nezkopírovala na jiné místo. Řekněte to prosím správci serveru."
        ]
    assert list(operator_to_tell(reader)) == []


def test_operator_gets_one_mail_about_everything(settings, capsys):
    settings.OPERATOR_EMAIL, settings.BASE_URL = "spravce@example.cz", "http://portal.example.cz"
    OutgoingMail.objects.create(to="a@example.cz", subject="x", text="x", kind="try", state=MailState.FAILED)
    state.note("copies", {"failed": 1, "of": 1})

    call_command("watch")

    (sent,) = mail.outbox
    assert sent.to == ["spravce@example.cz"]
    assert "– Poslední záloha se nezkopírovala na jiné místo.\n" in sent.body
    assert "a@example.cz" not in sent.body


def test_metrics_are_numbers_for_this_machine(client):
    page = client.get("/metrics")

    assert page["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = page.content.decode().splitlines()
    assert 'kpss_alert{kind="disk"} 0' in lines
    assert 'kpss_mails{state="waiting"} 0' in lines
    assert "kpss_tasks_waiting 0" in lines


def test_metrics_are_not_for_strangers(client, settings):
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 404
    assert client.get("/metrics", HTTP_X_FORWARDED_FOR="192.0.2.1").status_code == 404
    settings.METRICS_TOKEN = "word"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer word").status_code == 200


@pytest.mark.parametrize(
    ("days", "has_failed", "words"), [(0, False, []), (3, False, ["čekají od"]), (0, True, ["selhalo"])]
)
def test_terms_that_are_not_kept_are_told(days, has_failed, words):
    moment = timezone.now() - timedelta(days=days)
    RetentionRun.objects.create(began_at=moment, ended_at=moment, has_failed=has_failed)

    with override("cs"):
        found = told("retention")

    assert len(found) == len(words)
    assert all(word in said for word, said in zip(words, found, strict=True))
