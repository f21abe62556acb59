"""The second step of signing in: names, the picture for the phone, and secrets kept under a key."""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import urlsplit

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.words import ERRORS


def _keys() -> MultiFernet:
    """Made of the portal's secret; older secrets still open what they have locked."""
    words = [str(word) for word in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(b"accounts.second_factor|" + word.encode()).digest() for word in words]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):
    """What differs from the library's own ways."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": ERRORS["incorrect_code"]}

    def encrypt(self, text: str) -> str:
        """A copy of the database alone does not let anybody in."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """With another secret of the portal the factor stops working, and nobody can compute what it would accept."""
        try:
            return _keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> str:
        """Drawn into the page; the policy of the portal knows no pictures inside addresses."""
        return segno.make(url, error="m").svg_inline(
            scale=5, border=3, light="#fff", title=_("Picture for the app with codes"), svgclass=None, lineclass=None
        )

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002  the library calls it by this name
        """Offered where the person gives a key a name."""
        return _("My key")

    def _get_site_name(self) -> str:
        """How the app on the phone and the browser call the portal."""
        return urlsplit(settings.BASE_URL).hostname or "KPSS"
