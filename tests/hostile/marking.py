"""Puts marked values into every text of the database, and looks for them on every page unescaped."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import Error, models, transaction

from tests.hostile.fuzzing import PLACE, Person, keys_of_things, routes
from tests.hostile.values import MARK

TAGS = f"\"'><script>{MARK}(1)</script><img src=x onerror={MARK}>"
LONG = f"={TAGS}"  # begins as a formula does, goes on as markup does
SHORT = f'=">{MARK}<i>'  # where there is room for little
SCRIPT = f"javascript:{MARK}()"
UNESCAPED = re.compile(
    rf"<script>{MARK}|<img src=x onerror={MARK}|{MARK}<i>|\bhref=[\"']?\s*javascript:{MARK}".encode()
)
NOT_TEXT = {
    "password",
    "path",
    "code",
    "slug",
    "key",
    "secret",
    "token",
    "sha256",
    "extension",
    "content_type",
    "digest",
    "content",
}
NOT_OURS = {
    "auth",
    "contenttypes",
    "sessions",
    "mfa",
    "account",
    "socialaccount",
    "usersessions",
    "django_tasks_database",
}


@dataclass(frozen=True)
class Seen:
    """One answer."""

    who: str
    address: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """Content type without its parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0]


@dataclass
class Marked:
    """Which texts were marked, and which the database itself refuses to change."""

    done: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


def texts() -> Iterator[tuple[type[models.Model], Any]]:
    """Every text field that is not a key or a choice."""
    for model in apps.get_models():
        if model._meta.app_label in NOT_OURS or not model._meta.managed:
            continue
        for one in model._meta.concrete_fields:
            is_text = isinstance(one, models.CharField | models.TextField) and not isinstance(one, models.SlugField)
            if is_text and not one.choices and not one.primary_key and one.name not in NOT_TEXT:
                yield model, one


def mark_everything() -> Marked:
    """Writes past forms, as somebody with another door would; what the field itself refuses stays out."""
    marked = Marked()
    for model, one in texts():
        name = f"{model._meta.label_lower}.{one.name}"
        for key in model._base_manager.values_list("pk", flat=True):
            value = _value(one, key)
            try:
                one.run_validators(value)
                with transaction.atomic():
                    model._base_manager.filter(pk=key).update(**{one.attname: value})
            except (Error, ValidationError):
                marked.refused.add(name)
            else:
                marked.done.add(name)
    return marked


def _value(one: Any, key: Any) -> str:
    room = one.max_length or 1_000
    if isinstance(one, models.URLField):
        return SCRIPT
    tail = str(key)[:8] if one.unique else ""
    whole = next((text for text in (LONG, SHORT) if len(text) + len(tail) <= room), f'="<{MARK}'[:room])
    return (whole + tail)[:room]


def addresses(most_of_a_kind: int = 4) -> list[str]:
    """Every address of the urlconf with keys of things that are there."""
    pools, found = keys_of_things(), []
    for route in routes():
        places = PLACE.findall(route)
        choices = [_pool(pools, kind or "str", name)[:most_of_a_kind] for kind, name in places]
        for values in list(product(*choices))[:12]:
            waiting = iter(values)
            found.append(PLACE.sub(lambda _place: next(waiting), route))  # noqa: B023  used at once
    return found


def _pool(pools: dict[str, list[str]], kind: str, name: str) -> list[str]:
    if kind in {"int", "uuid", "day"}:
        return pools.get(kind, ["1"])
    return pools.get(kind if kind == "slug" else name) or pools.get("slug", ["x"])


STARTS = ("/", "/admin/", "/moje/", "/ucet/", "/katalog/", "/skupiny/", "/plany/", "/ankety/", "/hledat/?q=zk7q")


def look(person: Person, wanted: list[str]) -> Iterator[Seen]:
    """A page of each kind that the person finds, and the wanted addresses; nothing stays changed."""
    person.explore(STARTS, 400, most_of_a_kind=1, forms=False)
    answers = dict(person.answers)
    for address in wanted:
        answers.setdefault(address, person.send("GET", address))
    for address, answer in answers.items():
        yield Seen(person.name, address, answer.status_code, dict(answer.items()), answer.body)
