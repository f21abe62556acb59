"""Choices of needs, of the pool of projects and of self-assessment."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NeedOrigin(models.TextChoices):
    """How the office learned of a need."""

    SURVEY = "survey", _("table of a survey")
    FIGURE = "figure", _("figure of an analysis")
    SEARCHES = "searches", _("searches without result")
    MINUTES = "minutes", _("minutes of a group")
    SUGGESTION = "suggestion", _("suggestion of people")
    OTHER = "other", pgettext_lazy("origin of a need", "other")


class SuggestedState(models.TextChoices):
    """Where a suggestion of people stands; moved by `plans/needs/suggesting.py` only."""

    QUARANTINE = "quarantine", _("in quarantine")
    WAITING = "waiting", pgettext_lazy("state of a suggestion", "waits")
    ACCEPTED = "accepted", pgettext_lazy("state of a suggestion", "accepted as a need")
    JOINED = "joined", pgettext_lazy("state of a suggestion", "joined to a need")
    DECLINED = "declined", pgettext_lazy("state of a suggestion", "declined")

    @classmethod
    def open(cls) -> frozenset["SuggestedState"]:
        """States in which it still waits for a decision."""
        return frozenset({cls.QUARANTINE, cls.WAITING})


class Readiness(models.TextChoices):
    """How far a project is, in the order of its way."""

    IDEA = "idea", _("idea")
    STUDY = "study", pgettext_lazy("readiness of a project", "study")
    DOCUMENTED = "documented", _("project documentation")
    PERMITTED = "permitted", _("ready to begin")
    FUNDED = "funded", _("has its money")
    RUNNING = "running", pgettext_lazy("readiness of a project", "in progress")
    DONE = "done", pgettext_lazy("readiness of a project", "finished")
    DROPPED = "dropped", pgettext_lazy("readiness of a project", "dropped")


class QualityArea(models.TextChoices):
    """The eight areas of the Criteria of quality of planning of social services (Ministry of Labour, 2007)."""

    LEGITIMACY = "legitimacy", _("legitimacy")
    SITUATION = "situation", _("description of the current situation")
    PEOPLE = "people", _("qualification and competence")
    PROCESS = "process", _("management of the process")
    INVOLVEMENT = "involvement", _("involvement")
    PLAN = "plan", pgettext_lazy("area of quality", "plan")
    INFORMATION = "information", pgettext_lazy("area of quality", "information")
    IMPROVEMENT = "improvement", _("improving the process")


class Grade(models.TextChoices):
    """How the office judges an area itself."""

    MET = "met", pgettext_lazy("grade", "met")
    MOSTLY = "mostly", pgettext_lazy("grade", "mostly met")
    PARTLY = "partly", pgettext_lazy("grade", "partly met")
    NOT_MET = "not_met", pgettext_lazy("grade", "not met")
