"""Choices of how a plan came about."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MakingKind(models.TextChoices):
    """What a record on the way to a plan is."""

    ANALYSIS = "analysis", _("analysis")
    STUDY = "study", pgettext_lazy("on the way to a plan", "study")
    SURVEY = "survey", _("survey")
    CATALOGUE = "catalogue", _("update of the catalogue")
    TRAINING = "training", _("seminar")
    MAYORS = "mayors", _("meeting of mayors")
    STEERING = "steering", _("steering group")
    GROUP = "group", _("working group")
    DECISION = "decision", _("decision of a group")
    DRAFT = "draft", _("working version")
    COMMENTS = "comments", _("comments of people")
    HEARING = "hearing", _("public hearing")
    MEDIA = "media", _("in media")
    EVENT = "event", pgettext_lazy("on the way to a plan", "event")
    APPROVAL = "approval", pgettext_lazy("of a plan", "approval")
    OTHER = "other", pgettext_lazy("on the way to a plan", "other")

    @property
    def icon(self) -> str:
        """Its picture on the line."""
        return ICONS.get(self, "file")


ICONS = {
    MakingKind.SURVEY: "question",
    MakingKind.TRAINING: "person",
    MakingKind.MAYORS: "person",
    MakingKind.STEERING: "person",
    MakingKind.GROUP: "person",
    MakingKind.DECISION: "tasks",
    MakingKind.COMMENTS: "talk",
    MakingKind.HEARING: "talk",
    MakingKind.MEDIA: "info",
    MakingKind.EVENT: "clock",
    MakingKind.APPROVAL: "check",
}


class Precision(models.TextChoices):
    """How exactly a day is known."""

    DAY = "day", pgettext_lazy("how exactly a day is known", "to the day")
    MONTH = "month", pgettext_lazy("how exactly a day is known", "to the month")
    YEAR = "year", pgettext_lazy("how exactly a day is known", "to the year")
