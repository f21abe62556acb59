"""The evaluation of a year: who was asked, what became of each item, what was spent."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpss_portal import purposes
from kpss_portal.constraints import in_order, known_choice, not_negative, set_together
from kpss_portal.models import MailedCode
from kpss_portal.personal_data import PersonalData, Term, done_by
from plans.models.yearly import YearlyDocument, YearlyQuerySet, YearMoney, YearPart, YearPartQuerySet, address_of_year
from plans.progress_enums import AskState, EvaluationState, Fulfilment


class Evaluation(YearlyDocument):  # type: ignore[django-manager-missing, unused-ignore]  # mypy finds it or not by the order of files
    """The evaluation of one year of a plan; implementers answer by a link, the working group and the coordinator finish it."""

    personal_data = done_by("frozen_by")

    state = models.CharField(
        _("state"), max_length=12, choices=EvaluationState, default=EvaluationState.DRAFT, editable=False
    )
    message = models.TextField(
        _("words to implementers"), blank=True, help_text=_("Stands at the beginning of the mail; may stay empty.")
    )
    first_reminder_on = models.DateField(_("first reminder on"), null=True, blank=True)
    second_reminder_on = models.DateField(_("second reminder on"), null=True, blank=True)
    answers_until = models.DateField(_("answers until"))
    conclusion = models.TextField(
        _("conclusion"), blank=True, help_text=_("What the working group and the coordinator say of the year.")
    )

    objects: ClassVar[Any] = YearlyQuerySet.as_manager()

    class Meta(YearlyDocument.Meta):
        abstract = False
        verbose_name, verbose_name_plural = _("evaluation of a year"), _("evaluations of years")
        constraints = [
            *YearlyDocument.Meta.constraints,
            known_choice("state", EvaluationState.values, name="evaluation_state_known"),
            in_order(
                "first_reminder_on",
                "answers_until",
                name="evaluation_first_reminder_in_time",
                message=_("A reminder after the last day makes no sense."),
            ),
            in_order(
                "second_reminder_on",
                "answers_until",
                name="evaluation_second_reminder_in_time",
                message=_("A reminder after the last day makes no sense."),
            ),
            models.CheckConstraint(
                condition=Q(state=EvaluationState.APPROVED, frozen_at__isnull=False)
                | (~Q(state=EvaluationState.APPROVED) & Q(frozen_at__isnull=True)),
                name="evaluation_approved_is_frozen",
                violation_error_message=_("An approved document must be frozen."),
            ),
        ]

    def get_absolute_url(self) -> str:
        """Its page is the progress of the plan in that year."""
        return f"{reverse('plans:progress', args=[self.slug])}?rok={self.year}"

    def get_document_url(self) -> str:
        """Its PDF."""
        return address_of_year("plans:evaluation-document", self)

    @property
    def takes_answers(self) -> bool:
        """Whether implementers may answer now; the last day is a whole day."""
        return self.state == EvaluationState.COLLECTING and timezone.localdate() <= self.answers_until


class ImplementerRequest(models.Model):
    """One implementer asked about its items. Its address leads to a page that asks; it opens nothing by itself.

    Personal data kept: the e-mail where the implementer was asked; deleted half a year after the evaluation is approved.
    """

    not_personal = {"name": "of an organisation, as the plan names it"}
    personal_data = PersonalData(
        purposes.PROGRESS,
        emails=("email",),
        terms=(
            Term(
                _("e-mail of who reports"),
                183,
                "evaluation__frozen_at",
                _("after the evaluation was approved"),
                blank=("email",),
            ),
        ),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, related_name="requests", verbose_name=_("evaluation of a year")
    )
    name = models.CharField(_("implementer"), max_length=200)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=AskState, default=AskState.WAITING, editable=False)
    sent_at = models.DateTimeField(_("asked at"), null=True, editable=False)
    reminder_count = models.PositiveSmallIntegerField(_("reminders"), default=0, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    reason = models.CharField(_("what is to be completed"), max_length=500, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("request to an implementer"), _("requests to implementers")
        ordering = ["evaluation", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "name"], name="implementer_request_once"),
            known_choice("state", AskState.values, name="implementer_request_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[AskState.WAITING, AskState.UNANSWERED]) | Q(answered_at__isnull=False),
                name="implementer_request_answer_has_time",
                violation_error_message=_("An answered request needs the time of the answer."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AskState.RETURNED) | ~Q(reason=""),
                name="implementer_request_returned_has_reason",
                violation_error_message=_("Say what is to be completed, the implementer will read it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.evaluation.year})"

    def get_absolute_url(self) -> str:
        """The page of the implementer."""
        return reverse("plans:implementer", args=[self.uuid])

    @property
    def is_open(self) -> bool:
        """Whether the implementer may answer or mend the answer; what was returned may be mended after the last day too."""
        evaluation = self.evaluation
        if self.state == AskState.RETURNED:
            return evaluation.state in EvaluationState.open_for_office()
        return evaluation.takes_answers


class EvaluationCode(MailedCode):
    """A code sent to the implementer's address."""

    request = models.ForeignKey(
        ImplementerRequest, models.CASCADE, related_name="codes", verbose_name=_("request to an implementer")
    )

    class Meta(MailedCode.Meta):
        abstract = False
        verbose_name, verbose_name_plural = _("code by mail"), _("codes by mail")

    def __str__(self) -> str:
        return f"{self.request_id}"


class ItemResult(YearPart):  # type: ignore[django-manager-missing, unused-ignore]  # mypy finds it or not by the order of files
    """What became of one item in the year. An empty status is unknown, which is not "not begun"."""

    personal_data = PersonalData(
        purposes.PROGRESS,
        names=("filled_by",),
        veiled=("filled_by",),
        is_minor=True,
        kept=_("as long as the evaluation of the year"),
    )

    OWNER = "evaluation"

    evaluation = models.ForeignKey(
        Evaluation, models.CASCADE, related_name="results", verbose_name=_("evaluation of a year")
    )
    item = models.ForeignKey("plans.PlanItem", models.PROTECT, related_name="results", verbose_name=_("item of a plan"))
    requests = models.ManyToManyField(
        ImplementerRequest, verbose_name=_("who was asked"), related_name="results", blank=True
    )
    status = models.CharField(pgettext_lazy("fulfilment", "status"), max_length=20, choices=Fulfilment, blank=True)
    text = models.TextField(_("what was done"), blank=True)
    group_word = models.TextField(
        _("word of the working group"), blank=True, help_text=_("Written beside the text of the implementer.")
    )
    money_note = models.CharField(
        _("note to the money"), max_length=300, blank=True, help_text=_("For example that the costs are not followed.")
    )
    filled_at = models.DateTimeField(_("filled in at"), null=True, editable=False)
    filled_by = models.CharField(_("filled in by"), max_length=200, null=True, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[Any] = YearPartQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("result of an item"), _("results of items")
        ordering = ["evaluation", "item__path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "item"],
                name="item_result_once",
                violation_error_message=_("This item stands in the evaluation already."),
            ),
            known_choice("status", ["", *Fulfilment.values], name="item_result_status_known"),
            set_together(
                "filled_at",
                "filled_by",
                name="item_result_filling_whole",
                message=_("An answer needs both its time and its author."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)


class SpentMoney(YearMoney):
    """Money spent on the item in the year."""

    OWNER = "result__evaluation"

    result = models.ForeignKey(ItemResult, models.CASCADE, related_name="spent", verbose_name=_("result of an item"))

    objects: ClassVar[Any] = YearPartQuerySet.as_manager()

    class Meta(YearMoney.Meta):
        abstract = False
        verbose_name, verbose_name_plural = _("money spent"), _("money spent")
        constraints = [
            models.UniqueConstraint(
                fields=["result", "source"],
                name="spent_money_once_per_source",
                violation_error_message=_("This source stands here twice."),
            ),
            not_negative("amount_czk", name="spent_money_not_negative"),
        ]


class FulfilmentLabel(models.Model):
    """How the office calls a status; what it means and how it counts stays."""

    status = models.CharField(pgettext_lazy("fulfilment", "status"), max_length=20, choices=Fulfilment, unique=True)
    label = models.CharField(_("how the office calls it"), max_length=60)
    help = models.CharField(_("when to use it"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("name of a status"), _("names of statuses")
        ordering = ["pk"]
        constraints = [known_choice("status", Fulfilment.values, name="fulfilment_label_status_known")]

    def __str__(self) -> str:
        return self.label


def labels_of_statuses() -> dict[str, str]:
    """What statuses are called, in the order in which they are offered; one query."""
    own: dict[str, Any] = dict(FulfilmentLabel.objects.values_list("status", "label"))
    return {status.value: str(own.get(status.value) or status.label) for status in Fulfilment}
