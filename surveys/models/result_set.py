"""What is published of a survey, frozen; and what was chosen before anybody saw a number."""

import json
import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import done_by
from surveys.enums import QuestionKind, ResultState
from surveys.errors import ResultsAreFixed

CAN_DIVIDE = (  # kinds of questions by whose answers others may be divided
    QuestionKind.ONE,
    QuestionKind.SCALE,
    QuestionKind.AGE_BAND,
    QuestionKind.MUNICIPALITY,
    QuestionKind.SERVICE_TYPE,
)


class CrossTable(models.Model):
    """A crossing that will be published: answers to a question by answers to another. Chosen before counting."""

    survey = models.ForeignKey("surveys.Survey", models.CASCADE, related_name="crossings", verbose_name=_("survey"))
    question = models.ForeignKey("surveys.Question", models.CASCADE, related_name="+", verbose_name=_("question"))
    by = models.ForeignKey(
        "surveys.Question",
        models.CASCADE,
        related_name="+",
        verbose_name=_("by the answer to the question"),
        limit_choices_to={"kind__in": [kind.value for kind in CAN_DIVIDE]},
    )

    class Meta:
        verbose_name, verbose_name_plural = _("crossing"), _("crossings")
        ordering = ["survey", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "by"],
                name="crossing_once",
                violation_error_message=_("This crossing is in the list already."),
            ),
            models.CheckConstraint(
                condition=~Q(question=models.F("by")),
                name="crossing_of_two_questions",
                violation_error_message=_("A question cannot be divided by itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question.code} × {self.by.code}"

    def clean(self) -> None:
        """Both questions are of the survey, and the second has answers that divide."""
        if not (self.question_id and self.by_id):
            return
        if {self.question.survey_id, self.by.survey_id} != {self.survey_id}:
            raise ValidationError(_("Both questions must be of this survey."))
        if self.by.kind not in CAN_DIVIDE:
            raise ValidationError({"by": _("Answers to this question do not divide people into groups.")})
        if CrossTable.objects.filter(question_id=self.by_id, by_id=self.question_id).exists():
            raise ValidationError(_("This crossing is in the list already."))


class NumberBands(models.Model):
    """Into which bands answers to a number are counted; chosen before counting, since single numbers are not published."""

    question = models.OneToOneField(
        "surveys.Question", models.CASCADE, related_name="bands", verbose_name=_("question"), primary_key=True
    )
    bounds = models.CharField(
        _("upper bounds"),
        max_length=200,
        help_text=_("In rising order, divided by semicolons: 0; 500; 1000; 2000."),
        validators=[
            RegexValidator(r"^\s*-?\d+\s*(;\s*-?\d+\s*){0,14}$", _("Write whole numbers divided by semicolons."))
        ],
    )

    class Meta:
        verbose_name, verbose_name_plural = _("bands of a number"), _("bands of numbers")

    def __str__(self) -> str:
        return self.bounds

    def clean(self) -> None:
        """Bounds rise."""
        try:
            numbers = self.numbers
        except ValueError:
            return  # what are no numbers the field itself refuses
        if numbers != sorted(set(numbers)):
            raise ValidationError({"bounds": _("The bounds must rise.")})

    @property
    def numbers(self) -> list[int]:
        """The bounds as numbers."""
        return [int(part) for part in self.bounds.split(";")]


class ResultSetQuerySet(models.QuerySet["ResultSet"]):
    """Sets of results."""

    def public(self, today: date | None = None) -> "ResultSetQuerySet":
        """What everybody may read: published, and its day has come."""
        day = today or timezone.localdate()
        return self.filter(Q(embargo_on__isnull=True) | Q(embargo_on__lte=day), state=ResultState.PUBLISHED)

    def update(self, **values: Any) -> int:
        """As Django's; ResultsAreFixed if what was counted would change."""
        if set(values) & ResultSet.FIXED_FIELDS and self.exclude(content_sha256="").exists():
            raise ResultsAreFixed
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's; ResultsAreFixed if something was counted."""
        if self.exclude(content_sha256="").exists():
            raise ResultsAreFixed
        return super().delete()


class ResultSet(models.Model):
    """Everything that is published of a survey, as one document with its SHA-256. Counted once and never changed.

    Page, charts, downloads, open data and the report are made of `content` alone, never of the answers. A mistake is mended
    by withdrawing the set and counting a new one.
    """

    personal_data = done_by("checked_by", "published_by", "withdrawn_by")

    FIXED_FIELDS = frozenset({"survey", "survey_id", "number", "content", "content_sha256", "computed_at"})

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    survey = models.ForeignKey("surveys.Survey", models.PROTECT, related_name="result_sets", verbose_name=_("survey"))
    number = models.PositiveSmallIntegerField(_("count"), default=1, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ResultState, default=ResultState.COMPUTING, editable=False
    )
    note = models.TextField(
        _("note on the method"),
        blank=True,
        editable=False,
        help_text=_("How people were asked, what the reader must know."),
    )
    message = models.CharField(_("message"), max_length=300, blank=True, editable=False)
    content = models.TextField(_("content"), blank=True, editable=False)
    content_sha256 = models.CharField(_("checksum of the content"), max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    computed_at = models.DateTimeField(_("counted at"), null=True, editable=False)
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    checked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("checked by"), null=True, editable=False, related_name="+"
    )
    embargo_on = models.DateField(_("public from"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("published by"), null=True, editable=False, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("withdrawn by"), null=True, editable=False, related_name="+"
    )
    reason = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True, editable=False)
    pdf = models.ForeignKey(
        "kpss_portal.StoredDocument",
        models.PROTECT,
        verbose_name=_("report"),
        null=True,
        editable=False,
        related_name="+",
    )

    objects = ResultSetQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("set of results"), _("sets of results")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            known_choice("state", ResultState.values, name="results_state_known"),
            models.UniqueConstraint(
                fields=["survey", "number"],
                name="results_number_once_per_survey",
                violation_error_message=_("Another count has this number."),
            ),
            models.UniqueConstraint(
                fields=["survey"],
                condition=~Q(state__in=[ResultState.WITHDRAWN, ResultState.FAILED]),
                name="results_one_living_set",
                violation_error_message=_("Results have been counted already; withdraw them first."),
            ),
            set_together(
                "checked_at",
                "checked_by",
                name="results_check_whole",
                message=_("A check needs both its time and its author."),
            ),
            set_together(
                "published_at",
                "published_by",
                name="results_publishing_whole",
                message=_("A publishing needs both its time and its author."),
            ),
            set_together(
                "withdrawn_at",
                "withdrawn_by",
                name="results_withdrawal_whole",
                message=_("A withdrawal needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ResultState.COMPUTING, ResultState.FAILED, ResultState.WITHDRAWN])
                | (~Q(content_sha256="") & Q(computed_at__isnull=False)),
                name="results_counted_have_content",
                violation_error_message=_("Counted results need their content."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ResultState.PUBLISHED) | Q(published_at__isnull=False),
                name="results_published_have_time",
                violation_error_message=_("Published results need the time of their publishing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey} ({self.number})"

    def get_absolute_url(self) -> str:
        """The page of results, for ever."""
        return reverse("surveys:results", args=[self.survey.slug])

    @cached_property
    def document(self) -> dict[str, Any]:
        """The content as values."""
        return json.loads(self.content)

    @property
    def is_fixing(self) -> bool:
        """What it was counted by must not change: somebody has seen it, or will in a moment."""
        return self.state not in {ResultState.FAILED, ResultState.WITHDRAWN}

    @property
    def is_counted(self) -> bool:
        """There are numbers to look at."""
        return bool(self.content_sha256)

    def is_public(self, today: date | None = None) -> bool:
        """Everybody may read it."""
        day = today or timezone.localdate()
        return self.state == ResultState.PUBLISHED and (self.embargo_on is None or self.embargo_on <= day)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; ResultsAreFixed if what was counted would change."""
        stored = ResultSet.objects.filter(pk=self.pk).exclude(content_sha256="").first() if self.pk else None
        if stored and any(getattr(stored, name) != getattr(self, name) for name in self.FIXED_FIELDS - {"survey"}):
            raise ResultsAreFixed
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's; ResultsAreFixed if something was counted."""
        if self.is_counted:
            raise ResultsAreFixed
        return super().delete(*args, **kwargs)
