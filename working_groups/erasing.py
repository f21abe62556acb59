"""Personal data of groups are taken out in time: three years after the membership or the meeting."""

from datetime import date, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kpss_portal.audit import record
from kpss_portal.models import ConsentHow
from kpss_portal.personal_data import time_in_words
from kpss_portal.privacy import consents, retention
from kpss_portal.privacy.erasing import own_way
from working_groups.models import Membership

KEEP = timedelta(days=3 * 365)  # as long as minutes may be asked about and the audit of a grant may come


def old(today: date) -> models.QuerySet[Membership]:
    """Memberships past their term whose people are still known."""
    return Membership.objects.filter(ends_on__lt=today - KEEP, erased_at__isnull=True)


@transaction.atomic
def erase_old(today: date | None = None) -> int:
    """Takes out names, addresses and accounts of memberships that ended long ago; gives their number.

    Organisation, side and role stay, so that history still says who sat at the table.
    """
    found = list(old(today or timezone.localdate()).select_for_update(of=("self",)))
    for member in found:
        erase(member)
    return len(found)


@own_way("working_groups.Membership")
def erase(member: Membership) -> None:
    """The person is no longer known from the membership and from attendance."""
    member.user = None
    member.name = member.email = member.substitute_name = member.substitute_email = member.note = ""
    member.public_function = ""
    member.name_consented_on = None
    member.erased_at = timezone.now()
    member.save()
    consents.withdraw(member, ConsentHow.ERASED)
    member.attendance.update(reply_note="", substitute_name="")
    record(None, "membership.erase", member)


def tell_consent(member: Membership, *, by: Any) -> None:
    """Keeps the proof of the consent to show the name in step with its day; harmless when repeated."""
    if member.name_consented_on:
        words = _("I agree that my name is shown among members of the group %(group)s; signed on %(day)s")
        day = date_format(member.name_consented_on, "j. n. Y")
        wording = words % {"group": member.group, "day": day}
        consents.give(member, wording, ConsentHow.OFFICE, email=member.email, by=by)
    else:
        consents.withdraw(member, ConsentHow.OFFICE)


retention.add(
    retention.Sweep(
        "working_groups.memberships",
        "working_groups.Membership",
        lambda: (
            _("name, e-mail and account of a member: %(time)s after the membership ended")
            % {"time": time_in_words(KEEP.days)}
        ),
        lambda now: old(timezone.localdate(now)).count(),
        lambda now: erase_old(timezone.localdate(now)),
    )
)
