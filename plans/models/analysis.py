"""Analyses: what is known about the territory, its people, services, money and needs."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from plans.enums import AnalysisKind, ChartKind
from plans.models.content import PlanContent


class Analysis(PlanContent):
    """One analysis of a plan, with its text and tables."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="analyses", verbose_name=_("plan"))
    kind = models.CharField(_("kind"), max_length=16, choices=AnalysisKind)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=80)
    summary = models.TextField(_("what it found"), blank=True)
    body = models.TextField(_("text"), blank=True)
    area = models.ForeignKey(
        "community.PlanningArea",
        models.PROTECT,
        related_name="analyses",
        verbose_name=_("for whom"),
        null=True,
        blank=True,
        help_text=_("Of a SWOT: one for each planning area; empty means the whole plan."),
    )
    strengths = models.TextField(_("strengths"), blank=True, help_text=_("Each on its own line."))
    weaknesses = models.TextField(_("weaknesses"), blank=True, help_text=_("Each on its own line."))
    opportunities = models.TextField(_("opportunities"), blank=True, help_text=_("Each on its own line."))
    threats = models.TextField(_("threats"), blank=True, help_text=_("Each on its own line."))
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    SWOT: ClassVar[Any] = ("strengths", "weaknesses", "opportunities", "threats")

    class Meta:
        verbose_name, verbose_name_plural = _("analysis"), _("analyses")
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "slug"],
                name="analysis_slug_once_per_plan",
                violation_error_message=_("Another analysis of this plan has this address."),
            ),
            known_choice("kind", AnalysisKind.values, name="analysis_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Page of the analysis."""
        return reverse("plans:analysis", args=[self.plan.slug, self.slug])

    @property
    def swot(self) -> list[tuple[str, list[str]]]:
        """The four fields with their points; empty if nothing is written in any."""
        return swot_fields({name: getattr(self, name) for name in self.SWOT})


def swot_fields(texts: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Names of the four fields with their points, a line each; empty if nothing is written in any."""
    if not any(texts.values()):
        return []
    labels = {name: str(Analysis._meta.get_field(name).verbose_name) for name in Analysis.SWOT}  # type: ignore[union-attr]  # plain fields
    lines = {name: texts.get(name, "").splitlines() for name in Analysis.SWOT}
    return [(labels[name], [line.strip() for line in lines[name] if line.strip()]) for name in Analysis.SWOT]


class AnalysisTable(PlanContent):
    """A table with its source and date, shown as a table and a chart.

    `columns` is a list of headings; `rows` a list of lists of the same length whose cells are texts, numbers or None
    (unknown). The first column names the row. With a `survey` they are only what was published when the plan froze; until
    then `plans.survey_tables` reads them from the survey's results.
    """

    PLAN_PATH = "analysis__plan"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    analysis = models.ForeignKey(Analysis, models.CASCADE, related_name="tables", verbose_name=_("analysis"))
    title = models.CharField(_("title"), max_length=250, help_text=_("Say the finding: One in four people is over 65."))
    as_of = models.DateField(_("figures as of"))
    source = models.CharField(_("source"), max_length=250)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    note = models.TextField(_("note"), blank=True)
    chart = models.CharField(_("chart"), max_length=15, choices=ChartKind, default=ChartKind.BARS)
    columns = models.JSONField(_("columns"), default=list)
    rows = models.JSONField(_("rows"), default=list)
    survey = models.ForeignKey(
        "surveys.Survey",
        models.PROTECT,
        related_name="cited_by",
        verbose_name=_("survey"),
        null=True,
        blank=True,
        editable=False,
    )
    survey_question = models.CharField(_("number of the question"), max_length=6, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("table of an analysis"), _("tables of analyses")
        ordering = ["analysis", "position", "pk"]
        constraints = [
            known_choice("chart", ChartKind.values, name="table_chart_known"),
            models.CheckConstraint(
                condition=models.Q(survey__isnull=True, survey_question="")
                | (models.Q(survey__isnull=False) & ~models.Q(survey_question="")),
                name="table_of_survey_names_question",
                violation_error_message=_("A table of a survey names the survey and the question."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def frozen_plan_id(self) -> int | None:
        """Key of the analysis' plan."""
        return self.analysis.plan_id
