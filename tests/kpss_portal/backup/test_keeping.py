"""Which backups stay, where copies go, and what the commands say."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kpss_portal.backup import keeping, state
from kpss_portal.backup.errors import BackupFault
from kpss_portal.backup.making import beside

DAYS = [f"kpss-2026-{month:02d}-{day:02d}T021500Z.tar.age" for month in (9, 10, 11) for day in range(1, 31)]


def test_newest_of_each_day_week_and_month_stays():
    kept = sorted(keeping.kept_of(DAYS, (3, 2, 3)))

    assert [name[5:15] for name in kept] == ["2026-09-30", "2026-10-30", "2026-11-28", "2026-11-29", "2026-11-30"]


def test_the_only_backup_stays_however_old():
    assert keeping.kept_of(DAYS[:1], (1, 0, 0)) == {DAYS[0]}


def test_rotation_deletes_lists_too(tmp_path):
    for name in DAYS[-3:]:
        (tmp_path / name).write_text("x")
        beside(tmp_path / name).write_text("{}")

    assert keeping.rotate(tmp_path, (1, 0, 0)) == DAYS[-3:-1]
    assert sorted(path.name for path in tmp_path.iterdir()) == [DAYS[-1], DAYS[-1] + ".json"]


def test_copy_appears_whole_and_a_missing_disk_is_a_fault(tmp_path):
    (tmp_path / "a").mkdir()
    path = tmp_path / "a" / DAYS[0]
    path.write_text("closed")
    beside(path).write_text("{}")
    (tmp_path / "b").mkdir()

    keeping.FolderCopies(str(tmp_path / "b")).put(path)

    assert (tmp_path / "b" / DAYS[0]).read_text() == "closed"
    with pytest.raises(BackupFault, match="mounted"):
        keeping.FolderCopies(str(tmp_path / "c")).put(path)


class Bucket:
    """As S3 answers."""

    def __init__(self):
        self.kept = {}

    def client(self, _name):
        return self

    def upload_file(self, path, bucket, key):
        with open(path, "rb") as file:  # noqa: PTH123  # as boto3 gets it
            self.kept[key] = file.read()

    def head_object(self, Bucket, Key):  # noqa: N803  # names of boto3
        return {"ContentLength": len(self.kept[Key])}

    def delete_object(self, Bucket, Key):  # noqa: N803  # names of boto3
        self.kept.pop(Key, None)

    def get_paginator(self, _name):
        return self

    def paginate(self, Bucket, Prefix):  # noqa: N803  # names of boto3
        return [{"Contents": [{"Key": key} for key in self.kept if key.startswith(Prefix)]}, {}]


def test_copies_in_s3_are_put_and_rotated(tmp_path, monkeypatch):
    bucket = Bucket()
    monkeypatch.setattr(keeping, "import_module", lambda _name: bucket)
    copies = keeping.copies_at("s3://zalohy/mesto/")
    for name in DAYS[-2:]:
        (tmp_path / name).write_text("closed")
        beside(tmp_path / name).write_text("{}")
        copies.put(tmp_path / name)

    assert copies.rotate((1, 0, 0)) == [DAYS[-2]]
    assert sorted(bucket.kept) == [f"mesto/{DAYS[-1]}", f"mesto/{DAYS[-1]}.json"]


@pytest.mark.django_db(transaction=connection.vendor == "postgresql")
def test_command_notes_the_backup_and_tells_a_copy_that_failed(office, keys, tmp_path, settings, monkeypatch, capsys):
    from kpss_portal.management.commands import backup

    monkeypatch.setattr(backup, "make_backup", lambda folder, given: backup_of(office, folder, given))
    settings.BACKUP_COPIES = [str(tmp_path / "not-mounted")]

    with pytest.raises(CommandError, match="mounted"):
        call_command("backup", str(tmp_path / "backups"), "--key", keys[1])

    assert "rows" in capsys.readouterr().out
    assert state.noted("copies")["failed"] == 1
    assert state.noted("backup")["rows"] > 0


def backup_of(office, folder, given):
    from kpss_portal.backup.making import make_backup

    return make_backup(folder, given, using=office)
