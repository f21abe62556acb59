"""Writes a preview into the catalogue: all of it or nothing."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from kpss_portal.audit import record
from kpss_portal.audit_actor import one_line
from kpss_portal.czech import fold
from services_catalog import free_places
from services_catalog.enums import ServiceForm, ServiceKind
from services_catalog.hours import parse_exception, parse_hours
from services_catalog.importing.cells import day_of, is_yes, many, payment_of, portal_number_of
from services_catalog.importing.columns import CONTACTS, FLAGS, QUESTIONS, TEXTS
from services_catalog.importing.lines import LINES, lines_for, with_line
from services_catalog.importing.offered import (
    are_closed_on_holidays,
    capacity_of,
    capacity_words,
    forms_of,
    hours_words,
)
from services_catalog.importing.places import write_addresses, write_place
from services_catalog.importing.preview import Preview, Row
from services_catalog.importing.undoing import fingerprint, snapshot
from services_catalog.indexing import reindex_others, reindex_services
from services_catalog.models import (
    Capacity,
    HoursException,
    ImportBatch,
    OfferedForm,
    OpeningHours,
    Provider,
    Service,
    ServiceContact,
)


@transaction.atomic
@one_line("an import of thousands of rows; the batch keeps what stood before")
def write(preview: Preview, filename: str, by: Any) -> ImportBatch:
    """Writes rows that change something and remembers what stood there before; ValueError if the preview has problems."""
    if preview.problems or preview.unknown:
        raise ValueError("a preview with problems is not written")
    batch = ImportBatch(filename=filename[:200], imported_by=by)
    services = []
    for row in preview.rows:
        if row.is_same:
            continue
        before = snapshot(row.service) if row.service else None
        service = row.service = _write_row(row)
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
    service.portal_id = portal_number_of(values.get("cislo_portalu", "")) or service.portal_id
    if "druh" in values or row.service is None:
        service.service_type = row.service_type
        service.kind = ServiceKind.REGISTERED if row.service_type else ServiceKind.RELATED
    _write_texts(service, values)
    for column, text in lines_for(values, forms_of(row, service)).items():
        name, label = LINES[column]
        setattr(service, TEXTS[name], with_line(getattr(service, TEXTS[name]), label, text))
    service.save()
    if "cilove_skupiny" in values:
        service.target_groups.set(row.groups)
    if "situace" in values:
        service.situations.set(row.situations)
    if "slouzi_obcim" in values:
        service.served_municipalities.set(row.served)
    _write_forms(service, row)
    _write_exceptions(service, values)
    _write_contacts(service, row)
    (write_place if row.places is None else write_addresses)(service, row)
    return service


def _write_exceptions(service: Service, values: dict[str, str]) -> None:
    """Exceptions for all forms; those of one form have no column and stay."""
    offered = list(service.forms.all())
    if "zavreno_o_svatcich" in values and is_yes(values["zavreno_o_svatcich"]) != are_closed_on_holidays(offered):
        service.forms.update(is_closed_on_holidays=is_yes(values["zavreno_o_svatcich"]))
    if "vyjimky_z_hodin" in values:
        service.hours_exceptions.filter(form="").delete()
        found = (parse_exception(words) for words in many(values["vyjimky_z_hodin"]))
        HoursException.objects.bulk_create(HoursException.of(service, days) for days in found if days)


def _write_texts(service: Service, values: dict[str, str]) -> None:
    for column, name in TEXTS.items():
        if column in values:
            setattr(service, name, values[column])
    if "cena" in values:
        service.payment = payment_of(values["cena"])
    _write_answers(service, values)
    for column, name in {"poskytovano_od": "provided_since", "poskytovano_do": "provided_until"}.items():
        if column in values:
            setattr(service, name, day_of(values[column]) if values[column] else None)


def _write_answers(service: Service, values: dict[str, str]) -> None:
    """Columns of yes and no, and free places: an empty cell of a question is "unknown", of a flag it is "no"."""
    for column, name in FLAGS.items():
        if column in values:
            setattr(service, name, is_yes(values[column]))
    for column, name in QUESTIONS.items():
        if column in values:
            setattr(service, name, is_yes(values[column]) if values[column] else None)
    if values.get("volna_mista", "") != free_places.line_of(service) and "volna_mista" in values:
        free_places.state(service, free_places.parse_line(values["volna_mista"], timezone.localdate()))


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


def _write_forms(service: Service, row: Row) -> None:
    """Words that are the same as in the export leave hours and capacities alone: the data know more than the words."""
    values = row.values
    before = list(service.forms.all())
    hours_before, capacity_before = hours_words(before), capacity_words(before)
    known = {form.form for form in before}
    if "formy" in values:
        service.forms.exclude(form__in=row.forms).delete()
        offered = [OfferedForm.objects.get_or_create(service=service, form=form)[0] for form in row.forms]
    elif "oteviraci_doba" in values or "kapacita" in values:
        offered = before
    else:
        return
    if "formy" in values or "oteviraci_doba" in values:
        hours = values.get("oteviraci_doba", "")
        _write_hours([form for form in offered if hours != hours_before or form.form not in known], hours, len(offered))
    capacity = values.get("kapacita", "")
    if len(offered) == 1 and capacity != capacity_before and ("formy" in values or "kapacita" in values):
        _write_capacity(offered[0], capacity)  # a number for two forms cannot be divided between them


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
    found = capacity_of(text)
    if found:
        Capacity.objects.create(offered_form=offered, number=found[0], unit=found[1], note=found[2])


def _write_contacts(service: Service, row: Row) -> None:
    """A contact that stays keeps its note."""
    for column, kind in CONTACTS.items():
        if column in row.values:
            stored = service.contacts.filter(kind=kind)
            notes = {contact.value: contact.note for contact in stored} | (row.contact_notes or {})
            stored.delete()
            ServiceContact.objects.bulk_create(
                ServiceContact(
                    service=service, kind=kind, value=value[:200], note=notes.get(value, ""), position=position
                )
                for position, value in enumerate(many(row.values[column]), start=1)
            )
