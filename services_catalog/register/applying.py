"""Decisions about differences: accept or decline one or many, reopen, undo a batch. Each writes who and when."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.models.office import check_ico
from community.territory import municipality_of_code
from kpss_portal.audit import record
from kpss_portal.audit_actor import one_line
from services_catalog.enums import DifferenceKind, DifferenceState, ServiceForm
from services_catalog.importing.writing import free_slug
from services_catalog.indexing import SERVICE, forget, reindex_others, reindex_services
from services_catalog.models import (
    AgeGroup,
    Capacity,
    OfferedForm,
    Place,
    Provider,
    RegisterBatch,
    RegisterDifference,
    Service,
    ServiceContact,
    ServiceType,
    TargetGroup,
)
from services_catalog.register.facts import FACTS, KINDS_OF_CONTACT, NEW, UNTIL, contact_key, fingerprint
from services_catalog.register.journal import CannotUndo, Journal, put_back
from services_catalog.register.matching import REACH
from services_catalog.signals import service_ended_or_changed

ORDER = [NEW, *FACTS, UNTIL]  # forms before their capacities
SOURCE = "RPSS"


class NothingWaits(ValueError):
    """All the chosen differences were decided meanwhile."""


class CannotApply(ValueError):
    """A difference does not fit the catalogue any more; the message says which and why. Nothing was changed."""


# --- deciding -----------------------------------------------------------------------------------------------------


@transaction.atomic
@one_line("many differences at once; the batch keeps a journal")
def accept(keys: Iterable[int], by: Any) -> RegisterBatch:
    """Writes the chosen waiting differences into the catalogue, all or none, as one batch that can be undone."""
    rows = _waiting(keys, by)
    journal = Journal()
    for row in rows:
        _check(row)  # before anything is written: a new form takes capacities with it, which wait beside it
    for row in sorted(rows, key=lambda row: (row.subject, ORDER.index(row.field))):
        _apply(journal, row)
    batch = RegisterBatch.objects.create(applied_by=by, difference_count=len(rows), journal=journal.entries)
    for row in rows:
        row.state, row.decided_at, row.decided_by, row.batch = DifferenceState.ACCEPTED, timezone.now(), by, batch
    RegisterDifference.objects.bulk_update(rows, ["state", "decided_at", "decided_by", "batch", "service"])
    record(
        by, "register.accept", batch, {"differences": len(rows), "services": sorted({row.title for row in rows})[:50]}
    )
    services = [row.service_id for row in rows if row.service_id]
    reindex_services(Service.objects.filter(pk__in=services))
    reindex_others()
    announce([row for row in rows if row.is_alarm], is_accepted=True)
    return batch


@transaction.atomic
def decline(keys: Iterable[int], by: Any, reason: str = "") -> int:
    """Keeps the catalogue as it is; the same is not asked again until the register says something new."""
    rows = _waiting(keys, by)
    for row in rows:
        row.state, row.decided_at, row.decided_by = DifferenceState.DECLINED, timezone.now(), by
        row.reason = reason[:250]
        record(by, "register.decline", row, {"field": row.field, "reason": row.reason})
    RegisterDifference.objects.bulk_update(rows, ["state", "decided_at", "decided_by", "reason"])
    return len(rows)


@transaction.atomic
def reopen(key: int, by: Any) -> None:
    """Puts a declined difference back into the queue, unless a newer one of the same fact waits there."""
    if not by.has_perm("services_catalog.change_registerdifference"):
        raise PermissionDenied
    row = RegisterDifference.objects.select_for_update(of=("self",)).get(pk=key)
    waits = RegisterDifference.objects.waiting().filter(subject=row.subject, field=row.field).exists()
    if row.state != DifferenceState.DECLINED or waits:
        raise NothingWaits
    row.state, row.decided_at, row.decided_by, row.reason = DifferenceState.WAITING, None, None, ""
    row.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    record(by, "register.reopen", row, {"field": row.field})


@transaction.atomic
@one_line("takes a batch back; its journal says what")
def undo(batch: RegisterBatch, by: Any) -> None:
    """Puts the catalogue back as it was before the batch and its differences back into the queue.

    CannotUndo if somebody changed or used one of the rows since.
    """
    if not by.has_perm("services_catalog.change_registerdifference"):
        raise PermissionDenied
    batch = RegisterBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.undone_at:
        raise CannotUndo(_("This batch has been undone already."))
    rows = list(batch.differences.all())
    services = {row.service_id for row in rows if row.service_id}
    RegisterDifference.objects.filter(batch=batch, kind=DifferenceKind.NEW).update(service=None)
    put_back(batch.journal)
    _ask_again(rows)
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    record(by, "register.undo", batch, {"differences": len(rows)})
    left = set(Service.objects.filter(pk__in=services).values_list("pk", flat=True))
    forget(SERVICE, services - left)
    reindex_services(Service.objects.filter(pk__in=left))
    reindex_others()


def _ask_again(rows: list[RegisterDifference]) -> None:
    """Undone differences wait again; where a newer one of the same fact waits, they are closed."""
    waiting = set(RegisterDifference.objects.waiting().values_list("subject", "field"))
    for row in rows:
        row.refresh_from_db(fields=["service"])
        is_superseded = (row.subject, row.field) in waiting
        row.state = DifferenceState.SETTLED if is_superseded else DifferenceState.WAITING
        row.decided_at = row.decided_by = None
    RegisterDifference.objects.bulk_update(rows, ["state", "decided_at", "decided_by"])


def announce(rows: list[RegisterDifference], *, is_accepted: bool) -> None:
    """Tells whoever relies on the services, after the commit."""
    if rows:
        transaction.on_commit(
            lambda: service_ended_or_changed.send_robust(
                sender=RegisterDifference, differences=rows, is_accepted=is_accepted
            )
        )


def _waiting(keys: Iterable[int], by: Any) -> list[RegisterDifference]:
    if not by.has_perm("services_catalog.change_registerdifference"):
        raise PermissionDenied
    rows = RegisterDifference.objects.select_for_update(of=("self",)).waiting().filter(pk__in=list(keys))
    found = list(rows.order_by("pk"))
    if not found:
        raise NothingWaits
    return found


# --- writing into the catalogue -----------------------------------------------------------------------------------


def _check(row: RegisterDifference) -> None:
    """CannotApply if the service is gone or somebody has changed the fact since it was compared."""
    if row.field == NEW:
        return
    service = _service_of(row)
    if row.field == UNTIL:
        return
    ours = fingerprint(row.field, FACTS[row.field].ours(service))
    if ours not in {fingerprint(row.field, value) for value in (row.before, row.after)}:
        raise CannotApply(
            _("Somebody has changed “%(name)s” (%(fact)s) meanwhile. Compare with the register again.")
            % {"name": row.title, "fact": FACTS[row.field].label}
        )


def _service_of(row: RegisterDifference) -> Service:
    services = Service.objects.select_for_update(of=("self",)).select_related("provider")
    service = services.filter(pk=row.service_id or 0).first()
    if service is None:
        raise CannotApply(_("The service “%(name)s” has been deleted meanwhile.") % {"name": row.title})
    return service


def _apply(journal: Journal, row: RegisterDifference) -> None:
    if row.field == NEW:
        row.service = _make(journal, row)
        return
    service = _service_of(row)
    if row.field == UNTIL:
        _write_until(journal, service, row)
    elif FACTS[row.field].differs(FACTS[row.field].ours(service), row.after):
        WRITERS[row.field](journal, service, row.after)


def _write_until(journal: Journal, service: Service, row: RegisterDifference) -> None:
    until = _day((row.after or {}).get("date"))
    if until and service.provided_since and until < service.provided_since:
        raise CannotApply(
            _("“%(name)s” would end before it started (%(day)s). Mend the beginning first.")
            % {"name": service, "day": service.provided_since.strftime("%-d. %-m. %Y")}
        )
    journal.change(service, provided_until=until)


def _make(journal: Journal, row: RegisterDifference) -> Service:
    value: dict[str, Any] = row.after or {}
    if value["identifier"] and Service.objects.filter(identifier=value["identifier"]).exists():
        raise CannotApply(_("The service “%(name)s” is in the catalogue already.") % {"name": row.title})
    service = Service(
        name=value["name"],
        slug=free_slug(Service, value["name"]),
        provider=_provider(journal, value["provider"]),
        service_type=ServiceType.objects.get(code=value["service_type"]),
        identifier=value["identifier"],
        portal_id=value["portal_id"],
        provided_since=_day(value["since"]),
        provided_until=_day(value["until"]),
        serves_whole_territory=row.kept_because == REACH,
        source=SOURCE,
    )
    journal.create(service)
    for name in ORDER:
        if name in PARTS and value.get(name):
            WRITERS[name](journal, service, value[name])
    return service


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _provider(journal: Journal, value: dict[str, str]) -> Provider:
    """The provider of the number, or of the same name without a number; made when there is none."""
    ico, name = _right_ico((value or {}).get("ico", "")), (value or {}).get("name", "")
    found = Provider.objects.filter(ico=ico).first() if ico else None
    found = found or Provider.objects.filter(name=name, **({"ico": ""} if ico else {})).first()
    if found:
        if ico and not found.ico:
            journal.change(found, ico=ico)
        return found
    if Provider.objects.filter(name=name).exists():
        name = f"{name} ({ico})"[:200]
    made = Provider(name=name, ico=ico, slug=free_slug(Provider, name))
    journal.create(made)
    return made


def _right_ico(ico: str) -> str:
    try:
        check_ico(ico)
    except ValidationError:
        return ""
    return ico


def _write_provider(journal: Journal, service: Service, value: dict[str, str]) -> None:
    """The same number: the provider is called otherwise now. Another number: another provider."""
    provider = service.provider
    if not value["ico"] or provider.ico != value["ico"]:
        journal.change(service, provider=_provider(journal, value))
        return
    if Provider.objects.filter(name=value["name"]).exclude(pk=provider.pk).exists():
        raise CannotApply(_("Another provider is called “%(name)s” already.") % {"name": value["name"]})
    journal.change(provider, name=value["name"])


def _write_type(journal: Journal, service: Service, value: str) -> None:
    journal.change(service, service_type=ServiceType.objects.get(code=value))


def _write_identifier(journal: Journal, service: Service, value: str) -> None:
    if Service.objects.filter(identifier=value).exclude(pk=service.pk).exists():
        raise CannotApply(_("Another service has the identifier %(number)s.") % {"number": value})
    journal.change(service, identifier=value)


def _write_portal_id(journal: Journal, service: Service, value: int) -> None:
    journal.change(service, portal_id=value)


def _write_since(journal: Journal, service: Service, value: str) -> None:
    if service.provided_until and service.provided_until.isoformat() < value:
        raise CannotApply(_("“%(name)s” would start after its end. Mend the end first.") % {"name": service})
    journal.change(service, provided_since=_day(value))


def _write_forms(journal: Journal, service: Service, value: list[str]) -> None:
    journal.delete(service.forms.exclude(form__in=value))
    stored = set(service.forms.values_list("form", flat=True))
    for form in value:
        if form not in stored:
            journal.create(OfferedForm(service=service, form=form))


def _write_nonstop(journal: Journal, service: Service, value: list[str]) -> None:
    for form in service.forms.all():
        if form.is_nonstop != (form.form in value):
            journal.change(form, is_nonstop=form.form in value)


def _write_capacities(journal: Journal, service: Service, value: list[dict[str, Any]]) -> None:
    """Numbers of the register; a note of the office stays with its number."""
    forms = {form.form: form for form in service.forms.all()}
    for name in sorted({row["form"] for row in value} - set(forms)):
        forms[name] = OfferedForm(service=service, form=ServiceForm(name))
        journal.create(forms[name])
    stored = {
        (row.offered_form.form, row.unit): row
        for row in Capacity.objects.filter(offered_form__service=service).select_related("offered_form")
    }
    for row in value:
        known = stored.pop((row["form"], row["unit"]), None)
        if known is None:
            made = Capacity(offered_form=forms[row["form"]], unit=row["unit"], number=row["number"], note=row["note"])
            journal.create(made)
        elif known.number != row["number"]:
            journal.change(known, number=row["number"])
    journal.delete(stored.values())


def _write_target_groups(journal: Journal, service: Service, value: list[str]) -> None:
    journal.set_links(service, "target_groups", TargetGroup.objects.filter(code__in=value))


def _write_age_groups(journal: Journal, service: Service, value: list[str]) -> None:
    journal.set_links(service, "age_groups", AgeGroup.objects.filter(code__in=value))


def _contact_writer(name: str) -> Callable[[Journal, Service, list[dict[str, str]]], None]:
    kind = KINDS_OF_CONTACT[name]

    def write(journal: Journal, service: Service, value: list[dict[str, str]]) -> None:
        """Known ones stay as the office wrote them, with their notes."""
        stored = {contact_key(kind, row.value): row for row in service.contacts.filter(kind=kind)}
        for position, row in enumerate(value, start=1):
            if stored.pop(contact_key(kind, row["value"]), None) is None:
                made = ServiceContact(
                    service=service, kind=kind, value=row["value"], note=row["note"], position=position
                )
                journal.create(made)
        journal.delete(stored.values())

    return write


def _write_places(journal: Journal, service: Service, value: list[dict[str, Any]]) -> None:
    """Known places stay as the office wrote them; a secret one has nothing but its secrecy."""
    key = FACTS["places"].key
    stored = {}
    for place in service.places.select_related("municipality"):
        stored[key([_place_value(place)])[0]] = place
    wanted = {key([row])[0]: row for row in value}
    journal.delete(place for name, place in stored.items() if name not in wanted or place.is_seat_only)
    for position, (name, row) in enumerate(wanted.items(), start=1):
        if name not in stored or stored[name].is_seat_only:
            journal.create(_new_place(service, row, position))


def _place_value(place: Place) -> dict[str, Any]:
    if place.is_address_hidden:
        return {"is_hidden": True}
    return {"street": place.street, "municipality": place.municipality.code if place.municipality else ""}


def _new_place(service: Service, row: dict[str, Any], position: int) -> Place:
    if row.get("is_hidden"):
        return Place(service=service, is_address_hidden=True, position=position)
    return Place(
        service=service,
        name=row["name"],
        street=row["street"],
        postal_code=row["postal_code"],
        municipality=municipality_of_code(row["municipality"]),
        position=position,
    )


WRITERS: dict[str, Callable[[Journal, Service, Any], None]] = {
    "service_type": _write_type,
    "provider": _write_provider,
    "identifier": _write_identifier,
    "portal_id": _write_portal_id,
    "since": _write_since,
    "forms": _write_forms,
    "nonstop": _write_nonstop,
    "capacities": _write_capacities,
    "target_groups": _write_target_groups,
    "age_groups": _write_age_groups,
    "phones": _contact_writer("phones"),
    "emails": _contact_writer("emails"),
    "webs": _contact_writer("webs"),
    "places": _write_places,
}
PARTS = frozenset(
    {"forms", "nonstop", "capacities", "target_groups", "age_groups", "phones", "emails", "webs", "places"}
)
