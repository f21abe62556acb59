"""What a provider may correct on a card: each field as words of a form, how it is read and how it is written.

Addresses are not among them: a secret one must not come back by this door. What has no field of its own is said in `other`,
and the office does it by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services_catalog import free_places
from services_catalog.enums import ContactKind, Payment, ServiceForm
from services_catalog.hours import Span, exception_words, lines_of, parse_exception, parse_hours
from services_catalog.models import HoursException, OfferedForm, OpeningHours, Service, ServiceContact

TEXTS = (
    "summary",
    "description",
    "for_whom",
    "not_for_whom",
    "how_to_apply",
    "documents_needed",
    "price_note",
    "languages",
)
MOST_LETTERS = 4000
MOST_LINES = 8
NONSTOP = gettext_lazy("round the clock")
OTHER = "other"


@dataclass(frozen=True)
class Field:
    """One thing on the card that may be corrected; values are words, empty for unknown."""

    name: str
    label: str | Promise
    read: Callable[[Service], str]
    write: Callable[[Service, str], None]
    make: Callable[[], forms.Field]
    choices: dict[str, Any] | None = None

    def words(self, value: str) -> str:
        """The value as a person reads it."""
        return str(self.choices.get(value, value)) if self.choices else value

    def clean(self, value: str) -> str:
        """The value as it may be stored; ValidationError in words if it may not."""
        return tidy(str(self.make().clean(value) or ""))


def tidy(value: str) -> str:
    """Lines as the database keeps them: no carriage returns, nothing around."""
    return "\n".join(line.rstrip() for line in value.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))


def fields_of(service: Service) -> list[Field]:
    """All fields that may be corrected at this service, in the order of the card."""
    offered = list(service.forms.all())
    return [
        *(_contacts(kind, label, check) for kind, label, check in CONTACTS),
        *(_text(name) for name in TEXTS[:6]),
        _choice("payment", {str(value): label for value, label in Payment.choices}, _read_plain, _write_plain),
        *(_text(name) for name in TEXTS[6:]),
        *(_hours(form) for form in offered),
        Field("exceptions", EXCEPTIONS, _read_exceptions, _write_exceptions, ExceptionsField),
        Field("free_places", FREE_PLACES, free_places.line_of, _write_free_places, FreePlacesField),
        _choice("is_barrier_free", BARRIER_FREE, _read_barrier_free, _write_barrier_free),
        Field(OTHER, gettext_lazy("Something else"), lambda _service: "", lambda _service, _value: None, _area),
    ]


def field_of(service: Service, name: str) -> Field | None:
    """The field by its name; None if the service has it no more (a form that it does not offer today)."""
    return next((field for field in fields_of(service) if field.name == name), None)


def label_of(service: Service, name: str) -> str:
    """How the field is called, also when it is gone."""
    found = field_of(service, name)
    return str(found.label) if found else name


def _area(most: int = MOST_LETTERS, rows: int = 3) -> forms.Field:
    return forms.CharField(required=False, max_length=most, widget=forms.Textarea(attrs={"rows": rows}))


# --- plain texts and choices --------------------------------------------------------------------------------------


def _column(name: str) -> Any:
    return Service._meta.get_field(name)


def _text(name: str) -> Field:
    column = _column(name)
    most = column.max_length or MOST_LETTERS
    make = partial(_area, most, 2 if column.max_length else 4)
    return Field(
        name, capfirst(str(column.verbose_name)), partial(_read_plain, name), partial(_write_plain, name), make
    )


def _read_plain(name: str, service: Service) -> str:
    return tidy(getattr(service, name))


def _write_plain(name: str, service: Service, value: str) -> None:
    setattr(service, name, value)
    service.save(update_fields=[name, "updated_at"])


BARRIER_FREE = {"": gettext_lazy("not stated"), "yes": gettext_lazy("yes"), "no": gettext_lazy("no")}


def _choice(name: str, choices: dict[str, Any], read: Any, write: Any) -> Field:
    label = capfirst(str(_column(name).verbose_name))
    make = partial(forms.ChoiceField, required=False, choices=list(choices.items()))
    return Field(name, label, partial(read, name), partial(write, name), make, choices)


def _read_barrier_free(name: str, service: Service) -> str:
    return {True: "yes", False: "no", None: ""}[getattr(service, name)]


def _write_barrier_free(name: str, service: Service, value: str) -> None:
    service.is_barrier_free = {"yes": True, "no": False}.get(value)
    service.save(update_fields=[name, "updated_at"])


# --- contacts, one on a line --------------------------------------------------------------------------------------


def _check_phone(value: str) -> None:
    digits = sum(letter.isdigit() for letter in value)
    if not 3 <= digits <= 14 or any(letter.isalpha() for letter in value):
        raise ValidationError(_("“%(value)s” is not a phone number.") % {"value": value})


def _check_email(value: str) -> None:
    try:
        validate_email(value)
    except ValidationError as fault:
        raise ValidationError(_("“%(value)s” is not an e-mail address.") % {"value": value}) from fault


def _check_web(value: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError as fault:
        raise ValidationError(
            _("Write the web as https://…, “%(value)s” is not understood.") % {"value": value}
        ) from fault


CONTACTS: tuple[tuple[ContactKind, str | Promise, Callable[[str], None]], ...] = (
    (ContactKind.PHONE, gettext_lazy("Phones (one on a line)"), _check_phone),
    (ContactKind.EMAIL, gettext_lazy("E-mails (one on a line)"), _check_email),
    (ContactKind.WEB, gettext_lazy("Webs (one on a line)"), _check_web),
)


class LinesField(forms.CharField):
    """Values on lines, each of them checked."""

    def __init__(self, check: Callable[[str], None]) -> None:
        super().__init__(required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
        self._check = check

    def clean(self, value: Any) -> str:
        """One value a line; ValidationError names the wrong one."""
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("At most %(count)d lines, please.") % {"count": MOST_LINES})
        for line in lines:
            self._check(line)
            if len(line) > 200:
                raise ValidationError(_("This line is too long."))
        return "\n".join(lines)


def _contacts(kind: ContactKind, label: str | Promise, check: Callable[[str], None]) -> Field:
    return Field(
        f"contacts_{kind.value}",
        label,
        partial(_read_contacts, kind),
        partial(_write_contacts, kind),
        partial(LinesField, check),
    )


def _read_contacts(kind: ContactKind, service: Service) -> str:
    return "\n".join(contact.value for contact in service.contacts.all() if contact.kind == kind)


def _write_contacts(kind: ContactKind, service: Service, value: str) -> None:
    """Contacts that stay keep their note."""
    kept = {contact.value: contact for contact in service.contacts.filter(kind=kind)}
    wanted = list(dict.fromkeys(value.splitlines()))
    service.contacts.filter(kind=kind).exclude(value__in=wanted).delete()
    for position, line in enumerate(wanted, start=1):
        contact = kept.get(line) or ServiceContact(service=service, kind=kind, value=line)
        contact.position = position
        contact.save()


# --- opening hours, one field for each form -----------------------------------------------------------------------


def _hours(offered: OfferedForm) -> Field:
    name = ServiceForm(offered.form)
    label = _("Hours, form: %(form)s") % {"form": name.label}
    make = partial(_area, 250, 2)
    return Field(f"hours_{name.value}", label, partial(_read_hours, name), partial(_write_hours, name), make)


def _read_hours(form: ServiceForm, service: Service) -> str:
    offered = next((row for row in service.forms.all() if row.form == form), None)
    if offered is None:
        return ""
    if offered.is_nonstop:
        return str(NONSTOP)
    spans = [Span(row.weekday, row.opens, row.closes) for row in offered.hours.all()]
    return ", ".join(f"{days} {words}" for days, words in lines_of(spans)) or tidy(offered.hours_note)


def _write_hours(form: ServiceForm, service: Service, value: str) -> None:
    """What is not understood as hours is kept in words."""
    offered = service.forms.get(form=form)
    hours = parse_hours(value)
    offered.is_nonstop = hours.is_nonstop or value == str(NONSTOP)
    offered.hours_note = "" if offered.is_nonstop else hours.note[:250]
    offered.save()
    offered.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(offered_form=offered, weekday=span.weekday, opens=span.opens, closes=span.closes)
        for span in ([] if offered.is_nonstop else hours.spans)
    )


# --- exceptions to hours, one on a line ---------------------------------------------------------------------------

EXCEPTIONS = gettext_lazy("Days with other hours (one on a line, e.g. 24. 12. 2026: closed)")


class ExceptionsField(forms.CharField):
    """Exceptions on lines, each of them understood."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self, value: Any) -> str:
        """Lines as the portal writes them; ValidationError shows the one that is not understood."""
        lines = [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]
        return "\n".join(self._line(line) for line in lines)

    @staticmethod
    def _line(line: str) -> str:
        found = parse_exception(line)
        if found is None:
            raise ValidationError(
                _("“%(line)s” is not understood. Write for example 24. 12. 2026: closed, or 31. 12. 2026: 8:00–12:00.")
                % {"line": line[:80]}
            )
        return ": ".join(exception_words(found))


def _common_exceptions(service: Service) -> list[HoursException]:
    """Those to come that concern all forms; what concerns one form is left to the office."""
    today = timezone.localdate()
    return [row for row in service.hours_exceptions.all() if not row.form and row.ends_on >= today]


def _read_exceptions(service: Service) -> str:
    return "\n".join(": ".join(exception_words(row.days)) for row in _common_exceptions(service))


def _write_exceptions(service: Service, value: str) -> None:
    service.hours_exceptions.filter(pk__in=[row.pk for row in _common_exceptions(service)]).delete()
    found = (parse_exception(line) for line in value.splitlines())
    HoursException.objects.bulk_create(HoursException.of(service, row) for row in found if row)


# --- free places --------------------------------------------------------------------------------------------------

FREE_PLACES = gettext_lazy("Free places today (a number, or words such as: full, one waits for two months)")


class FreePlacesField(forms.CharField):
    """A number or words; the day on which it was said is written with it, so that a late decision does not make it younger."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=230, widget=forms.TextInput())

    def clean(self, value: Any) -> str:
        """The line with its day."""
        text = str(super().clean(value)).strip()
        try:
            said = free_places.parse_line(text, timezone.localdate())
        except ValueError as fault:
            raise ValidationError(_("Write a number or a short sentence; the day of today is added.")) from fault
        probe = Service()
        free_places.state(probe, said)
        return free_places.line_of(probe) or text


def _write_free_places(service: Service, value: str) -> None:
    free_places.state(service, free_places.parse_line(value, timezone.localdate()))
    service.save(update_fields=[*free_places.FIELDS, "updated_at"])
