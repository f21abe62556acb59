"""What the operator has to know, in words: told on the coordinator's desk, in /metrics and by a mail once a day.

An app adds what it watches by `@alert`. A function gives sentences, none when all is well, and does not ask the network; what
takes time is asked by `manage.py watch` once a day and only read here.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpss_portal.backup import state
from kpss_portal.models import MailState, OutgoingMail, RetentionRun
from kpss_portal.views import health

BACKUP_OLD, REHEARSAL_OLD = timedelta(hours=50), timedelta(days=40)  # two nights; a month and some days
CERTIFICATE_SHORT = timedelta(days=14)
LEAST_FREE_SHARE, LEAST_FREE_BYTES = 0.05, 2 * 1024**3
Source = Callable[[], Iterable[str]]
_sources: dict[str, Source] = {}


@dataclass(frozen=True)
class Alert:
    """The kind, a word for machines, and a sentence for people."""

    kind: str
    words: str


def alert(kind: str) -> Callable[[Source], Source]:
    """Registers what is watched under a word for machines."""

    def register(source: Source) -> Source:
        _sources[kind] = source
        return source

    return register


def alerts(kinds: Iterable[str] | None = None) -> list[Alert]:
    """What is wrong now, in the order of registration; of some kinds only when they are given."""
    wanted = set(_sources if kinds is None else kinds)
    return [Alert(kind, words) for kind, source in _sources.items() if kind in wanted for words in source()]


def kinds() -> list[str]:
    """Everything that is watched."""
    return list(_sources)


def _on(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


@alert("backup")
def backup_is_old() -> Iterable[str]:
    """Only where backups are set up, or on a public server."""
    if not settings.BACKUP_KEYS:
        if settings.PRODUCTION:
            yield _("Backups are not set up. Without them the work of the office could be lost.")
        return
    last = state.moment_of("backup")
    if last is None:
        yield _("No backup has been made yet.")
    elif timezone.now() - last > BACKUP_OLD:
        yield _("The last backup is of %(day)s. It should be made every night.") % {"day": _on(last)}


@alert("copies")
def copies_fail() -> Iterable[str]:
    """Copies of the last backup in other places."""
    noted = state.noted("copies")
    if noted and noted["failed"]:
        yield _("The last backup was not copied to another place.")


@alert("rehearsal")
def rehearsal_is_old() -> Iterable[str]:
    """A backup that nobody has tried to restore may be none."""
    if not settings.BACKUP_KEYS:
        return
    last, failed = state.moment_of("rehearsal"), state.moment_of("rehearsal-fault")
    if failed and (last is None or failed > last):
        yield _("The last rehearsal of a restore failed, on %(day)s.") % {"day": _on(failed)}
    elif last is None:
        yield _("It has not been tried yet whether a backup can be restored.")
    elif timezone.now() - last > REHEARSAL_OLD:
        yield _("It was tried last on %(day)s whether a backup can be restored. It should be tried every month.") % {
            "day": _on(last)
        }


@alert("retention")
def terms_are_not_kept() -> Iterable[str]:
    """Nightly terms of personal data: not run for two nights, or a rule failed."""
    run = RetentionRun.objects.first()
    if run is None:
        return  # a new office; the desk of personal data says so
    if run.has_failed:
        yield _("A rule of terms of personal data failed; the log of the server says why.")
    elif timezone.now() - run.began_at > BACKUP_OLD:
        yield _("Personal data past their term have waited since %(day)s; it should be looked after every night.") % {
            "day": _on(run.began_at)
        }


@alert("disk")
def disk_is_full() -> Iterable[str]:
    """Room in the data folder."""
    usage = shutil.disk_usage(Path(settings.DATA_DIR))
    if usage.free < min(LEAST_FREE_BYTES, usage.total * LEAST_FREE_SHARE):
        yield _("The disk is almost full: %(free)d MB are left.") % {"free": usage.free // 1024**2}


@alert("certificate")
def certificate_ends() -> Iterable[str]:
    """As `manage.py watch` saw it."""
    noted = state.noted("certificate")
    if noted is None:
        return
    ends = datetime.fromisoformat(noted["ends"]) if noted.get("ends") else None
    if ends is None:
        yield _("The certificate of the portal could not be checked.")
    elif ends - timezone.now() < CERTIFICATE_SHORT:
        yield _("The certificate of the portal ends on %(day)s. Browsers will then warn visitors.") % {"day": _on(ends)}


@alert("worker")
def worker_is_silent() -> Iterable[str]:
    """Background tasks wait for long."""
    if health.worker() != "ok":
        yield _("Background tasks wait: documents are not made and mails are not sent. Is the worker running?")


@alert("mail")
def mails_fail() -> Iterable[str]:
    """Mails that the server has refused."""
    failed = OutgoingMail.objects.filter(state=MailState.FAILED).exclude(text="").count()
    if failed:
        yield ngettext("%(count)d mail could not be sent.", "%(count)d mails could not be sent.", failed) % {
            "count": failed
        }
