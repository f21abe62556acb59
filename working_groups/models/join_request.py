"""People who want to take part."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import OnRequest, PersonalData, Term
from working_groups.enums import JoinState, Side


class JoinRequest(models.Model):
    """Somebody wrote that they want to take part in planning.

    Personal data: name, e-mail, phone and what the person wrote; deleted half a year after the office has settled it, and
    after seven days when it looks like spam (`working_groups.joining`).
    """

    personal_data = PersonalData(
        purposes.GROUPS,
        emails=("email",),
        names=("name",),
        others=("phone",),
        doers=("decided_by",),
        terms=(
            Term(_("offers that look like spam"), 7, "created_at", _("after they came"), Q(state=JoinState.QUARANTINE)),
            Term(_("offers"), 183, "decided_at", _("after the decision")),
        ),
        on_request=OnRequest.DELETE,
    )

    group = models.ForeignKey(
        "working_groups.Group",
        models.SET_NULL,
        related_name="join_requests",
        verbose_name=_("group"),
        null=True,
        blank=True,
    )
    name = models.CharField(_("name and surname"), max_length=150)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    side = models.CharField(_("side of the triad"), max_length=12, choices=Side, default=Side.PUBLIC)
    text = models.TextField(_("what people write"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=JoinState, default=JoinState.WAITING)
    created_at = models.DateTimeField(_("came at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("decided by"),
        null=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name, verbose_name_plural = _("offer to take part"), _("offers to take part")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("state", JoinState.values, name="join_request_state_known"),
            known_choice("side", Side.values, name="join_request_side_known"),
            set_together(
                "decided_at",
                "decided_by",
                name="join_request_decision_whole",
                message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[JoinState.WAITING, JoinState.QUARANTINE]) | Q(decided_at__isnull=False),
                name="join_request_decided_has_time",
                violation_error_message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""),
                name="join_request_has_contact",
                violation_error_message=_("Leave an e-mail or a phone, so that we can answer you."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
