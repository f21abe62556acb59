"""What of the state register is due."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.duties import Duty, Rank, duty
from services_catalog.enums import RegisterImportState
from services_catalog.models import RegisterDifference, RegisterImport


@duty
def differences_to_decide(user: Any) -> Iterable[Duty]:
    """Differences that wait: the pressing ones first; a comparison that stopped waits for a reason."""
    if not user.has_perm("services_catalog.view_registerdifference"):
        return
    address = reverse("admin:services_catalog_registerdifference_changelist")
    waiting = RegisterDifference.objects.waiting()
    alarms, others = waiting.alarming().count(), waiting.filter(is_alarm=False).count()
    if alarms:
        words = ngettext(
            "The state register says that %(count)d service ends or changes its capacity.",
            "The state register says that %(count)d services end or change their capacity.",
            alarms,
        )
        yield Duty(
            words % {"count": alarms},
            f"{address}?is_alarm__exact=1",
            Rank.DUE,
            _("Decide pressing differences"),
            _("Catalogue"),
        )
    if others:
        words = ngettext(
            "%(count)d difference from the state register waits for a decision.",
            "%(count)d differences from the state register wait for a decision.",
            others,
        )
        yield Duty(words % {"count": others}, address, Rank.INCOMPLETE, _("Decide differences"), _("Catalogue"))
    stopped = RegisterImport.objects.filter(state=RegisterImportState.STOPPED).exclude(file="").first()
    if stopped:
        yield Duty(
            _("A comparison with the state register was stopped: the count of services has moved."),
            stopped.get_absolute_url(),
            Rank.DUE,
            _("See the comparison"),
            _("Catalogue"),
        )
