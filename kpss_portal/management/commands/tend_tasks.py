"""`manage.py tend_tasks`: for a timer; background tasks of a machine that went out are done by another one."""

from typing import Any

from kpss_portal.turns import TurnCommand
from kpss_portal.unfinished_tasks import put_back


class Command(TurnCommand):
    """Harmless at any time; a worker looks after its own tasks when it starts."""

    help = "Puts back into the queue tasks that a worker took more than an hour ago and never finished."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Tasks put back: {put_back()}.")
