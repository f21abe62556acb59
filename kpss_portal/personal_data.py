"""What models say of the personal data that they keep: one declaration for the log of changes, the register, the terms,
and for what is done when a person asks.

    personal_data = PersonalData(purposes.CONSULTATION, emails=("email",), names=("name",), terms=(Term(...),))

A model that only says who did its steps writes `personal_data = done_by("approved_by")`. Fields that look personal and are
not are named in `not_personal`, each with the reason. Other things that may not be copied elsewhere (an address that is
hidden, a secret, an internal text) stand in `confidential_fields`. Tables of libraries are declared by `declare`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kpss_portal import purposes
from kpss_portal.purposes import Purpose


class OnRequest(Enum):
    """What is done with a row when its person asks for deletion."""

    DELETE = "delete"
    BLANK = "blank"
    KEEP = "keep"


@dataclass(frozen=True, eq=False)
class Term:
    """How long something is kept: so many days after a moment of the row. Then `blank` fields are emptied, or the row goes."""

    what: Any
    days: int
    since: str
    after: Any
    where: Q | None = None
    blank: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The rule as people read it."""
        return f"{self.what}: {time_in_words(self.days)} {self.after}" if self.days else f"{self.what}: {self.after}"

    @property
    def time(self) -> timedelta:
        """For whoever plans the deletion ahead."""
        return timedelta(days=self.days)

    def rows(self, model: Any, now: datetime) -> models.QuerySet[Any]:
        """Rows whose time is over."""
        last: Any = now - timedelta(days=self.days)
        if not isinstance(_field_at(model, self.since), models.DateTimeField):
            last = timezone.localdate(last)
        found: models.QuerySet[Any] = model._base_manager.filter(self.where or Q(), **{f"{self.since}__lt": last})
        if self.blank:
            found = found.exclude(**dict.fromkeys(self.blank, ""))
        return found


def _field_at(model: Any, path: str) -> Any:
    name, _dots, rest = path.partition("__")
    field = model._meta.get_field(name)
    return _field_at(field.related_model, rest) if rest else field


def time_in_words(days: int) -> str:
    """Years and months where they are meant, days otherwise."""
    if days % 365 == 0:
        return ngettext("%(count)d year", "%(count)d years", days // 365) % {"count": days // 365}
    if days >= 30:
        return months_in_words(round(days / 30.5))
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def months_in_words(months: int) -> str:
    """A number of months."""
    return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}


@dataclass(frozen=True, eq=False)
class PersonalData:
    """What one model keeps of people.

    emails, names: by them a person is found; accounts: foreign keys to the person's account; doers: to accounts of those who
    did steps, whose row it is not; others: what else is about the person; files: fields of files that the person gave;
    apart: groups of fields where a row is about several people; veiled: fields that cannot be empty and get a word instead;
    left: fields that stay when the others are emptied, with `why_left`;
    is_minor: only names of those who worked for an organisation, so looking at them is not worth a line of the log.
    """

    purpose: Purpose
    emails: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    doers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    veiled: tuple[str, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    left: tuple[str, ...] = ()
    is_minor: bool = False
    kept: Any = ""
    terms: tuple[Term, ...] = ()
    on_request: OnRequest = OnRequest.BLANK
    why_kept: Any = ""
    why_left: Any = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """What is not copied elsewhere; who signs in is named by a key and may be."""
        return (*self.emails, *self.names, *self.others)


def done_by(*doers: str) -> PersonalData:
    """Of a model that only says who did its steps."""
    return PersonalData(
        purposes.WORK,
        doers=doers,
        kept=_("as long as what was done; without the name once the account is deleted"),
        on_request=OnRequest.KEEP,
        why_kept=_(
            "It says who did official acts. It names the account, so the name goes when the account is emptied."
        ),
    )


_of_libraries: dict[str, PersonalData] = {}


def declare(label: str, declaration: PersonalData) -> None:
    """For a model that is not ours."""
    _of_libraries[label] = declaration


def declaration_of(model: Any) -> PersonalData | None:
    """What the model says; None where it keeps nothing of people."""
    found: PersonalData | None = getattr(model, "personal_data", None) or _of_libraries.get(model._meta.label)
    return found


def declared() -> Iterator[tuple[Any, PersonalData]]:
    """All models with personal data, in the order of apps."""
    for model in apps.get_models():
        declaration = declaration_of(model)
        if declaration is not None:
            yield model, declaration


def personal_fields(model: type[models.Model]) -> frozenset[str]:
    """Names of fields that hold personal data."""
    declaration = declaration_of(model)
    return frozenset(declaration.fields if declaration else ())


def unspoken_fields(model: type[models.Model]) -> frozenset[str]:
    """Names of fields whose values are not written into the log of changes."""
    return personal_fields(model) | frozenset(getattr(model, "confidential_fields", ()))
