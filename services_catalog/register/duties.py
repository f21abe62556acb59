"""What of the state register is due."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.alerts import alert
from kpss_portal.duties import Duty, Question, Rank, duty
from kpss_portal.templatetags.kpss import date_cs
from services_catalog.enums import RegisterImportState
from services_catalog.models import RegisterDifference, RegisterImport

COMPARE_EVERY = timedelta(days=90)


@duty
def differences_to_decide(user: Any) -> Iterable[Duty]:
    """Differences that wait: the pressing ones first; a comparison that stopped waits for a reason."""
    if not user.has_perm("services_catalog.change_registerdifference"):
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
        yield Duty(words % {"count": others}, address, Rank.DUE, _("Decide differences"), _("Catalogue"))
    stopped = RegisterImport.objects.filter(state=RegisterImportState.STOPPED).exclude(file="").first()
    if stopped:
        yield Duty(
            _("A comparison with the state register was stopped: the count of services has moved."),
            stopped.get_absolute_url(),
            Rank.DUE,
            _("See the comparison"),
            _("Catalogue"),
        )


@duty
def register_to_compare(user: Any) -> Iterable[Duty]:
    """The last comparison with the register is older than a quarter of a year, or there was none."""
    if not user.has_perm("services_catalog.add_registerimport"):
        return
    words = _comparison_is_old()
    if not words:
        return
    address = reverse("admin:services_catalog_register_upload")
    yield Duty(words, address, Rank.INCOMPLETE, _("Compare"), _("Catalogue"), question=Question.STALE)


@alert("register")
def register_is_old() -> Iterable[str]:
    """The operator is told as well: on some servers the comparison is a timer's work."""
    if words := _comparison_is_old():
        yield words


def _comparison_is_old() -> str:
    """Words when the last comparison is older than COMPARE_EVERY or there was none."""
    compared = RegisterImport.objects.filter(state=RegisterImportState.DONE)
    last = compared.aggregate(last=Max("finished_at"))["last"]
    if last is None:
        return _("The catalogue was never compared with the state register.")
    if last > timezone.now() - COMPARE_EVERY:
        return ""
    return _("The catalogue was compared with the state register on %(day)s.") % {"day": date_cs(last)}
