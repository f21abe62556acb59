"""Codes by mail for people without an account: six digits, ten minutes, one browser, five tries. Only a hash is kept.

A link in a letter leads to a page that asks; whoever reads the mail of the address on file gets a code there and types it.
An app makes a `CodeBook` of its model of codes, of how an address is found, and of the letter.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpss_portal.privacy import retention

GOOD_FOR = timedelta(minutes=10)  # OWASP ASVS 5.0, 6.6.2: an out-of-band code at most ten minutes
MOST_AN_HOUR = 5  # to one address: with five tries each, a guess succeeds once in 40,000
OPEN_FOR = timedelta(hours=2)


class Answer(Enum):
    """What came of a typed code."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"


class CannotSend(Exception):
    """No address is known."""


class TooManyCodes(Exception):
    """The address got enough codes in the last hour."""


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label=gettext_lazy("Code from the e-mail"),
        max_length=20,
        help_text=gettext_lazy("Six digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


def wrong_code(answer: Answer) -> str:
    """What to tell who typed a code that does not open."""
    if answer == Answer.WRONG:
        return _("This is not the code. Look into the newest letter from us and try again.")
    return _("This code is good no more. Let a new one be sent to you.")


def mask(address: str) -> str:
    """Enough to know one's own address, too little to learn another's: k…@charita.cz."""
    name, _at, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


@dataclass(frozen=True)
class CodeBook:
    """Codes of one purpose. `purpose` is a part of hashes and of names in the session, so codes of two books never mix.

    model: of codes, with a foreign key `request`; asked: queryset of requests with what `address_of` reads; letter: sends
    (request, address, code, good until).
    """

    purpose: str
    model: Any
    asked: Callable[[], Any]
    address_of: Callable[[Any], str]
    letter: Callable[[Any, str, str, datetime], None]

    def hash_of(self, address: str) -> str:
        """A mark of the address for sessions and counts."""
        return hashlib.sha256(f"{self.purpose.rpartition('.')[2]}:{address}".encode()).hexdigest()

    def _hash(self, purpose: str, *parts: str) -> str:
        return salted_hmac(f"{self.purpose}.{purpose}", "\x1f".join(parts), algorithm="sha256").hexdigest()

    @transaction.atomic
    def send(self, request: Any, browser: str) -> None:
        """Mails a new code to the address on file; codes sent to this browser before are good no more.

        `browser` is a secret of the visitor's session. Raises CannotSend or TooManyCodes.
        """
        asked = self.asked().select_for_update(of=("self",)).get(pk=request.pk)
        address, now = self.address_of(asked), timezone.now()
        if not address:
            raise CannotSend
        mark = self._hash("browser", browser)
        retention.run_for(self.model, now)
        recent = self.model.objects.filter(address_hash=self.hash_of(address), created_at__gt=now - timedelta(hours=1))
        if recent.count() >= MOST_AN_HOUR:
            raise TooManyCodes
        self.model.objects.filter(request=asked, browser_hash=mark).update(tries_left=0)
        code = f"{secrets.randbelow(10**6):06d}"
        self.model.objects.create(
            request=asked,
            code_hash=self._hash("code", str(asked.uuid), browser, address, code),
            browser_hash=mark,
            address_hash=self.hash_of(address),
            expires_at=now + GOOD_FOR,
        )
        self.letter(asked, address, code, now + GOOD_FOR)

    @transaction.atomic
    def check(self, request: Any, browser: str, typed: str) -> Answer:
        """Whether the typed code is the last one sent for the request to this browser; a try is counted in any case."""
        now = timezone.now()
        rows = self.model.objects.select_for_update(of=("self",))
        code = rows.filter(request=request, browser_hash=self._hash("browser", browser)).first()
        if code is None or code.used_at or code.tries_left == 0 or code.expires_at <= now:
            return Answer.EXPIRED
        code.tries_left -= 1
        code.save(update_fields=["tries_left"])
        digits = "".join(letter for letter in typed if letter in "0123456789")
        right = self._hash("code", str(request.uuid), browser, self.address_of(request), digits)
        if not constant_time_compare(code.code_hash, right):
            return Answer.WRONG if code.tries_left else Answer.EXPIRED
        code.use(now)
        return Answer.RIGHT


@dataclass(frozen=True)
class Door:
    """What a browser may open: addresses whose code it has typed in the last two hours. Kept in the session."""

    book: CodeBook
    name: str

    def has_asked(self, request: HttpRequest) -> bool:
        """Whether a code was sent to this browser."""
        return f"{self.name}.browser" in request.session

    def send_code(self, request: HttpRequest, asked: Any) -> None:
        """Mails a code for this browser. Raises CannotSend or TooManyCodes."""
        secret = request.session.setdefault(f"{self.name}.browser", secrets.token_urlsafe(24))
        self.book.send(asked, secret)

    def send_and_tell(self, request: HttpRequest, asked: Any) -> None:
        """Mails a code for this browser and says on the next page what came of it."""
        try:
            self.send_code(request, asked)
        except CannotSend:
            messages.error(request, _("We do not know your e-mail. Please call us."))
        except TooManyCodes:
            words = _(
                "We have sent several codes to this address already. Use the newest one, or try again in an hour."
            )
            messages.error(request, words)
        else:
            words = _("The code is on its way. It is good for ten minutes; if it does not come, look among spam.")
            messages.success(request, words)

    def try_code(self, request: HttpRequest, asked: Any, typed: str) -> Answer:
        """Opens with the right code: all requests of the same address, one code is enough for them."""
        answer = self.book.check(asked, request.session.get(f"{self.name}.browser", ""), typed)
        if answer == Answer.RIGHT:
            opened = request.session.get(f"{self.name}.opened", {})
            opened[self.book.hash_of(self.book.address_of(asked))] = timezone.now().isoformat()
            request.session.cycle_key()
            request.session[f"{self.name}.opened"] = opened
        return answer

    def is_open(self, request: HttpRequest, asked: Any) -> bool:
        """Whether this browser has typed a code that came to the address, in the last two hours."""
        address = self.book.address_of(asked)
        opened = request.session.get(f"{self.name}.opened", {})
        moment = opened.get(self.book.hash_of(address)) if address else None
        return moment is not None and timezone.now() - datetime.fromisoformat(moment) < OPEN_FOR
