"""What the network of a year waits for."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from services_catalog.models import FinancingMember, Network
from services_catalog.network.scenarios import approved_of

PREPARED_FROM_MONTH = 9  # budgets of municipalities are voted in December
PAID_BY_MONTH = 6


@duty
def network_to_begin(user: Any) -> Iterable[Duty]:
    """In autumn, where the office keeps networks and that of the next year is not begun."""
    today = timezone.localdate()
    if today.month < PREPARED_FROM_MONTH or not user.has_perm("services_catalog.add_network"):
        return
    years = set(Network.objects.values_list("year", flat=True))
    if years and today.year + 1 not in years:
        yield Duty(
            _("The network of services for %(year)d is not begun.") % {"year": today.year + 1},
            reverse("admin:services_catalog_network_add"),
            Rank.DUE,
            _("Begin the network"),
            _("Network of services"),
        )


@duty
def contributions_to_pay(user: Any) -> Iterable[Duty]:
    """Municipalities that have not paid all by the summer."""
    today = timezone.localdate()
    if today.month <= PAID_BY_MONTH or not user.has_perm("services_catalog.add_payment"):
        return
    approved = approved_of(today.year)
    if approved is None:
        return
    members = FinancingMember.objects.filter(financing=approved).annotate(
        paid_czk=Coalesce(Sum("payments__amount_czk"), 0)
    )
    count = members.filter(due_czk__gt=F("paid_czk")).count()
    if count:
        words = ngettext(
            "%(count)d municipality has not paid its contribution for %(year)d.",
            "%(count)d municipalities have not paid their contributions for %(year)d.",
            count,
        )
        yield Duty(
            words % {"count": count, "year": today.year},
            reverse("admin:services_catalog_jointfinancing_payments", args=[approved.pk]),
            Rank.INCOMPLETE,
            _("See payments"),
            _("Network of services"),
        )
