"""What people had erased stays erased when an older backup is restored."""

import pytest
from django.db import connection

from community.models import Contact
from kpss_portal.backup.making import make_backup
from kpss_portal.backup.restoring import restore
from kpss_portal.models import AuditEntry, Erasure
from kpss_portal.privacy import erasing
from kpss_portal.privacy.person import Who

pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")  # as other tests of a restore
MAIL = "jana.vzorova@example.cz"


def test_deletion_is_carried_out_anew_by_the_journal_beside_the_backup(at_home, keys, settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path / "backups")
    Contact.objects.create(name="Jana Vzorová", email=MAIL)
    stays = Contact.objects.create(name="Petr Vzorový", email="petr@example.cz")
    made = make_backup(tmp_path / "backups", [keys[1]]).path
    erasing.erase(Who.of(MAIL, ""), [], by=None)
    settings.DATA_DIR = tmp_path / "another-machine"  # where only the folder of backups was brought
    settings.DATA_DIR.mkdir()

    restore(made, keys[0], overwrite=True)

    assert list(Contact.objects.values_list("pk", flat=True)) == [stays.pk]
    assert Erasure.objects.get().repeated_at is not None
    assert AuditEntry.objects.filter(action="erase person again").count() == 1
    assert (settings.DATA_DIR / "erasures.jsonl").exists()
