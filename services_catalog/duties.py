"""What is stale or incomplete in the catalogue."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Question, Rank, duty
from services_catalog.enums import ContactKind, RoundState
from services_catalog.freshness import STALE_AFTER
from services_catalog.models import Service, VerificationRound
from services_catalog.unmet import by_months

VERIFY_AFTER = timedelta(days=180)
CHANGE, LIST = "services_catalog.change_service", "admin:services_catalog_service_changelist"


@duty
def services_to_verify(user: Any) -> Iterable[Duty]:
    """Services without a verification for half a year; the button asks their providers unless a round runs."""
    if not user.has_perm("services_catalog.add_verificationround"):
        return
    today = timezone.localdate()
    older_than = {"old": today - VERIFY_AFTER, "stale": today - STALE_AFTER}
    counts = Service.objects.public().aggregate(
        **{
            name: Count("pk", filter=Q(verified_on__isnull=True) | Q(verified_on__lt=day), distinct=True)
            for name, day in older_than.items()
        }
    )
    if not counts["old"]:
        return
    words = ngettext(
        "%(count)d service was not verified for over half a year, of that for over a year or never: %(stale)d.",
        "%(count)d services were not verified for over half a year, of that for over a year or never: %(stale)d.",
        counts["old"],
    )
    url, link = f"{reverse(LIST)}?stav=neoverene", _("Verify services")
    if not VerificationRound.objects.exclude(state=RoundState.CLOSED).exists():
        url, link = reverse("admin:services_catalog_verificationround_add"), _("Ask the providers")
    yield _stale(words % {"count": counts["old"], "stale": counts["stale"]}, url, link)


@duty
def free_places_to_renew(user: Any) -> Iterable[Duty]:
    """Statements of free places whose term is over; the public does not see them any more."""
    if not user.has_perm(CHANGE):
        return
    count = Service.objects.public().filter(free_places_expire_on__lt=timezone.localdate()).count()
    if count:
        words = ngettext(
            "The statement of free places of %(count)d service has expired and does not show.",
            "Statements of free places of %(count)d services have expired and do not show.",
            count,
        )
        yield _stale(words % {"count": count}, f"{reverse(LIST)}?stav=prosla-mista", _("Renew free places"))


@duty
def services_to_mend(user: Any) -> Iterable[Duty]:
    """Services without a phone or without a territory."""
    if not user.has_perm(CHANGE):
        return
    services = Service.objects.public()
    silent = services.exclude(contacts__kind=ContactKind.PHONE).count()
    nowhere = (
        services.filter(serves_whole_territory=False, served_municipalities__isnull=True, forms__form="field")
        .distinct()
        .count()
    )
    if silent:
        words = ngettext("%(count)d service has no phone.", "%(count)d services have no phone.", silent)
        yield _stale(words % {"count": silent}, f"{reverse(LIST)}?stav=bez-telefonu", _("Add phones"))
    if nowhere:
        words = ngettext(
            "%(count)d field service does not say where it comes.",
            "%(count)d field services do not say where they come.",
            nowhere,
        )
        yield _stale(words % {"count": nowhere}, f"{reverse(LIST)}?stav=bez-obci", _("Add municipalities"))


def _stale(text: str, url: str, link: str) -> Duty:
    return Duty(text, url, Rank.INCOMPLETE, link, _("Catalogue"), question=Question.STALE)


@duty
def words_not_found(user: Any) -> Iterable[Duty]:
    """What several people looked for in the last month and did not find."""
    if not user.has_perm("services_catalog.view_unmetsearch"):
        return
    rows = by_months(1, at_least=3).rows
    if rows:
        words = ", ".join(f"„{row[0]}“" for row in rows[:3])
        yield Duty(
            _("This month people looked for and did not find: %(words)s.") % {"words": words},
            reverse("admin:services_catalog_unmetsearch_changelist"),
            Rank.ADVICE,
            _("See what people did not find"),
            _("Catalogue"),
        )
