"""What approves a network or its joint financing, and why a step may not be taken."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from kpss_portal.canonical import canonical, sha256_of


class StepNotOpen(Exception):
    """The document has moved on meanwhile."""


@dataclass(frozen=True)
class Resolution:
    """A decision that approves: which body, when, under which number."""

    body_name: str
    decided_on: date
    number: str = ""


def need(by: Any, permission: str, document: Any = None) -> None:
    """PermissionDenied unless the person has the permission."""
    if not by.has_perm(f"services_catalog.{permission}", document):
        raise PermissionDenied


def locked(document: Any) -> Any:
    """The document as it is now, held until the end of the transaction."""
    return type(document)._base_manager.select_for_update(of=("self",)).get(pk=document.pk)


def locked_draft(document: Any) -> Any:
    """The same; StepNotOpen if it is approved."""
    found = locked(document)
    if found.is_frozen:
        raise StepNotOpen
    return found


def freeze(document: Any, resolution: Resolution, content: dict[str, Any], by: Any) -> None:
    """Writes down the resolution and the content with its SHA-256; the caller stores the row. ValidationError."""
    if not resolution.body_name.strip():
        raise ValidationError(_("First write down which body approved it and when."))
    for name, value in vars(resolution).items():
        setattr(document, name, value)
    content["resolution"] = {
        "body": resolution.body_name,
        "decided_on": resolution.decided_on.isoformat(),
        "number": resolution.number,
    }
    document.content = canonical(content)
    document.content_sha256 = sha256_of(document.content)
    document.frozen_at, document.frozen_by = timezone.now(), by
