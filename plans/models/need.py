"""Needs: what people of the territory lack, how the office learned of it, and which items of plans answer it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import PersonalData, Term, done_by
from plans.models.item import PlanItem
from plans.needs_enums import NeedOrigin, SuggestedState


class NeedQuerySet(models.QuerySet["Need"]):
    """Needs."""

    def of(self, slug: str) -> "NeedQuerySet":
        """Collected for the plan, or answered by its items: lineage carries a need into the plan of the next period."""
        items = PlanItem.objects.filter(plan__slug=slug, lineage=OuterRef("item_lineage"))
        links = NeedLink.objects.filter(Exists(items), need=OuterRef("pk"))
        return self.filter(Q(plan__slug=slug) | Exists(links))

    def public(self) -> "NeedQuerySet":
        """Those that everybody reads."""
        return self.filter(is_public=True)


class Need(models.Model):
    """One need, with its dated source. It stands beside versions of a plan: `plan` is always the first version.

    The source is a foreign key where the thing stays for ever (survey, meeting); a table may go with a draft, and counts of
    searches are thrown away, so `source_text` says in words what was found where.
    """

    personal_data = done_by("created_by")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        "plans.Plan", models.PROTECT, related_name="needs", verbose_name=_("collected for the plan")
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    statement = models.CharField(
        _("need"), max_length=300, help_text=_("One sentence about people: who lacks what, and where.")
    )
    detail = models.TextField(_("more about it"), blank=True)
    area = models.ForeignKey(
        "community.PlanningArea",
        models.PROTECT,
        related_name="needs",
        verbose_name=_("for whom"),
        null=True,
        blank=True,
    )
    municipality = models.ForeignKey(
        "community.Municipality",
        models.PROTECT,
        related_name="needs",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        help_text=_("Empty means the whole territory."),
    )
    origin = models.CharField(_("how we know"), max_length=10, choices=NeedOrigin, default=NeedOrigin.OTHER)
    found_on = models.DateField(_("as of"), help_text=_("The day of the source, not of writing it down."))
    source_text = models.CharField(
        _("source in words"),
        max_length=300,
        blank=True,
        help_text=_("What was found and where, so that it stays understandable even when the source is gone."),
    )
    survey = models.ForeignKey(
        "surveys.Survey", models.PROTECT, related_name="needs", verbose_name=_("survey"), null=True, blank=True
    )
    survey_question = models.CharField(_("number of the question"), max_length=6, blank=True)
    table = models.ForeignKey(
        "plans.AnalysisTable",
        models.SET_NULL,
        related_name="needs",
        verbose_name=_("table of an analysis"),
        null=True,
        blank=True,
    )
    meeting = models.ForeignKey(
        "working_groups.Meeting", models.PROTECT, related_name="needs", verbose_name=_("meeting"), null=True, blank=True
    )
    search_words = models.CharField(_("words that people searched for"), max_length=120, blank=True)
    people_count = models.PositiveIntegerField(
        _("how many"), null=True, blank=True, help_text=_("Answers or searches, as the source counts them.")
    )
    set_aside = models.TextField(
        _("why no item answers it"),
        blank=True,
        help_text=_("Fill in only when the plan will not answer this need; everybody reads it."),
    )
    is_public = models.BooleanField(_("public"), default=True)
    created_at = models.DateTimeField(_("written down at"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("written down by"),
        null=True,
        editable=False,
    )
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("need"), _("needs")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="need_number_once_per_plan",
                violation_error_message=_("Another need has this number."),
            ),
            known_choice("origin", NeedOrigin.values, name="need_origin_known"),
            models.CheckConstraint(
                condition=~Q(origin=NeedOrigin.SURVEY) | (Q(survey__isnull=False) & ~Q(survey_question="")),
                name="need_of_survey_names_question",
                violation_error_message=_("A need from a survey names the survey and the question."),
            ),
            models.CheckConstraint(
                condition=~Q(origin=NeedOrigin.MINUTES) | Q(meeting__isnull=False),
                name="need_of_minutes_names_meeting",
                violation_error_message=_("A need from minutes names the meeting."),
            ),
            models.CheckConstraint(
                condition=~Q(origin=NeedOrigin.SEARCHES) | ~Q(search_words=""),
                name="need_of_searches_names_words",
                violation_error_message=_("A need from searches names the words."),
            ),
            models.CheckConstraint(
                condition=~Q(origin__in=[NeedOrigin.FIGURE, NeedOrigin.OTHER]) | ~Q(source_text=""),
                name="need_has_source_in_words",
                violation_error_message=_("Say in words where the need was found."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.statement}" if self.number else self.statement

    def get_absolute_url(self) -> str:
        """Its card, for ever."""
        return reverse("plans:need", args=[self.plan.slug, self.number])


class NeedLink(models.Model):
    """An item of plans answers a need. By lineage, so that the link outlives versions and periods."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="links", verbose_name=_("need"))
    item_lineage = models.UUIDField(_("item of the plan"), db_index=True)
    note = models.CharField(_("how it answers the need"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("item that answers the need"), _("items that answer the need")
        ordering = ["need", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "item_lineage"],
                name="need_link_once",
                violation_error_message=_("This item answers the need already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.need}: {self.item_lineage}"


class NeedSuggestion(models.Model):
    """What somebody wrote that people lack, before the office decided on it.

    Personal data: the writer's e-mail, with their consent, for the answer only; deleted half a year after the decision. What
    looks like spam is kept for seven days.
    """

    personal_data = PersonalData(
        purposes.CONSULTATION,
        emails=("email",),
        doers=("decided_by",),
        terms=(
            Term(
                _("messages that look like spam"),
                7,
                "created_at",
                _("after they came"),
                Q(state=SuggestedState.QUARANTINE),
            ),
            Term(_("e-mail of the writer"), 183, "decided_at", _("after the decision"), blank=("email",)),
        ),
        kept=_("text of the message: as long as needs of the plan"),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="need_suggestions", verbose_name=_("plan"))
    text = models.TextField(_("what people lack"))
    area = models.ForeignKey(
        "community.PlanningArea", models.PROTECT, related_name="+", verbose_name=_("for whom"), null=True, blank=True
    )
    municipality = models.ForeignKey(
        "community.Municipality",
        models.PROTECT,
        related_name="+",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
    )
    email = models.EmailField(_("e-mail"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SuggestedState, default=SuggestedState.WAITING, editable=False
    )
    need = models.ForeignKey(
        Need, models.PROTECT, related_name="suggestions", verbose_name=_("need"), null=True, blank=True
    )
    answer = models.TextField(_("answer"), blank=True)
    created_at = models.DateTimeField(_("came at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
        null=True,
        editable=False,
    )

    class Meta:
        verbose_name, verbose_name_plural = _("suggestion of a need"), _("suggestions of needs")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="need_suggestion_queue")]
        constraints = [
            known_choice("state", SuggestedState.values, name="need_suggestion_state_known"),
            set_together(
                "decided_at",
                "decided_by",
                name="need_suggestion_decision_whole",
                message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=SuggestedState.open()) | Q(decided_at__isnull=False),
                name="need_suggestion_decided_has_time",
                violation_error_message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SuggestedState.ACCEPTED, SuggestedState.JOINED]) | Q(need__isnull=False),
                name="need_suggestion_taken_has_need",
                violation_error_message=_("Say which need it became."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SuggestedState.DECLINED) | ~Q(answer=""),
                name="need_suggestion_declined_has_reason",
                violation_error_message=_("Say why; it will be sent to the writer."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
