"""What people cannot use on the portal, and what the office answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.enums import ObstacleState
from kpss_portal import purposes
from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import OnRequest, PersonalData, Term


class Obstacle(models.Model):
    """Somebody could not use a page or a document: Act No. 99/2019 Coll., § 8 (2) (c) wants a way to say so.

    The office answers within `obstacles.DAYS_TO_ANSWER` days of `created_at`; `answer` is what was mailed or said.
    """

    personal_data = PersonalData(
        purposes.ACCESSIBILITY,
        emails=("email",),
        names=("name",),
        others=("text", "answer"),
        doers=("answered_by",),
        terms=(
            Term(
                _("messages that look like spam"),
                7,
                "created_at",
                _("after they came"),
                Q(state=ObstacleState.QUARANTINE),
            ),
            Term(_("messages about accessibility"), 365, "answered_at", _("after the answer")),
        ),
        on_request=OnRequest.DELETE,
    )

    page = models.CharField(_("page or document"), max_length=500, blank=True)
    text = models.TextField(_("what cannot be used"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ObstacleState, default=ObstacleState.WAITING)
    created_at = models.DateTimeField(_("came at"), auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("answered by"),
        null=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name, verbose_name_plural = _("message about accessibility"), _("messages about accessibility")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("state", ObstacleState.values, name="obstacle_state_known"),
            set_together(
                "answered_at",
                "answered_by",
                name="obstacle_answer_whole",
                message=_("An answer needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ObstacleState.ANSWERED) | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="obstacle_answered_has_answer",
                violation_error_message=_("Write what you answered or what was mended."),
            ),
        ]

    def __str__(self) -> str:
        return self.page or self.text[:60]
