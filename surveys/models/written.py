"""Free texts: coded into themes, or quoted with a second person's consent. By themselves they are never public."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import done_by
from surveys.enums import QuoteState
from surveys.keys import RandomKeyField


class Theme(models.Model):
    """What several people wrote about, in the office's words."""

    question = models.ForeignKey("surveys.Question", models.CASCADE, related_name="themes", verbose_name=_("question"))
    title = models.CharField(_("theme"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name, verbose_name_plural = _("theme"), _("themes")
        ordering = ["question", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "title"],
                name="theme_once_per_question",
                violation_error_message=_("This theme is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class CodedText(models.Model):
    """One written answer that a clerk sorts into themes; listed by its random key, so in no order of coming.

    Deleted with the answer that it belongs to. Nothing says who wrote it, when, or what else they answered.
    """

    leaves_no_line = "speaks of texts of answers"

    id = RandomKeyField()
    response = models.ForeignKey("surveys.Response", models.CASCADE, related_name="+", verbose_name=_("response"))
    question = models.ForeignKey("surveys.Question", models.CASCADE, related_name="+", verbose_name=_("question"))
    themes = models.ManyToManyField(Theme, related_name="texts", verbose_name=_("themes"), blank=True)
    is_done = models.BooleanField(_("sorted"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("written answer"), _("written answers")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"],
                name="text_once_per_answer",
                violation_error_message=_("This text is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class Quote(models.Model):
    """A redacted sentence for the results, written by one person and approved by another. It does not know its answer."""

    personal_data = done_by("proposed_by", "decided_by")

    confidential_fields = ("text",)  # of an answer

    question = models.ForeignKey("surveys.Question", models.CASCADE, related_name="quotes", verbose_name=_("question"))
    text = models.CharField(
        _("quote"),
        max_length=400,
        help_text=_("Leave out names, places and whatever could tell who wrote it."),
    )
    state = models.CharField(_("state"), max_length=8, choices=QuoteState, default=QuoteState.PROPOSED, editable=False)
    proposed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("proposed by"), editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("decided by"), null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("quote"), _("quotes")
        ordering = ["question", "pk"]
        constraints = [
            known_choice("state", QuoteState.values, name="quote_state_known"),
            set_together(
                "decided_at",
                "decided_by",
                name="quote_decision_whole",
                message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state=QuoteState.PROPOSED) | Q(decided_by__isnull=False),
                name="quote_decided_by_somebody",
                violation_error_message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="quote_four_eyes",
                violation_error_message=_("A quote is approved by somebody else than who proposed it."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
