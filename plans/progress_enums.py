"""Choices of what follows the approval of a plan: values of indicators, action plans, evaluations."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    """Which way an indicator should go."""

    UP = "up", _("should grow")
    DOWN = "down", _("should fall")
    KEEP = "keep", _("should stay")


class ValueState(models.TextChoices):
    """Where the value of an indicator in a year stands; moved by `plans/progress/values.py` only."""

    SUBMITTED = "submitted", _("waits for approval")
    RETURNED = "returned", _("returned to be mended")
    APPROVED = "approved", pgettext_lazy("value of an indicator", "approved")


class ActionPlanState(models.TextChoices):
    """Where an action plan stands; moved by `plans/progress/action_plans.py` only."""

    DRAFT = "draft", pgettext_lazy("state of an action plan", "draft")
    FOR_APPROVAL = "for_approval", pgettext_lazy("state of an action plan", "for approval")
    APPROVED = "approved", pgettext_lazy("state of an action plan", "approved")
    SUPERSEDED = "superseded", pgettext_lazy("state of an action plan", "replaced by a newer version")


class EvaluationState(models.TextChoices):
    """Where an evaluation stands; moved by `plans/progress/evaluations.py` only."""

    DRAFT = "draft", pgettext_lazy("state of an evaluation", "being prepared")
    COLLECTING = "collecting", _("implementers are answering")
    REVIEW = "review", _("with the working group")
    FOR_APPROVAL = "for_approval", pgettext_lazy("state of an evaluation", "for approval")
    APPROVED = "approved", pgettext_lazy("state of an evaluation", "approved")

    @classmethod
    def open_for_office(cls) -> frozenset["EvaluationState"]:
        """States in which the office and the working group write."""
        return frozenset({cls.COLLECTING, cls.REVIEW})


class AskState(models.TextChoices):
    """What became of a request to an implementer."""

    WAITING = "waiting", _("waits for the implementer")
    ANSWERED = "answered", pgettext_lazy("request to an implementer", "answered")
    RETURNED = "returned", pgettext_lazy("request to an implementer", "returned with a question")
    UNANSWERED = "unanswered", pgettext_lazy("request to an implementer", "without an answer")


class Fulfilment(models.TextChoices):
    """How far an item came in a year. Offices rename these (`FulfilmentLabel`), what they mean stays."""

    FULFILLED = "fulfilled", _("fulfilled")
    CONTINUOUS = "continuous", _("going on all the time")
    PARTLY = "partly_fulfilled", _("partly fulfilled")
    IN_PROGRESS = "in_progress", _("begun")
    NOT_STARTED = "not_started", _("not begun")
    NOT_FULFILLED = "not_fulfilled", _("not fulfilled")
    MOVED = "moved_to_next_plan", _("moved to the next plan")
    CANCELLED = "cancelled", pgettext_lazy("fulfilment", "cancelled")

    @classmethod
    def done(cls) -> frozenset["Fulfilment"]:
        """Statuses that count as done in shares."""
        return frozenset({cls.FULFILLED, cls.CONTINUOUS})

    @classmethod
    def running(cls) -> frozenset["Fulfilment"]:
        """Statuses of work that has begun and is not finished."""
        return frozenset({cls.PARTLY, cls.IN_PROGRESS})
