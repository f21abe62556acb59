"""Every step of minutes: from which states, to which, who takes it, what must be right before, who is told after.

Each step takes the row's lock, keeps who and when, writes an event and the audit log and queues the mails in one
transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kpss_portal.audit import record
from kpss_portal.personal_numbers import birth_numbers
from kpss_portal.rich_text import plain_text
from working_groups.enums import MinutesState as S
from working_groups.indexing import reindex_meeting
from working_groups.minutes import letters, printing
from working_groups.minutes.errors import NotReady, StepNotOpen
from working_groups.models import Decision, Minutes, MinutesEvent


@dataclass(frozen=True)
class Step:
    """One way from a state to another; `mark` is the pair of fields (mark_at, mark_by) that keeps who and when."""

    label: str | Promise
    sources: frozenset[S]
    target: S
    permission: str
    mark: str = ""
    needs_words: bool = False


def _step(label: Any, sources: set[S], target: S, right: str, mark: str = "", *, needs_words: bool = False) -> Step:
    return Step(label, frozenset(sources), target, f"working_groups.{right}_minutes", mark, needs_words)


STEPS = {
    "hand_in": _step(gettext_lazy("Hand in for the check"), {S.DRAFT}, S.UPLOADED, "write", "handed_in"),
    "check": _step(gettext_lazy("Checked, all is right"), {S.UPLOADED}, S.CHECKED, "check", "checked"),
    "return": _step(
        gettext_lazy("Return to the writer"), {S.UPLOADED, S.CHECKED, S.COMMENTING}, S.DRAFT, "check", needs_words=True
    ),
    "send": _step(gettext_lazy("Send to members for comments"), {S.CHECKED}, S.COMMENTING, "send", "sent"),
    "approve": _step(gettext_lazy("Approve"), {S.CHECKED, S.COMMENTING}, S.APPROVED, "approve", "approved"),
    "reopen": _step(gettext_lazy("Open again"), {S.APPROVED}, S.CHECKED, "publish", needs_words=True),
    "publish": _step(gettext_lazy("Publish"), {S.APPROVED}, S.PUBLISHED, "publish", "published"),
    "withdraw": _step(
        gettext_lazy("Withdraw from the web"), {S.PUBLISHED}, S.WITHDRAWN, "publish", "withdrawn", needs_words=True
    ),
    "renew": _step(gettext_lazy("Publish again"), {S.WITHDRAWN}, S.PUBLISHED, "publish", "published"),
}


def open_steps(minutes: Minutes, user: Any) -> list[tuple[str, Step]]:
    """Steps that the person may take now, in the order of the table."""
    return [
        (name, step)
        for name, step in STEPS.items()
        if minutes.state in step.sources and user.has_perm(step.permission, minutes)
    ]


@transaction.atomic
def take_step(minutes: Minutes, name: str, *, by: Any, words: str = "", until: date | None = None) -> Minutes:
    """Takes one step of STEPS. `words` is the reason (return, withdraw), `until` the last day of comments (send).

    Raises StepNotOpen if the minutes have moved on, PermissionDenied if `by` may not, NotReady with what is missing.
    """
    minutes = locked(minutes)
    step = STEPS.get(name)
    if step is None or minutes.state not in step.sources:
        raise StepNotOpen
    if not by.has_perm(step.permission, minutes):
        raise PermissionDenied
    words = " ".join(words.split())
    reasons = missing_for(minutes, name, words=words, until=until)
    if reasons:
        raise NotReady(reasons)
    before, minutes.state = minutes.state, step.target
    if step.mark:
        setattr(minutes, f"{step.mark}_at", timezone.now())
        setattr(minutes, f"{step.mark}_by", by)
    if name == "send":
        minutes.comments_until = until
    if name == "withdraw":
        minutes.withdrawal_reason = words[:250]
    minutes.save()
    note(minutes, name, by, words)
    record(by, f"minutes.{name}", minutes, {"state": [str(before), step.target.value]})
    AFTER.get(name, _nothing)(minutes, by, words)
    return minutes


def locked(minutes: Minutes) -> Minutes:
    """The row as it is now, held until the end of the transaction."""
    return Minutes.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=minutes.pk)


def note(minutes: Minutes, step: str, by: Any, words: str = "") -> MinutesEvent:
    """A line in the story of the minutes."""
    return MinutesEvent.objects.create(
        minutes=minutes,
        step=step,
        state=minutes.state,
        note=words[:500],
        taken_by=by if getattr(by, "pk", None) else None,
    )


def missing_for(minutes: Minutes, name: str, *, words: str = "", until: date | None = None) -> list[str]:
    """Sentences that say what is missing before the step; empty when it can be taken."""
    found = []
    if STEPS[name].needs_words and not words:
        found.append(_("Say why."))
    if name in {"hand_in", "check", "send", "approve"}:
        found += _missing_content(minutes)
    if name == "send" and (until is None or until <= timezone.localdate()):
        found.append(_("Choose the last day of comments; it must be in the future."))
    if name in {"publish", "renew"}:
        found += _missing_public(minutes)
    return found


def _missing_content(minutes: Minutes) -> list[str]:
    files = minutes.files.current()
    if files.held().exists():
        return [_("A file is held back until the antivirus answers. Try again later.")]
    if not minutes.internal_html and not files.exists():
        return [_("There is no text yet, and no file.")]
    return []


def _missing_public(minutes: Minutes) -> list[str]:
    """What would harm somebody on the web, or is not there."""
    if not minutes.public_text:
        return [_("There is no public version yet.")]
    found = []
    if minutes.is_public_text_old:
        found.append(
            _("The internal version has changed since the public one was made. Look at the public version again.")
        )
    count = len(list(birth_numbers(plain_text(minutes.public_text))))
    if count:
        words = ngettext(
            "The public version holds %(count)d number that looks like a birth number.",
            "The public version holds %(count)d numbers that look like birth numbers.",
            count,
        )
        found.append(words % {"count": count})
    return found


def _nothing(minutes: Minutes, by: Any, words: str) -> None:
    """Most steps tell nobody."""


def _published(minutes: Minutes, by: Any, _words: str) -> None:
    """Decisions of the meeting go out with its minutes; the PDF is made in the background."""
    Decision.objects.filter(meeting=minutes.meeting, released_at__isnull=True).update(
        released_at=timezone.now(), released_by=by
    )
    reindex_meeting(minutes.meeting)
    transaction.on_commit(partial(printing.print_soon.enqueue, minutes.pk))


def _withdrawn(minutes: Minutes, _by: Any, _words: str) -> None:
    Minutes.objects.filter(pk=minutes.pk).update(public_pdf=None)
    reindex_meeting(minutes.meeting)


AFTER: dict[str, Callable[[Minutes, Any, str], None]] = {
    "hand_in": lambda minutes, by, _words: letters.tell_checkers(minutes, by),
    "return": lambda minutes, _by, words: letters.tell_writer(minutes, words),
    "send": lambda minutes, _by, _words: letters.ask_members(minutes),
    "publish": _published,
    "renew": _published,
    "withdraw": _withdrawn,
}
