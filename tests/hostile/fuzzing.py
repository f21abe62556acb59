"""Sends requests that nobody sensible would send, and tells which of them the portal could not answer.

What there is to ask is found, not listed: pages by the addresses of the portal (urlconf) and by links, forms and their
fields on those pages. Each request runs in a transaction that is taken back, so that it meets the same data as the others.
"""

import functools
import random
import re
import string
import time
import traceback
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import connection, models, transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.utils.encoding import iri_to_uri

from tests.hostile.values import ALL, NUMBERS, RAW_BYTES, TEXTS, TIMES

HOST = "localhost"
LINK = re.compile(rb"<a [^>]*?href=\"([^\"]*)\"")
PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
KEY_FIELDS = {"slug", "code", "key", "secret", "token"}
EXTRA_KEYS = (  # asked of lists by the framework, or by nobody
    "q o p e all page strana next _popup _to_field _changelist_filters id__in pk__gt format "
    "password__startswith groups__name__regex is_active__exact verze otazka"
).split()
METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "POST", "GET", "FOO")
CONTENT_TYPES = (
    "application/json",
    "text/xml",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 300,
    "application/x-www-form-urlencoded; charset=utf-7",
    "application/x-www-form-urlencoded; charset=neni",
    "text/plain; charset=\u00e1",
    "",
)
BODIES = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"a=%ff&b=%00&=&&&==",
    b"{" * 3_000,
    b'{"a": 1e999}',
    b"--x\r\nContent-Disposition: form-data",
    b"csrfmiddlewaretoken=x&" * 200,
)
HEADERS = (
    ("Range", "bytes=0-,5-,-1"),
    ("Range", "bytes=-0"),
    ("Range", "bytes=" + "9" * 50 + "-"),
    ("If-None-Match", '"' + "x" * 500),
    ("If-Modified-Since", "neni"),
    ("If-Modified-Since", "Mon, 99 Foo 99999 99:99:99 GMT"),
    ("Accept-Language", "\u00e1;q=x," * 50),
    ("Accept-Encoding", "br;q=nan"),
    ("Cookie", "sessionid=" + "x" * 5_000),
    ("Cookie", "sessionid=\x00; csrftoken='; muj-seznam=\u00ff; messages=%5B%5B"),
    ("Host", "evil.example"),
    ("Host", "local host:99999"),
    ("X-Forwarded-For", "1.2.3.4, \u00ff, ::::"),
    ("X-Forwarded-Host", "evil.example"),
    ("X-Http-Method-Override", "DELETE"),
    ("Referer", "javascript:alert(1)"),
    ("Origin", "null"),
    ("User-Agent", "\x00<script>"),
    ("X-Requested-With", "XMLHttpRequest"),
)
FILES = (
    b"",
    b"\x00" * 10,
    b"%PDF-1.7\n%%EOF",
    b"PK\x05\x06" + b"\x00" * 18,
    b"a;b\n=1+1;2",
    b"\xff\xfe\x00",
    b"<svg/>",
)
FILE_NAMES = (
    "x.pdf",
    "x.xlsx",
    "x.docx",
    "x.csv",
    "x.png",
    "../../x.csv",
    "x",
    "\u202egnp.csv",
    "a\x00.csv",
    "x" * 300,
)


@dataclass(frozen=True)
class Form:
    """A form as a page offers it: each field with what a browser would send."""

    address: str
    method: str
    fields: tuple[tuple[str, str, str], ...]  # name, kind, value
    options: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass
class Map:
    """What one person may reach."""

    addresses: dict[str, list[str]] = field(default_factory=dict)  # kind of page: addresses
    forms: dict[tuple[str, ...], Form] = field(default_factory=dict)
    query_keys: dict[str, set[str]] = field(default_factory=dict)  # kind of page: keys


@dataclass
class Fault:
    """A request that the portal could not answer."""

    who: str
    method: str
    address: str
    status: int
    reason: str
    data: str


@dataclass
class Result:
    """Counts of a run."""

    statuses: Counter[int] = field(default_factory=Counter)
    people: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    slow: list[tuple[float, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many requests were sent."""
        return sum(self.statuses.values())


def kind_of(address: str) -> str:
    """Name of the view that answers at the address."""
    return _view_name(urlsplit(address).path)


@functools.cache
def _view_name(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return "unknown"


class Person:
    """Somebody with a browser whose cookies come back after each request."""

    def __init__(self, name: str, user: Any = None) -> None:
        self.name, self.map = name, Map()
        self.answers: list[tuple[str, Any]] = []  # of exploring
        self.client = Client(raise_request_exception=False, SERVER_NAME=HOST)
        if user is not None:
            self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        self._cookies = self.client.cookies.copy()

    def send(self, method: str, address: str, body: bytes = b"", content_type: str = "", **headers: str) -> Any:
        """The answer, read to its end, with everything that it did taken back."""
        parts = urlsplit(address)
        with transaction.atomic():
            answer: Any = self.client.generic(
                method, parts.path, body, content_type, QUERY_STRING=parts.query, **_environment(headers)
            )
            answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            self._after_commit(answer)
            transaction.set_rollback(True)
        self.client.cookies = self._cookies.copy()
        if method not in {"GET", "HEAD"}:
            cache.clear()
        return answer

    def _after_commit(self, answer: Any) -> None:
        """What would follow the commit happens too."""
        if answer.status_code < 500:
            waiting, connection.run_on_commit = list(connection.run_on_commit), []
            for _savepoints, call, _robust in waiting:
                call()

    def explore(self, starts: Iterable[str], most_pages: int, most_of_a_kind: int = 2, *, forms: bool = True) -> None:
        """Follows links and takes down forms."""
        waiting, seen, taken = list(starts), set(starts), Counter[str]()
        while waiting and sum(taken.values()) < most_pages:
            address = waiting.pop(0)
            kind = kind_of(address)
            if taken[kind] >= most_of_a_kind:
                continue
            taken[kind] += 1
            answer = self.send("GET", address)
            self.answers.append((address, answer))
            if answer.status_code != 200:
                continue
            self.map.addresses.setdefault(kind, []).append(address)
            if answer["Content-Type"].startswith("text/html"):
                for link in (
                    self._read(address, answer.body) if forms else self._links(address, LINK.findall(answer.body))
                ):
                    if link not in seen:
                        seen.add(link)
                        waiting.append(link)

    def _read(self, address: str, body: bytes) -> Iterator[str]:
        page = BeautifulSoup(body, "html.parser")
        for form in page.find_all("form"):
            found = _form(address, form)
            self.map.forms.setdefault((kind_of(found.address), *sorted({name for name, *_ in found.fields})), found)
        yield from self._links(address, (str(tag["href"]).encode() for tag in page.find_all("a", href=True)))

    def _links(self, address: str, found: Iterable[bytes]) -> Iterator[str]:
        for href in found:
            link = urlsplit(urljoin(f"http://{HOST}{address}", unescape(href.decode(errors="replace"))))
            if link.netloc == HOST:
                keys = {key for key, _value in parse_qsl(link.query, keep_blank_values=True)}
                self.map.query_keys.setdefault(kind_of(link.path), set()).update(keys)
                yield iri_to_uri(link.path + (f"?{link.query}" if link.query else ""))


def _environment(headers: dict[str, str]) -> dict[str, str]:
    return {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}


def _form(address: str, form: Any) -> Form:
    fields, options = [], {}
    for tag in form.find_all(["input", "select", "textarea", "button"]):
        name = tag.get("name")
        if not name:
            continue
        if tag.name == "select":
            choices = [str(option.get("value", option.text)) for option in tag.find_all("option")]
            chosen = [str(option.get("value", "")) for option in tag.find_all("option", selected=True)]
            options[name] = tuple(choices[:50])
            fields += [(name, "select", value) for value in chosen or choices[:1]]
        elif tag.name == "textarea":
            fields.append((name, "text", tag.text.removeprefix("\n")))
        else:
            fields += _input(name, tag)
            if tag.get("type") in {"radio", "checkbox"}:
                options[name] = (*options.get(name, ()), str(tag.get("value", "on")))
    target = urljoin(address, str(form.get("action") or address))
    return Form(target, str(form.get("method", "get")).upper(), tuple(fields), tuple(options.items()))


def _input(name: str, tag: Any) -> list[tuple[str, str, str]]:
    kind = str(tag.get("type", "submit" if tag.name == "button" else "text"))
    if kind in {"radio", "checkbox"}:
        return [(name, kind, str(tag.get("value", "on")))] if tag.has_attr("checked") else []
    return [(name, kind, str(tag.get("value", "")))]


def routes() -> list[str]:
    """Addresses of the urlconf with their places left open: /plany/<slug:slug>/."""
    return sorted({route for route in _walk(get_resolver(), "/") if "(?P" not in route})


def _walk(resolver: URLResolver, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield before + str(entry.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        else:
            yield from _walk(entry, before + str(entry.pattern))


def keys_of_things() -> dict[str, list[str]]:
    """Values that stand in addresses, by the name of the place and by its kind."""
    pools: dict[str, set[str]] = {"int": {"1", "2", "3", "2025", "2026"}, "day": {"2026-01-15"}, "uuid": set()}
    for model in apps.get_models():
        for one in model._meta.concrete_fields:
            if isinstance(one, models.UUIDField):
                pools["uuid"] |= _some(model, one.name)
            elif isinstance(one, models.SlugField) or one.name in KEY_FIELDS:
                pools.setdefault("slug" if isinstance(one, models.SlugField) else one.name, set()).update(
                    _some(model, one.name)
                )
            elif isinstance(one, models.DateTimeField | models.DateField) and "starts" in one.name:
                pools["day"] |= {value[:10] for value in _some(model, one.name)}
            elif one.primary_key and isinstance(one, models.AutoField):
                pools["int"] |= _some(model, one.name)
    return {name: sorted(values) for name, values in pools.items() if values}


def _some(model: type[models.Model], name: str) -> set[str]:
    values = model._base_manager.order_by("pk").values_list(name, flat=True)[:5]
    return {str(value) for value in values if value not in (None, "")}


class Fuzzer:
    """Makes requests from a seed: the same seed and data give the same requests."""

    def __init__(self, people: list[Person], seed: int = 1) -> None:
        self.people, self.random = people, random.Random(seed)
        self.routes, self.pools = routes(), keys_of_things()
        self.result = Result()
        self._failure = ""
        self._tell: Callable[[str], None] | None = None
        got_request_exception.connect(self._note)

    def _note(self, **_facts: Any) -> None:
        self._failure = _where(traceback.format_exc())

    def run(self, count: int, tell: Callable[[str], None] | None = None) -> Result:
        """Sends so many requests."""
        self._tell = tell
        makers = (self._question, self._question, self._address, self._filled, self._filled, self._filled, self._odd)
        while self.result.total < count:
            if tell and self.result.total % 500 == 0:
                tell(f"{self.result.total} sent, {len(self.result.faults)} failures")
            person = self.random.choice(self.people)
            method, address, body, content_type, headers = self.random.choice(makers)(person)
            self._send(person, method, address, body, content_type, headers)
        got_request_exception.disconnect(self._note)
        return self.result

    def _send(
        self, person: Person, method: str, address: str, body: bytes, content_type: str, headers: dict[str, str]
    ) -> None:
        self._failure, is_busy, began = "", False, time.monotonic()
        try:
            answer = person.send(method, address, body, content_type, **headers)
            status = answer.status_code
            is_busy = status == 503 and not answer.has_header("Retry-After")  # a document that is being made
        except Exception:
            status, self._failure = 599, _where(traceback.format_exc())
        took = time.monotonic() - began
        self.result.statuses[status] += 1
        self.result.people[person.name] += 1
        self.result.kinds[kind_of(address)] += 1
        if took > 5:
            self.result.slow.append((took, f"{person.name} {method} {address[:200]}"))
        if status >= 500 and not is_busy:
            shown = repr(body[:600]) + (repr(headers) if headers else "")
            self.result.faults.append(Fault(person.name, method, address[:400], status, self._failure, shown))
            if self._tell:
                self._tell(f"failure: {status} {method} {address[:300]} {self._failure} {shown[:600]}")

    # --- kinds of requests --------------------------------------------------------------------------------------------

    def _question(self, person: Person) -> tuple[str, str, bytes, str, dict[str, str]]:
        """A page with a strange query string."""
        kind = self.random.choice(sorted(person.map.addresses))
        path = urlsplit(self.random.choice(person.map.addresses[kind])).path
        known = sorted(person.map.query_keys.get(kind, ()))
        known += [name for form in self._forms_of(person, path) for name, *_ in form.fields]
        keys = [self.random.choice(known or EXTRA_KEYS) for _ in range(self.random.randint(1, 3))]
        keys += self.random.sample(EXTRA_KEYS, self.random.randint(0, 1))
        pairs = [f"{quote(key, errors='surrogatepass')}={self._quoted()}" for key in keys]
        return "GET", f"{path}?{'&'.join(pairs)}", b"", "", {}

    def _forms_of(self, person: Person, path: str) -> list[Form]:
        return [
            form for form in person.map.forms.values() if form.method == "GET" and urlsplit(form.address).path == path
        ]

    def _quoted(self) -> str:
        if self.random.random() < 0.15:
            return self.random.choice(RAW_BYTES)
        value = self.random.choice(ALL) if self.random.random() < 0.85 else self._noise()
        return quote(value[:3_000], errors="surrogatepass")

    def _noise(self) -> str:
        letters = string.printable + "\u017e\u0159\u00df\u0130\u202e\U0001f600\x00\x1b"
        return "".join(self.random.choice(letters) for _ in range(self.random.randint(1, 30)))

    def _address(self, _person: Person) -> tuple[str, str, bytes, str, dict[str, str]]:
        """An address of the urlconf, with true and false keys in its places."""
        route = self.random.choice(self.routes)
        path = PLACE.sub(lambda place: self._place(place[1] or "str", place[2]), route)
        method = "POST" if self.random.random() < 0.4 else "GET"
        return method, path, b"", "application/x-www-form-urlencoded", {}

    def _place(self, kind: str, name: str) -> str:
        if self.random.random() < 0.7:
            pool = self.pools.get(name) or self.pools.get(kind) or self.pools["int"]
            if kind in {"int", "uuid", "day", "slug"}:
                pool = self.pools.get(kind) or pool
            return quote(self.random.choice(pool), safe="")
        if kind == "int":
            return self.random.choice([number for number in NUMBERS if number.isascii() and number.isdigit()])
        if kind == "uuid":
            return str(uuid.UUID(int=self.random.getrandbits(128)))
        if kind == "day":
            return self.random.choice(TIMES)
        return quote(self.random.choice(TEXTS)[:300], safe="", errors="surrogatepass") or "x"

    def _filled(self, person: Person) -> tuple[str, str, bytes, str, dict[str, str]]:
        """A form of a page with some fields spoilt."""
        if not person.map.forms:
            return self._question(person)
        form = person.map.forms[self.random.choice(sorted(person.map.forms))]
        options = dict(form.options)
        pairs = [
            (name, kind, value) for name, kind, value in form.fields if kind != "submit" or self.random.random() < 0.5
        ]
        spoilt = set(self.random.sample(range(len(pairs)), min(len(pairs), self.random.randint(1, 4))))
        data: dict[str, list[Any]] = {}
        for number, (name, kind, value) in enumerate(pairs):
            for part in self._values(name, kind, value, options) if number in spoilt else [self._kept(kind, value)]:
                data.setdefault(name, []).append(part)
        for name, values in options.items():
            if values and self.random.random() < 0.3:
                data[name] = [self.random.choice(values)]
        if form.method == "GET":
            query = "&".join(
                f"{quote(name)}={quote(str(value)[:3_000], errors='surrogatepass')}"
                for name, values in data.items()
                for value in values
            )
            return "GET", f"{urlsplit(form.address).path}?{query}", b"", "", {}
        return "POST", form.address, _multipart(data), MULTIPART_CONTENT, {}

    def _kept(self, kind: str, value: str) -> Any:
        return "" if kind == "file" else value

    def _values(self, name: str, kind: str, value: str, options: dict[str, tuple[str, ...]]) -> list[Any]:
        chance = self.random.random()
        if chance < 0.1:
            return []
        if kind == "file":
            return [SimpleUploadedFile(self.random.choice(FILE_NAMES), self.random.choice(FILES))]
        if chance < 0.15:
            return [SimpleUploadedFile("x.csv", b"a")]
        if chance < 0.25:
            return [value, self.random.choice(ALL)]
        if chance < 0.4 and options.get(name):
            return [self.random.choice(options[name])]
        return [self.random.choice(ALL) if self.random.random() < 0.85 else self._noise()]

    def _odd(self, person: Person) -> tuple[str, str, bytes, str, dict[str, str]]:
        """A strange method, body or head."""
        kind = self.random.choice(sorted(person.map.addresses))
        address = self.random.choice(person.map.addresses[kind])
        headers = dict(self.random.sample(HEADERS, self.random.randint(0, 2)))
        if headers and self.random.random() < 0.7:
            return "GET", address, b"", "", headers
        return (
            self.random.choice(METHODS),
            address,
            self.random.choice(BODIES),
            self.random.choice(CONTENT_TYPES),
            headers,
        )


def _multipart(data: dict[str, list[Any]]) -> bytes:
    """As a browser sends a form; letters that UTF-8 has not go as their raw bytes."""
    try:
        return encode_multipart(BOUNDARY, data)
    except UnicodeEncodeError:
        stream = BytesIO()
        for name, values in data.items():
            for value in values:
                text = value if isinstance(value, str) else ""
                head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
                stream.write(head.encode() + text.encode(errors="surrogatepass") + b"\r\n")
        stream.write(f"--{BOUNDARY}--\r\n".encode())
        return stream.getvalue()


def _where(trace: str) -> str:
    """The last line of the fault and the last place in our own code."""
    own = [line.strip() for line in trace.splitlines() if "File" in line and "site-packages" not in line]
    place = re.sub(r'File ".*?([^/"]+/[^/"]+)"', r"\1", own[-1]) if own else ""
    return f"{trace.strip().splitlines()[-1][:200]} ({place})"
