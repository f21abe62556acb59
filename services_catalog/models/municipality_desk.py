"""The desk of a municipality: it confirms its contribution and says what its people lack."""

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpss_portal import purposes
from kpss_portal.constraints import known_choice, not_negative, set_together
from kpss_portal.models import MailedCode
from kpss_portal.personal_data import PersonalData
from services_catalog.enums import ServiceForm
from services_catalog.network_enums import NetworkUnit


class MunicipalityDesk(models.Model):
    """Opened by a code sent to the mailbox of the municipality; its address opens nothing by itself.

    Personal data kept: names of those who confirmed and answered for the municipality, as long as the approved financing.
    """

    personal_data = PersonalData(
        purposes.NETWORK,
        names=("confirmed_by", "answered_by"),
        veiled=("confirmed_by", "answered_by"),
        apart=(("confirmed_by",), ("answered_by",)),
        kept=_("as long as the approved financing"),
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.OneToOneField(
        "services_catalog.FinancingMember",
        models.CASCADE,
        related_name="desk",
        verbose_name=_("municipality in joint financing"),
    )
    confirmed_at = models.DateTimeField(_("contribution confirmed at"), null=True, editable=False)
    confirmed_by = models.CharField(_("contribution confirmed by"), max_length=150, null=True, editable=False)
    needs = models.TextField(_("what people lack"), blank=True)
    answered_at = models.DateTimeField(_("needs answered at"), null=True, editable=False)
    answered_by = models.CharField(_("needs answered by"), max_length=150, null=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("desk of a municipality"), _("desks of municipalities")
        ordering = ["member__municipality__sort_key", "pk"]
        constraints = [
            set_together(
                "confirmed_at",
                "confirmed_by",
                name="municipality_desk_confirmation_whole",
                message=_("A confirmation needs both its time and its author."),
            ),
            set_together(
                "answered_at",
                "answered_by",
                name="municipality_desk_answer_whole",
                message=_("An answer needs both its time and its author."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)

    def get_absolute_url(self) -> str:
        """The page of the desk."""
        return reverse("services_catalog:municipality-desk", args=[self.uuid])


class WantedCapacity(models.Model):
    """How much of which service the municipality would want: Act No. 108/2006 Coll., § 94 (e) and (f)."""

    desk = models.ForeignKey(
        MunicipalityDesk, models.CASCADE, related_name="wanted", verbose_name=_("desk of a municipality")
    )
    service_type = models.ForeignKey(
        "services_catalog.ServiceType", models.PROTECT, related_name="+", verbose_name=_("kind of service")
    )
    form = models.CharField(_("form"), max_length=12, choices=ServiceForm)
    amount = models.DecimalField(_("how much more"), max_digits=8, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=8, choices=NetworkUnit, default=NetworkUnit.CLIENT)
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("wanted capacity"), _("wanted capacities")
        ordering = ["desk", "pk"]
        constraints = [
            known_choice("form", ServiceForm.values, name="wanted_capacity_form_known"),
            known_choice("unit", NetworkUnit.values, name="wanted_capacity_unit_known"),
            not_negative("amount", name="wanted_capacity_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.service_type}: {self.amount}"


class DeskCode(MailedCode):
    """A code sent to the mailbox of the municipality."""

    request = models.ForeignKey(
        MunicipalityDesk, models.CASCADE, related_name="codes", verbose_name=_("desk of a municipality")
    )

    class Meta(MailedCode.Meta):
        abstract = False
        verbose_name, verbose_name_plural = _("code for a municipality"), _("codes for municipalities")
