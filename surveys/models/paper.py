"""Paper forms on their way into the portal."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import done_by
from surveys.enums import BatchState


class PaperBatch(models.Model):
    """A pile of forms from one place. When it is finished, its sheets become responses in random order."""

    personal_data = done_by("created_by", "closed_by")

    leaves_no_line = "its counts move with each sheet; no trace of who answered and when"

    survey = models.ForeignKey("surveys.Survey", models.CASCADE, related_name="batches", verbose_name=_("survey"))
    label = models.CharField(_("name of the batch"), max_length=60, help_text=_("Write it on the pile, for example A."))
    place = models.CharField(_("place of collection"), max_length=150)
    municipality = models.ForeignKey(
        "community.Municipality",
        models.PROTECT,
        related_name="+",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
    )
    received_on = models.DateField(_("received on"))
    is_double = models.BooleanField(
        _("double entry"), default=False, help_text=_("Each form is typed in twice; differences are settled.")
    )
    state = models.CharField(_("state"), max_length=6, choices=BatchState, default=BatchState.OPEN, editable=False)
    created_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("founded by"), editable=False, related_name="+"
    )
    closed_at = models.DateTimeField(_("finished at"), null=True, editable=False)
    closed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("finished by"), null=True, editable=False, related_name="+"
    )
    valid_count = models.PositiveIntegerField(_("valid forms"), default=0, editable=False)
    invalid_count = models.PositiveIntegerField(_("invalid forms"), default=0, editable=False)
    settled_count = models.PositiveIntegerField(_("forms with differences"), default=0, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("batch of paper forms"), _("batches of paper forms")
        ordering = ["survey", "label"]
        constraints = [
            known_choice("state", BatchState.values, name="batch_state_known"),
            models.UniqueConstraint(
                fields=["survey", "label"],
                name="batch_label_once_per_survey",
                violation_error_message=_("Another batch has this name."),
            ),
            set_together(
                "closed_at",
                "closed_by",
                name="batch_closing_whole",
                message=_("A finish needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state=BatchState.OPEN, closed_at__isnull=True)
                | Q(state=BatchState.CLOSED, closed_at__isnull=False),
                name="batch_closed_has_its_time",
                violation_error_message=_("A finished batch needs the time of its finish."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.place})"


class PaperSheet(models.Model):
    """One form being typed in, under the number that the clerk writes on it; deleted when its batch is finished."""

    personal_data = done_by("first_by", "second_by")

    leaves_no_line = "no trace of who answered and when"

    batch = models.ForeignKey(PaperBatch, models.CASCADE, related_name="sheets", verbose_name=_("batch of paper forms"))
    number = models.PositiveIntegerField(_("number of the form"))
    is_invalid = models.BooleanField(_("invalid form"), default=False, help_text=_("Empty, torn, a joke."))
    first = models.JSONField(_("first entry"), null=True, blank=True)
    first_by = models.ForeignKey("accounts.User", models.PROTECT, verbose_name=_("first entry by"), related_name="+")
    second = models.JSONField(_("second entry"), null=True, blank=True)
    second_by = models.ForeignKey(
        "accounts.User", models.PROTECT, verbose_name=_("second entry by"), related_name="+", null=True, blank=True
    )
    settled = models.JSONField(_("settled answers"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("paper form"), _("paper forms")
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "number"],
                name="sheet_number_once_per_batch",
                violation_error_message=_("This number is in the batch already."),
            ),
            set_together(
                "second",
                "second_by",
                name="sheet_second_entry_whole",
                message=_("A second entry needs both answers and its author."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch.label}/{self.number}"

    @property
    def differs(self) -> bool:
        """The two entries say different things and nobody has settled it yet."""
        return self.second is not None and self.settled is None and self.first != self.second
