"""What goes into a backup comes out of it, on the same engine and on the other one."""

import json
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from unittest.mock import Mock

import pyrage
import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections
from django.utils import timezone

from kpss_portal.backup import after, archive, engines, making, restoring
from kpss_portal.backup.archive import names_in
from kpss_portal.backup.errors import BackupFault, Damaged, NotEmpty
from kpss_portal.backup.making import make_backup
from kpss_portal.backup.restoring import restore, verify
from kpss_portal.backup.rows import sum_of, tables_of
from kpss_portal.backup.sealing import new_key
from kpss_portal.models import OutgoingMail, StoredDocument
from tests.kpss_portal.backup.conftest import sums

pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")  # a second connection has to see it


def files() -> dict[str, bytes]:
    found = {}
    for name in names_in(default_storage):
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found


@pytest.fixture
def made(office, keys, tmp_path):
    return make_backup(tmp_path / "backups", [keys[1]], using=office).path


def test_everything_comes_back_on_sqlite_from_either_engine(office, made, keys, place, elsewhere, tmp_path):
    before, kept, triggers = sums(office), files(), engines.triggers_of(office)
    elsewhere()

    done = restore(made, keys[0], using=place)

    assert sums(place) == before
    assert files() == kept
    assert (tmp_path / "place" / "secret-key").read_text() == "s" * 60
    assert {name for name, _table in engines.triggers_of(place)} >= {name for name, _table in triggers}
    assert (done.rows, done.files, done.missing) == (sum(table.rows for table in before.values()), 3, [])
    assert not restoring.mark().exists()


def test_frozen_plan_stays_frozen_and_keys_are_not_given_twice(office, made, keys, place, elsewhere):
    last = max(OutgoingMail.objects.using(office).values_list("pk", flat=True))
    elsewhere()
    restore(made, keys[0], using=place)

    with pytest.raises(IntegrityError), connections[place].cursor() as cursor:
        cursor.execute("UPDATE plans_plan SET title = 'jinak'")
    assert OutgoingMail.objects.using(place).create(to="c@example.cz", subject="x", text="x", kind="try").pk == last + 2


def test_restore_over_a_living_office_gives_its_old_state_and_puts_files_aside(office, made, keys):
    before, kept = sums(office), files()
    OutgoingMail.objects.using(office).update(subject="po záloze")
    default_storage.save("uploads/nový.txt", ContentFile(b"x"))

    with pytest.raises(NotEmpty):
        restore(made, keys[0], using=office)
    done = restore(made, keys[0], using=office, overwrite=True)

    after = sums(office)
    log = {found.pop("kpss_portal_auditentry").rows for found in (before, after)}  # a restore leaves a line of its own
    assert (after, max(log) - min(log)) == (before, int(office == "default"))
    assert files() == kept
    assert (done.old_files / "uploads" / "nový.txt").read_bytes() == b"x"


def test_backup_sees_one_moment_and_writers_go_on(office, keys, tmp_path, monkeypatch):
    """In the middle of a backup somebody writes; the backup holds what was before, the writer does not wait."""
    before = OutgoingMail.objects.using(office).count()
    names = making.parts_of.__globals__["names_in"]

    def interrupted(storage, folder=""):
        OutgoingMail.objects.using(office).create(to="d@example.cz", subject="během", text="x", kind="try")
        yield from names(storage, folder)

    monkeypatch.setitem(making.parts_of.__globals__, "names_in", interrupted)
    made = make_backup(tmp_path / "backups", [keys[1]], using=office)

    manifest = verify(made.path, keys[0])
    assert manifest["tables"]["kpss_portal_outgoingmail"]["rows"] == before
    assert OutgoingMail.objects.using(office).count() > before


def test_backup_can_be_read_by_common_tools_and_says_nothing_openly(made, keys):
    archive = tarfile.open(  # noqa: SIM115  # in memory
        fileobj=BytesIO(pyrage.decrypt(made.read_bytes(), [pyrage.x25519.Identity.from_str(keys[0])]))
    )

    assert {"begin.json", "manifest.json", "files/uploads/příloha s mezerou.txt"} <= set(archive.getnames())
    assert b"begin.json" not in made.read_bytes()
    assert made.stat().st_mode & 0o077 == 0
    assert "example.cz" not in making.beside(made).read_text()
    assert making.is_whole(made)


@pytest.mark.parametrize("place_of_damage", [0.3, 0.7, 0.999])
def test_changed_backup_is_refused_and_nothing_is_written(made, keys, place, elsewhere, tmp_path, place_of_damage):
    data = bytearray(made.read_bytes())
    data[int(len(data) * place_of_damage)] ^= 1
    made.write_bytes(data)
    before = sums(place)
    elsewhere()

    assert not making.is_whole(made)
    with pytest.raises(Damaged):
        verify(made, keys[0])
    with pytest.raises(Damaged):
        restore(made, keys[0], using=place)
    assert sums(place) == before
    assert files() == {}
    assert not restoring.mark().exists()
    assert not (tmp_path / "place" / "uploads.restoring").exists()


def test_backup_that_ends_too_early_is_refused(made, keys, place, elsewhere):
    made.write_bytes(made.read_bytes()[:-70_000] if made.stat().st_size > 140_000 else made.read_bytes()[:-100])
    elsewhere()

    with pytest.raises(Damaged):
        restore(made, keys[0], using=place)


def test_foreign_key_opens_nothing(made):
    with pytest.raises(Damaged, match="does not open by this key"):
        verify(made, new_key()[0])
    with pytest.raises(Damaged, match="no private key"):
        verify(made, "AGE-SECRET-KEY-1NONSENSE")


@pytest.mark.parametrize(
    ("given", "words"),
    [([], "no public key"), (["age1nonsense"], "no public key of age"), ([new_key()[0]], "private key")],
)
def test_backup_without_a_good_public_key_is_not_made(office, tmp_path, given, words):
    with pytest.raises(BackupFault, match=words):
        make_backup(tmp_path / "backups", given, using=office)


def test_two_backups_do_not_run_at_once(office, keys, tmp_path):
    with making.held(tmp_path / "backups"), pytest.raises(BackupFault, match="another backup"):
        make_backup(tmp_path / "backups", [keys[1]], using=office)


def test_leavings_of_a_stopped_backup_go(office, keys, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "kpss-2020-01-01T000000Z.tar.age.part").write_text("half")
    (folder / "kpss-2020-01-01T000000Z.tar.age.json").write_text("{}")

    made = make_backup(folder, [keys[1]], using=office)

    assert sorted(path.name for path in folder.iterdir()) == [".lock", made.path.name, making.beside(made.path).name]


def test_missing_file_is_told(office, keys, tmp_path):
    StoredDocument.objects.using(office).create(
        kind="leaflet", title="x", content_sha256="0" * 64, file="documents/gone.pdf"
    )

    made = make_backup(tmp_path / "backups", [keys[1]], using=office)

    assert made.facts["missing_files"] == 1
    assert verify(made.path, keys[0])["missing"] == ["documents/gone.pdf"]


def test_sessions_do_not_come_back(office, keys, place, elsewhere, tmp_path):
    Session.objects.using(office).create(session_key="k" * 32, session_data="x", expire_date=timezone.now())
    made = make_backup(tmp_path / "backups", [keys[1]], using=office)
    elsewhere()

    restore(made.path, keys[0], using=place)

    assert Session.objects.using(place).count() == 0


def test_work_after_a_restore_is_done(made, keys, place, elsewhere, monkeypatch):
    done = []
    monkeypatch.setattr(after, "_works", [lambda manifest: done.append(manifest["made_at"])])
    elsewhere()

    restored = restore(made, keys[0], using=place)

    assert done == [restored.made_at]


def test_newer_backup_is_refused(made, keys, place, elsewhere, monkeypatch):
    elsewhere()
    reading = restoring._beginning

    def newer(parts):
        begin = reading(parts)
        return begin | {"migrations": [*begin["migrations"], ["plans", "9999_later"]]}

    monkeypatch.setattr(restoring, "_beginning", newer)
    with pytest.raises(BackupFault, match="newer version"):
        restore(made, keys[0], using=place)


def test_store_that_lost_a_file_and_got_none_is_told_to_have_changed(monkeypatch):
    storage = InMemoryStorage()
    storage.save("a.txt", ContentFile(b"old"))
    place = restoring.Place(storage)
    assert place.let_go()

    monkeypatch.setattr(storage, "save", Mock(side_effect=OSError("the store went away")))
    with pytest.raises(OSError, match="went away"):
        place.take(archive.Part("files/a.txt", 3, [b"new"]))

    assert (place.let_go(), storage.exists("a.txt")) == (False, False)


def test_file_outside_of_the_storage_is_refused():
    for name in ("../x", "/etc/passwd", "a/../../x", ""):
        with pytest.raises(Damaged):
            restoring._safe(name)


def test_key_command_writes_a_private_file_once(tmp_path, capsys):
    call_command("backup_key", str(tmp_path / "key"))

    public = capsys.readouterr().out.strip()
    assert public in (tmp_path / "key").read_text()
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError):
        call_command("backup_key", str(tmp_path / "key"))


def test_opening_needs_no_portal(made, keys, tmp_path):
    """The process that opens a backup starts at once: it loads nothing of Django."""
    script = "import sys, kpss_portal.backup.opening; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[3]).returncode == 0


def test_list_beside_a_backup_tells_counts(made):
    facts = json.loads(making.beside(made).read_text())

    assert facts["files"] == 3
    assert facts["rows"] > 100


def test_sums_do_not_depend_on_order_but_on_every_value(office):
    tables = {table.name: table for table in tables_of(apps)}
    table = tables["kpss_portal_outgoingmail"]
    before = sum_of(table, office)

    with connections[office].cursor() as cursor:
        cursor.execute("UPDATE kpss_portal_outgoingmail SET tries = tries + 1")

    assert sum_of(table, office) != before
