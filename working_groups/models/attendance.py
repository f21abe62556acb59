"""Who was invited to a meeting, what they answered, and who came."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice
from kpss_portal.personal_data import PersonalData, Term
from working_groups.enums import Presence, Reply, Side


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Rows of attendance."""

    def with_people(self) -> "AttendanceQuerySet":
        """With what names need."""
        return self.select_related("membership__user", "membership__group")

    def at_the_table(self) -> "AttendanceQuerySet":
        """Those who were there, themselves or by somebody."""
        return self.filter(presence__in=[Presence.PRESENT, Presence.REPRESENTED, Presence.GUEST])

    def deciding(self) -> "AttendanceQuerySet":
        """Those who count for a quorum."""
        return self.filter(membership__isnull=False, presence__in=[Presence.PRESENT, Presence.REPRESENTED])


class Attendance(models.Model):
    """One person at one meeting, by one of their memberships; a guest only by name.

    Personal data: whether and why the person came, the name of a guest; taken out with the membership, guests three years
    after the meeting.
    """

    personal_data = PersonalData(
        purposes.GROUPS,
        names=("guest_name", "substitute_name"),
        others=("reply_note",),
        veiled=("guest_name",),
        apart=(("guest_name",), ("substitute_name", "reply_note")),
        terms=(
            Term(
                _("name of a guest"),
                1095,
                "meeting__ends_at",
                _("after the meeting"),
                Q(membership__isnull=True),
                blank=("guest_name",),
            ),
        ),
        kept=_("answers of members: as long as the membership is known by name"),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(
        "working_groups.Meeting", models.CASCADE, related_name="attendance", verbose_name=_("meeting")
    )
    membership = models.ForeignKey(
        "working_groups.Membership",
        models.CASCADE,
        related_name="attendance",
        verbose_name=_("member"),
        null=True,
        blank=True,
    )
    guest_name = models.CharField(_("name of the guest"), max_length=150, blank=True)
    guest_organisation = models.CharField(_("organisation of the guest"), max_length=200, blank=True)
    guest_side = models.CharField(_("side of the guest"), max_length=12, choices=Side, default=Side.PUBLIC)
    reply = models.CharField(_("reply"), max_length=12, choices=Reply, default=Reply.NONE)
    replied_at = models.DateTimeField(_("replied at"), null=True, editable=False)
    reply_note = models.CharField(_("words with the reply"), max_length=300, blank=True)
    substitute_name = models.CharField(_("who comes instead"), max_length=150, blank=True)
    presence = models.CharField(_("presence"), max_length=12, choices=Presence, default=Presence.UNKNOWN)
    invited_at = models.DateTimeField(_("invited at"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("attendance of a person"), _("attendance")
        ordering = ["meeting", "pk"]
        constraints = [
            known_choice("reply", Reply.values, name="attendance_reply_known"),
            known_choice("presence", Presence.values, name="attendance_presence_known"),
            known_choice("guest_side", Side.values, name="attendance_guest_side_known"),
            models.UniqueConstraint(
                fields=["meeting", "membership"],
                condition=Q(membership__isnull=False),
                name="attendance_once_a_meeting",
                violation_error_message=_("This person is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(membership__isnull=False, guest_name="") | Q(membership__isnull=True),
                name="attendance_member_or_guest",
                violation_error_message=_("Somebody on the list is a member, or a guest with a name."),
            ),
            models.CheckConstraint(
                condition=Q(membership__isnull=False) | Q(presence__in=[Presence.GUEST, Presence.UNKNOWN]),
                name="attendance_guest_is_a_guest",
                violation_error_message=_("Whoever is not a member is there as a guest."),
            ),
            models.CheckConstraint(
                condition=Q(reply=Reply.NONE, replied_at__isnull=True)
                | (~Q(reply=Reply.NONE) & Q(replied_at__isnull=False)),
                name="attendance_reply_has_time",
                violation_error_message=_("A reply has its time."),
            ),
        ]

    def __str__(self) -> str:
        return self.person_name

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return self.meeting.group_ids

    @property
    def person_name(self) -> str:
        """For those who may know it."""
        membership: Any = self.membership
        return membership.person_name if membership else self.guest_name

    @property
    def organisation(self) -> str:
        """Whom the person stands for."""
        membership: Any = self.membership
        return membership.organisation if membership else self.guest_organisation

    @property
    def side(self) -> str:
        """Side of the triad."""
        membership: Any = self.membership
        return membership.side if membership else self.guest_side
