"""Decisions of groups, numbered within a year."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import done_by
from working_groups.enums import DecisionMode, LinkKind, Verb
from working_groups.rules import group_ids_of, may_see_all


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions."""

    def public(self) -> "DecisionQuerySet":
        """Released, of public groups."""
        return self.filter(released_at__isnull=False, group__is_public=True)

    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """`working_groups.view_decision` as a query; a test keeps the two in step."""
        if may_see_all(user):
            return self.all()
        return self.filter(Q(released_at__isnull=False, group__is_public=True) | Q(group__in=group_ids_of(user)))


class Decision(models.Model):
    """What a group decided. Its number is given by `deciding.add_decision` and never changes, nor does `uuid`.

    series: decisions with the same series and year are numbered together, "office" or the key of the group.
    """

    personal_data = done_by("released_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey("working_groups.Group", models.PROTECT, related_name="decisions", verbose_name=_("group"))
    meeting = models.ForeignKey(
        "working_groups.Meeting",
        models.PROTECT,
        related_name="decisions",
        verbose_name=_("meeting"),
        null=True,
        blank=True,
    )
    agenda_item = models.ForeignKey(
        "working_groups.AgendaItem",
        models.SET_NULL,
        related_name="decisions",
        verbose_name=_("point of the agenda"),
        null=True,
        blank=True,
    )
    series = models.CharField(_("series of numbers"), max_length=20, editable=False)
    year = models.PositiveSmallIntegerField(_("year"), editable=False)
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    decided_on = models.DateField(_("decided on"))
    verb = models.CharField(_("the group"), max_length=12, choices=Verb)
    text = models.TextField(
        _("what"),
        help_text=_(
            "Goes on after the verb, e.g. “to begin with Saturday care on 1 November”. Everybody reads it: no names."
        ),
    )
    basis = models.CharField(_("decided"), max_length=10, choices=DecisionMode, default=DecisionMode.CONSENSUS)
    votes_for = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    services = models.ManyToManyField(
        "services_catalog.Service", verbose_name=_("services concerned"), related_name="decisions", blank=True
    )
    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="replaces",
        verbose_name=_("replaced by the decision"),
        null=True,
        blank=True,
    )
    released_at = models.DateTimeField(_("released at"), null=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("released by"),
        null=True,
        related_name="+",
        editable=False,
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("decision"), _("decisions")
        ordering = ["-year", "series", "-number"]
        constraints = [
            known_choice("verb", Verb.values, name="decision_verb_known"),
            known_choice("basis", DecisionMode.values, name="decision_basis_known"),
            models.UniqueConstraint(fields=["series", "year", "number"], name="decision_number_once"),
            models.CheckConstraint(
                condition=Q(
                    basis=DecisionMode.VOTE,
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    votes_abstained__isnull=False,
                )
                | Q(
                    basis=DecisionMode.CONSENSUS,
                    votes_for__isnull=True,
                    votes_against__isnull=True,
                    votes_abstained__isnull=True,
                ),
                name="decision_votes_counted",
                violation_error_message=_("A vote needs all three counts; a consensus has none."),
            ),
            set_together(
                "released_at",
                "released_by",
                name="decision_release_whole",
                message=_("A release needs its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=models.F("pk")),
                name="decision_not_replaced_by_itself",
                violation_error_message=_("A decision cannot replace itself."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Decision %(label)s, %(group)s") % {"label": self.label, "group": self.group}

    def get_absolute_url(self) -> str:
        """For ever the same address."""
        return reverse("working_groups:decision", args=[self.uuid])

    @property
    def label(self) -> str:
        """5/2026."""
        return f"{self.number}/{self.year}"

    @property
    def group_ids(self) -> set[int]:
        """For rules."""
        return {self.group_id}

    @property
    def is_public(self) -> bool:
        """Whether everybody reads it."""
        return self.released_at is not None and self.group.is_public


class DecisionLink(models.Model):
    """A page of the portal that a decision concerns: an item of a plan, a survey."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="links", verbose_name=_("decision"))
    kind = models.CharField(_("kind"), max_length=10, choices=LinkKind, default=LinkKind.PLAN_ITEM)
    label = models.CharField(_("words of the link"), max_length=200)
    path = models.CharField(
        _("address in the portal"),
        max_length=300,
        help_text=_("Copy the address of the page; the name of the server may stay."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("what a decision concerns"), _("what decisions concern")
        ordering = ["kind", "label"]
        constraints = [
            known_choice("kind", LinkKind.values, name="decision_link_kind_known"),
            models.UniqueConstraint(fields=["decision", "path"], name="decision_link_once"),
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"),
                name="decision_link_inside",
                violation_error_message=_("Only pages of this portal can be linked."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
