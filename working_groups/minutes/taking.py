"""Taking a file of minutes: looked into, turned into a page, stored once however many times it is sent."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from kpss_portal import antivirus
from kpss_portal.audit import record
from kpss_portal.document_text import PageText, Unreadable, page_text, words_for_checks
from kpss_portal.files import FileFacts
from kpss_portal.personal_numbers import birth_numbers
from working_groups.enums import FileVersion, MeetingState, MinutesState, ScanState
from working_groups.minutes import letters, scanning
from working_groups.minutes.errors import NoMinutesNow, StepNotOpen
from working_groups.minutes.workflow import note
from working_groups.models import Meeting, Minutes, MinutesFile

WRITE, CHANGE = "working_groups.write_minutes", "working_groups.publish_minutes"
ACCEPTED = frozenset({"pdf", "docx", "odt"})


@dataclass(frozen=True)
class Taken:
    """The stored file; `is_new` is no when the same bytes were sent before."""

    file: MinutesFile
    is_new: bool


def minutes_for(meeting: Meeting, *, by: Any) -> Minutes:
    """Minutes of the meeting, begun when they are first needed; call it inside a transaction.

    Raises PermissionDenied, or NoMinutesNow before the meeting and for a cancelled one.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)  # two may begin at once
    if not by.has_perm(WRITE, meeting):
        raise PermissionDenied
    if meeting.state in {MeetingState.CANCELLED, MeetingState.DRAFT} or meeting.starts_at > timezone.now():
        raise NoMinutesNow
    minutes, is_new = Minutes.objects.get_or_create(meeting=meeting, defaults={"created_by": by})
    if is_new:
        note(minutes, "begin", by)
    return minutes


@transaction.atomic
def take_file(meeting: Meeting, facts: FileFacts, *, by: Any, summary: str = "", attended: int | None = None) -> Taken:
    """Stores the internal version that somebody sent and hands it in for the check.

    Raises PermissionDenied, NoMinutesNow, or StepNotOpen when the minutes are already checked.
    """
    minutes = minutes_for(meeting, by=by)
    if not minutes.is_open_to_writers:
        raise StepNotOpen
    taken = _store(minutes, facts, FileVersion.INTERNAL, by)
    is_same = not taken.is_new and minutes.state == MinutesState.UPLOADED
    _write_facts(minutes, facts, summary, attended, by)
    if not is_same:
        note(minutes, "upload", by)
        record(by, "minutes.upload", minutes, {"file": facts.sha256})
        letters.tell_checkers(minutes, by)
    return taken


@transaction.atomic
def take_other(minutes: Minutes, facts: FileFacts, version: FileVersion, *, by: Any) -> Taken:
    """A signed attendance sheet, or the public version as a file, from the office. PermissionDenied for others."""
    minutes = Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)  # a form may be sent twice at once
    if not by.has_perm(CHANGE, minutes):
        raise PermissionDenied
    taken = _store(minutes, facts, version, by)
    if taken.is_new:
        record(by, "minutes.add_file", minutes, {"version": version.value, "file": facts.sha256})
    return taken


def _store(minutes: Minutes, facts: FileFacts, version: FileVersion, by: Any) -> Taken:
    others = minutes.files.filter(version=version).exclude(sha256=facts.sha256)
    known = minutes.files.filter(version=version, sha256=facts.sha256).first()
    others.update(is_replaced=True)
    if known is not None:
        if known.is_replaced:
            known.is_replaced = False
            known.save(update_fields=["is_replaced"])
        return Taken(known, is_new=False)
    words = words_for_checks(facts.extension, facts.data)
    file = MinutesFile(
        minutes=minutes,
        version=version,
        extension=facts.extension,
        content_type=facts.content_type,
        size_bytes=facts.size_bytes,
        sha256=facts.sha256,
        scan=_scan_state(facts),
        birth_numbers=len(list(birth_numbers(words))),
        has_words=bool(words),
        uploaded_by=by,
    )
    file.file.save(f"zapis.{facts.extension}", facts.content(), save=False)
    file.save()
    if facts.is_held:
        scanning.scan_later()
    return Taken(file, is_new=True)


def _scan_state(facts: FileFacts) -> ScanState:
    if facts.is_held:
        return ScanState.WAITING
    return ScanState.CLEAN if antivirus.is_configured() else ScanState.NOT_ASKED


def _write_facts(minutes: Minutes, facts: FileFacts, summary: str, attended: int | None, by: Any) -> None:
    try:
        page = page_text(facts.extension, facts.data)
    except Unreadable:
        page = PageText("")
    minutes.converted_text, minutes.left_out_pictures = page.html, page.pictures
    minutes.summary = summary or minutes.summary
    minutes.attended_count = attended if attended is not None else minutes.attended_count
    minutes.state = MinutesState.UPLOADED
    minutes.handed_in_at, minutes.handed_in_by = timezone.now(), by
    minutes.save()
