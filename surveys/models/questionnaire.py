"""What a survey asks: sections, questions, choices, and when each is shown."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import in_order, known_choice
from surveys.enums import QuestionKind


class Worded(models.Model):
    """Has texts in Czech and, in `translations`, in other variants: {"uk": {"text": "…"}}."""

    translations = models.JSONField(_("other variants of the texts"), default=dict, blank=True)

    class Meta:
        abstract = True

    def said(self, field: str, language: str = "") -> str:
        """The text in the variant, in Czech where the variant lacks it."""
        variant = self.translations.get(language) or {}
        return str(variant.get(field) or getattr(self, field))


class Section(Worded):
    """One page of a survey on the web, one headed part on paper."""

    survey = models.ForeignKey("surveys.Survey", models.CASCADE, related_name="sections", verbose_name=_("survey"))
    position = models.PositiveSmallIntegerField(_("order"), default=1, editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("introduction"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("section"), _("sections")
        ordering = ["survey", "position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def thing_key(self) -> str:
        """Its name among sections and questions of the outline."""
        return f"s{self.pk}"


class Question(Worded):
    """One question. `code` is its number on the web and on paper ("3", "3a"), given by `surveys.outline`.

    What is stored of each kind is told in `Response`.
    """

    survey = models.ForeignKey(
        "surveys.Survey", models.CASCADE, related_name="questions", verbose_name=_("survey"), editable=False
    )
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions", verbose_name=_("section"))
    position = models.PositiveSmallIntegerField(_("order"), default=1, editable=False)
    code = models.CharField(_("number"), max_length=6, blank=True, editable=False)
    is_sub = models.BooleanField(
        _("goes on with the question before"), default=False, help_text=_("It is numbered 3a, 3b instead of 4, 5.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=QuestionKind, default=QuestionKind.ONE)
    text = models.CharField(_("question"), max_length=500)
    help = models.CharField(_("help"), max_length=500, blank=True, help_text=_("One short sentence."))
    is_required = models.BooleanField(_("required"), default=False)
    limit = models.PositiveSmallIntegerField(
        _("most choices"), null=True, blank=True, help_text=_("Of several choices or of a ranking; empty: any number.")
    )
    scale_min = models.SmallIntegerField(_("scale from"), default=1)
    scale_max = models.SmallIntegerField(_("scale to"), default=5)
    scale_min_label = models.CharField(_("meaning of the lowest"), max_length=80, blank=True)
    scale_max_label = models.CharField(_("meaning of the highest"), max_length=80, blank=True)
    has_dont_know = models.BooleanField(_("offers “I don't know”"), default=False)
    least = models.DecimalField(_("least"), max_digits=12, decimal_places=2, null=True, blank=True)
    most = models.DecimalField(_("most"), max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("question"), _("questions")
        ordering = ["section__position", "position", "pk"]
        constraints = [
            known_choice("kind", QuestionKind.values, name="question_kind_known"),
            models.UniqueConstraint(
                fields=["survey", "code"],
                condition=~Q(code=""),
                name="question_code_once_per_survey",
                violation_error_message=_("Two questions have the same number."),
            ),
            in_order(
                "least", "most", name="question_bounds_in_order", message=_("The most cannot be under the least.")
            ),
            models.CheckConstraint(
                condition=Q(scale_min__gte=0, scale_max__lte=10, scale_max__gt=models.F("scale_min")),
                name="question_scale_makes_sense",
                violation_error_message=_("A scale goes upwards, from zero at the lowest to ten at the highest."),
            ),
            models.CheckConstraint(
                condition=Q(limit__isnull=True) | Q(limit__gte=1),
                name="question_limit_positive",
                violation_error_message=_("At least one choice must be allowed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}. {self.text}" if self.code else self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; the survey is that of the section."""
        self.survey_id = self.section.survey_id
        super().save(*args, **kwargs)

    @property
    def thing_key(self) -> str:
        """Its name among sections and questions of the outline."""
        return f"q{self.pk}"

    @property
    def is_asked(self) -> bool:
        """Expects an answer."""
        return self.kind != QuestionKind.INFO

    @property
    def scale(self) -> range:
        """Points of the scale."""
        return range(self.scale_min, self.scale_max + 1)


class Choice(Worded):
    """One choice of a question, or one column of a table. `value` is stored and stays; the order may change."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices", verbose_name=_("question"))
    value = models.PositiveSmallIntegerField(_("number"))
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    text = models.CharField(_("choice"), max_length=200)
    is_exclusive = models.BooleanField(
        _("excludes the others"), default=False, help_text=_("For example: with nothing, I know none.")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("choice"), _("choices")
        ordering = ["question", "position", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "value"],
                name="choice_value_once_per_question",
                violation_error_message=_("Two choices have the same number."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class MatrixRow(Worded):
    """One row of a table question; its columns are the choices of the question."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="rows", verbose_name=_("question"))
    value = models.PositiveSmallIntegerField(_("number"))
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    text = models.CharField(_("row"), max_length=200)

    class Meta:
        verbose_name, verbose_name_plural = _("row of a table"), _("rows of a table")
        ordering = ["question", "position", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "value"],
                name="row_value_once_per_question",
                violation_error_message=_("Two rows have the same number."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class Condition(models.Model):
    """A question or a whole section is shown only if an earlier answer is among `values`.

    Several conditions of one target must all hold. `values` are numbers of choices, or points of a scale.
    """

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="conditions", verbose_name=_("question"), null=True, blank=True
    )
    section = models.ForeignKey(
        Section, models.CASCADE, related_name="conditions", verbose_name=_("section"), null=True, blank=True
    )
    source = models.ForeignKey(
        Question, models.RESTRICT, related_name="decides", verbose_name=_("by the answer to the question")
    )
    values = models.JSONField(_("shown for these answers"), default=list)

    class Meta:
        verbose_name, verbose_name_plural = _("condition"), _("conditions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(question__isnull=True, section__isnull=False)
                | Q(question__isnull=False, section__isnull=True),
                name="condition_has_one_target",
                violation_error_message=_("A condition belongs to a question or to a section."),
            ),
            models.CheckConstraint(
                condition=Q(question__isnull=True) | ~Q(question=models.F("source")),
                name="condition_not_on_itself",
                violation_error_message=_("A question cannot be shown by its own answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question or self.section} ← {self.source}: {self.values}"
