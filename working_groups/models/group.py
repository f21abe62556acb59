"""Groups that plan together, with their rules as data."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import in_order, known_choice
from kpss_portal.fields import SortKeyField
from working_groups.enums import Convener, DecisionMode, GroupKind, NoticeUnit, Numbering, Quorum
from working_groups.rules import group_ids_of, may_see_all

RESERVED = frozenset({"usneseni", "zapojit-se"})  # addresses beside those of groups


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups."""

    def public(self) -> "GroupQuerySet":
        """Shown to everybody."""
        return self.filter(is_public=True)

    def working(self, day: date | None = None) -> "GroupQuerySet":
        """Those that exist on the day, today by default."""
        today = day or timezone.localdate()
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=today))

    def visible_to(self, user: Any) -> "GroupQuerySet":
        """`working_groups.view_group` as a query; a test keeps the two in step."""
        if may_see_all(user):
            return self.all()
        return self.filter(Q(is_public=True) | Q(pk__in=group_ids_of(user)))


class Group(models.Model):
    """A steering, working or task group. What its rules of procedure say of calling and deciding stands in fields."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=GroupKind, default=GroupKind.WORKING)
    purpose = models.TextField(
        _("what it is for"), blank=True, help_text=_("In the words of people, not of the rules of procedure.")
    )
    planning_areas = models.ManyToManyField(
        "community.PlanningArea", verbose_name=_("planning areas"), related_name="working_groups", blank=True
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("group that it reports to"),
        related_name="children",
        null=True,
        blank=True,
    )
    notice_number = models.PositiveSmallIntegerField(
        _("an invitation goes out at least"),
        null=True,
        blank=True,
        help_text=_("How many days before the meeting; empty where the rules say nothing."),
    )
    notice_unit = models.CharField(_("counted in"), max_length=12, choices=NoticeUnit, default=NoticeUnit.DAYS)
    minimum_meetings_yearly = models.PositiveSmallIntegerField(_("meetings a year at least"), null=True, blank=True)
    quorum = models.CharField(_("quorum"), max_length=10, choices=Quorum, default=Quorum.MAJORITY)
    quorum_number = models.PositiveSmallIntegerField(
        _("per cent or number"), null=True, blank=True, help_text=_("Only with a share or a number of members.")
    )
    decision_mode = models.CharField(_("decides"), max_length=10, choices=DecisionMode, default=DecisionMode.CONSENSUS)
    decision_numbering = models.CharField(
        _("decisions are numbered"), max_length=10, choices=Numbering, default=Numbering.GROUP
    )
    convener = models.CharField(_("called by"), max_length=12, choices=Convener, default=Convener.COORDINATOR)
    is_open_to_guests = models.BooleanField(_("open to guests"), default=False)
    rules_note = models.TextField(_("more of its rules"), blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    founded_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    sort_key = SortKeyField("name")
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("group"), _("groups")
        ordering = ["position", "sort_key", "pk"]
        constraints = [
            known_choice("kind", GroupKind.values, name="group_kind_known"),
            known_choice("notice_unit", NoticeUnit.values, name="group_notice_unit_known"),
            known_choice("quorum", Quorum.values, name="group_quorum_known"),
            known_choice("decision_mode", DecisionMode.values, name="group_decision_mode_known"),
            known_choice("decision_numbering", Numbering.values, name="group_decision_numbering_known"),
            known_choice("convener", Convener.values, name="group_convener_known"),
            in_order(
                "founded_on",
                "ended_on",
                name="group_ends_after_start",
                message=_("A group cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(quorum__in=[Quorum.PERCENT, Quorum.NUMBER], quorum_number__isnull=False)
                | (~Q(quorum__in=[Quorum.PERCENT, Quorum.NUMBER]) & Q(quorum_number__isnull=True)),
                name="group_quorum_has_its_number",
                violation_error_message=_("A share or a number of members needs its figure, other quorums have none."),
            ),
            models.CheckConstraint(
                condition=~Q(quorum=Quorum.PERCENT) | Q(quorum_number__lte=100, quorum_number__gte=1),
                name="group_quorum_at_most_all",
                violation_error_message=_("A share is between 1 and 100 per cent."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("pk")),
                name="group_not_its_own_parent",
                violation_error_message=_("A group cannot report to itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the group."""
        return reverse("working_groups:group", args=[self.slug])

    def clean(self) -> None:
        """Groups do not report to each other in a circle; their addresses are not those of other pages."""
        super().clean()
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("This address is taken by another page.")})
        above, seen = self.parent, {self.pk}
        while above is not None and self.pk:
            if above.pk in seen:
                raise ValidationError({"parent": _("These groups would report to each other in a circle.")})
            seen.add(above.pk)
            above = above.parent

    @property
    def group_ids(self) -> set[int]:
        """For rules: the groups that a thing belongs to."""
        return {self.pk}

    @property
    def conveners(self) -> dict[int, str]:
        """For rules: who calls the group, by its key."""
        return {self.pk: self.convener}

    @property
    def is_working(self) -> bool:
        """Whether the group exists today."""
        return self.ended_on is None or self.ended_on >= timezone.localdate()
