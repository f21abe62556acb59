"""What people tell the office: a mistake on a card, a service that is missing."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice, set_together
from kpss_portal.personal_data import PersonalData, Term
from services_catalog.enums import SuggestionKind, SuggestionState


class Suggestion(models.Model):
    """Personal data: the writer's e-mail, kept for half a year after the decision; what looks like spam for seven days."""

    personal_data = PersonalData(
        purposes.CATALOGUE,
        emails=("email",),
        others=("contact",),
        doers=("decided_by",),
        terms=(
            Term(
                _("messages that look like spam"),
                7,
                "created_at",
                _("after they came"),
                Q(state=SuggestionState.QUARANTINE),
            ),
            Term(_("e-mail of the writer"), 183, "decided_at", _("after the decision"), blank=("email",)),
        ),
        kept=_("text of the message: as long as the catalogue needs it"),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=SuggestionKind)
    service = models.ForeignKey(
        "services_catalog.Service",
        models.SET_NULL,
        related_name="suggestions",
        verbose_name=_("service"),
        null=True,
        blank=True,
    )
    service_name = models.CharField(_("name of the service"), max_length=200, blank=True)
    provider_name = models.CharField(_("who provides it"), max_length=200, blank=True)
    contact = models.CharField(_("phone, e-mail or web of the service"), max_length=250, blank=True)
    text = models.TextField(_("what people write"))
    email = models.EmailField(_("e-mail of the writer"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SuggestionState, default=SuggestionState.WAITING)
    created_at = models.DateTimeField(_("came at"), auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"), null=True, related_name="+"
    )

    class Meta:
        verbose_name, verbose_name_plural = _("message about the catalogue"), _("messages about the catalogue")
        ordering = ["-created_at", "-pk"]
        constraints = [
            known_choice("kind", SuggestionKind.values, name="suggestion_kind_known"),
            known_choice("state", SuggestionState.values, name="suggestion_state_known"),
            set_together(
                "decided_at",
                "decided_by",
                name="suggestion_decision_whole",
                message=_("A decision needs both its time and its author."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[SuggestionState.WAITING, SuggestionState.QUARANTINE])
                | Q(decided_at__isnull=False),
                name="suggestion_decided_has_time",
                violation_error_message=_("A decision needs both its time and its author."),
            ),
        ]

    def __str__(self) -> str:
        name = self.service.name if self.service else self.service_name
        return f"{self.get_kind_display()}: {name}"
