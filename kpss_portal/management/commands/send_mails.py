"""`manage.py send_mails`: for cron where no background worker runs, and for sending at once."""

from typing import Any

from kpss_portal.models import MailState, OutgoingMail
from kpss_portal.outbox import send_due_mails
from kpss_portal.turns import TurnCommand


class Command(TurnCommand):
    """Harmless at any time; a mail server that does not answer is not a failure of the command."""

    help = "Sends mails that wait; those that cannot be sent wait for their next try."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = send_due_mails()
        waiting = OutgoingMail.objects.filter(state=MailState.WAITING).count()
        failed = OutgoingMail.objects.filter(state=MailState.FAILED).count()
        self.stdout.write(f"Sent {sent}, waiting {waiting}, failed {failed}.")
