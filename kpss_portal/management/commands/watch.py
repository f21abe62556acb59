"""`manage.py watch`: once a day; looks at what takes time and writes to the operator what is wrong."""

import socket
import ssl
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from kpss_portal.alerts import alerts
from kpss_portal.backup import state
from kpss_portal.turns import TurnCommand

PATIENCE_SECONDS = 10


class Command(TurnCommand):
    """The mail goes past the queue: the queue itself may be what does not work."""

    once_a_night = True
    help = "Checks the certificate, tells everything that is wrong, and mails it to KPSS_OPERATOR_EMAIL."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.BASE_URL.startswith("https://"):
            state.note("certificate", {"ends": end_of_certificate(settings.BASE_URL)})
        with override(settings.LANGUAGE_CODE):
            found = [one.words for one in alerts()]
            if found and settings.OPERATOR_EMAIL:
                text = "\n".join(f"– {words}" for words in found) + f"\n\n{settings.BASE_URL}\n"
                send_mail(_("The portal needs you"), text, None, [settings.OPERATOR_EMAIL])
        for words in found or ["All is well."]:
            self.stdout.write(words)


def end_of_certificate(address: str) -> str:
    """When the certificate at the address ends; empty when it cannot be asked or is not trusted."""
    parts = urlsplit(address)
    try:
        with (
            socket.create_connection((parts.hostname or "", parts.port or 443), PATIENCE_SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as secured,
        ):
            certificate: Any = secured.getpeercert()
    except OSError:
        return ""
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC).isoformat()
