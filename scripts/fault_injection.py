"""Kills the portal at every step of what it must not do by halves, and looks at what is left.

`.venv/bin/python -m scripts.fault_injection [--only NAME] [--sample N] [--last N]`: each act runs in a process of its own over a
copy of the same database and storage: a file of SQLite, or where DATABASE_URL names a server of PostgreSQL (as under
`scripts/with_postgres.sh`) databases kpss_faults_… on it: give a throwaway one. A step is a statement of SQL, a commit, a file
opened for writing, renamed or deleted, or a piece of a backup. The act is run once to count its steps, then once
for each of them, and there the process ends at once (`os._exit`). Then another process looks: what was acknowledged must be
there, nothing may be there by half, and the act must be possible again. Prints its counts; ends by 1 when anything was lost or
half. `--sample N` tries N steps of each act, spread evenly, `--last N` the last ones; `--shape FILE` takes migrated tables of
SQLite instead of making them.
"""

import argparse
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

ACKNOWLEDGED, KILLED = "acknowledged", 77


class Steps:
    """Counts steps of this process and ends it at the one that was chosen."""

    def __init__(self, last: int) -> None:
        self.seen, self.last, self.is_on = 0, last, False

    def step(self) -> None:
        if not self.is_on:
            return
        self.seen += 1
        if self.seen == self.last:
            os._exit(KILLED)

    def watch(self) -> None:
        """From now on everything counts."""
        from django.db.backends.base.base import BaseDatabaseWrapper
        from django.db.backends.utils import CursorWrapper

        from kpss_portal.backup import making

        self._around(BaseDatabaseWrapper, "_commit")
        self._around(making.Summing, "write")
        self._around(CursorWrapper, "_execute")
        self._around(CursorWrapper, "_executemany")
        sys.addaudithook(self._audited)
        self.is_on = True

    def _around(self, holder: Any, name: str) -> None:
        inner = getattr(holder, name)

        def outer(*args: Any, **options: Any) -> Any:
            self.step()
            done = inner(*args, **options)
            self.step()
            return done

        setattr(holder, name, outer)

    def _audited(self, event: str, args: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir"}:
            self.step()


@dataclass(frozen=True)
class Act:
    """What is done, what it needs, and what a later process must find; `look` gives words when something is wrong."""

    name: str
    prepare: Callable[[Path], None]
    do: Callable[[Path], None]
    look: Callable[[Path, bool], str]


def in_child(place: Path, work: Callable[[], Any], *, kill_at: int = 0) -> tuple[int, Any]:
    """Runs the work over the place in a forked process: its exit and what it gave."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        os._exit(_child(place, work, kill_at, writing))
    os.close(writing)
    with os.fdopen(reading) as told:
        words = told.read()
    _pid, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), json.loads(words.splitlines()[-1]) if words else None


def _child(place: Path, work: Callable[[], Any], kill_at: int, writing: int) -> int:
    try:
        use(place)
        steps = Steps(kill_at)
        if kill_at >= 0:
            steps.watch()
        given = work()
        steps.is_on = False
        os.write(writing, json.dumps({"steps": steps.seen, "given": given}).encode() + b"\n")
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def use(place: Path) -> None:
    """The settings of this process speak of the place."""
    from django.db import connections
    from django.test import override_settings

    override_settings(DATA_DIR=place, MEDIA_ROOT=str(place / "uploads"), EMAIL_FILE_PATH=place / "mails").enable()
    connection = connections.create_connection("default")
    connection.settings_dict["NAME"] = DATABASES.name_in(place)
    connections["default"] = connection


# Databases of places


class Files:
    """A file of SQLite in each place."""

    def __init__(self, shape: Path | None) -> None:
        self.shape = shape

    def name_in(self, place: Path) -> str:
        return str(place / "portal.sqlite3")

    def make_shape(self, folder: Path) -> None:
        """Tables without rows, from which each act begins."""
        from django.db import connection

        if self.shape is None:
            migrate()
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            self.shape = folder / "portal.sqlite3"

    def make_empty(self, place: Path) -> None:
        for path in place.glob("portal.sqlite3*"):
            path.unlink()
        assert self.shape
        shutil.copy(self.shape, place / "portal.sqlite3")

    def settle(self, place: Path) -> None:
        """What was prepared is in one file."""
        with closing(sqlite3.connect(place / "portal.sqlite3")) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy(self, source: Path, target: Path) -> None:
        """The file is in the folder, which was copied."""


class Servers:
    """A database of one server of PostgreSQL for each place, named by it; copies are made there."""

    SHAPE = "kpss_faults_shape"

    def name_in(self, place: Path) -> str:
        return f"kpss_faults_{place.name}"

    def make_shape(self, folder: Path) -> None:
        from django.db import connection

        self._copy("template0", self.SHAPE)
        connection.close()
        connection.settings_dict["NAME"] = self.SHAPE
        migrate()
        connection.close()

    def make_empty(self, place: Path) -> None:
        self._copy(self.SHAPE, self.name_in(place))

    def settle(self, place: Path) -> None:
        """Nothing lies beside the database."""

    def copy(self, source: Path, target: Path) -> None:
        self._copy(self.name_in(source), self.name_in(target))

    def _copy(self, source: str, target: str) -> None:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {target} TEMPLATE {source}")


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


DATABASES: Files | Servers = Files(None)


# Approval of a plan


def prepare_plan(place: Path) -> None:
    from plans import workflow
    from tests.accounts.factories import UserFactory
    from tests.plans.factories import whole_plan

    workflow.take_step(whole_plan(), "hand_over", by=coordinator(UserFactory))


def coordinator(factory: Any) -> Any:
    from accounts.enums import Role
    from accounts.models import User

    return User.objects.create_user(
        "k@example.cz", "correct horse battery", full_name="Koordinátorka", roles=(Role.COORDINATOR,)
    )


def approve(place: Path) -> None:
    from accounts.models import User
    from plans import workflow
    from plans.models import Plan

    workflow.take_step(Plan.objects.get(), "approve", by=User.objects.get(email="k@example.cz"))


def look_at_plan(place: Path, acknowledged: bool) -> str:
    from plans.models import Edition, Plan

    plan = Plan.objects.get()
    whole = bool(plan.frozen_at) and Edition.objects.filter(plan=plan).count() == 1
    if bool(plan.frozen_at) != Edition.objects.exists():
        return "a plan is approved by half"
    return "an acknowledged approval is lost" if acknowledged and not whole else ""


# Import of services


def prepare_import(place: Path) -> None:
    from services_catalog.code_lists import load_code_lists
    from tests.services_catalog.sheets.conftest import workbook
    from tests.services_catalog.sheets.test_reading import HEAD, ROW

    load_code_lists()
    (place / "sluzby.xlsx").write_bytes(workbook(HEAD, ROW, ("Jiná", "Stacionář", "§ 46", None, None)))


def import_services(place: Path) -> None:
    from io import StringIO

    from django.core.management import call_command

    call_command("import_catalogue", str(place / "sluzby.xlsx"), stdout=StringIO(), stderr=StringIO())


def look_at_import(place: Path, acknowledged: bool) -> str:
    from services_catalog.models import ImportBatch, Service

    found = (Service.objects.count(), ImportBatch.objects.count())
    if found not in {(0, 0), (2, 1)}:
        return f"services are imported by half: {found}"
    return "an acknowledged import is lost" if acknowledged and found == (0, 0) else ""


# Sending of a survey


def prepare_survey(place: Path) -> None:
    from surveys import answering
    from surveys.models import Survey
    from tests.surveys.factories import QuestionFactory, SectionFactory, SurveyFactory, opened

    survey = SurveyFactory(slug="anketa", title="Jak se vám žije?")
    QuestionFactory(section=SectionFactory(survey=survey), text="Využíváte službu?")
    opened(survey)
    key = answering.begin(Survey.objects.get())
    answering.save(Survey.objects.get(), key, 1, {"1": 1})
    (place / "key").write_text(key)


def send_answers(place: Path) -> None:
    from surveys import answering
    from surveys.models import Survey

    answering.send(Survey.objects.get(), (place / "key").read_text())


def look_at_survey(place: Path, acknowledged: bool) -> str:
    from surveys.errors import AlreadySent
    from surveys.models import Response, UnfinishedSheet

    responses, unfinished = Response.objects.count(), UnfinishedSheet.objects.count()
    if (responses, unfinished) not in {(0, 1), (1, 0)}:
        return f"answers are stored by half: {responses} responses, {unfinished} unfinished"
    if acknowledged and not responses:
        return "an acknowledged survey is lost"
    with suppress(AlreadySent):
        send_answers(place)  # pressed once more
    return "" if Response.objects.count() == 1 else f"pressed again, {Response.objects.count()} responses are stored"


# Mail


def prepare_mail(place: Path) -> None:
    from kpss_portal.outbox import queue_mail

    for number in range(3):
        queue_mail(f"a{number}@example.cz", "Zápis", "Text", kind="try")


def send_mails(place: Path) -> None:
    from kpss_portal.outbox import send_due_mails

    send_due_mails()


def look_at_mail(place: Path, acknowledged: bool) -> str:
    from django.utils import timezone

    from kpss_portal.models import OutgoingMail

    OutgoingMail.objects.filter(state="waiting").update(
        next_try_at=timezone.now() - timedelta(seconds=1)
    )  # its lease is over
    send_mails(place)
    left = OutgoingMail.objects.exclude(state="sent").count()
    text = "".join(path.read_text(errors="replace") for path in (place / "mails").glob("*"))
    names = {line for line in text.splitlines() if line.startswith("Message-ID")}
    return "" if left == 0 and len(names) == 3 else f"{left} mails are not sent, {len(names)} different ones have left"


# Backup and restore


def prepare_backup(place: Path) -> None:
    prepare_plan(place)
    (place / "uploads" / "a").mkdir(parents=True)
    for number in range(3):
        (place / "uploads" / "a" / f"{number}.txt").write_bytes(os.urandom(50_000))
    (place / "private").write_text(PRIVATE)
    make_backup(place)
    for path in (place / "backups").glob("kpss-*"):  # of yesterday
        path.rename(path.with_name("kpss-2020-01-01T000000Z" + path.name[path.name.index(".tar") :]))


PRIVATE, PUBLIC = "", ""


def make_backup(place: Path) -> None:
    from kpss_portal.backup import making

    making.make_backup(place / "backups", [PUBLIC])


def look_at_backup(place: Path, acknowledged: bool) -> str:
    from kpss_portal.backup import making, restoring

    found = making.backups_in(place / "backups")
    for path in found:
        restoring.verify(path, PRIVATE)
    if not 1 <= len(found) <= 2 or (acknowledged and len(found) != 2):
        return f"{len(found)} backups are there"
    begun = [path.name for path in making.backups_in(place / "backups")]
    if len(found) == 1:
        make_backup(place)
        if [path.name for path in (place / "backups").glob("*.part")]:
            return f"leavings beside {begun}"
    return ""


def prepare_restore(place: Path) -> None:
    from django.db import connection

    prepare_backup(place)
    (place / "sums").write_text(json.dumps(all_sums()))
    connection.close()
    shutil.rmtree(place / "uploads")
    DATABASES.make_empty(place)


LOG = "kpss_portal_auditentry"


def all_sums() -> dict[str, Any]:
    from django.apps import apps

    from kpss_portal.backup.rows import sum_of, tables_of

    return {table.name: [(found := sum_of(table, "default")).rows, found.hash] for table in tables_of(apps)}


def restore(place: Path) -> None:
    from kpss_portal.backup import making, restoring

    restoring.restore(making.backups_in(place / "backups")[0], PRIVATE)


def look_at_restore(place: Path, acknowledged: bool) -> str:
    from django.core.management import call_command

    from kpss_portal import maintenance
    from kpss_portal.backup.loading import is_empty

    if not maintenance.is_unfinished():
        if acknowledged != (not is_empty()):
            return "a restore is neither begun nor done, or done and not acknowledged"
        if not acknowledged:
            restore(place)
    else:
        restore(place)
    before, now = json.loads((place / "sums").read_text()), all_sums()
    lines, more = before.pop(LOG)[0], now.pop(LOG)[0]
    if more != lines + 1:  # the restore itself
        return f"the log had {lines} lines and has {more}"
    call_command("verify_audit", stdout=StringIO())  # fails where the chain of lines does not hold
    if differs := sorted(name for name in before if before[name] != now.get(name)):
        return f"what was restored differs: {', '.join(differs)}"
    files = sorted(path.name for path in (place / "uploads" / "a").iterdir())
    return "" if files == ["0.txt", "1.txt", "2.txt"] else f"files are missing: {files}"


ACTS = (
    Act("approval", prepare_plan, approve, look_at_plan),
    Act("import", prepare_import, import_services, look_at_import),
    Act("survey", prepare_survey, send_answers, look_at_survey),
    Act("mail", prepare_mail, send_mails, look_at_mail),
    Act("backup", prepare_backup, make_backup, look_at_backup),
    Act("restore", prepare_restore, restore, look_at_restore),
)


def run_act(act: Act, folder: Path, tried: Callable[[int], set[int]]) -> bool:
    ready = folder / act.name
    ready.mkdir()
    DATABASES.make_empty(ready)
    code, _told = in_child(ready, lambda: act.prepare(ready), kill_at=-1)
    assert code == 0, act.name
    DATABASES.settle(ready)
    place = fresh(ready)
    code, told = in_child(place, lambda: act.do(place))
    assert code == 0, act.name
    steps: int = told["steps"]
    faults, killed = [], 0
    for number in [*sorted(tried(steps)), 0]:  # without a kill at last
        fault, was_killed = try_step(act, ready, number)
        killed += was_killed
        faults += [f"step {number}: {fault}"] if fault else []
    print(f"{act.name}: {steps} steps, killed at {killed}, lost or half {len(faults)}", flush=True)
    for fault in faults[:10]:
        print(f"  {fault}")
    return not faults


def chosen(sample: int, last: int) -> Callable[[int], set[int]]:
    """Which steps are tried: all, or some that are spread evenly and some at the end."""

    def tried(steps: int) -> set[int]:
        if not sample and not last:
            return set(range(1, steps + 1))
        spread = {1 + number * steps // sample for number in range(sample)}
        return spread | set(range(max(1, steps - last + 1), steps + 1))

    return tried


def fresh(ready: Path) -> Path:
    place = ready.with_name("try")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(ready, place)
    DATABASES.copy(ready, place)
    return place


def try_step(act: Act, ready: Path, number: int) -> tuple[str, bool]:
    place = fresh(ready)
    code, told = in_child(place, lambda: act.do(place), kill_at=number)
    if code not in {0, KILLED}:
        return f"it failed by itself ({code})", False
    acknowledged = told is not None
    code, told = in_child(place, lambda: act.look(place, acknowledged), kill_at=-1)
    return (told["given"] if code == 0 else f"looking failed ({code})"), not acknowledged


def main() -> int:
    global PRIVATE, PUBLIC, DATABASES
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=[act.name for act in ACTS])
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--last", type=int, default=0)
    parser.add_argument("--shape", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kpss-faults-") as folder:
        os.environ |= {
            "KPSS_DATA_DIR": folder,
            "KPSS_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "kpss_portal.settings",
        }
        import django

        from kpss_portal import garbage

        garbage.look_seldom()
        django.setup()
        from kpss_portal.backup.sealing import new_key

        PRIVATE, PUBLIC = new_key()
        DATABASES = Servers() if os.environ.get("DATABASE_URL") else Files(options.shape)
        DATABASES.make_shape(Path(folder))
        acts = [act for act in ACTS if options.only in {None, act.name}]
        well = [run_act(act, Path(folder), chosen(options.sample, options.last)) for act in acts]
    print(f"{sum(well)} of {len(acts)} acts are safe")
    return int(not all(well))


if __name__ == "__main__":
    sys.exit(main())
