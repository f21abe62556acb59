"""Files that are held back because the antivirus did not answer: asked again until it does."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from kpss_portal import antivirus
from kpss_portal.audit import record
from kpss_portal.background import enqueue_at, task
from working_groups.enums import FileVersion, ScanState
from working_groups.minutes import letters
from working_groups.models import MinutesFile

AGAIN_AFTER = timedelta(minutes=10)


def scan_later() -> None:
    """Lets the worker try in ten minutes; `manage.py scan_files` does the same where no worker runs."""
    enqueue_at(timezone.now() + AGAIN_AFTER, scan_soon)


@task()
def scan_soon() -> None:
    """Scans what is held; what still has no answer is tried again."""
    scan_held()
    if MinutesFile.objects.held().exists():
        scan_later()


def scan_held() -> int:
    """Scans files that are held back and gives the number of those that are decided."""
    keys = list(MinutesFile.objects.held().values_list("pk", flat=True))
    return sum(_scan(key) for key in keys)


@transaction.atomic
def _scan(key: int) -> bool:
    file = (
        MinutesFile.objects.held()
        .select_for_update(of=("self",))
        .select_related("minutes", "uploaded_by")
        .filter(pk=key)
        .first()
    )
    if file is None:
        return False
    with file.file.open("rb") as stream:
        verdict = antivirus.scan(stream.read())
    if verdict == antivirus.Verdict.SILENT:
        return False
    if verdict == antivirus.Verdict.INFECTED:
        _throw_away(file)
        return True
    file.scan = ScanState.CLEAN if verdict == antivirus.Verdict.CLEAN else ScanState.NOT_ASKED
    file.save(update_fields=["scan"])
    return True


def _throw_away(file: MinutesFile) -> None:
    """The bytes go, the row stays and says why; whoever sent it is asked for a clean one."""
    file.scan = ScanState.INFECTED
    file.save(update_fields=["scan"])
    name = str(file.file.name)
    transaction.on_commit(lambda: file.file.storage.delete(name))
    if file.version == FileVersion.INTERNAL:
        file.minutes.converted_text = ""
        file.minutes.save(update_fields=["converted_text", "updated_at"])
    record(None, "minutes.infected_file", file.minutes, {"file": file.sha256})
    letters.tell_infected(file)
