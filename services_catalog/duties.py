"""What is stale or incomplete in the catalogue."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from services_catalog.enums import ContactKind
from services_catalog.models import Service
from services_catalog.unmet import by_months

VERIFY_AFTER = timedelta(days=180)


@duty
def services_to_mend(user: Any) -> Iterable[Duty]:
    """Services without a phone, without a verification for half a year, without a territory."""
    services = Service.objects.public()
    address = reverse("admin:services_catalog_service_changelist")
    old = services.filter(Q(verified_on__isnull=True) | Q(verified_on__lt=timezone.localdate() - VERIFY_AFTER)).count()
    silent = services.exclude(contacts__kind=ContactKind.PHONE).count()
    nowhere = (
        services.filter(serves_whole_territory=False, served_municipalities__isnull=True, forms__form="field")
        .distinct()
        .count()
    )
    if old:
        yield Duty(
            ngettext(
                "%(count)d service was not verified for over half a year.",
                "%(count)d services were not verified for over half a year.",
                old,
            )
            % {"count": old},
            f"{address}?stav=neoverene",
            Rank.INCOMPLETE,
            _("Verify services"),
            _("Catalogue"),
        )
    if silent:
        yield Duty(
            ngettext("%(count)d service has no phone.", "%(count)d services have no phone.", silent)
            % {"count": silent},
            f"{address}?stav=bez-telefonu",
            Rank.INCOMPLETE,
            _("Add phones"),
            _("Catalogue"),
        )
    if nowhere:
        yield Duty(
            ngettext(
                "%(count)d field service does not say where it comes.",
                "%(count)d field services do not say where they come.",
                nowhere,
            )
            % {"count": nowhere},
            f"{address}?stav=bez-obci",
            Rank.INCOMPLETE,
            _("Add municipalities"),
            _("Catalogue"),
        )


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
