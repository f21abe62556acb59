"""The public version of minutes as an accessible PDF: made in the background when they are published, stored."""

import hashlib
import json
from typing import Any

from django.utils import timezone

from community.models import Office
from kpss_portal.accent import palette
from kpss_portal.background import task
from kpss_portal.document_making import fill
from kpss_portal.models import StoredDocument
from kpss_portal.pdf import render_pdf
from working_groups.enums import Side
from working_groups.models import Decision, Minutes, Task
from working_groups.people import sides_of

TEMPLATE = "working_groups/pdf/minutes.html"
TEMPLATE_VERSION = 1
KIND = "minutes"


@task()
def print_soon(key: int) -> None:
    """Makes the PDF of published minutes."""
    minutes = Minutes.objects.with_meeting().filter(pk=key).first()
    if minutes is not None and minutes.is_public:
        make_pdf(minutes)


def make_pdf(minutes: Minutes) -> StoredDocument:
    """The stored PDF of the public version as it is now; made unless it is there."""
    context = print_context(minutes)
    stored = waiting_pdf(minutes, context)
    if not stored.is_ready:
        fill(stored, lambda: render_pdf(TEMPLATE, context, made_at=minutes.published_at or timezone.now()))
    Minutes.objects.filter(pk=minutes.pk).update(public_pdf=stored)
    return stored


def waiting_pdf(minutes: Minutes, context: dict[str, Any]) -> StoredDocument:
    """The row on which somebody may wait."""
    digest = hashlib.sha256(json.dumps(_content(context), sort_keys=True).encode()).hexdigest()
    return StoredDocument.objects.get_or_create(
        kind=KIND, content_sha256=digest, template_version=TEMPLATE_VERSION, defaults={"title": str(minutes)[:250]}
    )[0]


def print_context(minutes: Minutes) -> dict[str, Any]:
    """What the document shows; nothing that is not public."""
    meeting: Any = minutes.meeting
    decisions = Decision.objects.filter(meeting=meeting, released_at__isnull=False).order_by("series", "number")
    office = Office.load()
    return {
        "office": office,
        "colors": {name.replace("-", "_"): shade for name, shade in palette(office.accent_color).items()},
        "minutes": minutes,
        "meeting": meeting,
        "groups": [group for group in meeting.groups.all() if group.is_public],
        "decisions": list(decisions.select_related("group")),
        "tasks": list(Task.objects.shown_at(meeting).with_people()),
        "counts": [(side, count) for side, count in at_the_table(meeting).items() if count],
    }


def at_the_table(meeting: Any) -> dict[Side, int]:
    """How many of each side were there: numbers only."""
    return sides_of(meeting.attendance.at_the_table().select_related("membership"))


def _content(context: dict[str, Any]) -> list[Any]:
    minutes, meeting = context["minutes"], context["meeting"]
    return [
        str(minutes.pk),
        minutes.summary,
        minutes.public_text,
        str(minutes.published_at),
        [str(meeting), meeting.place, str(meeting.starts_at), [str(group) for group in context["groups"]]],
        [
            [row.label, row.verb, row.text, row.basis, row.votes_for, row.votes_against, row.votes_abstained]
            for row in context["decisions"]
        ],
        [[row.title, row.public_owner, str(row.due_on)] for row in context["tasks"]],
        [[str(side), count] for side, count in context["counts"]],
    ]
