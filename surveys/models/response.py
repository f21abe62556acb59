"""Answers, finished and unfinished. No user, address, agent, cookie, session or time finer than a day stands here."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice
from kpss_portal.personal_data import OnRequest, PersonalData, Term
from surveys.enums import Channel, ResponseState
from surveys.keys import RandomKeyField


class UnfinishedSheet(models.Model):
    """Answers that somebody has not sent yet; they expire on a day and are deleted when they are sent.

    The key is only with the respondent. `sealed` is encrypted by it: without it not even the portal can read the answers.
    """

    personal_data = PersonalData(
        purposes.SURVEYS,
        others=("sealed",),
        terms=(Term(_("unfinished answers past their day"), 0, "expires_on", _("when the promised day is over")),),
        on_request=OnRequest.KEEP,
        why_kept=_("Only the code of its writer opens it; nothing says whose it is."),
    )

    leaves_no_line = "no trace of who answered and when"

    id = RandomKeyField()
    survey = models.ForeignKey("surveys.Survey", models.CASCADE, related_name="unfinished", verbose_name=_("survey"))
    key_digest = models.CharField(_("digest of the key"), max_length=64, unique=True, editable=False)
    sealed = models.BinaryField(_("sealed answers"), editable=False)
    expires_on = models.DateField(_("deleted on"), db_index=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("unfinished answers"), _("unfinished answers")

    def __str__(self) -> str:
        return self._meta.verbose_name.__str__()


class ResponseQuerySet(models.QuerySet["Response"]):
    """Answers to surveys."""

    def counted(self) -> "ResponseQuerySet":
        """Answers of which results are made."""
        return self.filter(state=ResponseState.VALID).exclude(channel=Channel.TEST)


class Response(models.Model):
    """One finished sheet of answers, written whole and never changed.

    `answers` maps numbers of questions to values; what was not answered is not there:

    - one choice, age band: number of the choice, 2
    - several choices: numbers in ascending order, [1, 4]
    - scale: the point, 3, or "x" for "I don't know"
    - table: number of the row to number of the choice, {"1": 2, "3": 4}
    - ranking: numbers of choices, the most important first, [3, 1]
    - number: 1200 or 2.5; year: 1948; date: "1948-03-17"
    - municipality: its code "535524", "other" for one outside the list; kind of service: its code
    - text: the text

    The key is random and `answered_on` a day; rows are written anew in random order when the survey closes
    (`surveys.mixing`), so that neither place nor number of a transaction tells who came after whom.
    """

    personal_data = PersonalData(
        purposes.SURVEYS,
        others=("answers",),
        terms=(
            Term(
                _("answers that look like sent by a machine"),
                7,
                "answered_on",
                _("after they came"),
                Q(state=ResponseState.QUARANTINED),
            ),
        ),
        on_request=OnRequest.KEEP,
        why_kept=_("Nothing says whose the answer is, so it can be neither found nor deleted for one person."),
    )

    leaves_no_line = "no trace of who answered and when"

    OTHER_MUNICIPALITY = "other"
    DONT_KNOW = "x"

    id = RandomKeyField()
    survey = models.ForeignKey("surveys.Survey", models.PROTECT, related_name="responses", verbose_name=_("survey"))
    channel = models.CharField(_("way"), max_length=5, choices=Channel)
    batch = models.ForeignKey(
        "surveys.PaperBatch",
        models.PROTECT,
        related_name="responses",
        verbose_name=_("batch of paper forms"),
        null=True,
        blank=True,
    )
    answered_on = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=11, choices=ResponseState, default=ResponseState.VALID)
    answers = models.JSONField(_("answers"), default=dict, encoder=DjangoJSONEncoder)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("response"), _("responses")
        constraints = [
            known_choice("channel", Channel.values, name="response_channel_known"),
            known_choice("state", ResponseState.values, name="response_state_known"),
            models.CheckConstraint(
                condition=Q(channel=Channel.PAPER, batch__isnull=False) | (~Q(channel=Channel.PAPER) & Q(batch=None)),
                name="response_paper_has_its_batch",
                violation_error_message=_("Paper forms belong to a batch, other answers do not."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey}: {self.get_channel_display()}"
