"""The packet of the council: frozen when it is made, read behind an address that ends."""

from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kpss_portal.audit import record
from kpss_portal.canonical import canonical, sha256_of
from plans.content_document import content_of
from plans.models import Consultation, CouncilPacket, Plan
from plans.readiness import readiness_of
from plans.settlement import rows_of
from plans.tasks import make_council_packet
from plans.versions import Point


@transaction.atomic
def prepare(plan: Plan, title: str, expires_on: date, *, by: Any, earlier: Point | None = None) -> CouncilPacket:
    """Freezes what the council is to decide on; `earlier` is the version with which the draft is compared.

    Raises PermissionDenied if `by` may not lead the plan.
    """
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not by.has_perm("plans.move_plan", plan):
        raise PermissionDenied
    content = canonical(_content(plan, title, earlier))
    packet = CouncilPacket.objects.create(
        plan=plan, title=title, expires_on=expires_on, content=content, content_sha256=sha256_of(content), made_by=by
    )
    record(by, "plan.prepare_packet", packet, {"expires_on": expires_on.isoformat()})
    transaction.on_commit(partial(make_council_packet.enqueue, packet.pk))
    return packet


def revoke(packet: CouncilPacket, *, by: Any) -> None:
    """The address works no longer; pressed twice it does nothing more. PermissionDenied as for `prepare`."""
    if not by.has_perm("plans.move_plan", packet.plan):
        raise PermissionDenied
    if packet.revoked_at is None:
        packet.revoked_at = timezone.now()
        packet.save(update_fields=["revoked_at"])
        record(by, "plan.revoke_packet", packet, {})


def _content(plan: Plan, title: str, earlier: Point | None) -> dict[str, Any]:
    settled = plan.consultations.filter(settled_on__isnull=False).order_by("opens_at")
    return {
        "title": title,
        "made_on": timezone.localdate().isoformat(),
        "plan": content_of(plan),
        "earlier": {"label": earlier.label, "content": earlier.content()} if earlier else None,
        "rounds": [_round(round_) for round_ in settled],
        "readiness": [
            {"label": str(advice.label), "is_done": advice.is_done, "hint": str(advice.hint)}
            for advice in readiness_of(plan)
        ],
    }


def _round(round_: Consultation) -> dict[str, Any]:
    return {
        "title": round_.title,
        "body": round_.settled_by_body,
        "settled_on": date_format(round_.settled_on, "j. n. Y") if round_.settled_on else "",
        "rows": rows_of(round_),
    }
