"""Mail servers of the outside world that behave badly."""

import smtplib

from django.core.mail.backends.locmem import EmailBackend


class SilentServer(EmailBackend):
    """Nobody answers."""

    def open(self):
        raise ConnectionRefusedError("connection refused by 10.0.0.1")


class RefusingServer(EmailBackend):
    """Refuses one address for good, takes the others."""

    def send_messages(self, messages):
        if any("neznamy@example.cz" in message.to for message in messages):
            raise smtplib.SMTPRecipientsRefused({"neznamy@example.cz": (550, b"neznamy@example.cz unknown")})
        return super().send_messages(messages)


class BusyServer(EmailBackend):
    """Asks to come later."""

    def send_messages(self, messages):
        raise smtplib.SMTPDataError(451, b"try later")
