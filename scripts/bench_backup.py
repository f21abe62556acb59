"""Backup and restore of 1 GB of files and a million rows while somebody writes; ends by 1 when a limit is passed.

`.venv/bin/python -m scripts.bench_backup [--rows 1000000] [--megabytes 1024]`, for PostgreSQL after `scripts/with_postgres.sh`;
the restore there goes into SQLite, so that the way between engines is measured as well, and on SQLite into SQLite.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

LIMIT_BACKUP, LIMIT_RESTORE, LIMIT_WRITER = 60, 120, 1.0  # seconds
FILE_BYTES = 2_500_000
BATCH = 20_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--megabytes", type=int, default=1024)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kpss-bench-") as folder:
        place = Path(folder)
        os.environ.update({"KPSS_DATA_DIR": str(place / "data"), "KPSS_LOG_LEVEL": "ERROR"})
        fill(options.rows, options.megabytes)
        return measure(place)


def fill(rows: int, megabytes: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpss_portal.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from django.conf import settings

    folder = Path(settings.MEDIA_ROOT) / "bench"
    folder.mkdir(parents=True)
    for number in range(megabytes * 1_000_000 // FILE_BYTES):
        (folder / f"{number}.pdf").write_bytes(os.urandom(FILE_BYTES))
    make_rows(rows)


def make_rows(rows: int) -> None:
    """Two fifths are lines of the log, two fifths words of search, a fifth mails."""
    from kpss_portal.models import AuditEntry, OutgoingMail, SearchEntry, SearchTerm

    for batch in range(rows * 2 // 5 // BATCH):
        AuditEntry._base_manager.bulk_create(
            AuditEntry(
                action="changed",
                object_type="plans.planitem",
                object_id=str(number),
                object_label=f"Opatření {number}: pomoc rodinám",
                changes={"name": ["Pečovatelská služba", f"Pečovatelská služba {number}"]},
                number=1_000 + batch * BATCH + number,
                previous_hash=f"{batch * BATCH + number:064x}",
                entry_hash=f"{batch * BATCH + number + 1:064x}",
            )
            for number in range(BATCH)
        )
    for batch in range(rows * 2 // 5 // BATCH):
        entry = SearchEntry.objects.create(kind="bench", object_id=batch, title=f"Služba {batch}", url="/")
        SearchTerm.objects.bulk_create(
            SearchTerm(entry=entry, kind="bench", object_id=batch, term=f"slovo{n}") for n in range(BATCH)
        )
    for _batch in range(rows // 5 // BATCH):
        OutgoingMail.objects.bulk_create(
            OutgoingMail(
                to="a@example.cz", subject="Zápis čeká na schválení", text="Dobrý den,\n" + "text " * 60, kind="bench"
            )
            for _n in range(BATCH)
        )


class Writer(threading.Thread):
    """Somebody who saves a row ten times a second, by a process of its own connection; remembers the longest wait."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.waits: list[float] = []
        self.stopped = threading.Event()

    def run(self) -> None:
        from django.db import connection

        from kpss_portal.models import SearchEntry

        while not self.stopped.wait(0.1):
            began = time.perf_counter()
            SearchEntry.objects.create(kind="writer", object_id=len(self.waits), title="x", url="/")
            self.waits.append(time.perf_counter() - began)
        connection.close()


def measure(place: Path) -> int:
    from kpss_portal.backup.sealing import new_key

    private, public = new_key()
    (place / "key").write_text(private)
    writer = Writer()
    writer.start()
    backup = timed([*MANAGE, "backup", str(place / "backups"), "--key", public, "--no-copies"], os.environ)
    writer.stopped.set()
    writer.join()
    print(f"backup {backup:.1f} s (limit {LIMIT_BACKUP})")
    print(f"longest wait of {len(writer.waits)} writes {max(writer.waits):.3f} s (limit {LIMIT_WRITER})", flush=True)
    file = next((place / "backups").glob("*.age"))
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["KPSS_DATA_DIR"] = str(place / "empty")
    subprocess.run([*MANAGE, "migrate", "--verbosity=0"], env=environment, check=True)
    restore = timed([*MANAGE, "restore", str(file), "--identity", str(place / "key"), "--overwrite"], environment)
    print(f"restore and comparison {restore:.1f} s (limit {LIMIT_RESTORE})")
    return int(backup > LIMIT_BACKUP or restore > LIMIT_RESTORE or max(writer.waits) > LIMIT_WRITER)


MANAGE = [sys.executable, "manage.py"]


def timed(command: list[str], environment: os._Environ[str] | dict[str, str]) -> float:
    """Seconds that the command took; says how many of them the processor worked, which a busy machine does not change."""
    began, before = time.perf_counter(), os.times()
    subprocess.run(command, env=dict(environment), check=True)
    took, after = time.perf_counter() - began, os.times()
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"{command[2]}: {worked:.1f} s of the processor", flush=True)
    return took


if __name__ == "__main__":
    sys.exit(main())
