"""When the last backup and rehearsal were, kept beside the files of the office, where every machine of the portal sees it."""

import json
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "operation/"


def note(name: str, facts: dict[str, Any]) -> None:
    """Writes down that something was done now."""
    content = json.dumps({"at": timezone.now().isoformat()} | facts, ensure_ascii=False, indent=1)
    default_storage._save(f"{FOLDER}{name}.json", ContentFile(content.encode()))  # type: ignore[attr-defined]  # save() would take another name


def noted(name: str) -> dict[str, Any] | None:
    """What was written down last; None when nothing was."""
    try:
        with default_storage.open(f"{FOLDER}{name}.json") as file:
            found: dict[str, Any] = json.loads(file.read())
    except (OSError, ValueError):
        return None
    return found


def moment_of(name: str) -> datetime | None:
    """When it was done last."""
    found = noted(name)
    return datetime.fromisoformat(found["at"]) if found else None
