"""Papers for the council of the sample office: an open link, a revoked one, and one that has ended."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from plans import packets
from plans.models import CouncilPacket, Plan
from plans.versions import points_of


def load_packets(plan: Plan, by: Any) -> None:
    """Of the draft, compared with the version on which people were asked."""
    today = timezone.localdate()
    points = points_of(plan.slug, by)
    earlier = points[0] if points else None
    meetings = (("Rada města, první čtení", -3), ("Výbor pro sociální věci", 20), ("Zastupitelstvo města", 30))
    old, revoked, _open = (
        packets.prepare(plan, title, today + timedelta(days=days), by=by, earlier=earlier) for title, days in meetings
    )
    CouncilPacket.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(days=33))
    packets.revoke(revoked, by=by)
