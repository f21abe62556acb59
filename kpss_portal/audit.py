"""The one place that writes the log of changes."""

from typing import Any

from django.db import models

from kpss_portal.models import AuditEntry


def record(actor: Any, action: str, thing: models.Model, changes: dict[str, Any] | None = None) -> AuditEntry:
    """Writes that `actor` (None for the portal itself) did `action` to the thing; call it inside the same transaction."""
    known = actor is not None and getattr(actor, "pk", None)
    return AuditEntry.objects.create(
        actor=actor if known else None,
        actor_label=str(actor) if known else "",
        action=action,
        object_type=thing._meta.label_lower,
        object_id=str(thing.pk),
        object_label=str(thing)[:300],
        changes=changes or {},
    )
