"""Finds what is kept of one person, across all apps, by what models declare."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from kpss_portal.audit_watch import OUR_APPS
from kpss_portal.czech import fold
from kpss_portal.personal_data import PersonalData, declared

MOST_MENTIONS = 20  # of one kind of thing


def plain(name: str) -> str:
    """Names are compared without capitals, diacritics and extra spaces."""
    return " ".join(fold(name).split())


@dataclass(frozen=True)
class Who:
    """Whom to look for. The account is that of the e-mail, or one that was chosen."""

    email: str = ""
    name: str = ""
    account: Any = None

    @classmethod
    def of(cls, email: str, name: str, account: Any = None) -> "Who":
        """With the account of the e-mail; of a chosen account also by its e-mail and name."""
        address = email.strip().lower()
        found = account or (get_user_model().objects.filter(email=address).first() if address else None)
        return cls(address or getattr(account, "email", ""), name.strip() or getattr(account, "full_name", ""), found)


@dataclass
class Found:
    """A row of the person, and by which of its fields."""

    row: Any
    declaration: PersonalData
    by: set[str]

    @property
    def model(self) -> Any:
        """Of which kind."""
        return type(self.row)

    @property
    def kind(self) -> str:
        """Of which kind, in words."""
        return str(self.model._meta.verbose_name)

    @property
    def by_words(self) -> str:
        """By which fields it was found, in words."""
        return ", ".join(sorted(str(self.model._meta.get_field(name).verbose_name) for name in self.by if name != "pk"))

    @property
    def key(self) -> str:
        """For a form."""
        return f"{self.model._meta.label_lower}:{self.row.pk}"

    @property
    def is_sure(self) -> bool:
        """A name alone may belong to somebody else."""
        return not self.by <= set(self.declaration.names)

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields about the person: of a row about several people only theirs."""
        own = [group for group in self.declaration.apart if self.by & set(group)]
        return tuple(name for group in own for name in group) if own else self.declaration.fields

    @property
    def strangers(self) -> set[str]:
        """Fields about somebody else in the row."""
        return {name for group in self.declaration.apart for name in group} - set(self.fields)


@dataclass
class Doing:
    """Rows that only say that the person did something."""

    model: Any
    declaration: PersonalData
    rows: models.QuerySet[Any]
    count: int = 0

    @property
    def kind(self) -> str:
        """Of which kind, in words."""
        return str(self.model._meta.verbose_name_plural)


@dataclass
class Mention:
    """A text in which the name or the e-mail stands."""

    thing: Any
    fields: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Of which kind, in words."""
        return str(self.thing._meta.verbose_name)

    @property
    def address(self) -> str:
        """Where the office changes it; empty where it cannot."""
        meta = self.thing._meta
        try:
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.thing.pk])
        except NoReverseMatch:
            return ""


def find(who: Who) -> list[Found]:
    """The person's rows, in the order of apps; two queries for a kind at most, however many rows there are."""
    return [one for model, declaration in declared() for one in _rows(model, declaration, who)]


def _rows(model: Any, declaration: PersonalData, who: Who) -> Iterator[Found]:
    asked = Q(pk__in=_named(model, declaration.names, who.name))
    if who.email:
        for name in declaration.emails:
            asked |= Q(**{f"{name}__iexact": who.email})
    if who.account:
        for name in declaration.accounts:
            asked |= Q(**{name: who.account.pk})
        if isinstance(who.account, model):
            asked |= Q(pk=who.account.pk)
    for row in model._base_manager.filter(asked).order_by("pk") if _can_match(declaration, who) else ():
        yield Found(row, declaration, _by(row, declaration, who))


def _can_match(declaration: PersonalData, who: Who) -> bool:
    return bool(declaration.names or declaration.emails or declaration.accounts) and any(
        (who.email, who.name, who.account)
    )


def _named(model: Any, names: tuple[str, ...], name: str) -> list[Any]:
    """Keys of rows with the name; compared here, since engines fold Czech letters differently."""
    if not name or not names:
        return []
    wanted, some = plain(name), Q()
    for one in names:
        some |= Q(**{f"{one}__gt": ""})
    rows = model._base_manager.filter(some).values_list("pk", *names)
    return [row[0] for row in rows if any(value and plain(value) == wanted for value in row[1:])]


def _by(row: Any, declaration: PersonalData, who: Who) -> set[str]:
    by = {name for name in declaration.emails if who.email and (getattr(row, name) or "").lower() == who.email}
    by |= {name for name in declaration.names if who.name and plain(getattr(row, name) or "") == plain(who.name)}
    if who.account:
        by |= {name for name in declaration.accounts if getattr(row, f"{name}_id") == who.account.pk}
        by |= {"pk"} if row == who.account else set()
    return by


def doings(who: Who) -> list[Doing]:
    """What the person's account did, by kind."""
    if not who.account:
        return []
    found = []
    for model, declaration in declared():
        asked = Q(pk__in=[])
        for name in declaration.doers:
            asked |= Q(**{name: who.account.pk})
        rows = model._base_manager.filter(asked).order_by("pk")
        if declaration.doers and (count := rows.count()):
            found.append(Doing(model, declaration, rows, count))
    return found


def mentions(who: Who, found: list[Found]) -> list[Mention]:
    """Texts where the name or the e-mail is written, for eyes: a query for each kind of thing of ours."""
    words = [word for word in (who.email, who.name) if len(word) > 4]
    seen = {(one.model, one.row.pk) for one in found}
    listed = []
    for label in OUR_APPS if words else ():
        for model in apps.get_app_config(label).get_models():
            listed += [one for one in _mentions_in(model, words) if (model, one.thing.pk) not in seen]
    return listed


def _mentions_in(model: Any, words: list[str]) -> list[Mention]:
    names = [f.name for f in model._meta.local_fields if _is_text(f) and model._meta.label not in NOT_READ]
    asked = Q(pk__in=[])
    for name in names:
        for word in words:
            asked |= Q(**{f"{name}__icontains": word})
    rows = model._base_manager.filter(asked).order_by("-pk")[:MOST_MENTIONS] if names else ()
    return [Mention(row, _fields_with(row, names, words)) for row in rows]


NOT_READ = {
    "kpss_portal.AuditEntry",
    "kpss_portal.SearchTerm",
    "kpss_portal.SearchEntry",
}  # made of other rows, and go with them


def _is_text(f: Any) -> bool:
    return isinstance(f, models.CharField | models.TextField) and not f.choices and f.name != "key"


def _fields_with(row: Any, names: list[str], words: list[str]) -> list[str]:
    return [
        str(row._meta.get_field(name).verbose_name)
        for name in names
        if any(word.casefold() in (getattr(row, name) or "").casefold() for word in words)
    ]
