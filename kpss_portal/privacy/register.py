"""The register of processing (GDPR, Article 30), made of what models declare."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from kpss_portal.czech import sort_key
from kpss_portal.personal_data import PersonalData, declared
from kpss_portal.privacy.retention import rules_of
from kpss_portal.purposes import Purpose
from kpss_portal.spreadsheets import Table


@dataclass(frozen=True)
class Kept:
    """What one table keeps."""

    where: str
    fields: list[str]
    rules: list[str]


@dataclass(frozen=True)
class Activity:
    """One line of the register."""

    purpose: Purpose
    kept: list[Kept] = field(default_factory=list)

    @property
    def fields(self) -> list[str]:
        """What is kept, each kind once."""
        return sorted({name for one in self.kept for name in one.fields}, key=sort_key)

    @property
    def rules(self) -> list[str]:
        """How long, each rule once."""
        return list(dict.fromkeys(rule for one in self.kept for rule in one.rules))


def activities() -> list[Activity]:
    """The whole register, by name of the activity."""
    found: dict[str, Activity] = {}
    for model, declaration in declared():
        purpose = declaration.purpose
        found.setdefault(purpose.key, Activity(purpose)).kept.append(_kept(model, declaration))
    return sorted(found.values(), key=lambda one: sort_key(str(one.purpose.name)))


def _kept(model: Any, declaration: PersonalData) -> Kept:
    names = (*declaration.fields, *declaration.accounts, *declaration.doers, *declaration.files)
    rules = [*rules_of(model), *([str(declaration.kept)] if declaration.kept else [])]
    return Kept(str(model._meta.verbose_name_plural), [field_words(model, name) for name in names], rules)


def field_words(model: Any, name: str) -> str:
    """How a field is called; the path itself where it leads elsewhere."""
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        return name


def as_sheet() -> Table:
    """For a spreadsheet: a line for each table of each activity."""
    header = [
        _("activity"), _("purpose"), _("legal ground"), _("law"), _("whose data"), _("recipients"), _("where"),
        _("which data"), _("how long"),
    ]  # fmt: skip
    rows = [
        [
            *(str(words) for words in (p.name, p.why, p.ground.label, p.law, p.people, p.recipients)),
            kept.where,
            ", ".join(kept.fields),
            "; ".join(kept.rules),
        ]
        for activity in activities()
        for p in [activity.purpose]
        for kept in activity.kept
    ]
    return Table(_("register"), header, rows)
