"""How old the truth of a card is, in words for everybody."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

STALE_AFTER = timedelta(days=365)


def is_stale(verified_on: date | None) -> bool:
    """Whether nobody verified it for over a year, or ever."""
    return verified_on is None or timezone.localdate() - verified_on > STALE_AFTER


def freshness_words(verified_on: date | None) -> str:
    """ "ověřeno 3. 11. 2026", "neověřeno déle než rok" or "zatím neověřeno"."""
    if verified_on is None:
        return _("not verified yet")
    if is_stale(verified_on):
        return _("not verified for over a year")
    return _("verified %(day)s") % {"day": f"{verified_on.day}. {verified_on.month}. {verified_on.year}"}
