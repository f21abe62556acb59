"""Guessing of passwords: after several wrong ones the e-mail has to wait, whether somebody has it or not."""

import hashlib

from django.core.cache import cache

from kpss_portal.views.errors import TooManyRequests

MOST_WRONG = 10  # in one process of the portal; ASVS 2.2.1 allows a hundred an hour altogether
WINDOW_SECONDS = 15 * 60


def _key(email: str) -> str:
    return "accounts.wrong." + hashlib.sha256(email.strip().lower().encode()).hexdigest()


def check(email: str) -> None:
    """TooManyRequests while the e-mail waits."""
    if cache.get(_key(email), 0) >= MOST_WRONG:
        raise TooManyRequests(WINDOW_SECONDS)


def count_wrong(email: str) -> None:
    """One wrong password more; the window runs from the first one."""
    key = _key(email)
    if not cache.add(key, 1, WINDOW_SECONDS):
        try:
            cache.incr(key)
        except ValueError:  # the window has just ended
            cache.set(key, 1, WINDOW_SECONDS)


def forget(email: str) -> None:
    """The person has signed in or has set a new password."""
    cache.delete(_key(email))
