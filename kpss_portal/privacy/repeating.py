"""After a restore of an older backup: what has been erased since is erased anew, by the journal."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kpss_portal import audit
from kpss_portal.backup.keeping import JOURNAL
from kpss_portal.models import Erasure
from kpss_portal.personal_data import declared
from kpss_portal.privacy import erasing, journal
from kpss_portal.privacy.erasing import Fate
from kpss_portal.privacy.person import Found


def repeat(manifest: dict[str, Any]) -> None:
    """After a restore: carries out what the restored database does not know of; called twice, it does nothing more."""
    if manifest.get("using", "default") != "default":
        return
    beside = [Path(manifest["folder"]) / JOURNAL] if manifest.get("folder") else []
    lines = journal.read([*journal.places(), *beside])
    known = {str(key) for key in Erasure.objects.filter(uuid__in=list(lines)).values_list("uuid", flat=True)}
    for key, line in lines.items():
        if key not in known:
            _repeat(line)
    journal.settle()


@transaction.atomic
def _repeat(line: dict[str, Any]) -> None:
    done = [erasing.carry_out(fate) for fate in _fates(line)]
    row = Erasure.objects.create(
        uuid=line["uuid"],
        erased_at=datetime.fromisoformat(line["erased_at"]),
        note=line.get("note", ""),
        acts=line["acts"],
        marks=line["marks"],
        kept=line.get("kept", []),
        repeated_at=timezone.now(),
    )
    audit.record(None, "erase person again", row, {"records": len(done)})


def _fates(line: dict[str, Any]) -> Iterator[Fate]:
    """By keys, as it was done; and rows of the address that had gone by themselves before the deletion."""
    done = set()
    for label, pk, stamp, act, fields in line["acts"]:
        model = next((model for model, _declaration in declared() if model._meta.label_lower == label), None)
        row = model._base_manager.filter(pk=pk).first() if model else None
        if row is not None and erasing.stamp(row) == stamp:
            done.add((label, pk))
            yield Fate(label, pk, stamp, act, tuple(fields))
    for found in _marked(set(line["marks"])):
        fate = erasing.fate_of(found)
        if (fate.label, fate.pk) not in done:
            yield fate


def _marked(marks: set[str]) -> Iterator[Found]:
    """Rows whose e-mail bears one of the marks, by any secret of the portal."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, *_restored_secret()]
    for model, declaration in declared() if marks else ():
        for name in declaration.emails:
            pairs = model._base_manager.exclude(**{name: ""}).values_list("pk", name)
            keys = [
                pk for pk, mail in pairs if mail and any(journal.mark_of(mail, secret) in marks for secret in secrets)
            ]
            for row in model._base_manager.filter(pk__in=keys):
                yield Found(row, declaration, {name})


def _restored_secret() -> list[str]:
    """The secret that came with the backup; this process began with another one."""
    path = Path(settings.DATA_DIR) / "secret-key"
    return [path.read_text(encoding="utf-8").strip()] if path.is_file() else []
