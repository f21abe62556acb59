"""Facts that both the register and the catalogue know, as values that can be compared, kept in the queue and read.

Texts that the office writes for people (name, description, for whom, price, hours) are not here: the register never
touches them. An empty value of the register is silence and no difference.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from community.models import Municipality
from kpss_portal.czech import fold, sort_key
from kpss_portal.remembered import Remembered
from services_catalog.enums import CapacityUnit, ContactKind, ServiceForm
from services_catalog.models import AgeGroup, Service, ServiceType, TargetGroup
from services_catalog.register.codes import OUR_FORMS, OUR_UNITS, Codes
from services_catalog.register.records import Facility, Record, RegisteredContact

Value = Any  # of JSON
MOST_PLACES = 5  # of a service that is nowhere in the territory: the rest is of no use here
NEW, UNTIL = "new", "until"  # names of differences that are not facts of an existing service


@dataclass(frozen=True)
class Fact:
    """One fact: how both sides say it, by what they are compared, and how a person reads it."""

    name: str
    label: str | Promise
    ours: Callable[[Service], Value]
    theirs: Callable[[Record, Codes, date], Value]
    key: Callable[[Value], Any]
    words: Callable[[Value], list[str]]

    def differs(self, ours: Value, theirs: Value) -> bool:
        """Whether the register says something else; its silence is no difference."""
        return theirs not in (None, "", [], {}) and self.key(ours) != self.key(theirs)


def fingerprint(name: str, value: Value) -> str:
    """By what a difference is recognised in the next comparison."""
    fact = FACTS.get(name)
    key = fact.key(value) if fact else value
    return hashlib.sha256(json.dumps([name, key], sort_keys=True, default=str).encode()).hexdigest()


def _names() -> dict[str, str]:
    lists = (ServiceType, TargetGroup, AgeGroup, Municipality)
    return {code: name for model in lists for code, name in model.objects.values_list("code", "name")}


names = Remembered(
    "services_catalog.register.names", _names
)  # of code lists and municipalities, for whole pages of words


def _listed(value: Value) -> list[str]:
    return sorted((names.get()[code] for code in value or [] if code in names.get()), key=sort_key)


def _same(value: Value) -> Any:
    return value


def _one(value: Value) -> list[str]:
    return [str(value)] if value not in (None, "") else []


def day_words(value: str | None) -> list[str]:
    """A day as it is read."""
    return [formats.date_format(date.fromisoformat(value), "j. n. Y")] if value else []


# --- kind, provider, numbers --------------------------------------------------------------------------------------


def _type_words(value: Value) -> list[str]:
    return [names.get()[value]] if value in names.get() else []


def _provider_key(value: Value) -> Any:
    """By the number, and by letters of the name: "s. r. o." and "s.r.o." are the same."""
    return (value or {}).get("ico", ""), re.sub(r"\W", "", fold((value or {}).get("name", "")))


def _provider_words(value: Value) -> list[str]:
    if not value:
        return []
    return [value["name"], _("IČO %(number)s") % {"number": value["ico"]}] if value["ico"] else [value["name"]]


def _their_provider(record: Record, codes: Codes, day: date) -> Value:
    return {"ico": record.provider_ico, "name": record.provider_name} if record.provider_name else None


# --- forms and capacities -----------------------------------------------------------------------------------------


def _our_nonstop(service: Service) -> Value:
    return sorted(form.form for form in service.forms.all() if form.is_nonstop)


def _their_nonstop(record: Record, codes: Codes, day: date) -> Value:
    """Only what the register says to be round the clock: "no" and silence look the same in it."""
    return sorted(OUR_FORMS[form.code].value for form in record.forms if form.is_nonstop)


def _our_capacities(service: Service) -> Value:
    rows = [
        {"form": form.form, "unit": row.unit, "number": row.number, "note": row.note}
        for form in service.forms.all()
        for row in form.capacities.all()
    ]
    return sorted(rows, key=lambda row: (row["form"], row["unit"]))


def _their_capacities(record: Record, codes: Codes, day: date) -> Value:
    rows = [
        {
            "form": OUR_FORMS[form.code].value,
            "unit": OUR_UNITS[row.unit].value,
            "number": row.number,
            "note": row.note,
        }
        for form in record.forms
        for row in form.capacities
    ]
    return sorted(rows, key=lambda row: (row["form"], row["unit"]))


def _capacity_key(value: Value) -> Any:
    return [[row["form"], row["unit"], row["number"]] for row in value or []]


def _form_words(value: Value) -> list[str]:
    return [str(ServiceForm(form).label) for form in value or []]


def _capacity_words(value: Value) -> list[str]:
    return [
        f"{ServiceForm(row['form']).label}: {row['number']} {CapacityUnit(row['unit']).label}"
        + (f" ({row['note']})" if row["note"] else "")
        for row in value or []
    ]


# --- groups -------------------------------------------------------------------------------------------------------


def _group_words(value: Value) -> list[str]:
    return _listed(value)


def _age_words(value: Value) -> list[str]:
    return _listed(value)


# --- contacts -----------------------------------------------------------------------------------------------------


def contact_key(kind: str, value: str) -> str:
    """What makes two numbers or addresses the same, however they are written."""
    if kind == ContactKind.PHONE:
        digits = re.sub(r"\D", "", value).removeprefix("00")
        return digits.removeprefix("420") if len(digits) == 12 else digits
    if kind == ContactKind.WEB:
        return re.sub(r"^(https?://)?(www\.)?", "", value.strip().lower()).rstrip("/")
    return value.strip().lower()


def _is_usable(kind: str, value: str) -> bool:
    if kind == ContactKind.PHONE:
        return len(re.sub(r"\D", "", value)) >= 3
    if kind == ContactKind.WEB:
        return bool(re.fullmatch(r"(https?://)?[^\s/@:]+\.[^\s]{2,}", value))
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True


def _contact_fact(name: str, label: Any, kind: ContactKind, rows: Callable[[Record], Any]) -> Fact:
    def ours(service: Service) -> Value:
        return [{"value": row.value, "note": row.note} for row in service.contacts.all() if row.kind == kind]

    def theirs(record: Record, codes: Codes, day: date) -> Value:
        found: dict[str, Value] = {}
        for row in rows(record):
            if _is_usable(kind, row.value):
                found.setdefault(contact_key(kind, row.value), {"value": _written(kind, row), "note": row.note})
        return list(found.values())

    def key(value: Value) -> Any:
        return sorted(contact_key(kind, row["value"]) for row in value or [])

    return Fact(name, label, ours, theirs, key, _contact_words)


def _written(kind: str, row: RegisteredContact) -> str:
    return f"https://{row.value}" if kind == ContactKind.WEB and "://" not in row.value else row.value


def _contact_words(value: Value) -> list[str]:
    return [f"{row['value']} ({row['note']})" if row["note"] else row["value"] for row in value or []]


# --- places -------------------------------------------------------------------------------------------------------


def _our_places(service: Service) -> Value:
    return [
        {"is_hidden": True}
        if place.is_address_hidden
        else {
            "name": place.name,
            "street": place.street,
            "postal_code": place.postal_code,
            "municipality": place.municipality.code if place.municipality else "",
        }
        for place in service.places.all()
        if not place.is_seat_only  # the seat of the provider stood in for a place that was not known
    ]


def _their_places(record: Record, codes: Codes, day: date) -> Value:
    """Present places: those in the territory, or a few where there is none; of a secret one only that it is."""
    facilities = record.facilities_on(day)
    found: dict[Any, Value] = {}
    for facility in facilities:
        row = _place_of(facility, codes)
        if row and not row.get("is_hidden"):
            found.setdefault(_place_key([row])[0], row)
    here = [row for row in found.values() if row["municipality"] in codes.territory]
    hidden = [{"is_hidden": True}] if any(facility.is_hidden for facility in facilities) else []
    return hidden + (here or list(found.values())[:MOST_PLACES])


def _place_of(facility: Facility, codes: Codes) -> Value:
    if facility.is_hidden:
        return {"is_hidden": True}
    address = facility.address
    if address is None or not (address.municipality or address.street):
        return None
    return {
        "name": facility.name,
        "street": address.street,
        "postal_code": address.postal_code,
        "municipality": codes.town(address.municipality),
    }


def _place_key(value: Value) -> Any:
    """Street and municipality decide; the secret ones are one."""
    return sorted(
        {
            "secret"
            if row.get("is_hidden")
            else f"{row['municipality']} {re.sub(r'[^a-z0-9/]', '', fold(row['street']))}"
            for row in value or []
        }
    )


def _place_words(value: Value) -> list[str]:
    towns = names.get()
    words = []
    for row in value or []:
        if row.get("is_hidden"):
            words.append(_("secret address"))
            continue
        town = towns.get(row["municipality"], row["municipality"])
        line = ", ".join(word for word in (row["street"], f"{row['postal_code']} {town}".strip()) if word)
        words.append(f"{row['name']}: {line}" if row["name"] else line)
    return words


def is_newly_hidden(ours: Value, theirs: Value) -> bool:
    """The register keeps an address secret that the catalogue shows."""
    return "secret" in _place_key(theirs) and "secret" not in _place_key(ours)


# --- all of them --------------------------------------------------------------------------------------------------

FACTS = {
    fact.name: fact
    for fact in (
        Fact(
            "service_type",
            gettext_lazy("kind of service"),
            lambda service: service.service_type.code if service.service_type else "",
            lambda record, codes, day: codes.types[record.type_code].code,
            _same,
            _type_words,
        ),
        Fact(
            "provider",
            gettext_lazy("provider"),
            lambda service: {"ico": service.provider.ico, "name": service.provider.name},
            _their_provider,
            _provider_key,
            _provider_words,
        ),
        Fact(
            "identifier",
            gettext_lazy("identifier of the register"),
            lambda service: service.identifier,
            lambda record, codes, day: record.identifier,
            _same,
            _one,
        ),
        Fact(
            "portal_id",
            gettext_lazy("number on the portal of the ministry"),
            lambda service: service.portal_id,
            lambda record, codes, day: record.portal_id,
            _same,
            _one,
        ),
        Fact(
            "since",
            gettext_lazy("provided since"),
            lambda service: service.provided_since.isoformat() if service.provided_since else None,
            lambda record, codes, day: record.since.isoformat() if record.since else None,
            _same,
            day_words,
        ),
        Fact(
            "forms",
            gettext_lazy("forms of the service"),
            lambda service: sorted(form.form for form in service.forms.all()),
            lambda record, codes, day: sorted({OUR_FORMS[form.code].value for form in record.forms}),
            _same,
            _form_words,
        ),
        Fact("nonstop", gettext_lazy("round the clock"), _our_nonstop, _their_nonstop, _same, _form_words),
        Fact(
            "capacities",
            pgettext_lazy("fact of a service", "registered capacity"),
            _our_capacities,
            _their_capacities,
            _capacity_key,
            _capacity_words,
        ),
        Fact(
            "target_groups",
            gettext_lazy("target groups"),
            lambda service: sorted(group.code for group in service.target_groups.all()),
            lambda record, codes, day: sorted({codes.groups[code].code for code in record.target_groups}),
            _same,
            _group_words,
        ),
        Fact(
            "age_groups",
            gettext_lazy("age groups"),
            lambda service: sorted(group.code for group in service.age_groups.all()),
            lambda record, codes, day: sorted({codes.ages[code].code for code in record.age_groups}),
            _same,
            _age_words,
        ),
        _contact_fact("phones", gettext_lazy("phones"), ContactKind.PHONE, lambda record: record.phones),
        _contact_fact("emails", gettext_lazy("e-mails"), ContactKind.EMAIL, lambda record: record.emails),
        _contact_fact("webs", gettext_lazy("web pages"), ContactKind.WEB, lambda record: record.webs),
        Fact("places", gettext_lazy("places"), _our_places, _their_places, _place_key, _place_words),
    )
}
KINDS_OF_CONTACT = {"phones": ContactKind.PHONE, "emails": ContactKind.EMAIL, "webs": ContactKind.WEB}
LABELS: dict[str, Any] = {name: fact.label for name, fact in FACTS.items()} | {
    NEW: gettext_lazy("whole service"),
    UNTIL: gettext_lazy("provided until"),
}


def words_of(name: str, value: Value) -> list[str]:
    """Lines by which a person reads the value of a difference."""
    if name == UNTIL:
        return _end_words(value)
    fact = FACTS.get(name)
    return fact.words(value) if fact and value is not None else []


def _end_words(value: Value) -> list[str]:
    if not value or not value.get("date"):
        return []
    day = day_words(value["date"])[0]
    return [
        {
            "missing": _("until %(day)s (the register no longer lists the service)"),
            "places": _("until %(day)s (its last place has ended)"),
        }.get(value.get("why", ""), _("until %(day)s"))
        % {"day": day}
    ]
