"""Links by which invited people answer: signed, for one person and one meeting, good for nothing else."""

import uuid

from django.core import signing
from django.urls import reverse

from working_groups.models import Attendance

SALT = "working_groups.reply"


def token_of(row: Attendance) -> str:
    """The same each time, so that a second mail does not spoil the link of the first."""
    return signing.Signer(salt=SALT).sign(row.uuid.hex)


def reply_address(row: Attendance) -> str:
    """The page that asks."""
    return reverse("working_groups:reply", args=[token_of(row)])


def row_of(token: str) -> Attendance | None:
    """The row that the token was made for; None for a forged one or one whose meeting is gone."""
    try:
        key = uuid.UUID(hex=signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    rows = Attendance.objects.with_people().select_related("meeting")
    return rows.prefetch_related("meeting__groups").filter(uuid=key).first()
