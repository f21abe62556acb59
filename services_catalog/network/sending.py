"""Letters about contributions are ordered for all municipalities at once."""

from functools import partial
from typing import Any

from django.db import transaction

from kpss_portal.audit import record
from services_catalog.models import ContributionLetter, JointFinancing
from services_catalog.network.steps import StepNotOpen, need
from services_catalog.network.tasks import make_contribution_letters


def order(financing: JointFinancing, *, by: Any, by_mail: bool) -> int:
    """Letters of all municipalities begin to be made; those that were sent stay as they are. Gives how many were ordered.

    Raises StepNotOpen for a scenario, PermissionDenied.
    """
    need(by, "send_letters")
    if not financing.is_frozen:
        raise StepNotOpen
    with transaction.atomic():
        count = 0
        for member in financing.members.filter(due_czk__gt=0):
            letter, _is_new = ContributionLetter.objects.get_or_create(member=member)
            if by_mail and letter.queued_on is None:
                letter.is_wanted_by_mail = True
                letter.save(update_fields=["is_wanted_by_mail"])
            count += letter.pdf_id is None or (by_mail and letter.queued_on is None)
        record(by, "financing.letters", financing, {"by_mail": by_mail})
        transaction.on_commit(partial(make_contribution_letters.enqueue, financing.pk))
    return count
