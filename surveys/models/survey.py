"""A survey: whom it asks, what it promises, how and when it may be answered."""

from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.rules import is_office
from kpss_portal.constraints import in_order, known_choice, set_together
from kpss_portal.personal_data import done_by
from surveys.enums import Anonymity, Audience, Language, SurveyState
from surveys.errors import SurveyIsFixed

LEAST_THRESHOLD, USUAL_THRESHOLD, SENSITIVE_THRESHOLD = 3, 5, 10  # respondents; fewer in a cell are hidden
GRACE = timedelta(minutes=30)  # after closing, for those who have begun


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys."""

    def visible_to(self, user: Any) -> "SurveyQuerySet":
        """`surveys.view_survey` as a query; a test keeps the two in step."""
        return self if is_office(user) else self.filter(state__in=SurveyState.public())

    def running(self, now: datetime | None = None) -> "SurveyQuerySet":
        """Surveys that take new answers at the moment."""
        at = now or timezone.now()
        begun = Q(opens_at__isnull=True) | Q(opens_at__lte=at)
        return self.filter(begun, Q(closes_at__isnull=True) | Q(closes_at__gt=at), state=SurveyState.OPEN)

    def update(self, **values: Any) -> int:
        """As Django's; SurveyIsFixed if a promise of an opened survey would change."""
        if set(values) & Survey.FIXED_FIELDS and self.filter(opened_at__isnull=False).exists():
            raise SurveyIsFixed
        return super().update(**values)


class Survey(models.Model):
    """One survey. What it promises (`FIXED_FIELDS`) and its questions are fixed at opening, by triggers as well.

    Keeps no personal data; answers are in `Response`, unfinished ones in `UnfinishedSheet`.
    """

    personal_data = done_by("opened_by")

    FIXED_FIELDS = frozenset(
        {"slug", "anonymity", "is_sensitive", "threshold", "languages", "is_quick_poll", "retention_months"}
    )

    slug = models.SlugField(
        _("address"), max_length=80, unique=True, help_text=_("Part of the web address; it stays for ever.")
    )
    title = models.CharField(_("title"), max_length=200)
    audience = models.CharField(_("for whom"), max_length=12, choices=Audience, default=Audience.PUBLIC)
    intro = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("Why you ask, how long it takes, where a paper form is returned and when results come."),
    )
    thanks = models.TextField(
        _("thanks"), blank=True, help_text=_("Shown after sending: what happens next and when results come.")
    )
    anonymity = models.CharField(
        _("anonymity"),
        max_length=10,
        choices=Anonymity,
        default=Anonymity.ANONYMOUS,
        help_text=_("It cannot be changed after opening, in either direction."),
    )
    is_sensitive = models.BooleanField(
        _("asks about sensitive things"),
        default=False,
        help_text=_("Health, disability, abuse, debts, minorities: results then hide groups smaller than ten."),
    )
    threshold = models.PositiveSmallIntegerField(
        _("smallest group shown"),
        default=USUAL_THRESHOLD,
        validators=[MinValueValidator(LEAST_THRESHOLD), MaxValueValidator(100)],
        help_text=_(
            "Results hide groups with fewer answers: five usually, ten for sensitive surveys, never under three."
        ),
    )
    has_open_web = models.BooleanField(_("on the web, open to all"), default=True)
    has_codes = models.BooleanField(_("on the web by one-use codes"), default=False)
    has_paper = models.BooleanField(_("on paper, entered by the office"), default=False)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True, help_text=_("Empty: as soon as you open it."))
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("Those who have begun get thirty minutes more.")
    )
    languages = models.JSONField(_("other variants of the texts"), default=list, blank=True)
    retention_months = models.PositiveSmallIntegerField(
        _("answers are kept, months"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("After closing. Then single answers are deleted; published results stay."),
    )
    is_quick_poll = models.BooleanField(
        _("quick poll on the first page"), default=False, help_text=_("A single question, answered on the first page.")
    )
    state = models.CharField(_("state"), max_length=10, choices=SurveyState, default=SurveyState.DRAFT, editable=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, editable=False)
    opened_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("opened by"), null=True, editable=False, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    is_settled = models.BooleanField(
        _("settled"), default=False, editable=False, help_text=_("Answers were mixed after closing.")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("survey"), _("surveys")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("state", SurveyState.values, name="survey_state_known"),
            known_choice("audience", Audience.values, name="survey_audience_known"),
            known_choice("anonymity", Anonymity.values, name="survey_anonymity_known"),
            in_order(
                "opens_at",
                "closes_at",
                name="survey_closes_after_opening",
                message=_("A survey cannot close before it opens."),
            ),
            set_together(
                "opened_at",
                "opened_by",
                name="survey_opening_whole",
                message=_("An opening needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(threshold__gte=LEAST_THRESHOLD),
                name="survey_threshold_at_least_three",
                violation_error_message=_("The smallest group shown cannot be under three."),
            ),
            models.CheckConstraint(
                condition=Q(is_sensitive=False) | Q(threshold__gte=SENSITIVE_THRESHOLD),
                name="survey_sensitive_hides_more",
                violation_error_message=_("A sensitive survey hides groups smaller than ten."),
            ),
            models.CheckConstraint(
                condition=Q(has_open_web=True) | Q(has_codes=True) | Q(has_paper=True),
                name="survey_has_a_way_in",
                violation_error_message=_("Choose at least one way in which people can answer."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SurveyState.OPEN, SurveyState.CLOSED, SurveyState.PUBLISHED])
                | Q(opened_at__isnull=False),
                name="survey_open_was_opened",
                violation_error_message=_("This state is reached only through opening."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SurveyState.DRAFT) | Q(opened_at__isnull=True),
                name="survey_opened_is_no_draft",
                violation_error_message=_("An opened survey does not become a draft again."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SurveyState.CLOSED, SurveyState.PUBLISHED]) | Q(closed_at__isnull=False),
                name="survey_closed_has_its_time",
                violation_error_message=_("A closed survey needs the time of its closing."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address for ever."""
        return reverse("surveys:survey", args=[self.slug])

    @property
    def is_fixed(self) -> bool:
        """Opened once: questions and promises do not change any more."""
        return self.opened_at is not None

    @property
    def is_anonymous(self) -> bool:
        """Nobody can find out who answered."""
        return self.anonymity == Anonymity.ANONYMOUS

    @property
    def variants(self) -> list[Language]:
        """Other languages and the easy-to-read text that the survey offers."""
        return [Language(code) for code in self.languages if code in Language.values]

    def has_begun(self, now: datetime) -> bool:
        """Its time of opening has come."""
        return self.opens_at is None or self.opens_at <= now

    def takes_new(self, now: datetime) -> bool:
        """Whether somebody may begin to answer."""
        return self.state == SurveyState.OPEN and self.has_begun(now) and not self._is_past(now)

    def takes_begun(self, now: datetime) -> bool:
        """Whether somebody who began in time may still send: thirty minutes longer, however it was closed."""
        closed = self.closed_at or self.closes_at
        in_time = closed is None or now < closed + GRACE
        return self.state in {SurveyState.OPEN, SurveyState.CLOSED} and self.has_begun(now) and in_time

    def _is_past(self, now: datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= now


class SurveyMunicipality(models.Model):
    """How many people a survey addresses in one municipality and what was given out there; unknown is not zero."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="municipalities", verbose_name=_("survey"))
    municipality = models.ForeignKey(
        "community.Municipality", models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    addressed = models.PositiveIntegerField(
        _("people addressed"), null=True, blank=True, help_text=_("The whole group asked, not only those reached.")
    )
    paper_forms = models.PositiveIntegerField(_("paper forms given out"), null=True, blank=True)
    code_slips = models.PositiveIntegerField(_("slips with codes given out"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("municipality asked"), _("municipalities asked")
        ordering = ["municipality__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "municipality"],
                name="survey_asks_municipality_once",
                violation_error_message=_("This municipality is listed twice."),
            )
        ]

    def __str__(self) -> str:
        return str(self.municipality)
