"""Load of a survey: sendings a second on PostgreSQL with two processes of the server, one of them killed in the middle.

`scripts/with_postgres.sh .venv/bin/python -m scripts.bench_surveys [--seconds 60] [--rate 200]`: fills unfinished answers first,
then sends them at the rate over real HTTP, many twice (a double click), repeats what failed while a process was down, and
counts: none may be lost, none stored twice. Every fourth came by a one-use code; of some codes two people press at once.
Also measures one page of answering. Ends by 1 when a limit is passed.
"""

import argparse
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from typing import Any

RATE, SECONDS = 200, 60  # sendings a second, for how long
SENDERS = 24  # threads
LIMIT_PAGE_MS, LIMIT_PAGE_QUERIES = 30, 8
MOST_TAIL = 3  # seconds after the last sending was due, while the killed process starts anew
EVERY_CODE, EVERY_RIVAL = 4, 40  # every fourth came by a code, every fortieth meets another one with the same code
TRIES, PAUSE = 60, 0.25  # of one sending while a process is down
HOST = "127.0.0.1"
CODE_USED = 409  # somebody with the same code was quicker


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--rate", type=int, default=RATE)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kpss-bench-") as folder:
        os.environ.update({"KPSS_DATA_DIR": folder, "KPSS_LOG_LEVEL": "ERROR"})
        set_up_portal()
        survey, keys = prepare(options.rate * options.seconds)
        faults = measure_page(survey)
        with server() as (port, process):
            took, worst = send_all(port, process, survey.slug, keys, options.rate, options.seconds)
        return report(survey, keys, took, worst, faults, options.rate)


def set_up_portal() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpss_portal.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("compile_words")
    call_command("collectstatic", verbosity=0, interactive=False)


def prepare(count: int) -> tuple[Any, list[tuple[str, ...]]]:
    """An open survey with its questions and unfinished answers of everybody, each with a number to be known by.

    Gives the keys of each number: two where two people hold the same code.
    """
    from django.utils import timezone

    from accounts.models import User
    from surveys.answering import Sheet, _digest, _expiry
    from surveys.codes import KEY, new_code
    from surveys.definition import build, ready
    from surveys.enums import Channel
    from surveys.models import CodeBook, Survey, UnfinishedSheet
    from surveys.sealing import seal

    definition = ready("seniors")
    definition["sections"][0]["questions"].append({"kind": "number", "text": "Číslo", "most": count})
    survey = build(definition, "zatez")
    user = User.objects.create_user("zatez@example.cz", full_name="Zátěž Vzorová")
    Survey.objects.filter(pk=survey.pk).update(state="open", opened_at=timezone.now(), opened_by=user)
    survey.refresh_from_db()
    book = CodeBook(survey=survey)
    book.grow(count // EVERY_CODE + 1)
    book.save()
    keys = [tuple(new_code(KEY) for _turn in range(1 + (number % EVERY_RIVAL == 0))) for number in range(count)]

    def sheet(number: int) -> Sheet:
        slip = number // EVERY_CODE if number % EVERY_CODE == 0 else None
        answers = {"1": 1, "2": 2, "4": number}
        return Sheet(Channel.WEB if slip is None else Channel.CODE, answers=answers, slip=slip)

    rows = (
        UnfinishedSheet(
            survey=survey,
            key_digest=_digest(key),
            sealed=seal(sheet(number).content(), key),
            expires_on=_expiry(),
        )
        for number, pair in enumerate(keys)
        for key in pair
    )
    UnfinishedSheet.objects.bulk_create(rows, batch_size=2_000)
    return survey, keys


def measure_page(survey: Any) -> list[str]:
    """Queries and median milliseconds of one page of answering, in this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from surveys import answering

    address = f"/ankety/{survey.slug}/vyplnit/{answering.begin(survey)}/1/"
    client = Client(SERVER_NAME="localhost")
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    count = len(queries)  # now: the next request empties the list
    times = []
    for _turn in range(40):
        start = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    median = statistics.median(times)
    say(f"answering page: {count} queries (limit {LIMIT_PAGE_QUERIES}), {median:.1f} ms (limit {LIMIT_PAGE_MS})")
    passed = count <= LIMIT_PAGE_QUERIES and median <= LIMIT_PAGE_MS
    return [] if passed else ["the answering page is over its limit"]


@contextmanager
def server() -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "kpss_portal.wsgi", "--bind", f"{HOST}:{port}", "--workers", "2"]
    process = subprocess.Popen([*command, "--threads", "4", "--log-level", "error", "--no-control-socket"])
    try:
        wait_for(port)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    for _turn in range(200):
        with suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("the server has not started")


def send_all(
    port: int, process: subprocess.Popen[bytes], slug: str, keys: list[tuple[str, ...]], rate: int, seconds: int
) -> tuple[float, float]:
    """Sends all at the rate; gives how long it took and the 95th percentile of one sending, seconds."""
    work: Queue[tuple[float, str]] = Queue()
    start = time.monotonic() + 1
    for number, pair in enumerate(keys):
        for key in pair:
            work.put((start + number / rate, key))
    times: list[float] = []
    threads = [threading.Thread(target=sender, args=(port, slug, work, times)) for _turn in range(SENDERS)]
    for thread in threads:
        thread.start()
    time.sleep(1 + seconds / 2)
    kill_one_worker(process)
    for thread in threads:
        thread.join()
    return time.monotonic() - start, statistics.quantiles(times, n=20)[-1]


def kill_one_worker(process: subprocess.Popen[bytes]) -> None:
    """One of the two processes dies at once, in the middle of what it does; the server starts another."""
    listing = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True
    )
    workers = [int(word) for word in listing.stdout.split()]
    if workers:
        os.kill(workers[0], signal.SIGKILL)
        say(f"killed one of {len(workers)} processes")


def sender(port: int, slug: str, work: "Queue[tuple[float, str]]", times: list[float]) -> None:
    token = token_of(port, slug)
    link = http.client.HTTPConnection(HOST, port, timeout=20)
    while True:
        try:
            moment, key = work.get_nowait()
        except Empty:
            return
        time.sleep(max(0.0, moment - time.monotonic()))
        begun = time.perf_counter()
        link = send(link, port, slug, key, token)
        times.append(time.perf_counter() - begun)
        if key[0] in "AC":  # every tenth or so presses twice
            link = send(link, port, slug, key, token)


def token_of(port: int, slug: str) -> str:
    """The token against forged forms, once a sender."""
    for _turn in range(TRIES):
        with suppress(OSError, http.client.HTTPException):
            link = http.client.HTTPConnection(HOST, port, timeout=20)
            link.request("GET", f"/ankety/{slug}/")
            found = re.search(r"csrftoken=([^;]+)", link.getresponse().getheader("Set-Cookie") or "")
            if found:
                return found[1]
        time.sleep(PAUSE)
    raise SystemExit("no token came")


def send(link: http.client.HTTPConnection, port: int, slug: str, key: str, token: str) -> http.client.HTTPConnection:
    """Presses the button until there is an answer: a person whose page did not load presses again."""
    headers = {"Cookie": f"csrftoken={token}", "Content-Type": "application/x-www-form-urlencoded"}
    for _turn in range(TRIES):
        try:
            link.request("POST", f"/ankety/{slug}/vyplnit/{key}/kontrola/", f"csrfmiddlewaretoken={token}", headers)
            answer = link.getresponse()
            answer.read()
            is_sent = answer.status == 302 and (answer.getheader("Location") or "").endswith("/dekujeme/")
            if is_sent or answer.status == CODE_USED:
                return link
        except (OSError, http.client.HTTPException):
            link.close()
            link = http.client.HTTPConnection(HOST, port, timeout=20)
        time.sleep(PAUSE)
    return link


def report(survey: Any, keys: list[tuple[str, ...]], took: float, worst: float, faults: list[str], rate: int) -> int:
    from surveys.models import CodeBook, UnfinishedSheet

    stored = [answers["4"] for answers in survey.responses.values_list("answers", flat=True)]
    lost, twice = len(keys) - len(set(stored)), len(stored) - len(set(stored))
    codes = survey.responses.filter(channel="code").count()
    spent = CodeBook.objects.get(survey=survey).spent_count
    rivals = sum(len(pair) > 1 for pair in keys)
    say(
        f"{len(keys)} sendings in {took:.1f} s: {len(keys) / took:.0f} a second (wanted {rate}), 95 % in {worst * 1000:.0f} ms"
    )
    say(f"lost {lost}, stored twice {twice}, left unfinished {UnfinishedSheet.objects.count() - 1 - rivals}")
    say(f"by a code {codes}, codes spent {spent}, codes that two people sent at once {rivals}")
    faults += ["answers were lost"] * bool(lost) + ["answers were stored twice"] * bool(twice)
    faults += ["answers by a code and spent codes differ"] * (codes != spent)
    if took > len(keys) / rate + MOST_TAIL:
        faults.append("the rate was not kept")
    for fault in faults:
        say(f"FAULT: {fault}")
    return 1 if faults else 0


def say(text: str) -> None:
    print(text, flush=True)  # a report to the person who runs it


if __name__ == "__main__":
    sys.exit(main())
