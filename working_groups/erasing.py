"""Personal data of groups are taken out in time: three years after the membership or the meeting."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from kpss_portal.audit import record
from working_groups import joining
from working_groups.models import Attendance, Membership

KEEP = timedelta(days=3 * 365)  # as long as minutes may be asked about and the audit of a grant may come


@transaction.atomic
def erase_old(today: date | None = None) -> int:
    """Takes out names, addresses and accounts of memberships that ended long ago; gives their number.

    Organisation, side and role stay, so that history still says who sat at the table.
    """
    limit = (today or timezone.localdate()) - KEEP
    old = list(Membership.objects.select_for_update(of=("self",)).filter(ends_on__lt=limit, erased_at__isnull=True))
    for member in old:
        erase(member)
    guests = Attendance.objects.filter(membership__isnull=True, meeting__ends_at__date__lt=limit)
    guests.exclude(guest_name="").update(guest_name="")
    joining.forget_old()
    return len(old)


def erase(member: Membership) -> None:
    """The person is no longer known from the membership and from attendance."""
    member.user = None
    member.name = member.email = member.substitute_name = member.substitute_email = member.note = ""
    member.public_function = ""
    member.name_consented_on = None
    member.erased_at = timezone.now()
    member.save()
    member.attendance.update(reply_note="", substitute_name="")
    record(None, "membership.erase", member)
