"""Versions of one plan that can be read and compared: approved editions and working versions of drafts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kpss_portal.canonical import parsed
from plans.models import Edition, Plan, PlanSnapshot


@dataclass(frozen=True)
class Point:
    """A frozen content; `key` names it in addresses: v2 an approved version, n2.1 a working version of version 2."""

    key: str
    label: str
    frozen_on: date
    source: type[Edition] | type[PlanSnapshot]
    pk: int
    sha256: str

    def content(self) -> dict[str, Any]:
        """The content itself; one query."""
        return parsed(self.source.objects.values_list("content", flat=True).get(pk=self.pk))


def points_of(slug: str, user: Any) -> list[Point]:
    """What the user may compare, the oldest first; two queries for any number of versions."""
    plans = Plan.objects.visible_to(user).filter(slug=slug)
    editions = (
        Edition.objects.filter(plan__in=plans, plan__is_file_only=False)
        .select_related("plan")
        .defer("content")
        .annotate(decided_on=Max("plan__approvals__decided_on"))
    )
    snapshots = PlanSnapshot.objects.filter(plan__in=plans).select_related("plan").defer("content")
    if not user.has_perm("plans"):
        snapshots = snapshots.filter(is_public=True)
    dated = [(row.approved_at, _edition(row)) for row in editions] + [
        (row.taken_at, _snapshot(row)) for row in snapshots
    ]
    return [point for _moment, point in sorted(dated, key=lambda pair: pair[0])]


def _edition(row: Any) -> Point:
    day = timezone.localdate(row.approved_at)
    label = _("version %(number)d, approved %(day)s") % {
        "number": row.plan.version,
        "day": _said(row.decided_on or day),
    }
    return Point(f"v{row.plan.version}", label, day, Edition, row.pk, row.content_sha256)


def _snapshot(row: PlanSnapshot) -> Point:
    day = timezone.localdate(row.taken_at)
    label = _("%(title)s, %(day)s") % {"title": row.title, "day": _said(day)}
    return Point(row.key, label, day, PlanSnapshot, row.pk, row.content_sha256)


def _said(day: date) -> str:
    return date_format(day, "j. n. Y")


def pair_of(points: list[Point], first: str, second: str) -> tuple[Point, Point] | None:
    """The two asked for; the one before stands in for what is missing or unknown. None where nothing can be compared."""
    if len(points) < 2:
        return None
    keys = [point.key for point in points]
    later = keys.index(second) if second in keys else len(points) - 1
    earlier = keys.index(first) if first in keys else max(later - 1, 0)
    if earlier == later:
        earlier, later = (later - 1, later) if later else (0, 1)
    return points[min(earlier, later)], points[max(earlier, later)]
