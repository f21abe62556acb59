"""Services from a spreadsheet: all rows or none, every fault told with its row, and an undo.

The columns are those of the portal's own export (Czech) or of an extract of the state register (English).
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from community.models import Municipality
from community.models.office import check_ico
from community.territory import municipality_of_code
from kpss_portal.audit import record
from kpss_portal.czech import fold
from kpss_portal.spreadsheets import Table, Workbook
from services_catalog import free_places, indexing
from services_catalog.enums import CapacityUnit, ContactKind, Payment, ServiceForm, ServiceKind
from services_catalog.hours import Span, exception_words, lines_of, parse_exception, parse_hours
from services_catalog.indexing import reindex_others, reindex_services
from services_catalog.models import (
    Capacity,
    HoursException,
    ImportBatch,
    OfferedForm,
    OpeningHours,
    Place,
    Provider,
    Service,
    ServiceContact,
    ServiceType,
    TargetGroup,
)

COLUMNS: dict[str, tuple[str, ...]] = {  # our column: how the register's extract calls it
    "identifikator": ("identifier",),
    "cislo_portalu": ("portal_id",),
    "nazev": ("service_name",),
    "poskytovatel": ("provider",),
    "ico": ("ico",),
    "pravni_forma": ("legal_form",),
    "druh": ("type_code", "type_paragraph"),
    "formy": ("form",),
    "cilove_skupiny": ("target_group_codes", "target_groups"),
    "popis": ("description",),
    "pro_koho": (),
    "neni_pro": (),
    "jak_zacit": (),
    "cena": ("price_note",),
    "kapacita": ("capacity",),
    "oteviraci_doba": ("opening_hours",),
    "telefon": ("phone",),
    "email": ("email",),
    "web": ("web",),
    "ulice": ("address",),
    "kod_obce": ("municipality_code",),
    "psc": ("postal_code",),
    "sirka": ("latitude",),
    "delka": ("longitude",),
    "druh_adresy": ("address_kind",),
    "adresa_utajena": (),
    "cele_uzemi": (),
    "slouzi_obcim": (),
    "poskytovano_od": ("provided_since",),
    "poskytovano_do": (),
    "zdroj": ("source",),
    "jazyky": (),
    "bezbarierove": (),
    "vyjimky_z_hodin": (),
    "zavreno_o_svatcich": (),
    "volna_mista": (),
    "financovani": (),
    "krajska_sit": (),
    "jine_site": (),
    "rychly_odchod": (),
}
REQUIRED = ("nazev", "poskytovatel")
FORMS = {"ambulantni": ServiceForm.OUTPATIENT, "terenni": ServiceForm.FIELD, "pobytova": ServiceForm.RESIDENTIAL}
UNITS = (
    ("luz", CapacityUnit.BED),
    ("klient", CapacityUnit.CLIENT),
    ("osob", CapacityUnit.CLIENT),
    ("uzivatel", CapacityUnit.CLIENT),
    ("kontakt", CapacityUnit.CONTACT),
    ("interven", CapacityUnit.INTERVENTION),
    ("hovor", CapacityUnit.CALL),
)
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
CAPACITY = re.compile(r"(\d+)\s+(\w+)(.*)")


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row and column."""

    row: int | None
    column: str
    message: str


@dataclass
class Row:
    """One service as the sheet says it, checked."""

    number: int
    values: dict[str, str]
    service: Service | None = None
    service_type: ServiceType | None = None
    groups: list[TargetGroup] = field(default_factory=list)
    municipality: Municipality | None = None
    served: list[Municipality] = field(default_factory=list)


@dataclass
class Preview:
    """Rows ready to be written, or the problems that forbid it; `created` and `changed` name services."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


# --- reading ------------------------------------------------------------------------------------------------------


def preview_of(workbook: Workbook) -> Preview:
    """What the first sheet says; nothing is written."""
    sheet = next(iter(workbook.sheets.values()), None)
    preview = Preview()
    if sheet is None or not sheet.rows:
        preview.problems.append(Problem(None, "", _("The sheet has no rows.")))
        return preview
    columns = _columns(sheet.header, preview)
    if preview.problems:
        return preview
    reader = _Reader(preview)
    for number, cells in sheet.rows:
        values = {name: _text(cells[index]) if index < len(cells) else "" for name, index in columns.items()}
        preview.rows.append(reader.read(number, values))
    return preview


def _columns(header: list[Any], preview: Preview) -> dict[str, int]:
    headings = {
        fold(str(heading or "")).strip().replace(" ", "_"): index
        for index, heading in reversed(list(enumerate(header)))
    }
    columns = {}
    for name, others in COLUMNS.items():
        index = next((headings[heading] for heading in (name, *others) if heading in headings), None)
        if index is not None:
            columns[name] = index
        elif name in REQUIRED:
            preview.problems.append(Problem(1, name, _("The column “%(name)s” is missing.") % {"name": name}))
    return columns


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value).strip()


class _Reader:
    """Checks rows against the code lists and against each other."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        types = ServiceType.objects.all()
        self.types = {
            fold(key): row
            for row in types
            for key in (row.code, row.paragraph, row.name, row.abbreviation, f"portal:{row.portal_id}")
            if key
        }
        groups = TargetGroup.objects.all()
        self.groups = {fold(key): row for row in groups for key in (row.code, row.name, row.code.split("/")[-1])}
        self.municipalities = {row.code: row for row in Municipality.objects.all()}
        self.identifiers: dict[str, Service] = {}
        self.names: dict[tuple[str, str], list[Service]] = {}
        for service in Service.objects.select_related("provider"):
            self.identifiers[service.identifier] = service
            self.names.setdefault((service.provider.name, service.name), []).append(service)
        self.seen: dict[str, int] = {}

    def fault(self, row: Row, column: str, message: str) -> None:
        self.preview.problems.append(Problem(row.number, column, message))

    def read(self, number: int, values: dict[str, str]) -> Row:
        row = Row(number, values)
        row.service_type = self._type(row)
        if not values.get("nazev") and row.service_type:
            values["nazev"] = row.service_type.name[:1].upper() + row.service_type.name[1:]  # as the register shows it
        if values.get("web"):
            values["web"] = "; ".join(_with_scheme(address) for address in _many(values["web"]))
        for column in REQUIRED:
            if not values.get(column):
                self.fault(row, column, _("This cell must not be empty."))
        self._check_lengths(row)
        row.groups = self._groups(row)
        row.municipality = self._municipality(row, values.get("kod_obce", ""), "kod_obce")
        served = (self._municipality(row, code, "slouzi_obcim") for code in _many(values.get("slouzi_obcim", "")))
        row.served = [found for found in served if found]
        self._check_values(row)
        self._check_twice(row)
        row.service = self._existing(row)
        (self.preview.changed if row.service else self.preview.created).append(values.get("nazev", ""))
        return row

    def _existing(self, row: Row) -> Service | None:
        """By its identifier; else by its name, where a sheet without identifiers must not mean two services."""
        identifier = row.values.get("identifikator")
        if identifier:
            return self.identifiers.get(identifier)
        named = self.names.get((row.values.get("poskytovatel", ""), row.values.get("nazev", "")), [])
        if identifier is not None:
            named = [service for service in named if not service.identifier]
        if len(named) > 1:
            self.fault(row, "nazev", _("Several services of the provider have this name; say which by the identifier."))
        return named[0] if named else None

    def _check_lengths(self, row: Row) -> None:
        for column, limit in {
            "nazev": 200,
            "poskytovatel": 200,
            "identifikator": 12,
            "pravni_forma": 120,
            "cena": 250,
            "ulice": 150,
            "zdroj": 250,
            "oteviraci_doba": 250,
            "jazyky": 150,
            "financovani": 250,
            "jine_site": 150,
        }.items():
            if len(row.values.get(column, "")) > limit:
                self.fault(row, column, _("The text is too long: at most %(limit)d characters.") % {"limit": limit})

    def _type(self, row: Row) -> ServiceType | None:
        written = row.values.get("druh", "")
        found = self.types.get(fold(written))
        if written and found is None:
            self.fault(row, "druh", _("“%(word)s” is not a kind of service by the Act.") % {"word": written[:60]})
        return found

    def _groups(self, row: Row) -> list[TargetGroup]:
        groups = []
        for word in _many(row.values.get("cilove_skupiny", "")):
            found = self.groups.get(fold(word))
            if found is None:
                self.fault(row, "cilove_skupiny", _("“%(word)s” is not a target group.") % {"word": word[:60]})
            else:
                groups.append(found)
        return groups

    def _municipality(self, row: Row, code: str, column: str) -> Municipality | None:
        if not code:
            return None
        if code not in self.municipalities:
            found = municipality_of_code(code)
            if found is None:
                self.fault(row, column, _("There is no municipality with the code %(code)s.") % {"code": code[:20]})
                return None
            self.municipalities[code] = found
        return self.municipalities[code]

    def _check_values(self, row: Row) -> None:
        values = row.values
        for word in _many(values.get("formy", "")):
            if fold(word) not in FORMS:
                self.fault(
                    row,
                    "formy",
                    _("“%(word)s” is not offered; write one of: %(offer)s.")
                    % {"word": word[:40], "offer": "ambulantní, terénní, pobytová"},
                )
        for column in ("poskytovano_od", "poskytovano_do"):
            if values.get(column) and _day(values[column]) is None:
                self.fault(
                    row,
                    column,
                    _("“%(text)s” is not a date. Write 31. 12. 2028 or the year alone.")
                    % {"text": values[column][:40]},
                )
        numbers = {"sirka": _degrees, "delka": _degrees, "cislo_portalu": _portal_number}
        for column, read in numbers.items():
            if values.get(column) and read(values[column]) is None:
                self.fault(row, column, _("“%(text)s” is not a number.") % {"text": values[column][:40]})
        since, until = _day(values.get("poskytovano_od", "")), _day(values.get("poskytovano_do", ""))
        if since and until and until < since:
            self.fault(row, "poskytovano_do", _("A service cannot end before it starts."))
        self._check_addresses(row)
        self._check_card(row)

    def _check_card(self, row: Row) -> None:
        """Days with other hours and free places, which are written in words of their own."""
        for words in _many(row.values.get("vyjimky_z_hodin", "")):
            if parse_exception(words) is None:
                self.fault(
                    row,
                    "vyjimky_z_hodin",
                    _("“%(text)s” is not understood. Write for example 24. 12. 2026: closed.") % {"text": words[:60]},
                )
        try:
            free_places.parse_line(row.values.get("volna_mista", ""), timezone.localdate())
        except ValueError:
            self.fault(
                row,
                "volna_mista",
                _("“%(text)s” is not a statement of free places.") % {"text": row.values["volna_mista"][:60]},
            )

    def _check_addresses(self, row: Row) -> None:
        for address in _many(row.values.get("email", "")):
            try:
                validate_email(address)
            except ValidationError:
                self.fault(row, "email", _("“%(text)s” is not an e-mail.") % {"text": address[:60]})
        for address in _many(row.values.get("web", "")):
            if not WEB_ADDRESS.fullmatch(address):
                self.fault(row, "web", _("“%(text)s” is not a web address.") % {"text": address[:60]})
        if row.values.get("ico"):
            try:
                check_ico(row.values["ico"].zfill(8))
            except ValidationError:
                self.fault(
                    row, "ico", _("“%(text)s” is not an identification number.") % {"text": row.values["ico"][:20]}
                )

    def _check_twice(self, row: Row) -> None:
        key = row.values.get("identifikator") or f"{row.values.get('poskytovatel')}|{row.values.get('nazev')}"
        if key in self.seen:
            self.fault(
                row,
                "identifikator" if row.values.get("identifikator") else "nazev",
                _("The same service stands in row %(row)d.") % {"row": self.seen[key]},
            )
        self.seen[key] = row.number


def _with_scheme(address: str) -> str:
    return address if "://" in address else f"https://{address}"


def _many(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[|;]", text) if part.strip()]


def _day(text: str) -> date | None:
    czech = re.fullmatch(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})", text)
    try:
        return date(int(czech[3]), int(czech[2]), int(czech[1])) if czech else date.fromisoformat(text)
    except ValueError:
        return None


def _degrees(text: str) -> Decimal | None:
    try:
        degrees = Decimal(text.replace(",", "."))
        return round(degrees, 7) if abs(degrees) <= 180 else None
    except InvalidOperation:  # not a number, in either sense
        return None


def _portal_number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


# --- writing ------------------------------------------------------------------------------------------------------


@transaction.atomic
def write(preview: Preview, filename: str, by: Any) -> ImportBatch:
    """Writes all rows and remembers what stood there before; ValueError if the preview has problems."""
    if preview.problems:
        raise ValueError("a preview with problems is not written")
    batch = ImportBatch(filename=filename[:200], imported_by=by)
    services = []
    for row in preview.rows:
        before = snapshot(row.service) if row.service else None
        service = _write_row(row)
        services.append(service)
        batch.rows.append({"service": str(service.uuid), "before": before, "after": fingerprint(service)})
        batch.created_count += before is None
        batch.changed_count += before is not None
    batch.save()
    record(by, "catalogue.import", batch, {"created": batch.created_count, "changed": batch.changed_count})
    reindex_services(Service.objects.filter(pk__in=[service.pk for service in services]))
    reindex_others()
    return batch


def _write_row(row: Row) -> Service:
    """Columns that the sheet does not have leave what stands there."""
    values = row.values
    service = row.service or Service(slug=free_slug(Service, values["nazev"]))
    service.name, service.provider = values["nazev"], _provider(values)
    service.identifier = values.get("identifikator", service.identifier)
    service.portal_id = _portal_number(values.get("cislo_portalu", "")) or service.portal_id
    if "druh" in values or row.service is None:
        service.service_type = row.service_type
        service.kind = ServiceKind.REGISTERED if row.service_type else ServiceKind.RELATED
    _write_texts(service, values)
    service.save()
    if "cilove_skupiny" in values:
        service.target_groups.set(row.groups)
    if "slouzi_obcim" in values:
        service.served_municipalities.set(row.served)
    _write_forms(service, values)
    _write_exceptions(service, values)
    _write_contacts(service, values)
    _write_place(service, row)
    return service


def _write_exceptions(service: Service, values: dict[str, str]) -> None:
    """Exceptions for all forms; those of one form have no column and stay."""
    offered = list(service.forms.all())
    if "zavreno_o_svatcich" in values and _is_yes(values["zavreno_o_svatcich"]) != _are_closed_on_holidays(offered):
        service.forms.update(is_closed_on_holidays=_is_yes(values["zavreno_o_svatcich"]))
    if "vyjimky_z_hodin" in values:
        service.hours_exceptions.filter(form="").delete()
        found = (parse_exception(words) for words in _many(values["vyjimky_z_hodin"]))
        HoursException.objects.bulk_create(HoursException.of(service, days) for days in found if days)


def _write_texts(service: Service, values: dict[str, str]) -> None:
    texts = {
        "popis": "description",
        "pro_koho": "for_whom",
        "neni_pro": "not_for_whom",
        "jak_zacit": "how_to_apply",
        "cena": "price_note",
        "zdroj": "source",
        "jazyky": "languages",
        "financovani": "financed_by",
        "jine_site": "network_note",
    }
    for column, name in texts.items():
        if column in values:
            setattr(service, name, values[column])
    if "cena" in values:
        service.payment = payment_of(values["cena"])
    _write_answers(service, values)
    for column, name in {"poskytovano_od": "provided_since", "poskytovano_do": "provided_until"}.items():
        if column in values:
            setattr(service, name, _day(values[column]) if values[column] else None)


def _write_answers(service: Service, values: dict[str, str]) -> None:
    """Columns of yes and no, and free places: an empty cell of a question is "unknown", of a flag it is "no"."""
    if "cele_uzemi" in values:
        service.serves_whole_territory = _is_yes(values["cele_uzemi"])
    if "rychly_odchod" in values:
        service.has_quick_exit = _is_yes(values["rychly_odchod"])
    for column, name in {"bezbarierove": "is_barrier_free", "krajska_sit": "is_in_regional_network"}.items():
        if column in values:
            setattr(service, name, _is_yes(values[column]) if values[column] else None)
    if values.get("volna_mista", "") != free_places.line_of(service) and "volna_mista" in values:
        free_places.state(service, free_places.parse_line(values["volna_mista"], timezone.localdate()))


def _are_closed_on_holidays(offered: list[OfferedForm]) -> bool:
    """Whether all forms are; a sheet has one cell for them and cannot say more."""
    return bool(offered) and all(form.is_closed_on_holidays for form in offered)


def _is_yes(word: str) -> bool:
    return fold(word) in {"ano", "a", "1", "x"}


def payment_of(words: str) -> Payment:
    """Whether people pay, by the first words of the price."""
    folded = fold(words)
    if folded.startswith(("bez uhrady", "zdarma", "bezplatn")):
        return Payment.FREE
    return Payment.PAID if folded.startswith(("za uhradu", "s uhradou", "placen")) else Payment.UNKNOWN


def _provider(values: dict[str, str]) -> Provider:
    ico = values["ico"].zfill(8) if values.get("ico") else ""
    provider = (Provider.objects.filter(ico=ico).first() if ico else None) or Provider.objects.filter(
        name=values["poskytovatel"]
    ).first()
    if provider is None:
        provider = Provider(name=values["poskytovatel"], slug=free_slug(Provider, values["poskytovatel"]))
    provider.ico = ico or provider.ico
    provider.legal_form = values.get("pravni_forma") or provider.legal_form
    provider.save()
    return provider


def free_slug(model: Any, name: str) -> str:
    """An address made of the name that no other row has."""
    slug = slugify(fold(name))[:100].strip("-") or "zaznam"
    taken = set(model.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number = 2
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def _write_forms(service: Service, values: dict[str, str]) -> None:
    """Words that are the same as in the export leave hours and capacities alone: the data know more than the words."""
    if "formy" not in values:
        return
    before = list(service.forms.all())
    hours_before, capacity_before = _hours_words(before), _capacity_words(before)
    wanted = list(dict.fromkeys(FORMS[fold(word)] for word in _many(values["formy"])))
    service.forms.exclude(form__in=wanted).delete()
    known = {form.form for form in before}
    offered = [OfferedForm.objects.get_or_create(service=service, form=form)[0] for form in wanted]
    hours = values.get("oteviraci_doba", "")
    _write_hours([form for form in offered if hours != hours_before or form.form not in known], hours, len(offered))
    capacity = values.get("kapacita", "")
    if len(offered) == 1 and capacity != capacity_before:  # a number for two forms cannot be divided between them
        _write_capacity(offered[0], capacity)


def _write_hours(offered: list[OfferedForm], text: str, form_count: int) -> None:
    hours = parse_hours(text)
    for form in offered:
        form.is_nonstop = hours.is_nonstop and (form.form == ServiceForm.RESIDENTIAL or form_count == 1)
        form.hours_note = hours.note
        form.save()
        form.hours.all().delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(offered_form=form, weekday=span.weekday, opens=span.opens, closes=span.closes)
            for span in hours.spans
        )


def _write_capacity(offered: OfferedForm, text: str) -> None:
    offered.capacities.all().delete()
    found = CAPACITY.match(text)
    unit = next((unit for start, unit in UNITS if found and fold(found[2]).startswith(start)), None)
    if found and unit:
        Capacity.objects.create(offered_form=offered, number=int(found[1]), unit=unit, note=found[3].strip(" ()")[:250])


def _write_contacts(service: Service, values: dict[str, str]) -> None:
    kinds = {"telefon": ContactKind.PHONE, "email": ContactKind.EMAIL, "web": ContactKind.WEB}
    for column, kind in kinds.items():
        if column in values:
            service.contacts.filter(kind=kind).delete()
            ServiceContact.objects.bulk_create(
                ServiceContact(service=service, kind=kind, value=value[:200], position=position)
                for position, value in enumerate(_many(values[column]), start=1)
            )


def _write_place(service: Service, row: Row) -> None:
    """Writes the first place; the others stay. Secrecy is never lost by an import, nor is a secret address."""
    values = row.values
    if not {"ulice", "kod_obce", "adresa_utajena"} & set(values):
        return
    places = list(service.places.all())
    place = places[0] if places else Place(service=service)
    is_secret = fold(values.get("adresa_utajena", "")) in {"ano", "a", "1", "x"}
    if values.get("ulice") or row.municipality:
        is_moved = (place.street, place.municipality_id) != (
            values.get("ulice", ""),
            row.municipality.pk if row.municipality else None,
        )
        is_secret |= is_moved and any(found.is_address_hidden for found in places)
        _fill_place(place, row)
    elif not is_secret and not place.is_address_hidden:
        if place.pk and "ulice" in values:
            place.delete()
        return
    place.is_address_hidden |= is_secret
    place.save()


def _fill_place(place: Place, row: Row) -> None:
    values = row.values
    place.street, place.municipality = values.get("ulice", ""), row.municipality
    if "psc" in values:
        place.postal_code = values["psc"].replace(" ", "")[:5]
    if "sirka" in values and "delka" in values:
        place.latitude, place.longitude = _degrees(values["sirka"]), _degrees(values["delka"])
    if "druh_adresy" in values:
        place.is_seat_only = "sidlo" in fold(values["druh_adresy"])


# --- exporting and undoing ----------------------------------------------------------------------------------------


def snapshot(service: Service) -> list[dict[str, Any]]:
    """The stored service with all its parts, secret addresses included: for the office's undo only."""
    fresh = Service.objects.get(pk=service.pk)
    forms = fresh.forms.all()
    parts = (
        forms,
        Capacity.objects.filter(offered_form__in=forms).order_by("pk"),
        OpeningHours.objects.filter(offered_form__in=forms).order_by("pk"),
        fresh.contacts.all(),
        fresh.places.all(),
        fresh.hours_exceptions.all(),
    )
    return json.loads(serializers.serialize("json", [fresh, *(row for rows in parts for row in rows)]))


def row_of(service: Service) -> dict[str, str]:
    """One row of the export; of a secret address nothing but its secrecy is told."""
    forms = list(service.forms.all())
    place = next(iter(service.places.all()), None)
    is_hidden = bool(place and place.is_address_hidden)
    shown = place if not is_hidden else None
    return {
        "identifikator": service.identifier,
        "cislo_portalu": str(service.portal_id or ""),
        "nazev": service.name,
        "poskytovatel": service.provider.name,
        "ico": service.provider.ico,
        "pravni_forma": service.provider.legal_form,
        "druh": service.service_type.code if service.service_type else "",
        "formy": "; ".join(FORM_WORDS[ServiceForm(form.form)] for form in forms),
        "cilove_skupiny": "; ".join(group.name for group in service.target_groups.all()),
        "popis": service.description,
        "pro_koho": service.for_whom,
        "neni_pro": service.not_for_whom,
        "jak_zacit": service.how_to_apply,
        "cena": service.price_note,
        "kapacita": _capacity_words(forms),
        "oteviraci_doba": _hours_words(forms),
        **{
            column: "; ".join(contact.value for contact in service.contacts.all() if contact.kind == kind)
            for column, kind in CONTACTS.items()
        },
        "ulice": shown.street if shown else "",
        "kod_obce": shown.municipality.code if shown and shown.municipality else "",
        "psc": shown.postal_code if shown else "",
        "sirka": str(shown.latitude) if shown and shown.latitude is not None else "",
        "delka": str(shown.longitude) if shown and shown.longitude is not None else "",
        "druh_adresy": "sídlo poskytovatele" if shown and shown.is_seat_only else "",
        "adresa_utajena": "ano" if is_hidden else "",
        "cele_uzemi": "ano" if service.serves_whole_territory else "",
        "slouzi_obcim": "; ".join(municipality.code for municipality in service.served_municipalities.all()),
        "poskytovano_od": service.provided_since.isoformat() if service.provided_since else "",
        "poskytovano_do": service.provided_until.isoformat() if service.provided_until else "",
        "zdroj": service.source,
        "jazyky": service.languages,
        "bezbarierove": YES_NO[service.is_barrier_free],
        "vyjimky_z_hodin": "; ".join(
            ": ".join(exception_words(row.days)) for row in service.hours_exceptions.all() if not row.form
        ),
        "zavreno_o_svatcich": "ano" if _are_closed_on_holidays(forms) else "",
        "volna_mista": free_places.line_of(service),
        "financovani": service.financed_by,
        "krajska_sit": YES_NO[service.is_in_regional_network],
        "jine_site": service.network_note,
        "rychly_odchod": "ano" if service.has_quick_exit else "",
    }


FORM_WORDS = {ServiceForm.OUTPATIENT: "ambulantní", ServiceForm.FIELD: "terénní", ServiceForm.RESIDENTIAL: "pobytová"}
YES_NO = {True: "ano", False: "ne", None: ""}
CONTACTS = {"telefon": ContactKind.PHONE, "email": ContactKind.EMAIL, "web": ContactKind.WEB}
UNIT_WORDS = {
    CapacityUnit.BED: "lůžka",
    CapacityUnit.CLIENT: "klienti",
    CapacityUnit.CONTACT: "kontakty",
    CapacityUnit.INTERVENTION: "intervence",
    CapacityUnit.CALL: "hovory",
}


def _capacity_words(forms: list[OfferedForm]) -> str:
    capacities = [capacity for form in forms for capacity in form.capacities.all()]
    if len(forms) != 1 or len(capacities) != 1:
        return ""
    found = capacities[0]
    return f"{found.number} {UNIT_WORDS[CapacityUnit(found.unit)]}" + (f" ({found.note})" if found.note else "")


def _hours_words(forms: list[OfferedForm]) -> str:
    if any(form.is_nonstop for form in forms):
        return "nepřetržitě"
    form = forms[0] if forms else None
    if form is None:
        return ""
    return ", ".join(f"{days} {words}" for days, words in lines_of(_spans(list(form.hours.all())))) or form.hours_note


def _spans(rows: list[OpeningHours]) -> list[Span]:
    return [Span(row.weekday, row.opens, row.closes) for row in rows]


def export_table(services: Any) -> Table:
    """The catalogue as a sheet that can be imported again."""
    rows = services.select_related("provider", "service_type").prefetch_related(
        "forms__capacities",
        "forms__hours",
        "hours_exceptions",
        "contacts",
        "target_groups",
        "served_municipalities",
        "places__municipality",
    )
    return Table("sluzby", list(COLUMNS), [list(row_of(service).values()) for service in rows], [18] * len(COLUMNS))


def fingerprint(service: Service) -> str:
    """A checksum by which it is seen whether somebody changed the service since."""
    rows = snapshot(service)
    del rows[0]["fields"]["updated_at"]  # a save that changed nothing is not a change
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


class CannotUndo(ValueError):
    """Somebody changed a service after the import; the message names it."""


@transaction.atomic
def undo(batch: ImportBatch, by: Any) -> None:
    """Puts everything back as it was before the import; CannotUndo if a service has been changed since."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.undone_at:
        raise CannotUndo(_("This import has been undone already."))
    services = {
        str(service.uuid): service
        for service in Service.objects.filter(uuid__in=[row["service"] for row in batch.rows])
    }
    for row in batch.rows:
        service = services.get(row["service"])
        if service is None or fingerprint(service) != row["after"]:
            raise CannotUndo(
                _("The service “%(name)s” has been changed since the import.") % {"name": service or row["service"]}
            )
        if row["before"] is None and service.plan_items.exists():
            raise CannotUndo(_("The service “%(name)s” stands in a plan already.") % {"name": service})
    _put_back(batch, services)
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    record(by, "catalogue.undo_import", batch)
    reindex_services()
    reindex_others()


def _put_back(batch: ImportBatch, services: dict[str, Service]) -> None:
    left_alone = set()
    for row in batch.rows:
        service = services[row["service"]]
        if row["before"] is None:
            left_alone.add(service.provider_id)
            indexing.forget(indexing.SERVICE, [service.pk])
            service.delete()
            continue
        for parts in (service.forms, service.contacts, service.places, service.hours_exceptions):
            parts.all().delete()
        for stored in serializers.deserialize("python", row["before"]):
            stored.save()
    alone = Provider.objects.filter(pk__in=left_alone, services__isnull=True, plan_roles__isnull=True)
    indexing.forget(indexing.PROVIDER, list(alone.values_list("pk", flat=True)))
    alone.delete()
