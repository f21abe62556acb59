"""An agenda as people type it: a line for each point, e.g. "13:00 Evening service | Charity"."""

import re
from dataclasses import dataclass
from datetime import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from working_groups.models import AgendaItem, Meeting

LINE = re.compile(r"^(?:(?P<hour>\d{1,2})[:.](?P<minute>\d{2})\s++)?(?P<title>[^|]++)(?:\|\s*+(?P<presenter>.++))?$")
MOST_TITLE, MOST_PRESENTER, MOST_POINTS = 200, 150, 60


@dataclass(frozen=True)
class Point:
    """One line."""

    title: str
    starts_from: time | None = None
    presenter: str = ""


def points_of(text: str) -> list[Point]:
    """Points of the text; ValidationError that names each line that cannot be read."""
    lines = [re.sub(r"^\d{1,2}\.\s+", "", " ".join(line.split())) for line in text.splitlines()]
    points, faults = [], []
    for number, line in enumerate((line for line in lines if line), start=1):
        try:
            points.append(_point(line))
        except ValueError as fault:
            faults.append(_("Line %(number)d: %(fault)s") % {"number": number, "fault": fault})
    if len(points) > MOST_POINTS:
        faults.append(_("An agenda has at most %(count)d points.") % {"count": MOST_POINTS})
    if faults:
        raise ValidationError(faults)
    return points


def _point(line: str) -> Point:
    """ValueError with words for the person."""
    found = LINE.match(line)
    if found is None:
        raise ValueError(_("write what the point is about before the sign |."))
    title, presenter = found["title"].strip(), (found["presenter"] or "").strip()
    if len(title) > MOST_TITLE or len(presenter) > MOST_PRESENTER:
        raise ValueError(_("it is too long, shorten it please."))
    if found["hour"] is None:
        return Point(title, None, presenter)
    if int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise ValueError(_("there is no time %(time)s.") % {"time": f"{found['hour']}:{found['minute']}"})
    return Point(title, time(int(found["hour"]), int(found["minute"])), presenter)


def text_of(meeting: Meeting) -> str:
    """The agenda as text again."""
    return "\n".join(_line(item) for item in meeting.agenda.all())


def _line(item: AgendaItem) -> str:
    when = f"{item.starts_from:%H:%M} " if item.starts_from else ""
    return f"{when}{item.title}{f' | {item.presenter}' if item.presenter else ''}"


@transaction.atomic
def write(meeting: Meeting, points: list[Point]) -> None:
    """Puts the points in the place of the present ones; a point keeps its papers by its title, else by its place."""
    left = list(meeting.agenda.all())
    kept: list[AgendaItem | None] = [_take(left, point) for point in points]
    for position, (point, item) in enumerate(zip(points, kept, strict=True), start=1):
        row = item or _renamed(left, position) or AgendaItem(meeting=meeting)
        row.position, row.title = position, point.title
        row.starts_from, row.presenter = point.starts_from, point.presenter
        row.save()
    for item in left:
        item.delete()


def _take(left: list[AgendaItem], point: Point) -> AgendaItem | None:
    found = next((item for item in left if item.title == point.title), None)
    if found:
        left.remove(found)
    return found


def _renamed(left: list[AgendaItem], position: int) -> AgendaItem | None:
    """The point that stood at the same place and is not used otherwise."""
    found = next((item for item in left if item.position == position), None)
    if found:
        left.remove(found)
    return found
