"""Codes by mail: six digits, ten minutes, one browser, five tries. Only a hash is kept."""

import secrets
from datetime import timedelta
from enum import Enum

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from services_catalog.models import VerificationCode, VerificationRequest
from services_catalog.verification import letters
from services_catalog.verification.addresses import address_of, hash_of

GOOD_FOR = timedelta(minutes=10)  # OWASP ASVS 5.0, 6.6.2: an out-of-band code at most ten minutes
MOST_AN_HOUR = 5  # to one address: with five tries each, a guess succeeds once in 40,000
KEEP = timedelta(days=1)


class Answer(Enum):
    """What came of a typed code."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"


class CannotSend(Exception):
    """No address is known."""


class TooManyCodes(Exception):
    """The address got enough codes in the last hour."""


def _hash(purpose: str, *parts: str) -> str:
    return salted_hmac(f"services_catalog.verification.{purpose}", "\x1f".join(parts), algorithm="sha256").hexdigest()


def _browser_hash(browser: str) -> str:
    return _hash("browser", browser)


@transaction.atomic
def send_code(asked: VerificationRequest, browser: str) -> None:
    """Mails a new code to the address on file; codes sent to this browser before are good no more.

    `browser` is a secret of the visitor's session. Raises CannotSend or TooManyCodes.
    """
    asked = (
        VerificationRequest.objects.select_for_update(of=("self",)).select_related("service__provider").get(pk=asked.pk)
    )
    address, now = address_of(asked.service), timezone.now()
    if not address:
        raise CannotSend
    VerificationCode.objects.filter(created_at__lt=now - KEEP).delete()
    recent = VerificationCode.objects.filter(address_hash=hash_of(address), created_at__gt=now - timedelta(hours=1))
    if recent.count() >= MOST_AN_HOUR:
        raise TooManyCodes
    VerificationCode.objects.filter(request=asked, browser_hash=_browser_hash(browser)).update(tries_left=0)
    code = f"{secrets.randbelow(10**6):06d}"
    VerificationCode.objects.create(
        request=asked,
        code_hash=_hash("code", str(asked.uuid), browser, address, code),
        browser_hash=_browser_hash(browser),
        address_hash=hash_of(address),
        expires_at=now + GOOD_FOR,
    )
    letters.send_code(asked, address, code, now + GOOD_FOR)


@transaction.atomic
def check_code(asked: VerificationRequest, browser: str, typed: str) -> Answer:
    """Whether the typed code is the last one sent for the request to this browser; a try is counted in any case."""
    now = timezone.now()
    rows = VerificationCode.objects.select_for_update(of=("self",)).filter(
        request=asked, browser_hash=_browser_hash(browser)
    )
    code = rows.first()
    if code is None or code.used_at or code.tries_left == 0 or code.expires_at <= now:
        return Answer.EXPIRED
    code.tries_left -= 1
    code.save(update_fields=["tries_left"])
    digits = "".join(letter for letter in typed if letter in "0123456789")
    right = _hash("code", str(asked.uuid), browser, address_of(asked.service), digits)
    if not constant_time_compare(code.code_hash, right):
        return Answer.WRONG if code.tries_left else Answer.EXPIRED
    code.use(now)
    return Answer.RIGHT
