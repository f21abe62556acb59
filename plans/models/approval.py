"""Decisions of bodies about a plan: a chain, not one event."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpss_portal.constraints import known_choice
from plans.enums import BodyKind, Verb
from plans.models.content import PlanContent


class Approval(PlanContent):
    """What one body decided, when, and under which number; numbers differ from town to town and are free text."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey("plans.Plan", models.CASCADE, related_name="approvals", verbose_name=_("plan"))
    body_kind = models.CharField(_("kind of body"), max_length=15, choices=BodyKind, default=BodyKind.ASSEMBLY)
    body_name = models.CharField(
        _("body"), max_length=150, help_text=_("In full, for example Municipal Assembly of Litoměřice.")
    )
    verb = models.CharField(_("what it did"), max_length=12, choices=Verb, default=Verb.APPROVES)
    decided_on = models.DateField(_("decided on"))
    number = models.CharField(
        _("number of the resolution"),
        max_length=60,
        blank=True,
        help_text=_("As written by the body, for example 717/24/ZM/2014 OSS."),
    )
    note = models.CharField(_("note"), max_length=250, blank=True)
    document = models.ForeignKey(
        "community.Document", models.PROTECT, verbose_name=_("document"), related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name, verbose_name_plural = _("decision of a body"), _("decisions of bodies")
        ordering = ["plan", "decided_on", "pk"]
        constraints = [
            known_choice("body_kind", BodyKind.values, name="approval_body_known"),
            known_choice("verb", Verb.values, name="approval_verb_known"),
        ]

    def __str__(self) -> str:
        return f"{self.body_name} {self.get_verb_display()}"
