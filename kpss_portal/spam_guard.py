"""Keeps spam out of forms for everybody, without a third party, without a picture to read, without knowing who writes.

A form takes `GuardedByPatience` and its view asks `verdict()`:
- a signed token says when the form was given out: sent sooner than a person can write, or hours later, it is shown again
  with everything that was typed;
- a field that people do not see and robots fill: what fills it goes to quarantine (a password manager fills it too), and
  the sender sees the same thanks as everybody;
- text full of links goes to quarantine as well;
- senders are counted by a mark of their address keyed by the day; the key is destroyed with the day. Everybody together is
  counted too, so a flood stops at a page that says whom to call.
Limits count on two independent keys, never only on the pair (OWASP Bot Management cheat sheet).
"""

import hashlib
import hmac
import ipaddress
import re
import secrets
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.models import DayKey, SenderCount
from kpss_portal.views.errors import TooManyRequests

SALT = "kpss_portal.spam_guard"
LEAST_SECONDS, MOST_SECONDS = 3, 4 * 3600
MOST_OF_ONE, MOST_OF_ALL = 10, 200  # a day
MOST_LINKS = 2
LINK = re.compile(r"(?:https?://|www\.|\[url|<a\s)", re.IGNORECASE)


class Verdict(Enum):
    """What to do with what was sent."""

    FINE = "fine"
    QUARANTINE = "quarantine"


def token_for(form: str) -> str:
    """Says when the form was given out; good for this form only."""
    return signing.dumps(form, salt=SALT)


class GuardedByPatience(forms.Form):
    """A form with a token of its time and a field for robots; `guard_name` tells forms apart."""

    guard_name = "form"
    least_seconds: int | None = None  # LEAST_SECONDS unless the form is shorter than usual
    given_out = forms.CharField(required=False, widget=forms.HiddenInput)
    homepage = forms.CharField(
        required=False,
        label=gettext_lazy("Leave this field empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["given_out"] = token_for(self.guard_name)

    @property
    def seen_fields(self) -> list[Any]:
        """Fields that people fill in."""
        return [field for field in self if field.name not in {"given_out", "homepage"}]

    def clean(self) -> dict[str, Any]:
        """Refuses what came too soon or too late, with a new token and everything typed."""
        cleaned = super().clean() or {}
        fault = self._fault(cleaned.get("given_out", ""))
        if fault:
            self.add_error(None, fault)
            data: Any = self.data.copy()  # type: ignore[attr-defined]  # a bound form holds a QueryDict
            data[self.add_prefix("given_out")] = token_for(self.guard_name)
            self.data = data
        return cleaned

    def _fault(self, token: str) -> str:
        try:
            form = signing.loads(token, salt=SALT, max_age=MOST_SECONDS)
            least = LEAST_SECONDS if self.least_seconds is None else self.least_seconds
            is_early = least > 0 and not _is_older(token, least)
        except signing.BadSignature:  # SignatureExpired is one of them
            return _("The form was open for too long. What you wrote is still here, please send it again.")
        if form != self.guard_name:
            return _("The form was open for too long. What you wrote is still here, please send it again.")
        if is_early:
            return _("That was very quick. Please look at what you wrote and send it again.")
        return ""

    def verdict(self) -> Verdict:
        """Of a valid form."""
        words = " ".join(str(value) for name, value in self.cleaned_data.items() if name != "given_out")
        if self.cleaned_data.get("homepage") or len(LINK.findall(words)) > MOST_LINKS:
            return Verdict.QUARANTINE
        return Verdict.FINE


def _is_older(token: str, seconds: int) -> bool:
    try:
        signing.loads(token, salt=SALT, max_age=seconds)
    except signing.SignatureExpired:
        return True
    return False


# --- counting without knowing -------------------------------------------------------------------------------------


@transaction.atomic
def count_sender(request: HttpRequest, form: str) -> None:
    """Counts one sending; TooManyRequests when this sender, or all together, have sent too many today."""
    today = timezone.localdate()
    key = _key_of_today()
    if _count(today, form, "") > MOST_OF_ALL:
        raise TooManyRequests(3600)
    source = source_of(request)
    if source and _count(today, form, _mark(key, form, source)) > MOST_OF_ONE:
        raise TooManyRequests(3600)


def _count(day: Any, form: str, mark: str) -> int:
    row, _made = SenderCount.objects.get_or_create(day=day, form=form, mark=mark)
    SenderCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
    row.refresh_from_db(fields=["count"])
    return row.count


def _key_of_today() -> str:
    """Made on the first sending of a day; older keys and counts are destroyed then."""
    today = timezone.localdate()
    row, made = DayKey.objects.get_or_create(day=today, defaults={"key": secrets.token_hex(32)})
    if made:
        DayKey.objects.exclude(day=today).delete()
        SenderCount.objects.exclude(day=today).delete()
    return row.key


def count_sender_in_memory(request: HttpRequest, form: str, *, most_of_one: int, most_of_all: int) -> None:
    """As `count_sender`, but nothing of the sender touches the database: for forms that promise anonymity.

    Where the cache is not shared, each process counts for itself. All counts of a day end at the same moment, so that not even
    the end of one tells when it began.
    """
    today = timezone.localdate().isoformat()
    if _count_in_memory(f"spam.{form}.{today}") > most_of_all:
        raise TooManyRequests(3600)
    source = source_of(request)
    if source and _count_in_memory(f"spam.{form}.{_mark(_key_in_memory(today), form, source)}") > most_of_one:
        raise TooManyRequests(3600)


def _count_in_memory(name: str) -> int:
    cache.add(name, 0, _until_night())
    try:
        return cache.incr(name)
    except ValueError:  # it has expired in between
        return 1


def _until_night() -> int:
    """Seconds to the end of the day, when all counts of it are destroyed."""
    now = timezone.localtime()
    return int((datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo) - now).total_seconds()) + 60


def _key_in_memory(today: str) -> str:
    return str(cache.get_or_set(f"spam.key.{today}", lambda: secrets.token_hex(32), _until_night()))


def mark_of_sender(request: HttpRequest, form: str) -> str:
    """A mark of the sender's address good for today, from which the address cannot be told; empty where it is unknown."""
    source = source_of(request)
    return _mark(_key_of_today(), form, source) if source else ""


def _mark(key: str, form: str, source: str) -> str:
    return hmac.new(bytes.fromhex(key), f"{form}|{source}".encode(), hashlib.sha256).hexdigest()


def source_of(request: HttpRequest) -> str:
    """The sender's network address, of IPv6 its /64; empty where only the proxy's own is known.

    X-Forwarded-For is believed only behind a trusted proxy, and only its last part, which that proxy wrote.
    """
    words = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY:
        words = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or words
    try:
        address = ipaddress.ip_address(words)
    except ValueError:  # a socket of the system, or nonsense
        return ""
    if address.is_loopback:  # everybody comes from it
        return ""
    if address.version == 6:
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return str(address)
