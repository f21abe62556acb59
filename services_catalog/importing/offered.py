"""Forms of a service with their hours and capacities, in the words of a sheet."""

import re

from kpss_portal.czech import fold
from services_catalog.enums import CapacityUnit, ServiceForm
from services_catalog.hours import Span, lines_of, parse_hours
from services_catalog.importing.preview import Row
from services_catalog.models import OfferedForm, Service

UNITS = (
    ("luz", CapacityUnit.BED),
    ("klient", CapacityUnit.CLIENT),
    ("osob", CapacityUnit.CLIENT),
    ("uzivatel", CapacityUnit.CLIENT),
    ("kontakt", CapacityUnit.CONTACT),
    ("interven", CapacityUnit.INTERVENTION),
    ("hovor", CapacityUnit.CALL),
)
UNIT_WORDS = {
    CapacityUnit.BED: "lůžka",
    CapacityUnit.CLIENT: "klienti",
    CapacityUnit.CONTACT: "kontakty",
    CapacityUnit.INTERVENTION: "intervence",
    CapacityUnit.CALL: "hovory",
}
CAPACITY = re.compile(r"(?<!\d)(\d{1,9})\s++(\w++)(.*)")


def forms_of(row: Row, service: Service) -> list[ServiceForm]:
    """Forms that the service has once the row is written; a sheet without the column leaves those that it has."""
    if "formy" in row.values:
        return row.forms
    return [ServiceForm(form.form) for form in service.forms.all()] if service.pk else []


def capacity_words(forms: list[OfferedForm]) -> str:
    """The capacity of the only form, where it is one number; else a cell cannot say it."""
    capacities = [capacity for form in forms for capacity in form.capacities.all()]
    if len(forms) != 1 or len(capacities) != 1:
        return ""
    found = capacities[0]
    return words_of_capacity(found.number, CapacityUnit(found.unit), found.note)


def words_of_capacity(number: int, unit: CapacityUnit, note: str) -> str:
    """For example: 3 lůžka (pro ženy)."""
    return f"{number} {UNIT_WORDS[unit]}" + (f" ({note})" if note else "")


def capacity_of(text: str) -> tuple[int, CapacityUnit, str] | None:
    """Number, unit and note of a capacity in words; None if it has no number or no unit of the register."""
    found = CAPACITY.match(text)
    unit = next((unit for start, unit in UNITS if found and fold(found[2]).startswith(start)), None)
    return (int(found[1]), unit, found[3].strip(" ()")[:250]) if found and unit else None


def hours_words(forms: list[OfferedForm]) -> str:
    """Hours of the first form: a sheet has one cell for all of them."""
    if any(form.is_nonstop for form in forms):
        return "nepřetržitě"
    form = forms[0] if forms else None
    if form is None:
        return ""
    spans = [Span(row.weekday, row.opens, row.closes) for row in form.hours.all()]
    return ", ".join(f"{days} {words}" for days, words in lines_of(spans)) or form.hours_note


def hours_as_kept(text: str, before: str) -> str:
    """How hours written so will be shown once they are stored."""
    if text == before:
        return before
    hours = parse_hours(text)
    if hours.is_nonstop:
        return "nepřetržitě"
    return ", ".join(f"{days} {words}" for days, words in lines_of(list(hours.spans))) or hours.note


def are_closed_on_holidays(offered: list[OfferedForm]) -> bool:
    """Whether all forms are; a sheet has one cell for them and cannot say more."""
    return bool(offered) and all(form.is_closed_on_holidays for form in offered)
