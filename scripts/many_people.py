"""People of `scripts.many`: each has a browser, presses again when a page does not load, and knows what was confirmed."""

import http.client
import re
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

HOST = "127.0.0.1"
READS_FOR = 3.3  # seconds: forms do not believe a person who is quicker
TRIES, PAUSE, TIMEOUT = 40, 0.25, 40


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    location: str = ""

    @property
    def words(self) -> str:
        return self.body.decode(errors="replace")

    def found(self, pattern: str) -> str:
        seen = re.search(pattern, self.words)
        if not seen:
            raise Unexpected(f"{self.status}, no {pattern}: {re.sub('<[^>]+>', ' ', self.words)[-300:].split()}")
        return seen[1]


class Unexpected(Exception):
    """A page that a person would not understand."""


@dataclass
class Ledger:
    """What was confirmed, and requests that failed: from when to when, and how."""

    confirmed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    failed: list[tuple[float, float, str]] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    requests: int = 0
    slowest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, began: float, fault: str = "") -> None:
        with self.lock:
            self.requests += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            if fault:
                self.failed.append((began, time.monotonic(), fault))

    def confirm(self, kind: str, number: int) -> None:
        with self.lock:
            self.confirmed[kind].add(number)


class Person:
    """A browser behind the balancer, at an address of its own."""

    def __init__(self, port: int, number: int, ledger: Ledger) -> None:
        self.port, self.ledger = port, ledger
        self.own = (f"127.0.{1 + number // 250}.{1 + number % 250}", 0)
        self.cookies: dict[str, str] = {}

    def get(self, address: str, **headers: str) -> Answer:
        return self._until_it_loads("GET", address, b"", headers)

    def post(self, address: str, fields: dict[str, Any], file: tuple[str, bytes] | None = None) -> Answer:
        """A form; the token against forged ones comes from the cookie."""
        fields = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")} | fields
        body, kind = (
            many_parts(fields, file) if file else (urlencode(fields).encode(), "application/x-www-form-urlencoded")
        )
        return self._until_it_loads("POST", address, body, {"Content-Type": kind})

    def once(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        link = http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT, source_address=self.own)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            link.request(method, address, body or None, headers | ({"Cookie": cookies} if cookies else {}))
            came = link.getresponse()
            for line in came.msg.get_all("Set-Cookie") or []:
                name, value = line.split(";")[0].split("=", 1)
                self.cookies[name] = value
            where = urlsplit(came.getheader("Location") or "")
            return Answer(came.status, came.read(), where.path)
        finally:
            link.close()

    def _until_it_loads(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        for _try in range(TRIES):
            began = time.monotonic()
            try:
                answer = self.once(method, address, body, headers)
            except (OSError, http.client.HTTPException) as fault:
                self.ledger.note(began, f"{method} {address}: {type(fault).__name__}")
            else:
                if answer.status < 500 and answer.status != 429:
                    self.ledger.note(began)
                    return answer
                self.ledger.note(began, f"{method} {address}: {answer.status}")
            time.sleep(PAUSE)
        raise Unexpected(f"{address} does not load")


def many_parts(fields: dict[str, Any], file: tuple[str, bytes]) -> tuple[bytes, str]:
    """A form with a file."""
    border = uuid.uuid4().hex
    lines = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n'
    lines += [
        f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(),
        file[1],
        f"\r\n--{border}--\r\n".encode(),
    ]
    return b"".join(lines), f"multipart/form-data; boundary={border}"


TOKEN = "a" * 32  # against forged forms: a cookie and a field that agree
GIVEN_OUT = r'name="given_out" value="([^"]+)"'


def answers_survey(person: Person, number: int, code: str) -> None:
    """By the code of a slip; every third presses the last button twice."""
    person.get(f"/ankety/anketa/kod/{code}/")
    began = person.post("/ankety/anketa/zacit/", {"kod": code})
    if "/vyplnit/" not in began.location:
        raise Unexpected(f"the survey did not begin: {began.status}")
    page = person.get(began.location)
    time.sleep(READS_FOR)
    next_page = person.post(began.location, {"given_out": page.found(GIVEN_OUT), "o1": str(number), "dal": "1"})
    if not next_page.location.endswith("/kontrola/"):
        raise Unexpected(f"the answers were not taken: {next_page.status}")
    for _press in range(2 if number % 3 == 0 else 1):
        if person.post(next_page.location, {}).location.endswith("/dekujeme/"):
            person.ledger.confirm("answers of the survey", number)


def presses(person: Person, number: int, key: str) -> None:
    """The last button alone; every fifth presses twice."""
    address = f"/ankety/zatez/vyplnit/{key}/kontrola/"
    person.cookies["csrftoken"] = TOKEN
    for _press in range(2 if number % 5 == 0 else 1):
        if person.post(address, {}).location.endswith("/dekujeme/"):
            person.ledger.confirm("answers filled in before", number)


def words_of_comment(number: int) -> str:
    return f"Připomínka číslo {number}: doplnit víkendy."


def comments(person: Person, number: int) -> None:
    """Every other one gives an e-mail, so that a letter goes out."""
    page = person.get("/plany/plan/pripominky/nova/")
    time.sleep(READS_FOR)
    fields = {"given_out": page.found(GIVEN_OUT), "text": words_of_comment(number), "capacity": "citizen", "where": ""}
    fields |= {"email": f"clovek{number}@vzorov.example"} if number % 2 else {}
    if person.post("/plany/plan/pripominky/nova/", fields | {"odeslat": "1"}).location.endswith("/dekujeme/"):
        person.ledger.confirm("comments", number)
    else:
        raise Unexpected("the comment was not taken")


def signs_in(person: Person, email: str, password: str) -> Answer:
    person.get("/ucet/prihlaseni/heslem/")
    return person.post("/ucet/prihlaseni/heslem/", {"login": email, "password": password})


def sends_minutes(person: Person, stranger: Person, number: int, key: str, data: bytes) -> None:
    """Sends a file, reads it back whole and in part, and a stranger does not get it."""
    address = f"/moje/zapisy/vlozit/{key}/"
    person.get(address)
    sent = person.post(address, {"attended": "7", "summary": f"Dohoda {number}"}, ("zapis.docx", data))
    if not re.fullmatch(r"/moje/zapisy/[0-9a-f-]{36}/", sent.location):
        raise Unexpected(f"the minutes were not taken: {sent.status} {sent.location}")
    person.ledger.confirm("files", number)
    link = person.get(sent.location).found(r'href="(/moje/zapisy/soubor/[0-9a-f-]{36}/)"')
    whole, part = person.get(link), person.get(link, Range="bytes=10-49")
    if whole.body != data or part.status != 206 or part.body != data[10:50]:
        raise Unexpected(f"another file came back: {whole.status}, {part.status}")
    person.ledger.confirm("downloads", number)
    if (refused := stranger.get(link)).status not in {302, 403, 404} or refused.body == data:
        raise Unexpected("a stranger has the file")
