"""What the network of a year waits for."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Question, Rank, duty
from kpss_portal.templatetags.kpss import date_cs
from services_catalog.enums import RoundState
from services_catalog.models import FinancingMember, Network, ProviderRound
from services_catalog.network.rounds import SILENT
from services_catalog.network.scenarios import approved_of
from services_catalog.network_enums import AnswerState

PREPARED_FROM_MONTH = 9  # budgets of municipalities are voted in December
PAID_BY_MONTH = 6
REMIND_DAYS = 7  # before the last day of a round, and after it


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


@duty
def figures_of_providers(user: Any) -> Iterable[Duty]:
    """Rounds that run: figures to check, providers to remind, a round to close."""
    if not user.has_perm("services_catalog.change_providerround"):
        return
    answers = "requests__answers"
    waiting = Q(requests__answers__state__in=SILENT, requests__sent_at__isnull=False)
    reminded = Q(requests__reminded_on__gte=timezone.localdate() - timedelta(days=REMIND_DAYS))
    rounds = ProviderRound.objects.filter(state=RoundState.RUNNING, network__frozen_at__isnull=True).annotate(
        sent_count=Count(answers, filter=Q(requests__answers__state=AnswerState.SENT)),
        silent_count=Count(answers, filter=waiting),
        unreminded_count=Count(answers, filter=waiting & ~reminded),
    )
    for round_ in rounds.select_related("network"):
        yield from _of_round(round_)


def _of_round(round_: Any) -> Iterable[Duty]:
    address = reverse("admin:services_catalog_network_round", args=[round_.network_id])
    facts = {"year": round_.network.year, "day": date_cs(round_.deadline_on), "count": round_.silent_count}
    if round_.sent_count:
        words = ngettext(
            "Figures of %(count)d service for the network of %(year)d wait for your check.",
            "Figures of %(count)d services for the network of %(year)d wait for your check.",
            round_.sent_count,
        )
        text = words % {"count": round_.sent_count, "year": round_.network.year}
        yield Duty(text, address, Rank.DUE, _("Check the figures"), _("Network of services"))
    if not round_.silent_count:
        if not round_.sent_count:
            words = _("All figures for the network of %(year)d are accepted; the round can be closed.") % facts
            yield Duty(words, address, Rank.DUE, _("Close the round"), _("Network of services"))
        return
    common: Any = {"due_on": round_.deadline_on, "question": Question.ANSWERS, "silent": round_.silent_count}
    is_near = round_.deadline_on - timezone.localdate() <= timedelta(days=REMIND_DAYS)
    step: tuple[tuple[str, str], ...] = ()
    link = _("See who has not answered")
    if is_near and round_.unreminded_count:
        step, link = (("krok", "remind"),), _("Remind providers")
    words = _("Providers send figures for the network of %(year)d until %(day)s. Still missing: %(count)d.") % facts
    yield Duty(words, address, Rank.DUE, link, _("Network of services"), step=step, **common)
