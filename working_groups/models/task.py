"""Tasks of groups, followed from meeting to meeting."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import PersonalData
from working_groups.enums import TaskState
from working_groups.rules import group_ids_of, may_see_all


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks."""

    def with_people(self) -> "TaskQuerySet":
        """With what a list shows."""
        return self.select_related("group", "owner__user", "owner__group", "meeting", "decision")

    def waiting(self) -> "TaskQuerySet":
        """Not done and not dropped, the earliest first."""
        return self.filter(state__in=TaskState.waiting()).order_by(models.F("due_on").asc(nulls_last=True), "pk")

    def overdue(self) -> "TaskQuerySet":
        """Waiting after their day."""
        return self.waiting().filter(due_on__lt=timezone.localdate())

    def owned_by(self, user: Any) -> "TaskQuerySet":
        """Those of the person, by memberships that last."""
        return self.filter(owner__in=user.memberships.current())

    def shown_at(self, meeting: Any) -> "TaskQuerySet":
        """Tasks that were given at the meeting."""
        return self.filter(meeting=meeting)

    def carried_to(self, meeting: Any) -> "TaskQuerySet":
        """Older tasks of its groups that were not settled when the meeting began: they come to its agenda."""
        older = self.filter(group__in=meeting.group_ids, given_at__lt=meeting.starts_at).exclude(meeting=meeting)
        unsettled = older.filter(Q(settled_at__isnull=True) | Q(settled_at__gt=meeting.starts_at))
        return unsettled.order_by(models.F("due_on").asc(nulls_last=True), "pk")

    def visible_to(self, user: Any) -> "TaskQuerySet":
        """`working_groups.view_task` as a query; a test keeps the two in step."""
        return self.all() if may_see_all(user) else self.filter(group__in=group_ids_of(user))


class Task(models.Model):
    """What somebody should do by a day; it comes to every next agenda until it is done.

    Personal data: who should do it. The public sees the organisation, or whom the person stands for.
    """

    personal_data = PersonalData(
        purposes.GROUPS,
        names=("owner_words",),
        is_minor=True,
        doers=("settled_by",),
        kept=_("as long as the task"),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey("working_groups.Group", models.PROTECT, related_name="tasks", verbose_name=_("group"))
    meeting = models.ForeignKey(
        "working_groups.Meeting",
        models.PROTECT,
        related_name="tasks",
        verbose_name=_("given at the meeting"),
        null=True,
        blank=True,
    )
    decision = models.ForeignKey(
        "working_groups.Decision",
        models.SET_NULL,
        related_name="tasks",
        verbose_name=_("from the decision"),
        null=True,
        blank=True,
    )
    title = models.CharField(_("task"), max_length=250, help_text=_("Everybody reads it: no names."))
    owner = models.ForeignKey(
        "working_groups.Membership",
        models.SET_NULL,
        related_name="tasks",
        verbose_name=_("member who does it"),
        null=True,
        blank=True,
    )
    owner_words = models.CharField(
        _("or who else does it"), max_length=150, blank=True, help_text=_("E.g. Charita Litoměřice; no names.")
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TaskState, default=TaskState.OPEN)
    result = models.CharField(_("how it ended"), max_length=500, blank=True)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled at"), null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("settled by"),
        null=True,
        related_name="+",
        editable=False,
    )
    reminded_on = models.DateField(_("reminded on"), null=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("task"), _("tasks")
        ordering = ["due_on", "pk"]
        constraints = [
            known_choice("state", TaskState.values, name="task_state_known"),
            set_together(
                "settled_at",
                "settled_by",
                name="task_settled_whole",
                message=_("Settling needs its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=TaskState.waiting(), settled_at__isnull=True)
                | (~Q(state__in=TaskState.waiting()) & Q(settled_at__isnull=False)),
                name="task_settled_has_time",
                violation_error_message=_("A task that is done or dropped has the time when that happened."),
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(owner_words=""),
                name="task_one_owner",
                violation_error_message=_("Choose a member, or write who else does it; not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return {self.group_id}

    @property
    def is_waiting(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state in TaskState.waiting()

    @property
    def is_overdue(self) -> bool:
        """Waiting after its day."""
        due: Any = self.due_on
        return self.is_waiting and due is not None and due < timezone.localdate()

    @property
    def public_owner(self) -> str:
        """Who does it, in words for everybody."""
        owner: Any = self.owner
        if owner is None:
            return self.owner_words
        return owner.public_organisation or owner.public_name

    @property
    def internal_owner(self) -> str:
        """Who does it, for those who may know names."""
        owner: Any = self.owner
        return owner.person_name if owner else self.owner_words
