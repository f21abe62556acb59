"""What the server around the portal must not write down, or the promise of surveys is only the portal's own."""

import os
import shlex
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as CheckWarning

TELLING = ("%(h)s", "%({x-forwarded-for}i)s", "%({x-real-ip}i)s", "%(a)s", "%(u)s")  # of gunicorn's log: who asked
LOGGERS = ("django.server", "gunicorn.access", "django.db.backends")


@register(deploy=True)
def server_logs(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Logs of the server keep no addresses of those who answer; the office says so once it has set nginx up."""
    found: list[CheckMessage] = []
    loggers: dict[str, Any] = dict(settings.LOGGING)["loggers"]  # type: ignore[assignment]  # as settings write it
    if _gunicorn_logs_addresses(os.environ.get("GUNICORN_CMD_ARGS", "")):
        found.append(
            CheckWarning(
                "gunicorn writes down who asks for which page: answers of surveys could be joined to people by time.",
                hint="Leave out --access-logfile, or give --access-logformat without %(h)s.",
                id="surveys.W001",
            )
        )
    if not settings.SURVEY_LOGS_ARE_SAFE:
        found.append(
            CheckWarning(
                "Nobody has confirmed that the web server keeps no addresses of visitors under /ankety/.",
                hint="Follow docs/deployment.md, Surveys and logs, then set KPSS_SURVEY_LOGS_SAFE=yes.",
                id="surveys.W002",
            )
        )
    found += [
        CheckWarning(
            f"The logger {name} writes requests or queries in detail.", hint="Set it to WARNING.", id="surveys.W003"
        )
        for name in LOGGERS
        if loggers.get(name, {}).get("level") == "DEBUG"
    ]
    return found


def _gunicorn_logs_addresses(arguments: str) -> bool:
    words = shlex.split(arguments.replace("=", " "))
    if "--access-logfile" not in words:
        return False
    if "--access-logformat" not in words:
        return True  # gunicorn's own format begins with the address
    return any(sign in arguments for sign in TELLING)
