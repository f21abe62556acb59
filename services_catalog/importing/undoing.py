"""Remembers services as they stood before an import, and puts them back."""

import hashlib
import json
from typing import Any

from django.core import serializers
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from kpss_portal.audit_actor import one_line
from kpss_portal.stored_rows import stored_rows
from services_catalog import indexing
from services_catalog.indexing import reindex_others, reindex_services
from services_catalog.models import Capacity, ImportBatch, OpeningHours, Provider, Service


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
    return stored_rows([fresh, *(row for rows in parts for row in rows)])


def fingerprint(service: Service) -> str:
    """A checksum by which it is seen whether somebody changed the service since."""
    rows = snapshot(service)
    del rows[0]["fields"]["updated_at"]  # a save that changed nothing is not a change
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


class CannotUndo(ValueError):
    """Somebody changed a service after the import; the message names it."""


@transaction.atomic
@one_line("takes an import back; the batch says what")
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
