"""More than one machine: two behind nginx, a worker, PostgreSQL, Redis and a store that speaks S3, killed one at a time.

`make many`, or `scripts/with_postgres.sh .venv/bin/python -m scripts.many [--seconds 60] [--break NAME]`. People answer a
survey by codes, comment, sign in, send minutes and read them back, while a web machine, the other one, the worker and the
cache are killed outright and started again. Then everything is counted: what was confirmed must be there once, and nobody
may have seen a failure but those whose request was under way when a machine went out. Also: limits of signing in and
read-only mode hold over machines, tables are made once, a task of a killed worker is finished, timers do their work once.
Ends by 1 when a count is wrong. `--break files` gives each machine a folder of its own, `--break balancer` lets nginx ask
dead machines: both have to fail.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from scripts import bench_surveys, many_people
from scripts.many_people import Ledger, Person, Unexpected, signs_in, words_of_comment
from scripts.many_servers import Town, is_well, manage

SECONDS, DOWN_SECONDS = 60, 3
BALANCER_FORGETS_SECONDS = 6  # fail_timeout of upstream-many.conf and a second: only then is the machine asked again
ENDS = (
    ("web1", signal.SIGKILL),
    ("web2", signal.SIGKILL),
    ("worker", signal.SIGKILL),
    ("redis", signal.SIGKILL),
    ("web1", signal.SIGTERM),
)
ANSWERING, COMMENTING, SENDING = 8, 3, 2  # people at once
PRESSING, PRESS_PAUSE = 4, 0.08  # people who only press the last button of a survey, one after another; seconds between
MOST_COMMENTS = 150  # the portal takes 200 from everybody a day
PASSWORD, WRONG_TRIES, WRONG_ALLOWED = "correct horse battery", 14, 10
IN_FLIGHT_SECONDS = 0.5  # what began so shortly after the kill still met the dying machine


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--break", dest="broken", choices=["files", "balancer"], default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kpss-many-") as folder:
        town = Town(Path(folder), options.broken)
        try:
            return Trial(town, options.seconds).run()
        finally:
            town.stop()


class Trial:
    """The whole course; `faults` are sentences about what is wrong."""

    def __init__(self, town: Town, seconds: int) -> None:
        self.town, self.seconds = town, seconds
        self.ledger, self.faults = Ledger(), list[str]()
        self.kills: list[tuple[float, str]] = []
        self.numbers, self.ended = iter(range(1, 1_000_000)), threading.Event()
        self.lock = threading.Lock()

    def run(self) -> int:
        began = time.monotonic()
        self.town.start_stores()
        self.make_tables_from_both_machines()
        own = self.town.of("web1")
        os.environ.clear()
        os.environ.update(own)
        self.office = prepare_office(self.seconds)
        self.town.start_portal()
        self.kill_worker_in_the_middle_of_a_document()
        say(f"started in {time.monotonic() - began:.0f} s")
        self.try_limits()
        self.try_read_only()
        self.try_turns()
        self.load()
        self.look()
        for fault in self.faults:
            say(f"FAULT: {fault}")
        if self.faults:
            self._show_logs()
        say(f"{'FAILED' if self.faults else 'passed'} in {time.monotonic() - began:.0f} s")
        return 1 if self.faults else 0

    def _show_logs(self) -> None:
        for server in self.town.all:
            lines = server.log.read_text(errors="replace").splitlines()
            for line in lines[-4:] if server.name != "s3" else []:
                say(f"  {server.name}: {line[:300]}")

    def expect(self, words: str, found: Any, wanted: Any) -> None:
        say(f"{words}: {found}")
        if found != wanted:
            self.faults.append(f"{words}: {found}, should be {wanted}")

    # --- before the load ---

    def make_tables_from_both_machines(self) -> None:
        with ThreadPoolExecutor() as both:
            told = list(both.map(lambda name: manage(self.town.of(name), "prepare"), ("web1", "web2")))
        self.expect(
            "machines that are ready when both make the tables at once", sum("ready" in words for words in told), 2
        )

    def kill_worker_in_the_middle_of_a_document(self) -> None:
        from plans.models import Edition

        worker = self.town.worker
        worker.start()
        wait_for(lambda: bool(running_tasks()), 120)
        worker.end()
        cut_off = running_tasks()
        worker.start()
        wait_for(
            lambda: Edition.objects.exclude(pdf=None).filter(pdf__state="ready").exists() and not running_tasks(), 120
        )
        self.expect("documents under way when the worker was killed", cut_off, 1)
        self.expect("official documents made after all", Edition.objects.filter(pdf__state="ready").count(), 1)

    def try_limits(self) -> None:
        """Each try from another address, so that only the count of the account can stop it."""
        people = [Person(self.port, 400 + number, Ledger()) for number in range(WRONG_TRIES)]
        answers = [signs_in(person, self.office["guessed"], "wrong password") for person in people]
        tried = sum("Pokusů už bylo moc" not in answer.words for answer in answers)
        self.expect(f"wrong passwords tried of {WRONG_TRIES} (limit {WRONG_ALLOWED})", tried, WRONG_ALLOWED)

    def try_read_only(self) -> None:
        manage(self.town.of("web1"), "read_only", "on")
        self.expect("forms taken of 12 while read-only", 12 - Counter(self._statuses(12))[503], 0)
        manage(self.town.of("web2"), "read_only", "off")
        time.sleep(2.1)
        self.expect("forms refused of 12 afterwards", Counter(self._statuses(12))[503], 0)

    def _statuses(self, count: int) -> list[int]:
        statuses = []
        for number in range(count):
            person = Person(self.port, 450 + number, Ledger())
            statuses.append(person.once("POST", "/ucet/prihlaseni/", b"", {}).status)
        return statuses

    def try_turns(self) -> None:
        with ThreadPoolExecutor() as both:
            told = list(both.map(lambda name: manage(self.town.of(name), "watch", "--once-a-night"), ("web1", "web2")))
        left = sum(words in {"Another process is doing it.", "It was done this night."} for words in told)
        self.expect("machines that did the work of the night", 2 - left, 1)

    # --- the load ---

    @property
    def port(self) -> int:
        return self.town.ports["nginx"]

    def load(self) -> None:
        acts: list[Callable[[int], None]] = [self._answer] * ANSWERING + [self._comment] * COMMENTING
        acts += [self._press] * PRESSING
        threads = [threading.Thread(target=self._go_on, args=(act, place)) for place, act in enumerate(acts)]
        threads += [threading.Thread(target=self._send_minutes, args=(place,)) for place in range(SENDING)]
        for thread in threads:
            thread.start()
        pause = self.seconds / (len(ENDS) + 1)
        for name, how in ENDS:
            time.sleep(pause)
            self._kill(name, how)
        time.sleep(pause)
        self.ended.set()
        for thread in threads:
            thread.join()

    def _kill(self, name: str, how: int) -> None:
        server = next(server for server in self.town.all if server.name == name)
        moment = time.monotonic()
        server.end(how)
        self.kills.append((moment, name))
        time.sleep(DOWN_SECONDS)
        server.start()
        if server in self.town.webs:
            server.wait(lambda: is_well(server.port))
            time.sleep(BALANCER_FORGETS_SECONDS)
        took = time.monotonic() - moment
        say(f"{name} {'killed' if how == signal.SIGKILL else 'stopped'}, in use again after {took:.0f} s")

    def _go_on(self, act: Callable[[int], None], place: int) -> None:
        while not self.ended.is_set():
            with self.lock:
                number = next(self.numbers)
            self._guarded(partial(act, number))

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Unexpected as odd:
            with self.ledger.lock:
                self.ledger.odd.append(str(odd))

    def _answer(self, number: int) -> None:
        with self.lock:
            code = self.office["codes"].pop() if self.office["codes"] else ""
        if code:
            many_people.answers_survey(Person(self.port, number % 300, self.ledger), number, code)
        else:
            time.sleep(0.5)

    def _press(self, _number: int) -> None:
        """Answers that were filled in before: always some of them are being stored when a machine goes out."""
        with self.lock:
            number, key = self.office["filled"].pop() if self.office["filled"] else (0, "")
        if key:
            many_people.presses(Person(self.port, 500 + number % 1500, self.ledger), number, key)
        time.sleep(PRESS_PAUSE)

    def _comment(self, number: int) -> None:
        if len(self.ledger.confirmed["comments"]) < MOST_COMMENTS:
            many_people.comments(Person(self.port, number % 300, self.ledger), number)
        else:
            time.sleep(0.5)

    def _send_minutes(self, place: int) -> None:
        person, stranger = Person(self.port, 310 + place, self.ledger), Person(self.port, 320 + place, self.ledger)
        signed = signs_in(person, self.office["members"][place], PASSWORD)
        if not signed.location:
            self.faults.append(f"a member did not get in: {signed.status}")
            return
        while not self.ended.is_set():
            with self.lock:
                number, key, data = self.office["meetings"].pop() if self.office["meetings"] else (0, "", b"")
            if number:
                self._guarded(partial(many_people.sends_minutes, person, stranger, number, key, data))
            time.sleep(random.uniform(0.2, 0.6))
        if person.get("/moje/").status != 200:
            self.faults.append("a member was signed out by the end of a machine")

    # --- counts ---

    def look(self) -> None:
        from plans.models import Comment
        from surveys.models import CodeBook, Response

        confirmed = self.ledger.confirmed
        answers = Response.objects.filter(survey__slug="anketa").values_list("answers", flat=True)
        self._compare("answers of the survey", [row["1"] for row in answers])
        filled = Response.objects.filter(survey__slug="zatez").values_list("answers", flat=True)
        self._compare("answers filled in before", [row["4"] for row in filled])
        spent = sum(book.spent_count for book in CodeBook.objects.all())
        by_code = Response.objects.filter(channel="code").count()
        self.expect("codes spent without an answer, or answers without a code", spent - by_code, 0)
        texts = Counter(Comment.objects.values_list("text", flat=True))
        numbers = {words_of_comment(number): number for number in range(1, next(self.numbers))}
        self._compare("comments", [numbers[text] for text in texts.elements()])
        self._compare("files", list(stored_files(self.office["sent"])))
        say(f"downloads compared: {len(confirmed['downloads'])}")
        self._look_at_errors()
        self._look_at_queue()

    def _compare(self, kind: str, stored: list[int]) -> None:
        confirmed, counts = self.ledger.confirmed[kind], Counter(stored)
        lost, doubled = len(confirmed - counts.keys()), sum(count > 1 for count in counts.values())
        say(f"{kind}: confirmed {len(confirmed)}, stored {len(stored)}, lost {lost}, doubled {doubled}")
        if lost or doubled or not confirmed:
            self.faults.append(f"{kind}: lost {lost}, doubled {doubled}, confirmed {len(confirmed)}")

    def _look_at_errors(self) -> None:
        beyond = [words for began, ended, words in self.ledger.failed if not self._was_in_flight(began, ended)]
        say(f"requests {self.ledger.requests}, the slowest {self.ledger.slowest:.1f} s")
        say(
            f"failed requests: {len(self.ledger.failed)}, of them under way at a kill: {len(self.ledger.failed) - len(beyond)}"
        )
        self.expect("errors beyond requests in flight", len(beyond), 0)
        self.expect("pages that a person would not understand", len(self.ledger.odd), 0)
        for words in [*beyond, *self.ledger.odd][:5]:
            say(f"  {words[:300]}")

    def _was_in_flight(self, began: float, ended: float) -> bool:
        return any(began <= moment + IN_FLIGHT_SECONDS and ended >= moment for moment, _name in self.kills)

    def _look_at_queue(self) -> None:
        from django.utils import timezone

        from kpss_portal.models import MailState, OutgoingMail

        leased = OutgoingMail.objects.filter(state=MailState.WAITING, next_try_at__gt=timezone.now())
        held = leased.count()
        leased.update(next_try_at=timezone.now())  # the ten minutes in which a killed process holds its mail are over
        manage(self.town.of("web1"), "send_mails")
        wait_for(lambda: not running_tasks() and not ready_tasks(), 60)
        self.expect("background tasks left", running_tasks() + ready_tasks(), 0)
        waiting = OutgoingMail.objects.exclude(state=MailState.SENT).count()
        self.expect("letters not sent", waiting, 0)
        letters = Counter(message_ids(self.town.work))
        say(
            f"letters: {len(letters)}, held by a killed process {held}, sent twice {sum(n > 1 for n in letters.values())}"
        )


def running_tasks() -> int:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.running().count()


def ready_tasks() -> int:
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.ready().count()


def message_ids(work: Path) -> list[str]:
    """Of letters that left, which go to files here."""
    lines = (line for path in work.glob("*/mails/*") for line in path.read_text(errors="replace").splitlines())
    return [line for line in lines if line.startswith("Message-ID:")]


def stored_files(sent: dict[bytes, int]) -> list[int]:
    """Numbers of the files that rows name and the store holds, by their bytes."""
    from working_groups.models import MinutesFile

    numbers = []
    for row in MinutesFile.objects.all():
        try:
            with row.file.open("rb") as file:
                numbers.append(sent.get(file.read(), 0))
        except FileNotFoundError:
            continue
    return numbers


def wait_for(question: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not question():
        time.sleep(0.1)


def prepare_office(seconds: int) -> dict[str, Any]:
    """A survey by codes, a plan open to comments, an approved one, meetings without minutes; gives what people know."""
    import django

    django.setup()
    from accounts.enums import Role
    from surveys.slips import make_codes
    from tests.accounts.factories import UserFactory
    from tests.surveys.factories import opened

    boss = UserFactory(roles=(Role.COORDINATOR,))
    survey = open_survey()
    prepare_plans(boss)
    members, meetings = prepare_meetings(max(10, seconds))
    office = {"codes": make_codes(opened(survey), ANSWERING * (seconds // 3 + 5), by=boss), "members": members}
    office |= {"meetings": meetings, "sent": {data: number for number, _key, data in meetings}}
    _survey, keys = bench_surveys.prepare(PRESSING * 10 * (seconds + 60))
    office["filled"] = [(number, pair[0]) for number, pair in enumerate(keys) if number]
    return office | {"guessed": UserFactory(email="hadany@vzorov.example").email}


def open_survey() -> Any:
    from surveys.enums import QuestionKind
    from tests.surveys.factories import QuestionFactory, SectionFactory, SurveyFactory

    survey = SurveyFactory(slug="anketa", title="Jak se vám žije?", has_codes=True, has_open_web=False)
    QuestionFactory(section=SectionFactory(survey=survey), kind=QuestionKind.NUMBER, text="Číslo?")
    return survey


def prepare_plans(boss: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from plans import amending, workflow
    from plans.models import Consultation
    from tests.community.factories import OfficeFactory
    from tests.plans.factories import approved_plan, whole_plan

    OfficeFactory()
    approved_plan(boss, slug="schvaleny")
    plan = workflow.take_step(whole_plan(slug="plan"), "open_consultation", by=boss)
    now = timezone.now()
    Consultation.objects.create(
        plan=plan,
        snapshot=amending.take_snapshot(plan, "k připomínkám", by=boss),
        title="Co změnit?",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=3),
    )


def prepare_meetings(count: int) -> tuple[list[str], list[tuple[int, str, bytes]]]:
    from tests.working_groups.factories import GroupFactory, MeetingFactory, MembershipFactory
    from tests.working_groups.minutes.factories import docx

    group = GroupFactory(slug="seniori")
    members = [MembershipFactory(group=group).user.email for _place in range(SENDING)]
    meetings = [MeetingFactory(held=True, groups=[group]) for _number in range(count)]
    return members, [
        (number, str(meeting.uuid), docx(f"Zápis číslo {number}", "Usnesli se. " * 200))
        for number, meeting in enumerate(meetings, start=1)
    ]


def say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
