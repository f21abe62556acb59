"""The year of a group kept as one accessible PDF and one packed folder, for everybody or for members.

Both are made in the background and stored; made again when something of the year has changed.
"""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from community.models import Office
from kpss_portal.accent import palette
from kpss_portal.background import task
from kpss_portal.document_making import fill
from kpss_portal.models import StoredDocument
from kpss_portal.pdf import render_pdf
from kpss_portal.spreadsheets import escaped
from working_groups.enums import Audience, FileVersion, MeetingState, MinutesState, Presence
from working_groups.minutes.printing import at_the_table
from working_groups.models import Decision, Group, GroupArchive, Meeting, MeetingPaper, Minutes, MinutesFile, Task

TEMPLATE = "working_groups/pdf/archive.html"
TEMPLATE_VERSION = 2
LONGEST_NAME = 60  # characters of a title in the name of a packed file: Windows unpacks only short paths
KIND = "group-archive"


@task()
def make_soon(key: int) -> None:
    """Makes both files of an archive."""
    archive = GroupArchive.objects.select_related("group", "pdf").filter(pk=key).first()
    if archive is not None:
        make(archive)


def ask_for(group: Group, year: int, audience: Audience) -> GroupArchive:
    """The archive, which the background makes now; it stays as it is when nothing has changed since."""
    archive, _is_new = GroupArchive.objects.get_or_create(group=group, year=year, audience=audience)
    archive.asked_at = timezone.now()
    archive.save(update_fields=["asked_at"])
    transaction.on_commit(partial(make_soon.enqueue, archive.pk))
    return archive


def make(archive: GroupArchive) -> GroupArchive:
    """Makes what is missing or old; harmless if repeated."""
    context = content_of(archive)
    digest = _digest(context)
    if archive.is_ready and archive.content_sha256 == digest:
        archive.made_at = timezone.now()
        archive.save(update_fields=["made_at"])
        return archive
    stored = StoredDocument.objects.get_or_create(
        kind=KIND, content_sha256=digest, template_version=TEMPLATE_VERSION, defaults={"title": str(archive)[:250]}
    )[0]
    if stored.is_ready or fill(stored, lambda: render_pdf(TEMPLATE, context, made_at=timezone.now())):
        stored.refresh_from_db()
        _pack(archive, context, stored)
        archive.pdf, archive.content_sha256, archive.made_at = stored, digest, timezone.now()
        archive.save()
    return archive


def content_of(archive: GroupArchive) -> dict[str, Any]:
    """What the PDF shows and what the packed folder holds."""
    group, is_internal = archive.group, archive.audience == Audience.MEMBERS
    meetings = [_meeting(meeting, is_internal=is_internal) for meeting in _meetings(archive, is_internal=is_internal)]
    decisions = Decision.objects.filter(group=group, year=archive.year).order_by("number").prefetch_related("services")
    tasks = Task.objects.filter(group=group).filter(_within(archive.year)).with_people() if is_internal else []
    office = Office.load()
    return {
        "office": office,
        "colors": {name.replace("-", "_"): shade for name, shade in palette(office.accent_color).items()},
        "group": group,
        "year": archive.year,
        "is_internal": is_internal,
        "meetings": meetings,
        "decisions": list(decisions if is_internal else decisions.public()),
        "tasks": list(tasks),
        "attendance": _attendance(archive) if is_internal else [],
    }


def _meetings(archive: GroupArchive, *, is_internal: bool) -> list[Meeting]:
    rows = Meeting.objects.filter(groups=archive.group, starts_at__year=archive.year, ends_at__lt=timezone.now())
    rows = rows.exclude(state__in=[MeetingState.CANCELLED, MeetingState.DRAFT])
    if not is_internal:
        rows = rows & Meeting.objects.public()
    rows = rows.select_related("minutes").prefetch_related("groups", "agenda", "papers__document")
    return list(rows.order_by("starts_at", "pk").distinct())


def _meeting(meeting: Meeting, *, is_internal: bool) -> dict[str, Any]:
    minutes: Minutes | None = getattr(meeting, "minutes", None)
    text = ""
    if minutes is not None and is_internal:
        text = str(minutes.internal_html)
    elif minutes is not None and minutes.state == MinutesState.PUBLISHED:
        text = minutes.public_text
    return {
        "meeting": meeting,
        "minutes": minutes,
        "text": text,
        "is_withdrawn": minutes is not None and minutes.state == MinutesState.WITHDRAWN and not is_internal,
        "counts": [(side, count) for side, count in at_the_table(meeting).items() if count],
        "files": _files(minutes, is_internal=is_internal),
        "papers": [paper for paper in meeting.papers.all() if is_internal or paper.is_public],
    }


def _files(minutes: Minutes | None, *, is_internal: bool) -> list[MinutesFile]:
    if minutes is None:
        return []
    files = [file for file in minutes.files.current() if file.is_given_out]
    if is_internal:
        return files
    is_out = minutes.state == MinutesState.PUBLISHED
    return [file for file in files if is_out and file.version == FileVersion.PUBLIC]


def _within(year: int) -> Q:
    return Q(given_at__year=year) | Q(settled_at__year=year) | Q(due_on__year=year)


def _attendance(archive: GroupArchive) -> list[tuple[str, str, dict[str, int]]]:
    """For members: person, organisation, how many times present, represented, excused, absent."""
    found: dict[int, tuple[str, str, dict[str, int]]] = {}
    rows = archive.group.memberships.filter(attendance__meeting__starts_at__year=archive.year).with_people()
    for member in rows.prefetch_related("attendance__meeting").distinct():
        counts = {Presence(value): 0 for value in Presence.values}
        for row in member.attendance.all():
            if row.meeting.day.year == archive.year:
                counts[Presence(row.presence)] += 1
        found[member.pk] = (
            member.person_name,
            member.organisation,
            {str(key.value): value for key, value in counts.items()},
        )
    return sorted(found.values(), key=lambda part: part[0])


def _digest(context: dict[str, Any]) -> str:
    parts = [
        [str(context["group"]), context["year"], context["is_internal"], context["office"].portal_name],
        [_digest_of_meeting(part) for part in context["meetings"]],
        [_digest_of_decision(row) for row in context["decisions"]],
        [[row.title, row.state, str(row.due_on), row.internal_owner] for row in context["tasks"]],
        context["attendance"],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _digest_of_meeting(part: dict[str, Any]) -> list[Any]:
    meeting, minutes = part["meeting"], part["minutes"]
    return [
        [str(meeting), meeting.title, str(meeting.starts_at), meeting.place],
        part["text"],
        [str(minutes.withdrawn_at), minutes.withdrawal_reason] if part["is_withdrawn"] else [],
        [file.sha256 for file in part["files"]],
        [[paper.document.title, paper.document.sha256] for paper in part["papers"]],
        [[str(side), count] for side, count in part["counts"]],
    ]


def _digest_of_decision(row: Decision) -> list[Any]:
    votes = row.votes_for, row.votes_against, row.votes_abstained
    return [row.label, str(row.decided_on), row.verb, row.text, row.basis, *votes]


def _pack(archive: GroupArchive, context: dict[str, Any], stored: StoredDocument) -> None:
    """The PDF, the table of decisions, files that were sent and papers, in a folder named by the group and the year."""
    folder = f"{slugify(context['group'].name)}-{context['year']}"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed, override("cs"):
        with stored.file.open("rb") as pdf:
            _add(packed, f"{folder}/prehled.pdf", pdf.read(), archive.year)
        _add(packed, f"{folder}/usneseni.csv", _table(context["decisions"]), archive.year)
        for part in context["meetings"]:
            for file in part["files"]:
                with file.file.open("rb") as content:
                    name = f"{folder}/{part['meeting'].day:%Y-%m-%d}-{file.version}-{file.sha256[:8]}.{file.extension}"
                    _add(packed, name, content.read(), archive.year)
            for paper in part["papers"]:
                with paper.document.file.open("rb") as content:
                    _add(packed, f"{folder}/{_paper_name(part['meeting'], paper)}", content.read(), archive.year)
    data = stream.getvalue()
    old = archive.zip_file.name
    archive.zip_sha256, archive.zip_bytes = hashlib.sha256(data).hexdigest(), len(data)
    archive.zip_file.save("archiv.zip", ContentFile(data), save=False)
    if old and old != archive.zip_file.name:
        archive.zip_file.storage.delete(old)


def _paper_name(meeting: Meeting, paper: MeetingPaper) -> str:
    """By the day and the title, so that people find it; the checksum keeps two of one title apart."""
    document: Any = paper.document
    title = slugify(document.title)[:LONGEST_NAME].strip("-") or "soubor"
    return f"podklady/{meeting.day:%Y-%m-%d}-{title}-{document.sha256[:8]}.{document.extension}"


def _add(packed: zipfile.ZipFile, name: str, data: bytes, year: int) -> None:
    """Dated by the end of the year, so that the same content gives the same bytes."""
    member = zipfile.ZipInfo(name, (year, 12, 31, 0, 0, 0))
    member.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(member, data)


def _table(decisions: list[Decision]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([_("Number"), _("Date"), _("Verb"), _("Text")])
    for row in decisions:
        writer.writerow(
            [escaped(value) for value in (row.label, _day(row.decided_on), str(row.get_verb_display()), row.text)]
        )
    return ("\ufeff" + stream.getvalue()).encode()


def _day(day: date) -> str:
    return f"{day.day}. {day.month}. {day.year}"
