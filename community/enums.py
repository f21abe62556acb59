"""Choices of the office and its pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FigureKind(models.TextChoices):
    """What a figure of a municipality counts."""

    POPULATION = "population", _("inhabitants")
    POPULATION_15_PLUS = "population_15plus", _("inhabitants aged 15 and over")
    POPULATION_15_64 = "population_15_64", _("inhabitants aged 15 to 64")
    POPULATION_65_PLUS = "population_65plus", _("inhabitants aged 65 and over")
    PERSONS_IN_EXECUTION = "persons_in_execution", _("people in distraint")
    EXECUTION_PCT = "execution_pct", _("people in distraint, per cent of those aged 15 and over")
    HOUSING_ALLOWANCE = "housing_allowance", _("housing allowances paid in a month on average")
    SUBSISTENCE_ALLOWANCE = "subsistence_allowance", _("subsistence allowances paid in a month on average")
    JOBSEEKERS_LONG = "jobseekers_over_6m", _("job seekers for over six months")
    EXCLUSION_INDEX = "exclusion_index", _("index of social exclusion, points 0 to 30")

    @property
    def may_be_summed(self) -> bool:
        """Counts of people may be added over municipalities; shares and points may not."""
        return self not in {FigureKind.EXECUTION_PCT, FigureKind.EXCLUSION_INDEX}


class ContactAudience(models.TextChoices):
    """Whom a contact serves."""

    PUBLIC = "public", _("for people who look for help")
    PROVIDERS = "providers", _("for providers of services")
    MUNICIPALITIES = "municipalities", _("for municipalities")
    MEDIA = "media", _("for media")


class PageSection(models.TextChoices):
    """Where a page stands."""

    ABOUT = "about", _("About planning")
    LEGAL = "legal", _("Duties of the office")


class NewsKind(models.TextChoices):
    """What a piece of news is; coverage in media is evidence of publicity."""

    NEWS = "news", pgettext_lazy("kind of a news item", "news")
    PRESS_RELEASE = "press_release", _("press release")
    MEDIA_COVERAGE = "media_coverage", _("media coverage")


class AccessibilityStatus(models.TextChoices):
    """How far the portal meets the standard: Act No. 99/2019 Coll., § 8."""

    FULL = "full", _("fully accessible")
    PARTIAL = "partial", _("partly accessible")
    NONE = "none", _("not accessible")


class AssessmentMethod(models.TextChoices):
    """How the accessibility of the portal was assessed: the model statement of Decision (EU) 2018/1523."""

    SELF = "self", pgettext_lazy("accessibility", "self-assessment")
    THIRD_PARTY = "third_party", _("assessment by somebody else")


class ObstacleState(models.TextChoices):
    """How far the office is with a message about accessibility."""

    WAITING = "waiting", pgettext_lazy("message about accessibility", "waits for an answer")
    QUARANTINE = "quarantine", pgettext_lazy("message about accessibility", "looks like spam")
    ANSWERED = "answered", pgettext_lazy("message about accessibility", "answered")
